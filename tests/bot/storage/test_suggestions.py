"""Suggestions wait until they are decided, each server's apart."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest_asyncio

from bot.facilitation.suggestions import SuggestedText
from bot.storage import suggestions
from bot.storage.desk import Desk

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path / "bot.db")
    for number, (guild, member) in enumerate(((1, 2), (1, 3), (1, 2), (9, 2))):
        text = SuggestedText(f"Text {number}", author="Lind" if number else None)
        await opened.run(lambda db, g=guild, m=member, t=text: suggestions.add(db, g, m, t, NOON))
    yield opened
    await opened.close()


async def test_the_newest_comes_first_and_a_page_begins_where_the_last_ended(desk: Desk) -> None:
    first = await desk.run(lambda db: suggestions.newest_open(db, 1, 2, 0))
    rest = await desk.run(lambda db: suggestions.newest_open(db, 1, 2, 2))
    assert [one.text.title for one in (*first, *rest)] == ["Text 2", "Text 1", "Text 0"]
    assert (rest[0].member, rest[0].text, rest[0].made_at) == (2, SuggestedText("Text 0"), NOON)


async def test_they_are_counted_by_server_and_by_member(desk: Desk) -> None:
    counts = [
        await desk.run(lambda db, w=who: suggestions.count_open(db, *w)) for who in ((1,), (1, 2), (1, 9), (9,), (8,))
    ]
    assert counts == [3, 2, 0, 1, 0]


async def test_a_decided_one_is_taken_once_and_nothing_of_it_stays(desk: Desk) -> None:
    newest = (await desk.run(lambda db: suggestions.newest_open(db, 1, 1, 0)))[0]
    taken = [await desk.run(lambda db: suggestions.take(db, 1, newest.number)) for _ in range(2)]
    assert taken == [newest, None]
    titles = await desk.run(lambda db: [row["title"] for row in db.query("SELECT title FROM suggestions ORDER BY id")])
    assert titles == ["Text 0", "Text 1", "Text 3"]


async def test_one_of_another_server_cannot_be_decided(desk: Desk) -> None:
    other = (await desk.run(lambda db: suggestions.newest_open(db, 9, 1, 0)))[0]
    assert await desk.run(lambda db: suggestions.take(db, 1, other.number)) is None
    assert await desk.run(lambda db: suggestions.count_open(db, 9)) == 1


async def test_the_moment_is_written_in_utc_whatever_the_zone(desk: Desk) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    await desk.run(lambda db: suggestions.add(db, 5, 2, SuggestedText("A"), there))
    (row,) = await desk.run(lambda db: list(db.query("SELECT made_at FROM suggestions WHERE guild = 5")))
    assert row["made_at"] == "2026-01-01T12:00:00+00:00"


async def test_it_is_kept_where_whoever_made_it_hears_of_the_decision(desk: Desk) -> None:
    await desk.run(lambda db: suggestions.add(db, 5, 2, SuggestedText("A"), NOON, 77))
    (found,) = await desk.run(lambda db: suggestions.newest_open(db, 5, 1, 0))
    assert found.inbox == 77
    assert await desk.run(lambda db: suggestions.by_number(db, 5, found.number)) == found
    assert await desk.run(lambda db: suggestions.by_number(db, 1, found.number)) is None
