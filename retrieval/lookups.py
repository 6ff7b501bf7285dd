"""Connections that only read one library file: a question waits neither for another one nor for whoever writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from retrieval.columns import MADE_BY, Numbers, Table, some_vectors
from retrieval.opening import read_only

KEPT = 3
"""Connections kept open, since each holds files: as many as questions are under way at once."""

Row = tuple[Any, ...]


class Lookup:
    """One connection, for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._db = read_only(path)
        self._version = -1
        self._made_by: dict[str, str] = {}

    def close(self) -> None:
        """Close it."""
        self._db.close()

    def made_by(self) -> dict[str, str]:
        """What made the vectors and cut the text, read when anybody has written since the last time."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._made_by, self._version = dict(self._db.execute(MADE_BY).fetchall()), version
        return dict(self._made_by)

    def rows(self, sql: str, *values: object) -> list[Row]:
        """All rows."""
        return self._db.execute(sql, values).fetchall()

    def vectors(self, table: Table, ids: Numbers, encoder: str | None) -> dict[int, bytes]:
        """The vectors of these passages or sentences, by id; none when it was not this encoder that made them."""
        return some_vectors(self._db, table, ids, encoder)


class Lookups:
    """Those of one file, opened when one is needed and none is free."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._free: list[Lookup] = []
        self._closed = False

    def close(self) -> None:
        """Close those that are free; the others are closed by who uses them."""
        self._closed = True
        while self._free:
            self._spare()

    @contextmanager
    def one(self) -> Iterator[Lookup]:
        """One for the time being."""
        if self._closed:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
        try:
            lookup = self._free.pop()
        except IndexError:
            lookup = Lookup(self._path)
        try:
            yield lookup
        except BaseException:
            lookup.close()
            raise
        self._free.append(lookup)
        if self._closed or len(self._free) > KEPT:
            self._spare()

    def _spare(self) -> None:
        with suppress(IndexError):
            self._free.pop().close()
