"""SSJ-1 and bundle 1, written from spec/ssj-1.md and spec/bundle-1.md.

Standard library only.

This package is the third opinion: it shares no code with the Rust crates or the web page, is slow
and short on purpose, and is the source of the vectors under spec/vectors.
"""
