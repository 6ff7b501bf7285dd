"""Whether the texts of a library file are still those that were put in: each is named by its SHA-256.

SQLite finds a page that is broken, but not a letter that became another one. Such a text is never shown.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol, TypeVar

from retrieval.errors import AlteredText

_TABLES = ("essays", "drafts", "revisions", "stash")
"""Where texts stand with their revisions."""


class _Named(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def revision(self) -> str: ...


T = TypeVar("T", bound=_Named)


def revision_of(text: str) -> str:
    """The name of a text: what it is called in citations."""
    return _name(text.encode())


def intact(row: T) -> T:
    """The row, if its text is the one that its revision names. Raises AlteredText."""
    require(row.text, row.revision)
    return row


def require(text: str, revision: str) -> None:
    """Raises AlteredText for a text that is not the one of this revision."""
    if revision_of(text) != revision:
        raise _altered(revision)


def check_texts(path: Path) -> int:
    """Compare every text of a library file that nobody has open; say how many there are. Raises AlteredText."""
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = bytes  # a letter may have become something that is no letter
        found = list(_texts(db))
    for text, revision in found:
        if _name(text) != revision.decode(errors="replace"):
            raise _altered(revision.decode(errors="replace"))
    return len(found)


def _texts(db: sqlite3.Connection) -> Iterator[tuple[bytes, bytes]]:
    there = {name.decode() for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in _TABLES:
        if table in there:
            yield from db.execute(f"SELECT text, revision FROM {table}")


def _name(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:12]


def _altered(revision: str) -> AlteredText:
    return AlteredText(
        f"A text of the library is no longer the one that was put in (@{revision}): a byte changed on the disk, so "
        "nothing is quoted from this library; restore it from a backup."
    )
