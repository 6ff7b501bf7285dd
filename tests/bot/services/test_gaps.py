"""Questions that were not answered: kept only where that is wanted, and gone with the wish."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor
from bot.facilitation.settings import Wishes
from bot.services.gaps import GapBook
from bot.services.settings import SettingsBook
from bot.storage import gaps
from bot.storage.desk import Desk

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOD, MEMBER = Visitor(1, 2, manages_server=True), Visitor(1, 3, manages_server=False)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = await Desk.open(tmp_path / "bot.db")
    yield desk
    await desk.close()


def stored(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def test_nothing_of_a_question_is_in_the_files_unless_it_is_wanted(desk: Desk, tmp_path: Path) -> None:
    book, kept = SettingsBook(desk), GapBook(desk)
    await kept.note(1, "Who planted the zinnias?", NOON)
    assert b"zinnias" not in stored(tmp_path)
    with pytest.raises(Refusal, match="No question is kept here"):
        await kept.page(MOD, 0)
    await book.edit(MOD, Wishes(gaps=True), NOON)
    await kept.note(1, "Who planted the zinnias?", NOON)
    await kept.note(2, "Who planted the dahlias?", NOON)
    assert b"zinnias" in stored(tmp_path)
    assert b"dahlias" not in stored(tmp_path)
    await book.edit(MOD, Wishes(gaps=False), NOON)
    assert b"zinnias" not in stored(tmp_path)


async def test_the_same_question_is_counted_and_the_newest_comes_first(desk: Desk) -> None:
    book, kept = SettingsBook(desk), GapBook(desk)
    await book.edit(MOD, Wishes(gaps=True), NOON)
    for minute, question in enumerate(("Why hedges?", "Why tea?", "why HEDGES")):
        await kept.note(1, question, NOON + timedelta(minutes=minute))
    found = await kept.page(MOD, 5)
    assert [(one.question, one.times) for one in found.shown] == [("Why hedges?", 2), ("Why tea?", 1)]
    assert (found.page, found.total, found.shown[0].at) == (0, 2, NOON + timedelta(minutes=2))
    with pytest.raises(Refusal, match="Only moderators"):
        await kept.page(MEMBER, 0)


async def test_the_oldest_go_and_there_are_never_too_many(desk: Desk) -> None:
    book, kept = SettingsBook(desk), GapBook(desk)
    await book.edit(MOD, Wishes(gaps=True), NOON)
    await kept.note(1, "An old one", NOON)
    await kept.note(1, "A new one", NOON + timedelta(days=29))
    await kept.thin(NOON + timedelta(days=30, minutes=1))
    assert [one.question for one in (await kept.page(MOD, 0)).shown] == ["A new one"]

    def fill(db):
        for number in range(5):
            gaps.note(db, 1, f"Number {number}", NOON + timedelta(days=30, minutes=number), 3)

    await desk.run(fill)
    assert [one.question for one in (await kept.page(MOD, 0)).shown] == ["Number 4", "Number 3", "Number 2"]
