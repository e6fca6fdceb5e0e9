"""The reference program: `python3 spec/reference/ssj1.py --help`."""

import sys

from ssj1.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
