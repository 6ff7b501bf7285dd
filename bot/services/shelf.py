"""Every server's library: opened when it is needed, used from worker threads, closed together."""

import asyncio
import contextvars
import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from bot.facilitation.errors import Refusal
from bot.services.turns import BUSY, Turns
from bot.storage.backup import Damaged, keep_before_upgrade
from retrieval import (
    AlteredText,
    BrokenLibrary,
    EarlierModels,
    Encoder,
    Judge,
    Library,
    LibraryError,
    LockedLibrary,
    NewerLibrary,
    UnknownModel,
    VectorMemory,
    schema_to_leave,
)

QUESTION_THREADS = 3
"""Questions under way at once; more only make each other, and the event loop, wait for the interpreter's lock."""

READING_THREADS = 2
"""Pages and lists under way at once: whoever reads, or types a title, does not stand in the line of the questions."""

MOST_OPEN = 64
"""Libraries kept open, since each holds files; more only while they are all in use."""

BUDGET = 256 * 1024 * 1024
"""Bytes that open libraries may hold between them; more only while they are in use, or for one that is larger."""

PAUSE_SECONDS = 300.0
"""Before vectors that could not be made anew are tried again, at the next question."""

CLOSING = "Footnote is being restarted and nothing was changed: try again in a minute."
NO_ESSAYS = "This server has no essays yet. A moderator can add one with /library add."
TELL_HOST = "Please tell whoever hosts Footnote; the log says more."

_HOST_MATTERS: dict[type[Exception], str] = {
    AlteredText: f"A text of this server's library changed on its disk, so nothing is quoted from it. {TELL_HOST}",
    BrokenLibrary: f"This server's library cannot be read. {TELL_HOST}",
    NewerLibrary: f"This server's library was written by a newer Footnote. {TELL_HOST}",
    LockedLibrary: f"This server's library cannot be opened or written right now. {TELL_HOST}",
    UnknownModel: f"Footnote cannot compare texts right now: its model did not load. {TELL_HOST}",
    OSError: f"This server's library cannot be reached on its disk. {TELL_HOST}",
}

T = TypeVar("T")
P = ParamSpec("P")


class NotYet(Refusal):
    """The library cannot compare texts before its vectors are made anew."""


log = logging.getLogger(__name__)


