"""Commands count as changed when their definition differs from what this application was last given."""

from pathlib import Path

from bot.services.commands import PublishedCommands, fingerprint
from bot.storage.desk import Desk

ASK = {"name": "ask", "description": "Ask"}
READ = {"name": "read", "description": "Read"}


async def test_only_a_new_definition_or_application_counts_as_changed(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    published = PublishedCommands(desk)
    assert await published.changed(1, [ASK])
    await published.remember(1, [ASK])
    assert not await published.changed(1, [ASK])
    assert await published.changed(1, [ASK, READ])
    assert await published.changed(2, [ASK])
    await desk.close()


def test_the_order_of_registration_does_not_matter() -> None:
    assert fingerprint([ASK, READ]) == fingerprint([READ, ASK])
