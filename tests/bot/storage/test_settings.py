"""Settings are kept for each server by itself."""

import sqlite3
from pathlib import Path

import pytest

from bot.facilitation.settings import ServerSettings
from bot.storage import settings
from bot.storage.desk import Desk

CHANNEL = 2**62


async def test_a_server_keeps_what_it_chose_and_others_the_defaults(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    for chosen in (ServerSettings(CHANNEL, "strict"), ServerSettings(None, "open")):
        await desk.run(lambda db, chosen=chosen: settings.replace(db, 1, chosen))
        assert await desk.run(lambda db: settings.of_guild(db, 1)) == chosen
    assert await desk.run(lambda db: settings.of_guild(db, 2)) == ServerSettings()
    await desk.close()


async def test_a_strictness_that_nobody_knows_is_not_written(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    wrong = ServerSettings(None, "harsh")  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        await desk.run(lambda db: settings.replace(db, 1, wrong))
    await desk.close()
