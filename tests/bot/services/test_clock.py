"""The clock looks again and again, whatever fails, and posts nothing by a time that is not Discord's."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.services import clock as planning
from bot.services.clock import Clock

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)


@dataclass
class FakeDelivery:
    following: datetime | None = None
    delivered: int = 0
    fails: int = 0
    closed: bool = False
    takes: float = 0
    rested: Callable[[], None] = lambda: None

    async def begin(self) -> None:
        return None

    async def deliver(self) -> datetime | None:
        await asyncio.sleep(self.takes)
        if self.fails:
            self.fails -= 1
            raise OSError("disk full")
        self.delivered += 1
        return self.following

    async def close(self, patience: float) -> None:
        self.closed = True


@dataclass
class FakePost:
    heard: list[timedelta] = field(default_factory=list)
    skew: timedelta | None = None
    measured: int = 0

    async def measure(self) -> None:
        self.measured += 1
        if self.heard:
            self.skew = self.heard.pop(0)


@dataclass
class FakeAlarm:
    """Sleeps until the test lets it, and notes for how long it would have."""

    slept: list[float] = field(default_factory=list)
    rung: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.rung.clear()
        await self.rung.wait()

    def ring(self) -> None:
        self.rung.set()


@dataclass
class Hands:
    now: datetime = NOW
    elapsed: float = 0
    delivery: FakeDelivery = field(default_factory=FakeDelivery)
    post: FakePost = field(default_factory=FakePost)
    alarm: FakeAlarm = field(default_factory=FakeAlarm)

    def clock(self, *planners: Any) -> Clock:
        return Clock(
            self.delivery,  # type: ignore[arg-type]
            self.post,  # type: ignore[arg-type]
            self.alarm,
            now=lambda: self.now,
            elapsed=lambda: self.elapsed,
            planners=planners,
        )

    def pass_(self, seconds: float, *, set_by: float = 0) -> datetime:
        self.elapsed += seconds
        self.now += timedelta(seconds=seconds + set_by)
        return self.now


async def turn() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_it_looks_every_fifteen_seconds_and_sooner_when_something_is_due() -> None:
    hands = Hands()
    clock = hands.clock()
    clock.start()
    clock.start()  # Discord says more than once that we are there
    await turn()
    hands.delivery.following = NOW + timedelta(seconds=4)
    hands.alarm.ring()
    await turn()
    hands.delivery.following = NOW + timedelta(days=1)
    hands.alarm.ring()
    await turn()
    assert hands.alarm.slept == [15.0, 4.0, 15.0]
    assert hands.delivery.delivered == 3
    await clock.stop()
    assert hands.delivery.closed


async def test_it_knows_for_how_long_it_has_not_looked() -> None:
    hands = Hands()
    clock = hands.clock()
    assert clock.quiet is None
    await clock.tick(hands.pass_(0))
    hands.pass_(70, set_by=500)  # a clock that is set makes nobody quiet
    assert clock.quiet == 70
    clock._beat = 100  # it rests for longer on purpose
    assert clock.quiet == 0
    hands.pass_(30)
    assert clock.quiet == 15


async def test_what_planners_know_is_what_it_waits_for() -> None:
    async def soon(now: datetime) -> datetime | None:
        return now + timedelta(seconds=9)

    async def never(now: datetime) -> datetime | None:
        return None

    assert await Hands().clock(soon, never).tick(NOW) == NOW + timedelta(seconds=9)


async def test_a_planner_that_fails_stops_neither_the_others_nor_the_letters(caplog: pytest.LogCaptureFixture) -> None:
    asked = []

    async def broken(now: datetime) -> datetime | None:
        raise ZeroDivisionError

    async def whole(now: datetime) -> datetime | None:
        asked.append(now)
        return None

    hands = Hands()
    await hands.clock(broken, whole).tick(NOW)
    assert (asked, hands.delivery.delivered) == ([NOW], 1)
    assert "A planner failed" in caplog.text


async def test_it_never_dies_and_rests_longer_when_it_stumbles_again() -> None:
    hands = Hands()
    hands.delivery.fails = 3
    clock = hands.clock()
    clock.start()
    for _ in range(4):
        await turn()
        hands.alarm.ring()
    await turn()
    assert hands.alarm.slept == [15.0, 30.0, 60.0, 15.0, 15.0]
    await clock.stop()


async def test_without_discord_it_begins_later() -> None:
    hands = Hands()
    measure, hands.post.measure = hands.post.measure, None  # type: ignore[method-assign,assignment]
    clock = hands.clock()
    clock.start()
    await turn()
    assert hands.delivery.delivered == 0
    hands.post.measure = measure  # type: ignore[method-assign]
    hands.alarm.ring()
    await turn()
    assert hands.delivery.delivered == 1
    await clock.stop()


async def test_woken_while_it_looks_it_looks_again_at_once() -> None:
    hands = Hands()
    hands.delivery.takes = 0.01
    clock = hands.clock()
    clock.start()
    await turn()
    clock.wake()
    await asyncio.sleep(0.05)
    assert (hands.delivery.delivered, len(hands.alarm.slept)) == (2, 1)
    await clock.stop()


async def test_a_clock_that_was_set_is_compared_with_discords(caplog: pytest.LogCaptureFixture) -> None:
    hands = Hands()
    clock = hands.clock()
    await clock.tick(hands.now)
    hands.post.heard = [timedelta(seconds=3600), timedelta(seconds=3600), timedelta(seconds=1)]
    await clock.tick(hands.pass_(15, set_by=3600))
    assert clock.holding
    assert "set by +3600 seconds" in caplog.text
    assert "+3600 seconds off Discord's" in caplog.text
    await clock.tick(hands.pass_(15))
    assert (hands.delivery.delivered, clock.holding) == (1, True)
    await clock.tick(hands.pass_(15, set_by=-3600))
    assert (hands.delivery.delivered, clock.holding) == (2, False)
    assert caplog.text.count("off Discord's") == 1


async def test_a_clock_that_was_set_is_not_believed_before_discord_was_asked() -> None:
    hands = Hands()
    clock = hands.clock()
    await clock.tick(hands.now)
    measure, hands.post.measure = hands.post.measure, None  # type: ignore[method-assign,assignment]
    await clock.tick(hands.pass_(15, set_by=40 * 24 * 3600))
    await clock.tick(hands.pass_(15))
    assert (hands.delivery.delivered, clock.holding) == (1, True)
    hands.post.measure = measure  # type: ignore[method-assign]
    hands.post.heard = [timedelta(seconds=1)]
    await clock.tick(hands.pass_(15))
    assert (hands.delivery.delivered, clock.holding) == (2, False)


async def test_a_machine_that_slept_is_no_reason_to_hold() -> None:
    hands = Hands()
    clock = hands.clock()
    await clock.tick(hands.now)
    hands.post.heard = [timedelta(seconds=1)]
    await clock.tick(hands.pass_(15, set_by=8 * 3600))  # a monotonic clock stands still meanwhile
    assert (hands.delivery.delivered, hands.post.measured) == (2, 1)


async def test_small_steps_are_nothing() -> None:
    hands = Hands()
    clock = hands.clock()
    for _ in range(10):
        await clock.tick(hands.pass_(15, set_by=2))
    assert hands.post.measured == 0


async def test_it_lets_end_the_look_that_is_going_on() -> None:
    hands = Hands()
    hands.delivery.takes = 0.05
    clock = hands.clock()
    clock.start()
    await turn()
    await clock.stop()
    assert hands.delivery.delivered == 1
    clock.start()
    await turn()
    assert hands.delivery.delivered == 1


async def test_a_planner_that_takes_long_keeps_neither_the_others_nor_the_letters_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planning, "PLANNING", 0.01)
    gate, begun, asked = asyncio.Event(), [], []

    async def slow(now: datetime) -> datetime | None:
        begun.append(now)
        await gate.wait()
        return None

    async def quick(now: datetime) -> datetime | None:
        asked.append(now)
        return None

    hands = Hands()
    clock = hands.clock(slow, quick)
    for _ in range(2):
        await clock.tick(NOW)
    assert (len(begun), len(asked), hands.delivery.delivered) == (1, 2, 2)
    clock.start()
    await asyncio.sleep(0.05)
    looks = len(hands.alarm.slept)
    gate.set()
    await turn()
    assert len(hands.alarm.slept) == looks + 1  # woken, since it has put something in
    gate.clear()
    await clock.tick(NOW)
    await clock.stop()
    assert len(begun) == 3
