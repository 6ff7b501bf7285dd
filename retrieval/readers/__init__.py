"""One file in, one reading out: the essay's own blocks of text, and the lines of page furniture left out of them."""

from retrieval.readers.blocks import Block, Kind, Reading, Suggested
from retrieval.readers.bundles import unbundle
from retrieval.readers.decoding import LARGEST_FILE
from retrieval.readers.reading import read

__all__ = ["LARGEST_FILE", "Block", "Kind", "Reading", "Suggested", "read", "unbundle"]
