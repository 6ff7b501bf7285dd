"""The brake waits where a start would be one too many, and says why."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facilitation.starts import Identifies
from bot.services.starts import Brake
from bot.storage import starts

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)


@dataclass
class Machine:
    """A clock that sleeping moves on; `left` are Discord's answers, one after the other, then plenty."""

    folder: Path
    now: datetime = NOW
    left: list[Identifies | None] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    async def start(self) -> None:
        await Brake(self.folder, self.ask, now=lambda: self.now, sleep=self.sleep).start()

    async def ask(self) -> Identifies | None:
        return self.left.pop(0) if self.left else Identifies(999, timedelta(hours=5))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


async def test_the_sixth_start_within_five_minutes_waits_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    machine = Machine(tmp_path)
    for _ in range(5):
        await machine.start()
    assert machine.slept == []
    for _ in range(3):
        await machine.start()
    assert machine.slept == [300.0, 600.0, 1200.0]
    assert "it waits 20 minutes before it connects" in caplog.messages[-1]
    machine.now += timedelta(minutes=5)
    await machine.start()
    assert len(machine.slept) == 3


async def test_a_start_that_cannot_be_noted_waits_every_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / f"{starts.FILE}.part").mkdir()
    machine = Machine(tmp_path)
    await machine.start()
    await machine.start()
    assert machine.slept == [120.0, 120.0]
    assert "could not be noted" in caplog.text


async def test_it_waits_until_discord_has_enough_sessions_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    few = [
        Identifies(49, timedelta(hours=2, seconds=9)),
        Identifies(49, timedelta(seconds=30)),
        Identifies(0, timedelta(0)),
    ]
    machine = Machine(tmp_path, left=[*few, Identifies(50, timedelta(days=1))])
    await machine.start()
    assert machine.slept == [600.0, 30.0, 1.0]
    assert "only 49 more sessions today and counts anew in 2:00:09" in caplog.messages[0]


async def test_what_discord_does_not_say_holds_nobody_up(tmp_path: Path) -> None:
    machine = Machine(tmp_path, left=[None])
    await machine.start()
    assert machine.slept == []
