"""Kill the bot again and again while it posts, on a Discord that fails, and count what is lost and doubled.

python -m tests.faults.trial --kills 200 --prompts 400
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from bot.facilitation.delivery import Letter
from bot.facilitation.groups import Group
from bot.facilitation.protocols import Phase, Protocol
from bot.facilitation.sessions import Session
from bot.services.backup import make
from bot.services.restore import restore
from bot.storage import groups, outbox, sessions
from bot.storage.desk import Desk
from tests.faults.launcher import EVENT_POINTS, POINTS, WINDOW
from tests.faults.unreliable import CHANNELS, FORUM, GUILD, Unreliable, serve

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"
CHANCE = 0.2
PATIENCE = 120.0
LONGEST_START = 30.0
LONGEST_END = 12.0
"""Seconds in which a bot that is told to stop has stopped."""

LIFE = 6.0
"""Seconds after which a life that killed itself nowhere is ended."""

READERS = Group(0, GUILD, "Readers", CHANNELS[0], False, frozenset({1}), None, "Europe/Berlin", "live", hour(19, 30))
TALK = Phase("Talk", "Say something.", "open", 10, 24, "none", "none", (), "time")
MEETING = Session(
    id=0,
    guild=GUILD,
    group=1,
    channel=CHANNELS[0],
    is_forum=False,
    role=None,
    schedule=None,
    planned=None,
    version=1,
    title="",
    note="",
    essays=(),
    protocol=Protocol("talk", "Talk", "", "", "", "A talk.", 2, 12, (TALK,)),
    pace="live",
    zone="Europe/Berlin",
    start=datetime(2026, 1, 1, tzinfo=UTC),
)
"""The session that is planned again and again."""


@dataclass
class Counts:
    """What a trial has come to."""

    prompts: int = 0
    kills: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    points: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    restored: int = 0
    calm: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        points = ", ".join(f"{name} {number}" for name, number in sorted(self.points.items()))
        faults = ", ".join(f"{name} {number}" for name, number in sorted(self.faults.items()))
        return (
            f"prompts {self.prompts}  kills {self.kills}  lost {len(self.lost)}  doubled {len(self.doubled)}\n"
            f"stopped by SIGTERM {self.stops}, restored from a backup {self.restored}, "
            f"posted in the calm end {self.calm}, {self.seconds:.0f} seconds\n"
            f"killed at: {points}\nanswers of Discord: {faults}"
        )


@dataclass
class Life:
    """One run of the bot."""

    number: int
    ended: "asyncio.Future[int]"


class Trial:
    """One data folder, one unreliable Discord, and one bot after the other."""

    def __init__(self, folder: Path, seed: int, **environment: str) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - dice for faults
        self.discord = Unreliable(random.Random(seed + 1))  # noqa: S311
        self.counts = Counts()
        self._folder = folder
        self._environment = environment
        self._letters: list[Letter] = []
        self._log = folder / "points.txt"
        self._runs = 0
        self._sessions = 0
        self._backup: Path | None = None
        self._nursery: asyncio.subprocess.Process | None = None

    @property
    def _file(self) -> Path:
        return self._folder / "data" / "bot.db"

    async def run(self, kills: int, prompts: int, *, every_point: bool) -> Counts:
        """Kill so often, post so much; `every_point` begins with one kill at each named point."""
        began = time.monotonic()
        await (await Desk.open(self._file)).close()
        points = list(POINTS) if every_point else []
        async with self._open_nursery(), serve(self.discord) as port:
            while self.counts.kills < kills or self.counts.prompts < prompts:
                self._add(prompts, kills)
                await self._one_life(port, points.pop(0) if points else "")
                if self.dice.random() < 0.1:
                    await asyncio.sleep(WINDOW + 0.5)
                if every_point and self._runs % 40 == 20:
                    await self._restore()
            await self._rest(port)
        self._judge()
        self.counts.seconds = time.monotonic() - began
        return self.counts

    def _add(self, prompts: int, kills: int) -> None:
        """As many new letters as keep step with the kills."""
        wanted = min(prompts, 4 + prompts * (self.counts.kills + 1) // max(kills, 1))
        new: list[Letter] = []
        while self.counts.prompts + len(new) < wanted:
            new += self._some()
        self._letters += new
        self.counts.prompts += len(new)
        self._put(new)

    def _some(self) -> list[Letter]:
        number, kind = len(self._letters) + self.dice.randrange(10**9) * 1000, self.dice.random()
        channel = self.dice.choice(CHANNELS)
        if kind < 0.6:
            return [_letter(f"{number}", channel)]
        if kind < 0.8:
            opening = _letter(f"{number} forum", FORUM, form="post")
            return [opening, _letter(f"{number} reply", FORUM, parent=opening.key)]
        opening = _letter(f"{number} opening", channel)
        thread = _letter(f"{number} thread", channel, parent=opening.key, form="thread")
        return [opening, thread, *(_letter(f"{number} phase {n}", channel, parent=thread.key) for n in range(3))]

    def _put(self, letters: list[Letter]) -> None:
        with self._database() as db:
            db.execute("BEGIN IMMEDIATE")
            outbox.add(db, letters)
            _add_sessions(db, self._sessions)
            db.execute("COMMIT")

    @contextmanager
    def _database(self) -> Iterator[Database]:
        with closing(sqlite3.connect(self._file, 30, isolation_level=None)) as connection:
            yield Database(connection)

    async def _one_life(self, port: int, point: str) -> None:
        """A run of the bot, ended by itself at a point or by us at any moment."""
        self._runs += 1
        by_itself = bool(point) or self.dice.random() < 0.6
        if point.startswith("find"):
            self._put_late()
        if point in EVENT_POINTS or self.dice.random() < 0.3:
            self._put_session()
        chance = 1.0 if point else CHANCE
        life = await self._start(port, chance, point or (self.dice.choice(POINTS) if by_itself else ""))
        await self._begun(life)
        seconds = LIFE if by_itself else self.dice.uniform(0, 3)
        while seconds > 0 and not life.ended.done() and (self._open() or not by_itself):
            await asyncio.wait((life.ended,), timeout=min(0.1, seconds))
            seconds -= 0.1
        gently = not by_itself and self.dice.random() < 0.2
        if not life.ended.done():
            os.kill(life.number, signal.SIGTERM if gently else signal.SIGKILL)
            self.counts.points["any moment"] += not gently
        status = await asyncio.wait_for(life.ended, LONGEST_END)
        if status != (0 if gently else -signal.SIGKILL):
            raise AssertionError(f"the bot ended with {status}: see {self._folder / 'bot.log'}")
        self.counts.kills += not gently
        self.counts.stops += gently

    async def _begun(self, life: Life) -> None:
        began = asyncio.ensure_future(self.discord.ready.wait())
        done, _ = await asyncio.wait((life.ended, began), timeout=LONGEST_START, return_when=asyncio.FIRST_COMPLETED)
        began.cancel()
        if not done:
            os.kill(life.number, signal.SIGKILL)
            raise AssertionError(f"the bot did not begin: see {self._folder / 'bot.log'}")

    def _put_late(self) -> None:
        """A letter that should have gone long ago has to be looked for."""
        letter = _letter(f"{self.dice.randrange(10**12)} late", self.dice.choice(CHANNELS), late=30)
        self._letters.append(letter)
        self.counts.prompts += 1
        self._put([letter])

    def _put_session(self) -> None:
        """A session of which the group hears now: it has an invitation, and one event."""
        self._sessions += 1
        self.counts.prompts += 1
        self._put([])

    async def _start(self, port: int, chance: float, point: str) -> "Life":
        self.discord.ready.clear()
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        wish = [port, self.dice.randrange(10**9), chance, point, str(self._log)]
        self._nursery.stdin.write(json.dumps(wish).encode() + b"\n")
        number = int(await self._nursery.stdout.readline())
        return Life(number, asyncio.ensure_future(_status(self._nursery.stdout)))

    @asynccontextmanager
    async def _open_nursery(self) -> AsyncIterator[None]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")}
        environment |= {"DISCORD_TOKEN": TOKEN, "FOOTNOTE_DATA": str(self._folder / "data")} | self._environment
        pipe = asyncio.subprocess.PIPE
        with (self._folder / "bot.log").open("ab") as log:
            self._nursery = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.faults.launcher"), env=environment, stdin=pipe, stdout=pipe, stderr=log
            )
        try:
            yield
        finally:
            assert self._nursery.stdin is not None
            self._nursery.stdin.close()
            await asyncio.wait_for(self._nursery.wait(), 30)

    def _open(self) -> int:
        with self._database() as db:
            letters = db.execute("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')").fetchone()[0]
            listed = db.execute("SELECT count(*) FROM session_events WHERE state = 'there'").fetchone()[0]
        return int(letters) + self._sessions - int(listed)

    async def _restore(self) -> None:
        """Put an older backup back; whoever plans hands in the same letters again."""
        data, now = self._folder / "data", datetime.now(UTC)  # noqa: TID251
        if self._backup is not None:
            await asyncio.sleep(WINDOW + 0.5)
            await restore(data, self._backup, now, "trial")
            self._put(self._letters)
            self.counts.restored += 1
        self._backup = make(data, None, 1, now, "trial").folder

    async def _rest(self, port: int) -> None:
        """A last life in which nothing goes wrong, until nothing is open; ended as a host ends it."""
        self.discord.calm = True
        self.counts.calm = self._open()
        life = await self._start(port, 0.0, "")
        await self._begun(life)  # before that, nobody there would hear SIGTERM
        end = time.monotonic() + PATIENCE
        while self._open() and time.monotonic() < end and not life.ended.done():
            await asyncio.sleep(0.2)
        os.kill(life.number, signal.SIGTERM)
        if await asyncio.wait_for(life.ended, LONGEST_END) != 0:
            raise AssertionError(f"the last run did not end well: see {self._folder / 'bot.log'}")

    def _judge(self) -> None:
        found = self.discord.texts()
        for letter in self._letters:
            text = f"thread {letter.key}" if letter.form == "thread" else letter.key
            self.counts.lost += [letter.key] * (found[text] == 0)
            self.counts.doubled += [letter.key] * (found[text] - 1)
        for name in map(_title, range(1, self._sessions + 1)):
            self.counts.lost += [name] * (found[name] == 0)
            self.counts.doubled += [name] * (found[name] - 1)
        self.counts.faults = self.discord.faults
        if self._log.exists():
            self.counts.points.update(self._log.read_text(encoding="utf-8").splitlines())


async def _status(stream: asyncio.StreamReader) -> int:
    return int(await stream.readline())


def _letter(key: str, channel: int, *, late: float = 0, **changes: str | None) -> Letter:
    due = datetime.now(UTC) - timedelta(seconds=late)  # noqa: TID251 - the bot runs on the real clock
    content = {"text": key, "title": key}
    return Letter(key, "note", GUILD, channel, due, due + timedelta(hours=2), content, **changes)  # type: ignore[arg-type]


def _title(number: int) -> str:
    return f"session {number}"


def _add_sessions(db: Database, wanted: int) -> None:
    """As many as there should be, with the same numbers again after an older copy took the file's place."""
    there = int(db.execute("SELECT count(*) FROM sessions").fetchone()[0])
    if wanted > there == 0:
        groups.add(db, READERS, datetime.now(UTC))  # noqa: TID251
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)  # noqa: TID251
    for number in range(there + 1, wanted + 1):
        title, channel = _title(number), CHANNELS[number % len(CHANNELS)]
        sessions.add(db, replace(MEETING, title=title, channel=channel, start=start))


async def trial(kills: int, prompts: int, seed: int, *, every_point: bool = True) -> Counts:
    """One trial in a folder of its own, which stays when something was lost or doubled."""
    with TemporaryDirectory(prefix="footnote-faults-") as folder:
        counts = await Trial(Path(folder), seed).run(kills, prompts, every_point=every_point)
        if counts.lost or counts.doubled:
            kept = Path(folder).with_name(f"{Path(folder).name}-kept")
            shutil.copytree(folder, kept)
            print(f"lost: {counts.lost}\ndoubled: {counts.doubled}\nkept: {kept}")
        return counts


def main() -> None:
    """Print the counts; the status is 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--prompts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    wanted = parser.parse_args()
    print(f"seed {wanted.seed}", flush=True)
    counts = asyncio.run(trial(wanted.kills, wanted.prompts, wanted.seed))
    print(counts)
    sys.exit(bool(counts.lost or counts.doubled))


if __name__ == "__main__":
    main()
