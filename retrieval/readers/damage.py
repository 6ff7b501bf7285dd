"""Whatever a library stumbles over in a file is the file's fault, and one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from retrieval.errors import UnreadableFile


@contextmanager
def damage(name: str, kind: str) -> Iterator[None]:
    """Around the reading of a format by a library, which has no list of what it may raise."""
    try:
        yield
    except (UnreadableFile, MemoryError):
        raise
    except Exception:
        raise UnreadableFile(
            f"“{name}” is damaged, or no {kind} that can be read: "
            "open it in the program it came from, save it anew, and add that."
        ) from None
