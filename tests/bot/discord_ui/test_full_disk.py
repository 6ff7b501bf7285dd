"""A disk without room: answers go on, what would be written is one sentence, nothing is posted unclaimed."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.discord_ui.test_post import hand_in, letter
from tests.sim import HEDGES, TEA, World, open_world, raw, read
from tests.small_disk import fill_up, small_disk

__all__ = ["small_disk"]
SENTENCE = "Footnote cannot write anything down at this moment, so nothing was changed"


@pytest.fixture
async def world(small_disk: Path) -> AsyncIterator[World]:
    async with open_world(small_disk) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        yield world


async def test_answers_go_on_and_writing_is_one_sentence_until_there_is_room(
    world: World, small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    s = world.server
    await hand_in(world, letter(world, in_seconds=60))
    ballast = fill_up(small_disk)
    with caplog.at_level(logging.ERROR):
        for _ in range(4):  # as many as anybody may ask within a minute are counted in memory
            answer = await s.ann.slash(s.channel, "ask", question="Who lends a ladder?")
        assert "lends a ladder" in read(answer)
        for _ in range(2):
            refused = await s.mod.slash(s.channel, "settings edit", strictness="open")
            assert SENTENCE in read(refused)
        await world.env.advance_time(600)
    assert "Bring a sentence" not in raw_all(world)
    assert "database or disk is full" in caplog.text or "disk I/O error" in caplog.text
    ballast.unlink()
    done = await s.mod.slash(s.channel, "settings edit", strictness="open")
    assert SENTENCE not in read(done)
    await world.env.advance_time(600)
    assert raw_all(world).count("Bring a sentence") == 1
    answer = await s.ann.slash(s.channel, "ask", question="Who lends a ladder?")
    assert "lends a ladder" in read(answer)
    added = await world.add_essay(s, "tea.md", TEA)
    assert added.essay.slug == "tea-before-minutes"


def raw_all(world: World) -> str:
    return "\n".join(raw(message) for message in world.server.channel.history())
