"""Self tests of the reference: `python3 -m unittest discover -s spec/reference`."""
