"""The files of a server's own protocols are kept as they were uploaded, each server's apart."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest_asyncio

from bot.facilitation.protocols import ProtocolFile
from bot.storage import protocols
from bot.storage.desk import Desk

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BOWL = ProtocolFile("fishbowl", "Fishbowl", "title = 'Ä'\r\n# as written \n", 10, NOON)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path / "bot.db")
    for guild in (1, 2):
        assert not await opened.run(lambda db, g=guild: protocols.write(db, g, BOWL))
    yield opened
    await opened.close()


async def test_a_file_is_kept_as_it_was_written(desk: Desk) -> None:
    assert await desk.run(lambda db: protocols.by_name(db, 1, "fishbowl")) == BOWL
    assert await desk.run(lambda db: protocols.by_name(db, 3, "fishbowl")) is None
    east = replace(BOWL, name="east", added_at=NOON.astimezone(timezone(timedelta(hours=9))))
    await desk.run(lambda db: protocols.write(db, 1, east))
    assert await desk.run(lambda db: protocols.by_name(db, 1, "east")) == replace(east, added_at=NOON)


async def test_another_one_of_that_name_takes_its_place_in_that_server_only(desk: Desk) -> None:
    other = replace(BOWL, title="Bowl of fish", text="", added_by=11)
    assert await desk.run(lambda db: protocols.write(db, 1, other))
    assert await desk.run(lambda db: protocols.by_name(db, 1, "fishbowl")) == other
    assert await desk.run(lambda db: protocols.by_name(db, 2, "fishbowl")) == BOWL
    assert await desk.run(lambda db: protocols.titles(db, 1)) == {"fishbowl": "Bowl of fish"}


async def test_one_is_taken_out_once(desk: Desk) -> None:
    assert await desk.run(lambda db: protocols.take(db, 1, "fishbowl"))
    assert not await desk.run(lambda db: protocols.take(db, 1, "fishbowl"))
    assert await desk.run(lambda db: protocols.titles(db, 1)) == {}
    assert await desk.run(lambda db: protocols.titles(db, 2)) == {"fishbowl": "Fishbowl"}
