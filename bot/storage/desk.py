"""The desk at which bot.db is written: one thread, one connection, one transaction per call."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from bot.facilitation.errors import Refusal
from bot.storage.backup import Damaged, keep_before_upgrade
from bot.storage.erasures import Erasures
from bot.storage.migrations import bot_db, names

BUSY_SECONDS = 10.0
ERASURES = "erasures.jsonl"
LIBRARIES = "libraries"
UNFINISHED = "restore-unfinished"
"""Is there as long as a backup is being put in the place of what was there."""

RESTORE = "put a backup back with `python -m bot restore`"
CANNOT_WRITE = (
    "Footnote cannot write anything down at this moment, so nothing was changed: try again later, and if it lasts, "
    "tell whoever hosts it."
)
_DAMAGED = "{path} is damaged ({error}) and was left as it is: " + RESTORE + "."
_UNWRITABLE = "{path} cannot be used ({error}): free some room on its disk and check that it may be written."
_PASSING = ("full", "locked", "disk I/O", "readonly", "unable to open")
T = TypeVar("T")

log = logging.getLogger(__name__)


class UnusableDesk(Exception):
    """bot.db cannot be used; the text is one sentence for the host."""


class BusyDesk(UnusableDesk):
    """Somebody else holds bot.db: later it may work."""


class NoRoom(Refusal):
    """What was to be written was not: no room, or somebody else holds the file. Nothing was changed."""


class Desk:
    """bot.db. Open it with `Desk.open`, which brings its schema up to date."""

    def __init__(self, thread: ThreadPoolExecutor, db: Database, erasures: Erasures) -> None:
        self._thread = thread
        self._db = db
        self.erasures = erasures

    @classmethod
    async def open(cls, path: Path, *, keep: bool = True) -> "Desk":
        """Open or create the file, and `keep` a copy of what is there before its schema changes.

        Raises UnusableDesk, BusyDesk.
        """
        thread = ThreadPoolExecutor(1, "desk")
        try:
            db = await asyncio.get_running_loop().run_in_executor(thread, _open, path, keep)
        except BaseException:
            thread.shutdown()
            raise
        return cls(thread, db, Erasures(path.with_name(ERASURES)))

    async def run(self, work: Callable[[Database], T]) -> T:
        """Do `work` in one transaction on the desk's thread: all of it is written, or nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_transaction, work)

    def jot(self, work: Callable[[Database], None]) -> None:
        """As `run`, but nobody waits: it is written before whatever is asked of the desk later, and before it closes.

        It is not flushed to the disk: it outlives whatever ends us, but perhaps no power failure.
        """
        jotted = asyncio.get_running_loop().run_in_executor(self._thread, self._jotted, work)
        jotted.add_done_callback(_complain)

    async def erase(
        self, work: Callable[[Database], T], now: datetime, *, guild: int | None = None, member: int | None = None
    ) -> T:
        """Do `work`, which erases somebody, also from the bytes of the file; no backup put back undoes it."""

        def remembered() -> T:
            try:
                with self.erasures.noting(now, guild=guild, member=member):
                    return self._in_transaction(work)
            except OSError as error:
                raise _no_room(error) from error

        erased = await asyncio.get_running_loop().run_in_executor(self._thread, remembered)
        await self.settle()
        return erased

    async def thin(self, now: datetime) -> None:
        """Forget erasures that no backup can undo any more."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self.erasures.thin, now)

    async def settle(self) -> None:
        """Write the file anew, without a byte of what was deleted, and empty its log."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._settle)

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._db.close)
        self._thread.shutdown()

    def _settle(self) -> None:
        # Deleted rows are overwritten, but a page that was split may still hold copies of them: a new file holds none.
        try:
            self._db.execute("VACUUM")
        except sqlite3.OperationalError as error:  # no room on the disk, or somebody else reads the file
            log.warning("bot.db could not be written anew, only what was deleted is overwritten: %s", error)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _jotted(self, work: Callable[[Database], None]) -> None:
        self._db.execute("PRAGMA synchronous = NORMAL")
        try:
            self._in_transaction(work)
        finally:
            self._db.execute("PRAGMA synchronous = FULL")

    def _in_transaction(self, work: Callable[[Database], T]) -> T:
        try:
            # Immediate: a deferred one that reads before it writes fails when another process has written meanwhile.
            self._db.execute("BEGIN IMMEDIATE")
            try:
                done = work(self._db)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.conn.in_transaction:  # a full disk may have ended it already
                    self._db.rollback()
                raise
        except sqlite3.OperationalError as error:
            if any(word in str(error) for word in _PASSING):
                raise _no_room(error) from error
            raise
        return done


def _complain(jotted: asyncio.Future[None]) -> None:
    error = None if jotted.cancelled() else jotted.exception()
    if error:
        log.error("bot.db could not be written: %s", error)


def _no_room(error: Exception) -> NoRoom:
    log.error("bot.db cannot be written, so nothing is changed or posted until it can: %s", error)
    return NoRoom(CANNOT_WRITE)


def _open(path: Path, keep: bool) -> Database:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _require_begun(path)
        connection = sqlite3.connect(path, BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise UnusableDesk(f"{path} cannot be opened ({error}): check FOOTNOTE_DATA.") from error
    try:
        return _prepared(Database(connection), path, keep)
    except sqlite3.Error as error:
        connection.close()
        if "locked" in str(error):
            raise BusyDesk(f"{path} is held by another program: end it and start again.") from error
        told = _UNWRITABLE if any(word in str(error) for word in _PASSING) else _DAMAGED
        raise UnusableDesk(told.format(path=path, error=error)) from error
    except BaseException:
        connection.close()
        raise


def _require_begun(path: Path) -> None:
    """Nothing in the file, although servers have libraries: this was no new beginning."""
    empty = path.exists() and path.stat().st_size == 0 and not path.with_name(path.name + "-wal").exists()
    if empty and any((path.parent / LIBRARIES).glob("*.db")):
        raise UnusableDesk(f"{path} is empty although there are libraries: {RESTORE}, or delete it to begin anew.")
    if (path.parent / UNFINISHED).exists():
        raise UnusableDesk(f"A backup was not put back to the end in {path.parent}: {RESTORE} once more.")


def _prepared(db: Database, path: Path, keep: bool) -> Database:
    """Nothing is written before it is known that the file holds together and is not of tomorrow."""
    (answer,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise UnusableDesk(_DAMAGED.format(path=path, error=" ".join(answer.split())))
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON").fetchall()  # what is erased is overwritten
    applied = {migration.name for migration in bot_db.applied(db)}
    if applied - names():
        raise UnusableDesk(
            f"{path} was written by a newer Footnote (its schema is {max(applied)}, this one knows {max(names())}): "
            "update Footnote and start again."
        )
    if keep and applied and applied < names():
        _keep_before_upgrade(path, max(applied))
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")  # what is said to be claimed stays claimed when the power fails
    bot_db.apply(db)
    if applied < names():
        log.info("bot.db was brought up to date, by %d steps.", len(names() - applied))
    return db


def _keep_before_upgrade(path: Path, schema: str) -> None:
    try:
        keep_before_upgrade(path, schema)
    except (Damaged, Refusal, OSError) as error:
        raise UnusableDesk(
            f"{path} was not brought up to date, since it could not be copied before: {error}"
        ) from error