class Shelf:
    """The libraries of all servers in one folder. A server's id is the only way to its library.

    With `earlier` models, questions go on being answered with older vectors while new ones are made; a `judge` has the
    last word on answers; what the `memory` knows is not embedded again, whichever server's it was.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        most_open: int = MOST_OPEN,
        *,
        earlier: EarlierModels | None = None,
        judge: Judge | None = None,
        memory: VectorMemory | None = None,
        budget: int = BUDGET,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self._folder = folder
        self._encoder = encoder
        self._earlier = earlier
        self._judge = judge
        self._memory = memory
        self._most_open = most_open
        self._budget = budget
        self._pause = pause
        self.ready = False
        """Whether the models are loaded."""
        self._renewals: dict[int, asyncio.Task[None]] = {}
        self._libraries: OrderedDict[int, Library] = OrderedDict()
        self._users: Counter[int] = Counter()
        self._seen: dict[int, dict[Callable[[Library], object], object]] = {}
        self._touched: Counter[int] = Counter()
        self._counting = threading.Lock()
        self._opening: dict[int, threading.Lock] = {}
        self._questions = Turns("shelf-quick", QUESTION_THREADS)
        self._reading = Turns("shelf-reading", READING_THREADS)
        # One thread: files are embedded one after the other, and never in the threads of questions.
        self._slow = ThreadPoolExecutor(1, "shelf-slow")
        self._closing = threading.Event()

    async def use(self, guild: int, work: Callable[[Library], T]) -> T:
        """Do `work` with the server's library, in a thread. Refuses when the server has none, or too many wait."""
        with self._touching(guild):
            return await self._reading.run(guild, partial(self._work, guild, work, begin=False))

    async def glance(self, guild: int, work: Callable[[Library], T]) -> T:
        """As `use`, for what is asked at every keystroke: done once, until something but a question is done there.

        `work` is the same function every time, and changes nothing.
        """
        seen, touched = self._seen.setdefault(guild, {}), self._touched[guild]
        if work not in seen:
            found = await self._reading.run(guild, partial(self._work, guild, work, begin=False))
            if self._touched[guild] != touched:
                return found  # it may be older than what was changed meanwhile
            seen[work] = found
        return cast(T, seen[work])

    async def search(self, guild: int, work: Callable[[Library], T], *, wait: bool = True) -> T:
        """As `use`, for work that compares texts.

        What another model made serves until it is made anew, which begins now; where that model does not serve, the
        work waits for it, or is refused (NotYet) if it shall not `wait`.
        """
        renew = self._from_thread(partial(self._renew, guild))

        def at_once(library: Library) -> tuple[bool, T | None]:
            """Whether it is done, and what came of it: one way into a thread and back for both questions."""
            if not library.outdated():
                return True, work(library)
            serves = library.serves()
            if serves or not wait:
                renew()
            return serves, work(library) if serves else None

        done, found = await self._search(guild, at_once)
        if done:
            return cast(T, found)
        if not wait:
            raise NotYet(BUSY)
        await self.change(guild, self._refresh)
        return await self._search(guild, work)

    async def _search(self, guild: int, work: Callable[[Library], T]) -> T:
        return await self._questions.run(guild, partial(self._work, guild, work, begin=False))

    async def change(self, guild: int, work: Callable[[Library], T]) -> T:
        """As `use`, for work that waits for other changes: in the thread for long work, not in one of questions."""
        with self._touching(guild):
            return await self._slowly(partial(self._work, guild, work, begin=False))

    async def fill(self, guild: int, work: Callable[[Library], T]) -> T:
        """As `change`, for work that takes minutes: a library is begun where there is none."""
        with self._touching(guild):
            return await self._slowly(partial(self._work, guild, work, begin=True))

    @property
    def waiting(self) -> int:
        """Questions and pages under way or waiting."""
        return self._questions.waiting + self._reading.waiting

    @property
    def opened(self) -> int:
        """Libraries that are held in memory."""
        return len(self._libraries)

    def guilds(self) -> set[int]:
        """The servers that have a library."""
        return {int(path.stem) for path in self._folder.glob("*.db") if path.stem.isdecimal()}

    async def forget(self, guild: int) -> None:
        """Delete the server's library, if it has one, and empty the memory. Refuses while somebody uses it."""
        with self._touching(guild):
            await self._slowly(partial(self._forget, guild))

    async def tidy(self, guild: int, now: datetime) -> None:
        """Delete what the server's library kept for some time; one that was closed is closed again afterwards."""
        await self._slowly(partial(self._tidy, guild, now))

    async def thin(self, now: datetime) -> None:
        """Let the memory forget what was not used for long."""
        if self._memory:
            await self._slowly(partial(self._memory.thin, now))

    @property
    def closing(self) -> threading.Event:
        """Set when Footnote is going down, for work in a thread that can be stopped."""
        return self._closing

    def go_on(self) -> None:
        """Give long work leave to continue; refuses it when Footnote is going down."""
        if self._closing.is_set():
            raise Refusal(CLOSING)

    def reporting(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """What long work may call from its thread: `progress` (done, of all) runs on the event loop.

        It refuses to go on when Footnote is going down.
        """
        tell = self._from_thread(progress)

        def report(done: int, total: int) -> None:
            self.go_on()
            tell(done, total)

        return report

    async def warm_up(self) -> None:
        """Load the models now, so that the first question need not wait. Raises UnknownModel."""
        await self._questions.now(partial(self._encoder.encode, ["warm up"]))
        if self._judge:
            await self._questions.now(partial(self._judge.judge, "warm up", ["warm up"]))
        self.ready = True
        log.info("The model %s is ready.", self._encoder.identity)

    async def close(self) -> None:
        """Let running work end, then close every file."""
        self._closing.set()
        await asyncio.to_thread(self._close)
        renewals = list(self._renewals.values())
        for renewal in renewals:
            renewal.cancel()
        await asyncio.gather(*renewals, return_exceptions=True)

    def _close(self) -> None:
        for turns in (self._questions, self._reading):
            turns.close()
        self._slow.shutdown(cancel_futures=True)
        while self._libraries:
            self._libraries.popitem()[1].close()
        if self._earlier:
            self._earlier.close()

    def _from_thread(self, call: Callable[P, None]) -> Callable[P, None]:
        """The same call, to be made from a thread: it happens on the event loop, soon."""
        # A thread has no context of its own: without the loop's one, an edit would not find its way to Discord.
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()

        def from_thread(*given: P.args, **named: P.kwargs) -> None:
            loop.call_soon_threadsafe(partial(call, *given, **named), context=context)

        return from_thread

    def _renew(self, guild: int) -> None:
        """Begin to make a library's vectors anew, in the thread for long work, unless that was begun already."""
        if guild not in self._renewals:
            self._renewals[guild] = renewal = asyncio.create_task(self._renewal(guild))
            renewal.add_done_callback(lambda _: self._renewals.pop(guild))

    async def _renewal(self, guild: int) -> None:
        try:
            await self._slowly(partial(self._refreshed, guild))
            log.info("Library of server %s is renewed for the model.", guild, extra={"server": guild})
        except Refusal:
            pass  # Footnote goes down: the next question after the start begins once more
        except Exception as error:
            log.error(
                "Library of server %s keeps its older vectors, new ones were not made: %s",
                guild,
                error,
                extra={"server": guild},
            )
            await asyncio.sleep(self._pause)

    def _tidy(self, guild: int, now: datetime) -> None:
        was_open = guild in self._libraries
        self._work(guild, lambda library: library.tidy(now), begin=False)
        with self._counting:
            if not was_open and not self._users[guild] and guild in self._libraries:
                self._libraries.pop(guild).close()

    def _refreshed(self, guild: int) -> None:
        with self._lent(guild, begin=False) as library:
            self._refresh(library)

    def _refresh(self, library: Library) -> None:
        library.refresh(lambda done, total: self.go_on())

    @contextmanager
    def _touching(self, guild: int) -> Iterator[None]:
        """What was seen in the server's library may not hold any more, neither meanwhile nor afterwards."""
        self._touch(guild)
        try:
            yield
        finally:
            self._touch(guild)

    def _touch(self, guild: int) -> None:
        self._touched[guild] += 1
        self._seen.pop(guild, None)

    async def _slowly(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._slow, work)

    def _work(self, guild: int, work: Callable[[Library], T], *, begin: bool) -> T:
        try:
            with self._lent(guild, begin) as library:
                return work(library)
        except (LibraryError, OSError) as error:
            raise _refusal(guild, error) from error

    @contextmanager
    def _lent(self, guild: int, begin: bool) -> Iterator[Library]:
        with self._counting:
            self._users[guild] += 1  # from here on nobody closes it
        try:
            yield self._library(guild, begin)
        finally:
            with self._counting:
                self._users[guild] -= 1
                if guild in self._libraries:
                    self._libraries.move_to_end(guild)
                self._close_unused(but=guild)

    def _close_unused(self, but: int) -> None:
        """Close what nobody uses, beginning with what was used longest ago, as long as there is too much of it.

        `but` is the one that was used just now: it stays, however large it is.
        """
        memory = sum(library.memory for library in self._libraries.values())
        for guild in [one for one in self._libraries if one != but and not self._users[one]]:
            if len(self._libraries) <= self._most_open and memory <= self._budget:
                return
            memory -= self._libraries[guild].memory
            self._libraries.pop(guild).close()

    def _forget(self, guild: int) -> None:
        with self._opening.setdefault(guild, threading.Lock()):
            with self._counting:
                if self._users[guild]:
                    raise Refusal(BUSY)
                library = self._libraries.pop(guild, None)
            if library is not None:
                library.close()
            delete_library(self._folder, guild)
            if self._memory:
                self._memory.empty()  # it does not know whose a text was; the others' are embedded again when need be

    def _library(self, guild: int, begin: bool) -> Library:
        with self._opening.setdefault(guild, threading.Lock()):
            if guild not in self._libraries:
                path = self._folder / f"{guild}.db"
                if begin:
                    self._folder.mkdir(parents=True, exist_ok=True)
                elif not path.exists():
                    raise Refusal(NO_ESSAYS)
                if path.exists():
                    self._copy_before_upgrade(path)
                library = Library.open(
                    path, self._encoder, earlier=self._earlier, judge=self._judge, memory=self._memory
                )
                with self._counting:
                    self._libraries[guild] = library
            return self._libraries[guild]

    def _copy_before_upgrade(self, path: Path) -> None:
        """The library as it is, if opening it changes its schema. Raises BrokenLibrary, LockedLibrary."""
        try:
            if schema := schema_to_leave(path):
                keep_before_upgrade(path, schema, self._folder.parent / "backups")
        except Damaged as error:
            raise BrokenLibrary(f"{path.name} cannot be copied before it is brought up to date: {error}") from error
        except Refusal as error:  # of the disk: nothing for a member
            raise LockedLibrary(f"{path.name} is not brought up to date before it is copied: {error}") from error


def delete_library(folder: Path, guild: int) -> None:
    """Delete a library that nobody has opened, with the files that SQLite keeps beside it."""
    for path in library_files(folder, guild):
        path.unlink(missing_ok=True)


def library_files(folder: Path, guild: int) -> list[Path]:
    """The file of a server's library, and those that SQLite keeps beside it."""
    return [path for end in ("", "-wal", "-shm", "-journal") if (path := folder / f"{guild}.db{end}").exists()]


def _refusal(guild: int, error: Exception) -> Refusal:
    """Give a member the error's own sentence, unless it speaks of files, which are the host's."""
    for kind, sentence in _HOST_MATTERS.items():
        if isinstance(error, kind):
            log.error("Library of server %s: %s", guild, error, extra={"server": guild})
            return Refusal(sentence)
    return Refusal(str(error))
