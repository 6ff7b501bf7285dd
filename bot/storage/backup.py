"""Copies of database files that hold together: taken while others write, checked, described, put in place at once."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

from bot.facilitation.backup import Described, Manifest, moment_of, read_manifest, require_room, written
from bot.facilitation.errors import Refusal

BUSY_SECONDS = 30.0
STEPS = 20_000
"""Steps of SQLite's machine between two looks at whether to stop: milliseconds."""

MANIFEST = "manifest.json"
UPGRADE = "before-upgrade-"
KEPT_OF_UPGRADES = 3

Stop = Callable[[], bool]


class Damaged(Exception):
    """A database file does not hold together; the text says how."""


class Stopped(Exception):
    """Whoever asked for the work wants it no more."""


def copy(source: Path, target: Path, stop: Stop = lambda: False) -> Described:
    """Copy a database as it is at one moment, while others read and write it; the copy is checked and on the disk.

    Nothing that was deleted is in it. Raises Damaged, Stopped, and SQLite's own errors where there is no room.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with _opened(source, stop) as db:
        db.execute("VACUUM INTO ?", [str(target)])
    found = examine(target, stop)
    with closing(sqlite3.connect(target)) as db:
        db.execute("PRAGMA journal_mode = WAL").fetchall()  # as Footnote leaves its files, and not as copies come
    sync(target)
    return Described(target.stat().st_size, checksum(target), found.schema, found.rows)


def examine(path: Path, stop: Stop = lambda: False) -> Described:
    """What is in a database, if it holds together. Raises Damaged and Stopped."""
    with _opened(path, stop) as db:
        (answer,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise Damaged(answer)
        if broken := db.execute("PRAGMA foreign_key_check").fetchone():
            raise Damaged(f"a row of {broken[0]} belongs to none of {broken[2]}")
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        tables = [name for (name,) in db.execute(query) if not name.startswith("sqlite_")]
        rows = {name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}
        steps = (
            "SELECT name FROM _sqlite_migrations ORDER BY name"
            if "_sqlite_migrations" in tables
            else "SELECT 1 LIMIT 0"
        )
        return Described(path.stat().st_size, "", tuple(name for (name,) in db.execute(steps)), rows)


def size(path: Path) -> int:
    """Bytes of a database with its log, as far as it is there."""
    return sum(one.stat().st_size for one in with_companions(path))


def with_companions(path: Path) -> list[Path]:
    """A database file and those that SQLite keeps beside it, as far as they are there."""
    return [one for end in ("", "-wal", "-shm", "-journal") if (one := path.with_name(path.name + end)).exists()]


def checksum(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk itself before anything is built on it."""
    if path.is_dir() and os.name == "nt":
        return  # names need no such care there, and a folder cannot be opened
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(folder: Path) -> None:
    """The same for everything in a folder."""
    for path in (*folder.rglob("*"), folder):
        sync(path)


def room(folder: Path) -> int:
    """Free bytes where a folder is, or is going to be."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Beside the files that it describes."""
    (folder / MANIFEST).write_text(written(manifest), encoding="utf-8")


def manifest_of(folder: Path) -> Manifest:
    """What a backup says of itself. Refuses what is none."""
    try:
        return read_manifest((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{folder} is not a backup of Footnote: give the folder that holds its {MANIFEST}.") from error


def backups(folder: Path) -> dict[str, bool]:
    """The backups of a folder by name, the oldest first, and whether each is whole."""
    found = {}
    for path in sorted(folder.glob(f"*/{MANIFEST}")):
        if moment_of(path.parent.name) is None:
            continue
        with suppress(Refusal):
            found[path.parent.name] = manifest_of(path.parent).whole
    return found


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare a backup with its manifest. Refuses one whose bytes are others."""
    for name, described in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != described.size or checksum(path) != described.sha256:
            raise Refusal(f"{path} is not as it was when the backup was made: restore another backup.")


@contextmanager
def _opened(path: Path, stop: Stop) -> Iterator[sqlite3.Connection]:
    if stop():
        raise Stopped
    address = f"{path.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, BUSY_SECONDS, uri=True, isolation_level=None)) as db:
            db.set_progress_handler(stop, STEPS)
            yield db
    except sqlite3.DatabaseError as error:
        if stop():
            raise Stopped from error
        if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
            raise
        raise Damaged(str(error)) from error


def keep_before_upgrade(path: Path, schema: str, folder: Path | None = None) -> Path:
    """Copy a database before its schema changes; of earlier upgrades of it a few copies stay.

    Without a `folder` in `backups` beside it. Refuses where there is no room. Raises Damaged.
    """
    folder = folder or path.parent / "backups"
    require_room(room(folder), size(path), str(folder))
    place = folder / f"{UPGRADE}{path.stem}-{schema}"
    new = place.with_name(f".part-{place.name}")
    shutil.rmtree(new, ignore_errors=True)
    try:
        copy(path, new / path.name)
    except sqlite3.Error as error:
        raise Damaged(str(error)) from error
    number = next(n for n in count(1) if not (place / _numbered(path.name, n)).exists())
    place.mkdir(mode=0o700, exist_ok=True)
    os.replace(new / path.name, place / _numbered(path.name, number))
    new.rmdir()
    sync_all(place)
    sync(folder)
    copies = sorted(folder.glob(f"{UPGRADE}{path.stem}-*/*.db"), key=lambda one: one.stat().st_mtime)
    for old in copies[:-KEPT_OF_UPGRADES]:
        old.unlink()
        with suppress(OSError):
            old.parent.rmdir()
    return place / _numbered(path.name, number)


def _numbered(name: str, number: int) -> str:
    stem, _, end = name.rpartition(".")
    return name if number == 1 else f"{stem}-{number}.{end}"
