"""Only moderators see and change a server's settings."""

from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor
from bot.facilitation.settings import ServerSettings, Wishes
from bot.services.settings import SettingsBook
from bot.storage.desk import Desk


async def test_a_moderator_changes_her_own_server_and_nobody_else_does(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path / "bot.db")
    book = SettingsBook(desk)
    await book.edit(Visitor(1, 2, manages_server=True), Wishes(strictness="open"))
    member = Visitor(1, 3, manages_server=False)
    for wish in (book.edit(member, Wishes(strictness="strict")), book.show(member)):
        with pytest.raises(Refusal, match="can change its settings"):
            await wish
    assert [(await book.of(guild)).strictness for guild in (1, 2)] == ["open", "balanced"]
    assert await book.show(Visitor(1, 2, manages_server=True)) == ServerSettings(None, "open")
    await desk.close()
