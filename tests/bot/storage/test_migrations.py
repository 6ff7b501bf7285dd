"""A bot.db of any earlier version is brought up to date with all that it holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.facilitation.settings import ServerSettings
from bot.facilitation.suggestions import SuggestedText
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


async def test_suggestions_of_the_first_files_that_were_decided_go_and_the_others_wait_on(tmp_path: Path) -> None:
    with Database(tmp_path / "bot.db") as old:
        bot_db.apply(old, stop_before="m004_groups")
        old.execute("DROP INDEX suggestions_of_guild")
        old.execute("ALTER TABLE suggestions ADD COLUMN state TEXT NOT NULL DEFAULT 'open' CHECK (state <> '')")
        old.execute("CREATE INDEX suggestions_of_guild ON suggestions (guild, state, member)")
        row = "INSERT INTO suggestions (guild, member, title, made_at, state) VALUES (1, 2, ?, '2026-01-01', ?)"
        for state in ("open", "accepted", "declined"):
            old.execute(row, [state, state])
    desk = await Desk.open(tmp_path / "bot.db")
    (waiting,) = await desk.run(lambda db: suggestions.newest_open(db, 1, 9, 0))
    assert waiting.text.title == "open"
    text = SuggestedText("New", None, None, None)
    await desk.run(lambda db: suggestions.add(db, 1, 2, text, datetime(2026, 1, 1, tzinfo=UTC)))
    assert await desk.run(lambda db: suggestions.count_open(db, 1, 2)) == 2
    await desk.close()
