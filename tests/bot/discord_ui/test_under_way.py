"""Whoever waits for an answer when Footnote is restarted is told so."""

import asyncio
import threading

import pytest
from simcord import InteractionResult

from bot.discord_ui.under_way import RESTARTED
from bot.services.shelf import QUESTION_THREADS
from tests.sim import World, at_once, hand_in, read, send_command

QUESTION = "What keeps the wind out?"


async def test_an_answer_that_is_ready_in_time_is_given(world: World) -> None:
    s, gate = world.server, threading.Event()
    for _ in range(QUESTION_THREADS):
        world.bot.shelf._questions._threads.submit(gate.wait)
    record = send_command(world.env, s.ann, s.channel, "ask", {"question": QUESTION})
    await asyncio.sleep(0.1)
    asyncio.get_running_loop().call_later(0.1, gate.set)
    await world.bot.under_way.close(10)
    await world.env.settle()
    assert "A hedge keeps the wind out" in read(InteractionResult(world.env, record))


@pytest.fixture
def stuck(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def for_ever(*_: object) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(world.bot.shelf, "search", for_ever)


@pytest.mark.usefixtures("stuck")
async def test_an_answer_that_is_not_ready_is_replaced_by_a_sentence(world: World) -> None:
    s = world.server
    records = [send_command(world.env, who, s.channel, "ask", {"question": QUESTION}) for who in (s.ann, s.bob)]
    await asyncio.sleep(0.2)
    await world.bot.under_way.close(0.05)
    await world.env.settle()
    for record in records:
        result = InteractionResult(world.env, record)
        assert read(result) == RESTARTED
        assert result.ephemeral


async def test_whoever_comes_later_is_told_at_once(world: World) -> None:
    s = world.server
    await world.bot.under_way.close(1)
    (result,) = await at_once(world.env, s.channel, [(s.ann, "ask", {"question": QUESTION})])
    assert read(result) == RESTARTED
    (form,) = await hand_in(world.env, s.ann, s.channel, ("footnote:suggest-form", {"title": "A book"}))
    assert read(form) == RESTARTED


async def test_nothing_is_remembered_of_what_was_answered(world: World) -> None:
    s = world.server
    for _ in range(3):
        await s.ann.slash(s.channel, "ask", question=QUESTION)
    assert world.bot.under_way._open == {}
