"""The same protocol in minutes and over days: what is said is the same, and so are the hours of the group."""

import tomllib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest_asyncio

from tests.bot.discord_ui.planning import found, plan
from tests.bot.discord_ui.test_planned_sessions import posts, transcript, until
from tests.sim import HEDGES, TEA, World, buttons, open_world, pass_days, read

PROTOCOL = Path(__file__).parents[3] / "seeds" / "protocols" / "notice-and-wonder.toml"


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await world.add_essay(world.server, "tea.md", TEA)
        yield world


def cards(thread: Any) -> list[Any]:
    return [message for message in thread.history() if read(message).startswith("### ") and "/" in read(message)[:8]]


def said(card: Any) -> list[str]:
    """All lines of a phase but the last, which says until when."""
    return read(card).splitlines()[:-1]


async def test_a_slow_session_from_invitation_to_closing_over_restarts_and_a_clock_change(world: World) -> None:
    s = world.server
    pass_days(world.env, 75)  # to the week before the clocks change
    await found(world, pace="slow")
    await plan(world, times=1, start="2026-03-24")
    await until(world, "2026-03-24T20:00")
    (thread,) = s.channel.threads
    card = cards(thread)[-1]
    await world.restart()
    await s.ann.click(card, custom_id=buttons(card)["Pass"])
    assert "1 passing" in read(cards(thread)[-1])
    await until(world, "2026-03-26T19:00")
    await world.away(timedelta(minutes=15))  # it is back before the phase is over
    await until(world, "2026-03-27T12:00")
    ready = cards(thread)[-1]
    await s.ann.click(ready, custom_id=buttons(ready)["I'm ready"])
    await world.restart()
    assert "1 ready" in read(cards(thread)[-1])
    await until(world, "2026-04-05T12:00")
    assert transcript(s.channel) == [
        "03-21 19:30 On Hedges",
        "03-23 19:30 To read for On Hedges, about 1 minute in all",
        "03-24 19:30 On Hedges",
    ]
    assert transcript(thread) == [
        "03-24 19:30 1/4 · Silence, and a question",
        "03-26 19:30 2/4 · Find the patterns",
        "03-27 19:30 3/4 · What we see",
        "03-28 19:30 4/4 · Look back",
        "03-29 19:30 That was On Hedges",
    ]
    assert [name for one in cards(thread) for name in buttons(one)] == ["Read in place"]


async def test_one_file_of_a_protocol_runs_in_minutes_and_over_days(world: World) -> None:
    s = world.server
    phases = tomllib.loads(PROTOCOL.read_text(encoding="utf-8"))["phases"]
    threads = {}
    for pace in ("live", "slow"):
        home = s.guild.create_text_channel(pace)
        await world.env.settle()
        await found(world, name=pace, pace=pace, channel=home)
        await plan(world, group=pace, protocol=PROTOCOL.stem, times=1)
        threads[pace] = home
    await until(world, "2026-01-12T12:00")
    live, slow = (threads[pace].threads[0] for pace in ("live", "slow"))
    assert posts(live) == posts(slow)
    assert [said(card) for card in cards(live)] == [said(card) for card in cards(slow)]
    for thread, unit in ((live, "minutes"), (slow, "hours")):
        lasted = [timedelta(**{unit: phase[unit]}) for phase in phases]
        lasted[-1] *= 2  # for its facilitator, who never comes, it waits as long again
        begun = [minute(message.created_at) for message in thread.history() if message.components]
        assert [later - one for one, later in pairwise(begun)] == lasted


def minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
