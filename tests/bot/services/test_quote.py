"""A check tells a member what she can read: places once each, and differences by their offsets in what is shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.errors import Refusal
from bot.facilitation.quote import Mark
from bot.services import quote
from bot.services.shelf import Shelf
from tests.fakes import WordEncoder
from tests.sim import HEDGES, TEA


@pytest_asyncio.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    """Server 1 with two essays, server 2 without any."""
    opened = Shelf(tmp_path, WordEncoder())
    for file, text in (("hedges.md", HEDGES), ("tea.md", TEA)):
        await opened.fill(1, lambda library, file=file, text=text: library.add(file, text.encode()))
    yield opened
    await opened.close()


async def test_words_twice_in_one_sentence_are_one_place(shelf: Shelf) -> None:
    found = await quote.check(shelf, 1, "the")
    assert len({place.place for place in found.places}) == len(found.places) == 3
    assert found.count > 3


async def test_differences_are_offsets_in_the_words_that_are_shown(shelf: Shelf) -> None:
    found = await quote.check(
        shelf, 1, "Minutes are read aloud because ink forgets all the pauses", "tea-before-minutes"
    )
    assert found.said == "“Tea Before Minutes”"
    assert found.marks == (Mark("ink", 31, 36), Mark("all", 44, 44))
    assert found.places[0].text[31:36] == "paper"


async def test_each_quotation_of_a_message_is_checked(shelf: Shelf) -> None:
    found = await quote.check_message(shelf, 1, "“Minutes are read aloud” and “nobody plants a tree”")
    assert [(one.given, one.verdict) for one in found] == [
        ("Minutes are read aloud", "exact"),
        ("nobody plants a tree", "absent"),
    ]


async def test_a_server_without_essays_is_told_how_to_begin(shelf: Shelf) -> None:
    with pytest.raises(Refusal, match="no essays yet"):
        await quote.check(shelf, 2, "the kettle")
