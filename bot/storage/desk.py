"""The desk at which bot.db is written: one thread, one connection, one transaction per call."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from bot.storage.migrations import bot_db, names

BUSY_SECONDS = 10.0
T = TypeVar("T")

log = logging.getLogger(__name__)


class UnusableDesk(Exception):
    """bot.db cannot be used; the text is one sentence for the host."""


class Desk:
    """bot.db. Open it with `Desk.open`, which brings its schema up to date."""

    def __init__(self, thread: ThreadPoolExecutor, db: Database) -> None:
        self._thread = thread
        self._db = db

    @classmethod
    async def open(cls, path: Path) -> "Desk":
        """Open or create the file. Raises UnusableDesk."""
        thread = ThreadPoolExecutor(1, "desk")
        try:
            db = await asyncio.get_running_loop().run_in_executor(thread, _open, path)
        except BaseException:
            thread.shutdown()
            raise
        return cls(thread, db)

    async def run(self, work: Callable[[Database], T]) -> T:
        """Do `work` in one transaction on the desk's thread: all of it is written, or nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_transaction, work)

    def jot(self, work: Callable[[Database], None]) -> None:
        """As `run`, but nobody waits: it is written before whatever is asked of the desk later, and before it closes.

        It is not flushed to the disk: it outlives whatever ends us, but perhaps no power failure.
        """
        jotted = asyncio.get_running_loop().run_in_executor(self._thread, self._jotted, work)
        jotted.add_done_callback(_complain)

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
        # Immediate: a deferred one that reads before it writes fails when another process has written meanwhile.
        self._db.execute("BEGIN IMMEDIATE")
        try:
            done = work(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.rollback()
            raise
        return done


def _complain(jotted: asyncio.Future[None]) -> None:
    error = None if jotted.cancelled() else jotted.exception()
    if error:
        log.error("bot.db could not be written: %s", error)


def _open(path: Path) -> Database:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise UnusableDesk(f"{path} cannot be opened ({error}): check FOOTNOTE_DATA.") from error
    try:
        return _prepared(Database(connection), path)
    except sqlite3.Error as error:
        connection.close()
        raise UnusableDesk(
            f"{path} cannot be used ({error}): check that it may be written, or restore it from a backup."
        ) from error
    except BaseException:
        connection.close()
        raise


def _prepared(db: Database, path: Path) -> Database:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON").fetchall()  # what is erased is overwritten
    applied = {migration.name for migration in bot_db.applied(db)}
    if applied - names():
        raise UnusableDesk(f"{path} was written by a newer Footnote: update Footnote and start again.")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")  # what is said to be claimed stays claimed when the power fails
    bot_db.apply(db)
    return db
