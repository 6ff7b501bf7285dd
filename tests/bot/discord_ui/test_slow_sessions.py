"""Meetings over days: nobody who comes later is left behind, and two of them do not get into each other's way."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from simcord import MemberActor

from tests.bot.discord_ui.planning import found, plan, propose
from tests.bot.discord_ui.planning import use as use_schedule
from tests.bot.discord_ui.test_planned_sessions import posts, until
from tests.sim import HEDGES, TEA, World, at_once, buttons, open_world, read

DAY = 24 * 3600


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await world.add_essay(world.server, "tea.md", TEA)
        await found(world, pace="slow")
        yield world


async def press(who: MemberActor, message: Any, label: str) -> Any:
    return await who.click(message, custom_id=buttons(message)[label])


async def use(world: World, command: str, **options: Any) -> str:
    return read(await world.server.bob.slash(world.server.channel, f"session {command}", **options))


async def invited(world: World, protocol: str, times: int = 1) -> Any:
    await plan(world, protocol=protocol, times=times)
    await until(world, "2026-01-04T12:00")
    return world.server.channel.history()[0]


async def test_the_slow_lane_is_explained_and_waited_for(world: World) -> None:
    s = world.server
    card = await invited(world, "chalk-talk")
    assert "Slow lane: you write when you can, and no step is cut short because others are ready sooner" in read(card)
    for who, answer in ((s.ann, "Slow lane"), (s.bob, "Coming"), (s.mod, "Coming")):
        await press(who, card, answer)
    await until(world, "2026-01-06T19:31")
    (thread,) = s.channel.threads
    await press(s.bob, thread.history()[-1], "Next")
    for who in (s.bob, s.mod):
        await press(who, thread.history()[-1], "I'm ready")
    await world.env.advance_time(DAY - 3600)
    assert posts(thread)[-1].startswith("### 2/4")
    await press(s.ann, thread.history()[-1], "I'm ready")
    await world.env.advance_time(60)
    assert posts(thread)[-1].startswith("### 3/4")


async def test_a_step_over_days_is_not_over_in_a_minute(world: World) -> None:
    s = world.server
    card = await invited(world, "chalk-talk")
    for who in (s.bob, s.mod):
        await press(who, card, "Coming")
    await until(world, "2026-01-06T19:31")
    (thread,) = s.channel.threads
    await press(s.bob, thread.history()[-1], "Next")
    assert "(not before <t:" in read(thread.history()[-1])
    for who in (s.bob, s.mod):
        await press(who, thread.history()[-1], "I'm ready")
    await world.env.advance_time(5 * 3600)
    assert posts(thread)[-1].startswith("### 2/4")
    await world.env.advance_time(3600 + 60)
    assert posts(thread)[-1].startswith("### 3/4")


async def test_a_meeting_that_lasts_longer_than_a_week_is_not_planned_weekly_unseen(world: World) -> None:
    wanted = {"protocol": "structured-academic-controversy-no-switch", "times": 3}
    warned = read(await propose(world, **wanted))
    assert "A meeting takes up to 9 days and the next one begins 7 days later" in warned
    assert "go on at once" not in read(await propose(world, every=2, **wanted))
    assert "go on at once" not in read(await propose(world, pace="live", **wanted))


async def test_of_two_that_go_on_at_once_commands_reach_the_later_and_a_closing_names_a_date_to_come(
    world: World,
) -> None:
    s = world.server
    await plan(world, protocol="structured-academic-controversy-no-switch", times=3)
    await until(world, "2026-01-13T19:31")
    first, second = s.channel.threads
    assert "on hold" in await use(world, "hold")
    assert any("On hold" in read(one) for one in second.history())
    assert not any("On hold" in read(one) for one in first.history())
    await until(world, "2026-01-19T19:31")
    closing = next(read(one) for one in first.history() if "That was" in read(one))
    assert "We meet again Tuesday 20 January 2026, 19:30" in closing


async def test_of_two_who_begin_at_once_one_does(world: World) -> None:
    s = world.server
    wanted = {"protocol": "notice-and-wonder", "essay": "on-hedges"}
    begun = await at_once(world.env, s.channel, [(s.bob, "session start", wanted), (s.mod, "session start", wanted)])
    replies = sorted(read(one) for one in begun)
    assert replies[1] == "“On Hedges” begins."
    assert replies[0].startswith("This group is in a session")
    await world.env.advance_time(60)
    assert len(s.channel.threads) == 1


async def test_what_was_answered_before_a_move_counts_no_longer(world: World) -> None:
    s = world.server
    card = await invited(world, "notice-and-wonder", times=3)
    await press(s.ann, card, "Coming")
    await use_schedule(world, s.bob, "move", schedule="1", date="2026-01-06", to_date="2026-01-08")
    await until(world, "2026-01-04T14:00")
    again = s.channel.history()[-1]
    assert "Answers to the earlier date do not count for this one." in read(again)
    await press(s.mod, again, "Maybe")
    assert read(s.channel.history()[-1]).splitlines()[-1] == "-# Maybe 1"


async def test_whoever_cannot_come_after_all_is_not_waited_for(world: World) -> None:
    s = world.server
    card = await invited(world, "chalk-talk")
    for who in (s.ann, s.bob, s.mod):
        await press(who, card, "Coming")
    await until(world, "2026-01-06T19:31")
    (thread,) = s.channel.threads
    await press(s.bob, thread.history()[-1], "Next")
    for who in (s.bob, s.mod):
        await press(who, thread.history()[-1], "I'm ready")
    await world.env.advance_time(7 * 3600)
    assert posts(thread)[-1].startswith("### 2/4")
    await press(s.ann, card, "Not this time")
    await world.env.advance_time(5)
    assert posts(thread)[-1].startswith("### 3/4")


async def test_a_session_of_a_group_that_was_closed_can_be_ended(world: World) -> None:
    s = world.server
    await use(world, "start", protocol="notice-and-wonder", essay="on-hedges")
    closing = await s.mod.slash(s.channel, "group close", group="Readers")
    if buttons(closing):
        await s.mod.click(closing.response, custom_id=next(iter(buttons(closing).values())))
    assert await use(world, "end") == "The session is over."


async def test_one_essay_is_not_set_against_itself(world: World) -> None:
    wanted = {"protocol": "structured-academic-controversy", "essay": "on-hedges", "second_essay": "on-hedges"}
    assert (await use(world, "start", **wanted)).startswith("Both essays are the same")
