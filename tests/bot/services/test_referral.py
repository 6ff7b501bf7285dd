"""A question is posted once, and counts only when it was posted."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor
from bot.facilitation.settings import Room, Wishes
from bot.services.referral import Referrals
from bot.services.settings import SettingsBook
from bot.storage.desk import Desk

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MODERATOR = Visitor(1, 9, manages_server=True)


async def opened(folder: Path) -> tuple[Desk, Referrals]:
    desk = await Desk.open(folder / "bot.db")
    book = SettingsBook(desk)
    await book.edit(MODERATOR, Wishes(questions_room=Room(7, visible=True, writable=True)), NOW)
    return desk, Referrals(book)


async def test_a_second_press_while_the_first_is_under_way_posts_nothing(tmp_path: Path) -> None:
    desk, referrals = await opened(tmp_path)
    posted = []

    async def post(channel: int, question: str) -> None:
        await asyncio.sleep(0.01)
        posted.append((channel, question))

    wishes = [referrals.refer(1, 2, question, NOW, post) for question in ("Who  plants?", "who plants?")]
    results = await asyncio.gather(*wishes, return_exceptions=True)
    assert posted == [(7, "Who plants?")]
    assert results[0] == 7
    assert "a moment ago" in str(results[1])
    await desk.close()


async def test_what_could_not_be_posted_can_be_tried_again(tmp_path: Path) -> None:
    desk, referrals = await opened(tmp_path)

    async def fail(channel: int, question: str) -> None:
        raise ConnectionError

    async def post(channel: int, question: str) -> None:
        pass

    for _ in range(6):
        with pytest.raises(ConnectionError):
            await referrals.refer(1, 2, "Who plants?", NOW, fail)
    assert await referrals.refer(1, 2, "Who plants?", NOW, post) == 7
    await desk.close()


async def test_where_it_is_off_nothing_is_posted(tmp_path: Path) -> None:
    desk, referrals = await opened(tmp_path)

    async def post(channel: int, question: str) -> None:
        raise AssertionError

    for asking in (referrals.refer(5, 2, "Who plants?", NOW, post), referrals.channel(5, 2, NOW)):
        with pytest.raises(Refusal, match="not passed on"):
            await asking
    await desk.close()
