"""One file in, one reading out: the essay's own blocks of text, and the lines of page furniture left out of them."""

from retrieval.readers.blocks import Block, Kind, Reading, Suggested
from retrieval.readers.bundles import unbundle
from retrieval.readers.decoding import LARGEST_FILE

__all__ = ["LARGEST_FILE", "Block", "Kind", "Reading", "Suggested", "read", "unbundle"]


def read(file: str, content: bytes) -> Reading:
    """As `reading.read`, which is imported now: whoever only asks a library should not wait for the readers."""
    from retrieval.readers.reading import read as read_here

    return read_here(file, content)
