"""One file in, one reading out: the essay's own blocks of text, and the lines of page furniture left out of them."""

from retrieval.readers.blocks import Block, Reading
from retrieval.readers.decoding import LARGEST_FILE
from retrieval.readers.reading import read

__all__ = ["LARGEST_FILE", "Block", "Reading", "read"]
