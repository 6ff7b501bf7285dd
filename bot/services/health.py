"""Looking how Footnote itself is doing: nothing here waits for Discord, and nothing holds up the event loop."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database

from bot.facilitation.ask import Reply
from bot.facilitation.errors import Refusal
from bot.facilitation.health import Asked, Health, Mail, Outcome, Status, status
from bot.facilitation.library import Visitor, require_moderator
from bot.services.clock import Clock
from bot.services.shelf import Shelf
from bot.storage import health as rows
from bot.storage.desk import Desk

PATIENCE = 3.0
"""Seconds after which bot.db is taken to be out of use."""

log = logging.getLogger(__name__)


class Gateway(Protocol):
    """What the connection to Discord says of itself."""

    @property
    def connected(self) -> bool:
        """Whether events come in now."""

    @property
    def delay(self) -> float | None:
        """Seconds that the gateway took for its last answer; None before the first."""

    @property
    def servers(self) -> int:
        """In how many servers we are."""

    @property
    def identifies(self) -> int | None:
        """Sessions that Discord still let us begin when it was last asked; None once it has counted anew since."""


class Asks:
    """What became of the questions since the start, and how long they took; not who asked what, or where."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self.counts: dict[Outcome, Asked] = {}

    async def timed(self, asking: Awaitable[Reply]) -> Reply:
        """The reply, counted."""
        began = self._elapsed()
        outcome: Outcome = "failed"
        try:
            reply = await asking
            outcome = "answered" if reply.answered else "silent"
            return reply
        except Refusal:
            outcome = "refused"
            raise
        finally:
            self._count(outcome, self._elapsed() - began)

    def _count(self, outcome: Outcome, seconds: float) -> None:
        self.counts[outcome] = self.counts.get(outcome, Asked()).and_one(seconds)


class Checkup:
    """Takes all measures; `encoding` says how many questions wait for the model."""

    def __init__(
        self,
        desk: Desk,
        shelf: Shelf,
        gateway: Gateway,
        clock: Clock,
        asks: Asks,
        folder: Path,
        *,
        encoding: Callable[[], int],
        now: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._shelf = shelf
        self._gateway = gateway
        self._clock = clock
        self._asks = asks
        self._folder = folder
        self._encoding = encoding
        self._now = now
        self._usable = True

    @property
    def quiet(self) -> float | None:
        """Seconds since the clock looked."""
        return self._clock.quiet

    async def health(self) -> Health:
        """All measures of now."""
        return (await self._measures())[0]

    async def status(self, visitor: Visitor) -> Status:
        """The same in words. Refuses anybody but a moderator, who sees only the letters of her own server."""
        require_moderator(visitor, "settings")
        return status(*await self._measures(visitor.guild))

    async def _measures(self, guild: int | None = None) -> tuple[Health, Mail | None]:
        now = self._now()
        (mail, own), (files, free) = await asyncio.gather(
            self._mail(now, guild), asyncio.to_thread(_room, self._folder)
        )
        health = Health(
            now=now,
            connected=self._gateway.connected,
            latency=self._gateway.delay,
            servers=self._gateway.servers,
            identifies=self._gateway.identifies,
            quiet=self._clock.quiet,
            holding=self._clock.holding,
            mail=mail,
            model=self._shelf.ready,
            asks=dict(self._asks.counts),
            questions=self._shelf.waiting,
            encoding=self._encoding(),
            libraries=len(await asyncio.to_thread(self._shelf.guilds)),
            opened=self._shelf.opened,
            files=files,
            free=free,
        )
        return health, own

    async def _mail(self, now: datetime, guild: int | None) -> tuple[Mail | None, Mail | None]:
        def work(db: Database) -> tuple[Mail, Mail]:
            return (everywhere := rows.mail(db, now)), everywhere if guild is None else rows.mail(db, now, guild)

        try:
            async with asyncio.timeout(PATIENCE):
                counted = await self._desk.run(work)
        except Exception as error:  # whatever it is, it is what was to be found out
            if self._usable:  # else it was said when it began
                log.warning("bot.db cannot be used: %s", error)
            self._usable = False
            return None, None
        self._usable = True
        return counted


def _room(folder: Path) -> tuple[Mapping[str, int], int]:
    """The bytes of bot.db and of all libraries with what SQLite keeps beside them, and those that are free."""
    groups = {"bot.db": folder.glob("bot.db*"), "libraries": (folder / "libraries").glob("*.db*")}
    try:
        sizes = {name: sum(_size(path) for path in paths) for name, paths in groups.items()}
        return sizes, shutil.disk_usage(folder).free
    except OSError as error:  # the disk is gone
        log.warning("The data folder cannot be measured: %s", error)
        return {}, 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # SQLite's own files come and go
        return 0
