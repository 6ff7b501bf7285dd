"""What was embedded once is not embedded again: the vectors of texts, by hash, for all libraries of one folder.

The file holds no text. It only saves time: whatever is wrong with it, essays are added without it.
"""

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database, Migrations

from retrieval.encoder import Encoder
from retrieval.errors import LibraryError, NewerLibrary
from retrieval.opening import immediate, use_wal
from retrieval.rows import Embedded
from retrieval.stash import STASH_DAYS

MOST_BYTES = 256 * 1024**2
"""Of the file: about 450,000 words with the default model. What was not used for longest goes first."""

BUSY_SECONDS = 3.0
AT_ONCE = 500
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

T = TypeVar("T")

log = logging.getLogger(__name__)
migrations = Migrations("memory")


@migrations()
def m001_vectors(db: Database) -> None:
    """Vectors and packed tokens as a library keeps them; `used` is a day, 1 for the first of January of year 1.

    `key` is a SHA-256 of the encoder's identity and the text. Whoever changes how tokens are packed empties this.
    """
    db.execute(
        "CREATE TABLE vectors (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, used INTEGER NOT NULL,"
        " vector BLOB NOT NULL, tokens BLOB) STRICT"
    )
    db.execute("CREATE INDEX vectors_by_day ON vectors (used)")


class VectorMemory:
    """The file, open. Safe to use from several threads and processes.

    A file that is broken is begun anew; one that is locked, full or of a newer Footnote is left aside, with a line in
    the log, until the next `thin`.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        self.path = path
        self._now = now
        self._lock = threading.RLock()
        self._db: Database | None = None
        self._open()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    def recall(self, encoder: Encoder, texts: Iterable[str]) -> dict[str, Embedded]:
        """What this encoder made of these texts, as far as it is known; tokens of what once was a passage only."""
        by_key = {_key(encoder, text): text for text in texts}
        keys, length, today = list(by_key), 4 * encoder.dimensions if by_key else 0, _day(self._now())

        def work(db: Database) -> dict[str, Embedded]:
            found, unused = {}, []
            for start in range(0, len(keys), AT_ONCE):
                some = keys[start : start + AT_ONCE]
                marks = ",".join("?" * len(some))
                sql = f"SELECT id, key, used, vector, tokens FROM vectors WHERE key IN ({marks}) AND length(vector) = ?"
                for number, key, used, vector, tokens in db.execute(sql, [*some, length]):
                    found[by_key[key]] = (vector, tokens)
                    if used != today:
                        unused.append((today, number))
            if unused:
                with immediate(db):
                    db.conn.executemany("UPDATE vectors SET used = ? WHERE id = ?", unused)
            return found

        return self._attempt(work, {})

    def remember(self, encoder: Encoder, made: Mapping[str, Embedded]) -> None:
        """Keep what this encoder made of texts; tokens that are there already are not lost to a sentence."""
        today = _day(self._now())
        rows = [(_key(encoder, text), today, vector, tokens) for text, (vector, tokens) in made.items()]

        def work(db: Database) -> None:
            with immediate(db):
                db.conn.executemany(
                    "INSERT INTO vectors (key, used, vector, tokens) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE"
                    " SET used = excluded.used, vector = excluded.vector, tokens = excluded.tokens"
                    " WHERE excluded.tokens IS NOT NULL",
                    rows,
                )
                _make_room(db)

        self._attempt(work, None)

    def thin(self, now: datetime) -> None:
        """Forget, down to the bytes of the file, what was not used for as long as an essay stays in the stash."""
        today = _day(now)

        def work(db: Database) -> None:
            with immediate(db):
                # Not by a clock that had been ahead either, whose days would never be old.
                days = [today - STASH_DAYS.days + 1, today]
                gone = db.execute("DELETE FROM vectors WHERE used NOT BETWEEN ? AND ?", days).rowcount
                _make_room(db)
            if gone or _pages(db, "freelist_count"):
                db.execute("VACUUM")  # a page that was split may still hold copies of what was overwritten
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        with self._lock:
            if self._db is None:
                self._open()  # what was in its way may be over
            self._attempt(work, None)

    def empty(self) -> None:
        """Forget everything, in whatever state the file is. Raises OSError when it cannot be deleted."""
        with self._lock:
            self.close()
            forget_vectors(self.path)
            self._open()

    def _open(self) -> None:
        try:
            self._db = _opened(self.path)
        except (sqlite3.Error, OSError, LibraryError) as error:
            self._leave_aside(error)

    def _attempt(self, work: Callable[[Database], T], otherwise: T) -> T:
        with self._lock:
            try:
                return otherwise if self._db is None else work(self._db)
            except (sqlite3.Error, OSError) as error:
                self._leave_aside(error)
                return otherwise

    def _leave_aside(self, error: Exception) -> None:
        """Go on without the file; one that is broken is of no use to anybody and is replaced."""
        self.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
            try:
                forget_vectors(self.path)
                self._db = _opened(self.path)
                log.warning("%s was broken (%s) and is begun anew: texts are embedded once more.", self.path, error)
                return
            except (sqlite3.Error, OSError, LibraryError) as another:
                error = another
        log.warning("%s is left aside, for a day at the most, and texts are embedded again: %s", self.path, error)


def forget_vectors(path: Path) -> None:
    """Delete the file, which nobody has open, with those that SQLite keeps beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{end}").unlink(missing_ok=True)


def _opened(path: Path) -> Database:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    try:
        db = Database(connection)
        db.execute("PRAGMA secure_delete = ON").fetchall()  # what is forgotten is overwritten
        applied = {migration.name for migration in migrations.applied(db)}
        known = {migration.name for migration in migrations.pending(Database(memory=True))}
        if applied - known or (not applied and db.table_names()):
            raise NewerLibrary("It was written by a newer Footnote or by another program.")
        if known - applied:
            use_wal(db)
            with immediate(db):
                migrations.apply(db)
        db.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last vectors, which are made again
    except BaseException:
        connection.close()
        raise
    return db


def _make_room(db: Database) -> None:
    """Let go of a sixteenth at a time, until what is kept fits."""
    oldest = "SELECT id FROM vectors ORDER BY used, id LIMIT (SELECT count(*) / 16 + 1 FROM vectors)"
    while _too_large(db) and db.execute(f"DELETE FROM vectors WHERE id IN ({oldest})").rowcount:
        pass


def _too_large(db: Database) -> bool:
    used = _pages(db, "page_count") - _pages(db, "freelist_count")
    return used * _pages(db, "page_size") > MOST_BYTES


def _pages(db: Database, what: str) -> int:
    return int(db.execute(f"PRAGMA {what}").fetchone()[0])


def _key(encoder: Encoder, text: str) -> bytes:
    return hashlib.sha256(f"{encoder.identity}\0{text}".encode()).digest()


def _day(now: datetime) -> int:
    return now.astimezone(UTC).toordinal()
