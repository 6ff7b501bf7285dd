"""A Discord that answers as a test wants, and a delivery that can be killed and opened again."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.facilitation.delivery import Letter, Patience, Posted, Standing, Trouble, Unreadable, Where
from bot.services.delivery import Delivery
from bot.storage import outbox
from bot.storage.desk import Desk

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
REMEMBERS = timedelta(seconds=90)
"""So long the Discord of these tests knows a nonce."""
TAKEN_IN = timedelta(seconds=20)
"""So much later it takes in what we have given up ("slow")."""


class Killed(BaseException):
    """As if the process had died here."""


@dataclass
class Message:
    number: int
    channel: int
    key: str
    marks: tuple[int, int]
    nonce: str
    at: datetime
    planned: datetime | None
    late: bool = False


@dataclass
class FakeDiscord:
    """`answers` are used up by one request to post each: "ok", "lost", "slow", "after", "500", "kill before", ..."""

    now: datetime = NOW
    answers: list[object] = field(default_factory=list)
    looks: list[object] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    readable: bool = True
    skew: timedelta | None = None
    me: int = 42
    busy: int = 0
    at_once: int = 0
    under_way: list[tuple[datetime, tuple]] = field(default_factory=list)
    takes: float = 0

    def clock(self) -> datetime:
        return self.now

    async def measure(self) -> None:
        return None

    async def anchor(self, letter: Letter, at: Where) -> int:
        return len(self.messages)

    async def put(
        self, letter: Letter, at: Where, nonce: str, marks: tuple[int, int], planned: datetime | None
    ) -> Posted:
        self._take_in()
        self.asked.append(letter.key)
        self.busy += 1
        self.at_once = max(self.busy, self.at_once)
        await asyncio.sleep(self.takes)
        self.busy -= 1
        answer = self.answers.pop(0) if self.answers else "ok"
        if answer == "kill before":
            raise Killed
        if answer == "lost":
            raise Trouble(None)
        if isinstance(answer, Exception):
            raise answer
        if answer in ("slow", "kill slow"):
            self.under_way.append((self.now + TAKEN_IN, (letter, at, nonce, marks, planned)))
            raise Trouble(None) if answer == "slow" else Killed
        posted = self._accept(letter, at, nonce, marks, planned)
        if answer == "after":
            raise Trouble(None)
        if answer == "500":
            raise Trouble(500)
        if answer == "kill after":
            raise Killed
        return posted

    def _accept(
        self, letter: Letter, at: Where, nonce: str, marks: tuple[int, int], planned: datetime | None
    ) -> Posted:
        if letter.form == "thread":
            assert at.message is not None
            if any(one.key == letter.key for one in self.messages):
                raise Trouble(400, 160004)
        known = (one for one in self.messages if one.nonce == nonce and self.now - one.at < REMEMBERS)
        message = next(known, None) if letter.form == "message" else None
        if message is None:
            number = len(self.messages) + 1
            message = Message(number, at.channel, letter.key, marks, nonce, self.now, planned)
            self.messages.append(message)
        place = {"message": None, "thread": at.message, "post": 1000 + message.number}[letter.form]
        return Posted(message.number, place)

    async def find(
        self, letter: Letter, at: Where, marks: tuple[int, int], after: int | datetime, until: datetime | None
    ) -> Posted | None:
        self._take_in()
        if not self.readable:
            raise Unreadable
        answer = self.looks.pop(0) if self.looks else None
        if isinstance(answer, BaseException):
            raise answer
        for one in self.messages:
            behind = one.at > after if isinstance(after, datetime) else one.number > after
            if behind and one.channel == at.channel and one.marks == marks and (until is None or one.at <= until):
                return Posted(one.number, 1000 + one.number if letter.form == "post" else None)
        return None

    def _take_in(self) -> None:
        """Requests that we have long given up arrive nevertheless."""
        arrived = [one for one in self.under_way if one[0] <= self.now]
        self.under_way = [one for one in self.under_way if one[0] > self.now]
        now = self.now
        for when, (letter, *rest) in arrived:
            self.now = when
            if letter.form != "thread" or letter.key not in self.keys():
                self._accept(letter, *rest)
        self.now = now

    def keys(self) -> list[str]:
        return [one.key for one in self.messages]


@dataclass
class Office:
    desk: Desk
    discord: FakeDiscord
    told: list[Standing] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    afterwards: BaseException | None = None
    patience: Patience = field(default_factory=Patience)

    async def open(self) -> None:
        """A new run of the bot, the one before being dead."""
        self.delivery = Delivery(
            self.desk,
            self.discord,
            now=self.discord.clock,
            patience=self.patience,
            told=self._hear,
            sent=self._hear_of_sent,
        )
        await self.delivery.begin()

    async def _hear(self, standing: Standing) -> None:
        self.told.append(standing)

    async def _hear_of_sent(self, standing: Standing) -> None:
        self.sent.append(standing.letter.key)
        if self.afterwards:
            raise self.afterwards

    async def run(self, **passed: float) -> None:
        """Let time pass, then deliver whatever can be delivered."""
        self.discord.now += timedelta(**passed)
        again: list[bool] = [True]
        self.delivery.rested = lambda: again.append(True)
        while again:
            again.clear()
            await self.delivery.deliver()
            await self.delivery.idle()

    async def standing(self, key: str = "a") -> Standing:
        standing = await self.desk.run(lambda db: outbox.find(db, key))
        assert standing is not None
        return standing

    async def states(self) -> dict[str, str]:
        return {one.letter.key: one.state for one in await self.desk.run(lambda db: outbox.beginning_with(db, ""))}


def letter(key: str = "a", **changes) -> Letter:
    known = {"kind": "note", "guild": 1, "channel": 2, "due": NOW, "expires": NOW + timedelta(hours=1)}
    return Letter(key, **known | changes)
