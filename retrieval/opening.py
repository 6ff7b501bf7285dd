"""Opens a library file: only a library, with today's schema; and what SQLite says about it, as a sentence."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from retrieval.errors import BrokenLibrary, LibraryError, LockedLibrary, NewerLibrary
from retrieval.migrations import library as migrations
from retrieval.migrations import names as migration_names

BUSY_SECONDS = 10.0
MAPPED = 2**31
"""Bytes of a file that are mapped into memory at most; SQLite has a bound of its own a little below."""

_HEADER = b"SQLite format 3\0"
_DISPENSABLE = {"m003_vocabularies"}
"""Steps without which a file that may not be written is still read: what they would add is worked out instead."""

_LOCKED = ("unable to open", "locked", "disk I/O", "full")


def open_file(path: Path, create: bool) -> Database:
    """The file, opened or created. Raises BrokenLibrary, NewerLibrary, LockedLibrary and SQLite's own errors."""
    _check_header(path, create)
    connection = _connection(path)
    try:
        return _prepared(Database(connection), path)
    except BaseException:
        connection.close()
        raise


def schema_to_leave(path: Path) -> str | None:
    """The schema of a library that the next opening brings up to date; None where that changes nothing."""
    _check_header(path, create=False)
    try:
        with closing(_connection(path)) as connection:
            applied = {migration.name for migration in migrations.applied(Database(connection))}
    except sqlite3.DatabaseError as error:
        raise sentence(path, error) from error
    return max(applied) if applied and applied < migration_names() else None


def _prepared(db: Database, path: Path) -> Database:
    db.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: a text that is gone is gone from the bytes of the file.
    db.execute("PRAGMA secure_delete = ON").fetchall()
    applied = {migration.name for migration in migrations.applied(db)}
    if not applied and db.table_names():
        raise BrokenLibrary(f"{path.name} is a database but not a library: choose another file name.")
    known = migration_names()
    if applied - known:
        raise NewerLibrary(
            f"{path.name} was written by a newer Footnote (its schema is {max(applied)}, this one knows {max(known)}): "
            "update Footnote and try again."
        )
    pending = {migration.name for migration in migrations.pending(db)}
    if pending and not (_may_not_be_written(db) and pending <= _DISPENSABLE):
        use_wal(db)
        with immediate(db):
            migrations.apply(db)
    return db


def _may_not_be_written(db: Database) -> bool:
    (of_file,) = (path for _, name, path in db.execute("PRAGMA database_list") if name == "main")
    return bool(of_file) and not _writable(Path(of_file))


@contextmanager
def immediate(db: Database) -> Iterator[None]:
    """A transaction that takes the write lock first: one that reads and then cannot get it would fail at once."""
    db.execute("BEGIN IMMEDIATE")
    try:
        with db.atomic():
            yield
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise


def _check_header(path: Path, create: bool) -> None:
    """Refuse a file that SQLite would take for an empty database, and make into one."""
    if path.exists() and not path.is_file():
        raise LockedLibrary(f"{path} is not a file: choose another name for the library.")
    try:
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except FileNotFoundError:
        if create:
            return
        raise LockedLibrary(f"There is no library at {path}: check the name, or add essays to make one.") from None
    except OSError as error:
        raise LockedLibrary(
            f"{path.name} cannot be opened ({error.strerror}): check that it is a file you may read."
        ) from error
    if header != _HEADER and (header or not create):
        raise BrokenLibrary(f"{path.name} is not a readable library: choose another file name, or restore a backup.")


def _connection(path: Path, mode: Literal["rw", "rwc"] = "rwc") -> sqlite3.Connection:
    """A connection; one that only reads where the file or its folder may not be written. `rw`: nothing is created."""
    kept = path.exists() and not _writable(path)
    address = f"{path.absolute().as_uri()}?mode={'ro&immutable=1' if kept else mode}"
    return sqlite3.connect(address, BUSY_SECONDS, check_same_thread=False, isolation_level=None, uri=True)


def read_only(path: Path) -> sqlite3.Connection:
    """One more connection to a file that is open, for reading.

    The file is mapped into memory, as far as SQLite lets it: what a question reads lies scattered over it.
    """
    connection = _connection(path, "rw")
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA mmap_size = {MAPPED}").fetchall()
    return connection


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def use_wal(db: Database) -> None:
    """Several processes that create one file at once: changing its mode does not wait for the others by itself."""
    for attempt in range(50):
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if attempt == 49:
                raise
            time.sleep(0.1)


def sentence(path: Path, error: sqlite3.DatabaseError) -> LibraryError:
    """What a person should do about an error of SQLite's."""
    text = str(error)
    if "readonly" in text or "read-only" in text:
        return LockedLibrary(f"{path.name} may not be written: check the permissions of the file and of its folder.")
    if any(word in text for word in _LOCKED):
        return LockedLibrary(
            f"{path.name} cannot be opened or written ({text}): check that its folder exists, that there is room, "
            "that the file may be written and that no other program holds it."
        )
    return BrokenLibrary(
        f"{path.name} is not a readable library ({text}): move it away and add the essays again, or restore a backup."
    )
