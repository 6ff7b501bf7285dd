"""Sessions as groups meet them: started, answered, moved on by one or by two at once, held, restarted, ended."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from simcord import InteractionResult, MemberActor
from simcord.components import walk_components

from tests.sim import (
    HEDGES,
    TEA,
    World,
    buttons,
    components,
    delete_channel,
    open_world,
    press_at_once,
    read,
    unescaped,
)

SIX = 6 * 60


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await world.add_essay(world.server, "tea.md", TEA)
        await create(world)
        yield world


async def create(world: World, **options: Any) -> None:
    s = world.server
    given = {"name": "Readers", "channel": s.channel, "zone": "Europe/Berlin", "hour": "19:30", "facilitator": s.bob}
    result = await s.mod.slash(s.channel, "group create", **(given | options))
    assert "made" in read(result)


async def use(world: World, who: MemberActor, command: str, **options: Any) -> str:
    result = await who.slash(world.server.channel, f"session {command}", **options)
    assert result.ephemeral
    return read(result)


async def start(world: World, protocol: str = "notice-and-wonder", **options: Any) -> Any:
    said = await use(world, world.server.bob, "start", protocol=protocol, essay="on-hedges", **options)
    assert said == "“On Hedges” begins."
    (thread,) = world.server.channel.threads
    return thread


def last(thread: Any) -> Any:
    return thread.history()[-1]


def posts(thread: Any) -> list[str]:
    return [read(message).splitlines()[0] for message in thread.history() if message.components]


def said(result: InteractionResult) -> str:
    """What whoever pressed reads besides."""
    return unescaped("\n".join(str(one.get("content", "")) for one in walk_components(result.followups[0].components)))


async def press(who: MemberActor, message: Any, label: str) -> InteractionResult:
    return await who.click(message, custom_id=buttons(message)[label])


async def test_a_session_begins_a_thread_with_its_first_phase(world: World) -> None:
    thread = await start(world)
    assert thread.name == "On Hedges"
    opening = read(world.server.channel.history()[-2])
    assert "Readers meets now." in opening
    assert "On Hedges" in opening
    card = last(thread)
    shown = read(card)
    print(shown)
    assert shown.startswith("### 1/")
    assert list(buttons(card)) == [
        "Read in place",
        "I'm ready",
        "Pass",
        "Next",
        "Hold",
        "+5 minutes",
        "End",
        "Hand over",
    ]
    assert world.env.backend.get_message(thread.id, card.id).ping_role_ids == []


async def test_phases_follow_by_themselves_and_the_facilitator_closes(world: World) -> None:
    thread = await start(world)
    await world.env.advance_time(SIX - 5)
    assert posts(thread) == ["### 1/3 · I notice"]
    await world.env.advance_time(10)
    assert posts(thread) == ["### 1/3 · I notice", "### 2/3 · I wonder"]
    await world.env.advance_time(SIX)
    await world.env.advance_time(9 * 60)  # the last phase waits for its facilitator
    assert posts(thread)[2:] == ["### 3/3 · Choose one"]
    await press(world.server.bob, last(thread), "Close")
    assert posts(thread)[3:] == ["### That was On Hedges"]
    closing = read(last(thread))
    assert "We had these passages before us:\n- Odile Marchetti" in closing
    await world.env.advance_time(24 * 3600)
    assert len(posts(thread)) == 4
    assert "not in a session" in await use(world, world.server.bob, "advance")


async def test_of_two_who_press_next_at_once_one_counts(world: World) -> None:
    s = world.server
    thread = await start(world)
    button = buttons(last(thread))["Next"]
    marks = [one["id"] for one in components(last(thread))][:2]
    one, other = await press_at_once(world.env, last(thread), [(s.bob, button), (s.mod, button)])
    assert posts(thread) == ["### 1/3 · I notice", "### 2/3 · I wonder"]
    assert sorted(len(result.followups) for result in (one, other)) == [0, 1]
    first = next(message for message in thread.history() if "I notice" in read(message))
    assert list(buttons(first)) == ["Read in place"]
    assert "This phase is over." in read(first)
    assert [one["id"] for one in components(first)][:2] == marks  # by which a restarted bot knows its message again


async def test_a_group_that_is_ready_need_not_wait(world: World) -> None:
    s = world.server
    thread = await start(world, "circle-of-voices")
    await press(s.bob, last(thread), "Next")
    card = last(thread)
    for who in (s.ann, s.bob):
        await press(who, card, "I'm ready")
    assert "2 ready" in read(last(thread))
    assert len(posts(thread)) == 2  # the protocol needs three, and nobody said that she comes
    await press(s.mod, card, "Pass")
    assert posts(thread)[2] == "### 3/4 · Only what others said"
    late = await press(s.ann, await forged(world, 2, "ready"), "Forged")
    assert "moved on already" in said(late)


async def forged(world: World, phase: int, what: str) -> Any:
    kind = "phase" if what in ("ready", "pass") else "steer"
    return await world.show_button(world.server, f"footnote:{kind}:1:{phase}:{what}")


@pytest.mark.parametrize("what", ["next", "hold", "extend", "end"])
async def test_members_cannot_run_a_session(world: World, what: str) -> None:
    s = world.server
    thread = await start(world)
    refused = await press(s.ann, await forged(world, 1, what), "Forged")
    assert read(refused).startswith("Only the facilitators")
    command = {"next": "advance"}.get(what, what)
    assert "Only the facilitators" in await use(world, s.ann, command)
    assert "Only the facilitators" in await use(world, s.ann, "start")
    assert "Only the facilitators" in await use(world, s.ann, "preview")
    assert posts(thread) == ["### 1/3 · I notice"]


@pytest.mark.parametrize("button", ["footnote:steer:1:1:next", "footnote:phase:1:1:ready", "footnote:rsvp:1:coming"])
async def test_strangers_reach_nothing(world: World, button: str) -> None:
    thread = await start(world)
    other = await world.add_server("Others")
    refused = await press(other.mod, await world.show_button(other, button), "Forged")
    assert "There is no session here" in said(refused)
    assert len(posts(thread)) == 1


async def test_a_hold_stops_the_clock_over_a_restart(world: World) -> None:
    s = world.server
    thread = await start(world)
    await world.env.advance_time(120)
    await press(s.bob, last(thread), "Hold")
    assert "On hold" in read(first(thread))
    assert posts(thread)[1].startswith("⏸ On hold")
    await world.restart()
    await world.env.advance_time(3600)
    assert len(posts(thread)) == 2
    again = await press(s.bob, first(thread), "Go on")
    assert again.followups == []
    assert posts(thread)[2].startswith("▶ We go on")
    await world.env.advance_time(230)
    assert len(posts(thread)) == 3
    await world.env.advance_time(20)
    assert posts(thread)[3] == "### 2/3 · I wonder"


def first(thread: Any) -> Any:
    return next(message for message in thread.history() if message.components)


async def test_five_minutes_more(world: World) -> None:
    thread = await start(world)
    await press(world.server.bob, last(thread), "+5 minutes")
    assert posts(thread)[1].startswith("⏱ More time")
    await world.env.advance_time(SIX + 290)
    assert len(posts(thread)) == 2
    await world.env.advance_time(20)
    assert posts(thread)[2] == "### 2/3 · I wonder"


async def test_it_ends_early_with_its_closing(world: World) -> None:
    thread = await start(world)
    await press(world.server.bob, last(thread), "End")
    assert posts(thread)[1:] == ["### That was On Hedges"]
    assert "This phase is over." in read(first(thread))
    assert "“On Hedges” begins." in await use(
        world, world.server.bob, "start", protocol="circle-of-voices", essay="on-hedges"
    )


async def test_a_restart_in_the_middle_of_a_phase_changes_nothing(world: World) -> None:
    s = world.server
    thread = await start(world, "circle-of-voices")
    await press(s.bob, last(thread), "Next")
    await press(s.ann, last(thread), "I'm ready")
    await world.restart()
    assert len(posts(thread)) == 2
    card = last(thread)
    await press(s.bob, card, "I'm ready")
    assert "2 ready" in read(last(thread))
    await world.restart()
    await world.env.advance_time(SIX)
    assert posts(thread)[2] == "### 3/4 · Only what others said"
    await press(s.bob, last(thread), "Read in place")


async def test_commands_do_what_buttons_do(world: World) -> None:
    s = world.server
    thread = await start(world)
    assert "This group is in a session" in await use(world, s.bob, "start")
    assert await use(world, s.mod, "extend") == "The phase has more time."
    assert "on hold" in await use(world, s.bob, "hold")
    assert await use(world, s.bob, "hold", go_on=True) == "The session goes on."
    assert await use(world, s.bob, "advance") == "On to the next phase."
    assert await use(world, s.bob, "end") == "The session is over."
    assert len(posts(thread)) == 6


async def test_it_is_handed_over(world: World) -> None:
    s = world.server
    thread = await start(world)
    asked = await press(s.bob, last(thread), "Hand over")
    await s.bob.select(asked.response, [s.ann], custom_id="footnote:hand-to:1")
    assert posts(thread)[1] == f"🤝 <@{s.ann.id}> facilitates from here."
    await press(s.ann, first(thread), "Next")
    assert posts(thread)[2] == "### 2/3 · I wonder"


async def test_what_cannot_be_started(world: World) -> None:
    s = world.server
    assert "Nothing is planned" in await use(world, s.bob, "start")
    assert "Choose both" in await use(world, s.bob, "start", protocol="chalk-talk")
    assert "There is no protocol" in await use(world, s.bob, "start", protocol="nothing", essay="on-hedges")
    assert "No essay here is called" in await use(world, s.bob, "start", protocol="chalk-talk", essay="nothing")


async def test_a_channel_that_goes_ends_the_session_and_pauses_nothing_else(world: World) -> None:
    thread = await start(world)
    await delete_channel(world.env, thread)
    await world.env.advance_time(SIX + 60)
    await world.env.advance_time(24 * 3600)
    assert sum("could not be posted" in read(one) for one in world.server.channel.history()) == 1


async def test_a_passage_that_was_left_open_is_posted_when_it_is_chosen(world: World) -> None:
    s = world.server
    thread = await start(world, "shared-inquiry")
    citation = next(line for line in read(first(thread)).splitlines() if " @" in line).removeprefix("-# ")
    for _ in range(4):
        await press(s.bob, last(thread), "Next")
    card = last(thread)
    assert "The facilitator brings the passage for this phase." in read(card)
    refused = await press(s.ann, card, "Choose the passage")
    assert "Only the facilitators" in read(refused)
    form = await press(s.bob, card, "Choose the passage")
    passage, question = (one["component"]["custom_id"] for one in form.modal["components"])
    wrong = await s.bob.submit_modal(form, {passage: "somewhere", question: ""})
    assert "That is no citation" in read(wrong)
    form = await press(s.bob, card, "Choose the passage")
    await s.bob.submit_modal(form, {passage: citation, question: "Is it true?"})
    assert citation in read(last(thread))
    assert "**Is it true?**" in read(last(thread))
    late = await press(s.bob, card, "Choose the passage")
    assert "posted already" in read(late)
