"""Once a day everything that is too old goes, and one chore that fails stops no other."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.services.tidy import Tidy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_once_a_day_and_again_when_the_clock_is_set_back(caplog: pytest.LogCaptureFixture) -> None:
    done: list[datetime] = []

    async def broken(now: datetime) -> None:
        raise OSError

    async def chore(now: datetime) -> None:
        done.append(now)

    tidy = Tidy(broken, chore)
    with caplog.at_level(logging.CRITICAL):
        hours = (0, 1, 23, 24, 25, 2)
        coming = [await tidy.plan(NOON + timedelta(hours=hour)) for hour in hours]
    assert [(one - NOON) / timedelta(hours=1) for one in done] == [0, 24, 2]
    assert coming[0] == coming[2] == NOON + timedelta(days=1)
