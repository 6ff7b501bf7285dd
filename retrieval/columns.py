"""The rows of a library file as numpy columns, so that a million of them never stand in memory as Python's.

SQL inside a transaction of the `store`.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

Numbers = NDArray[np.int64]
Vectors = NDArray[np.float32]
Table = Literal["passages", "sentences"]

PORTION = 4096
"""Rows that are Python's at a time."""

LINE = 64
"""Bytes of a line of the processor's cache."""

MADE_BY = "SELECT key, value FROM meta WHERE key IN ('encoder', 'cutting')"

_OWNERS: dict[Table, str] = {"passages": "paragraph_id", "sentences": "passage_id"}


@dataclass(frozen=True, slots=True)
class Spans:
    """Ids of passages or sentences, of their owners, and where they begin and end: each of length n."""

    ids: Numbers
    owners: Numbers
    starts: Numbers
    ends: Numbers


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Ids of paragraphs, of their essays and of their sections (0: none), their numbers, where they begin and end."""

    ids: Numbers
    essays: Numbers
    sections: Numbers
    numbers: Numbers
    starts: Numbers
    ends: Numbers


def made_by(db: Database) -> dict[str, str]:
    """What made the vectors (`encoder`) and cut the text (`cutting`); nothing in a new file."""
    return dict(db.execute(MADE_BY).fetchall())


def paragraphs(db: Database) -> Paragraphs:
    """Every paragraph, in order."""
    read = 'SELECT id, essay_id, coalesce(section_id, 0), number, start, "end" FROM paragraphs ORDER BY essay_id, start'
    return Paragraphs(*_columns(db, read, 6))


def spans(db: Database, table: Table) -> Spans:
    """Every passage or sentence, by id; read from an index, where there is one, which holds no vectors."""
    found = Spans(*_columns(db, f'SELECT id, {_OWNERS[table]}, start, "end" FROM {table}', 4))
    order = np.argsort(found.ids)
    return Spans(found.ids[order], found.owners[order], found.starts[order], found.ends[order])


def vectors(db: Database, table: Table) -> Iterator[Vectors]:
    """All vectors, by id, in portions."""
    cursor = db.execute(f"SELECT vector FROM {table} ORDER BY id")
    while rows := cursor.fetchmany(PORTION):
        yield np.frombuffer(b"".join(row[0] for row in rows), dtype=np.float32).reshape(len(rows), -1)


def some_vectors(db: sqlite3.Connection, table: Table, ids: Numbers, encoder: str | None) -> dict[int, bytes]:
    """The vectors of these ids; none when it was not this encoder that made them."""
    made = "SELECT value FROM meta WHERE key = 'encoder'"
    wanted = json.dumps(ids.tolist())
    sql = f"SELECT id, vector FROM {table} WHERE id IN (SELECT value FROM json_each(?)) AND ({made}) = ?"
    return dict(db.execute(sql, [wanted, encoder]).fetchall())


def dimensions(db: Database) -> int:
    """Length of a vector; 0 in an empty library."""
    found = db.execute("SELECT length(vector) FROM passages LIMIT 1").fetchone()
    return int(found[0]) // 4 if found else 0


def aligned(rows: int, width: int) -> Vectors:
    """A block for vectors that begins with a line of the cache, which makes a product with it faster."""
    space = np.empty(rows * width * 4 + LINE, dtype=np.uint8)
    start = -space.ctypes.data % LINE
    return space[start : start + rows * width * 4].view(np.float32).reshape(rows, width)


def _columns(db: Database, sql: str, width: int) -> Iterator[Numbers]:
    cursor = db.execute(sql)
    portions = [np.zeros((0, width), dtype=np.int64)]
    while rows := cursor.fetchmany(PORTION):
        portions.append(np.array(rows, dtype=np.int64))
    return iter(np.ascontiguousarray(np.concatenate(portions).T))
