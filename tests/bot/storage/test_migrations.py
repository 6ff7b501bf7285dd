"""A bot.db of any earlier version is brought up to date with all that it holds."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.facilitation.settings import ServerSettings
from bot.storage import commands, settings, suggestions
from bot.storage.desk import Desk
from bot.storage.migrations import bot_db, names


@pytest.mark.parametrize("last", sorted(names()))
async def test_every_earlier_version_is_brought_up_to_date(tmp_path: Path, last: str) -> None:
    with Database(tmp_path / "bot.db") as old:
        bot_db.apply(old, stop_before=next((name for name in sorted(names()) if name > last), None))
        commands.publish(old, 1, "abc")
    desk = await Desk.open(tmp_path / "bot.db")
    assert await desk.run(lambda db: commands.published(db, 1)) == "abc"
    assert await desk.run(lambda db: settings.of_guild(db, 1)) == ServerSettings()
    assert await desk.run(lambda db: suggestions.count_open(db, 1)) == 0
    tables = await desk.run(lambda db: {table.name: table.strict for table in db.tables})
    assert {name for name, strict in tables.items() if not strict} <= {"_sqlite_migrations", "sqlite_sequence"}
    await desk.close()
