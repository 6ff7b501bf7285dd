"""What phases show and ask: two essays against each other, who holds evidence, and a facilitator's own choice."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from simcord import InteractionResult

from tests.bot.discord_ui.planning import found, plan
from tests.bot.discord_ui.test_planned_sessions import until
from tests.sim import HEDGES, World, buttons, open_world, read

SHEDS = """# On Sheds

By Ida Voss

## Lending

A neighbour who lends a ladder wants the ladder carried home before the rain, and the neighbour is right.

A shed without a lock is a library of tools.
"""
NOTHING = "How many volcanoes erupted in Iceland in 1783?"
LADDER = "Who has climbed the tree and still carries the ladder home?"


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A seminar on two essays is planned for Tuesday 6 January, 19:30."""
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await world.add_essay(world.server, "sheds.md", SHEDS)
        await found(world)
        await plan(world, protocol="socratic-seminar", second_essay="on-sheds", times=1)
        yield world


async def preview(world: World, phase: int) -> InteractionResult:
    """The facilitator's preview, turned to the message of a phase."""
    s = world.server
    result = await s.bob.slash(s.channel, "session preview")
    for _ in range(20):
        if f"### {phase}/" in read(result):
            return result
        await s.bob.click(result.response, custom_id=buttons(result)["Next"])
    raise AssertionError("no such phase")


async def change(world: World, shown: InteractionResult, passage: str | None, question: str) -> None:
    """The form behind *Change*, sent with another question, and with another passage unless None keeps it."""
    s = world.server
    form = await s.bob.click(shown.response, custom_id=buttons(shown)["Change"])
    fields = [one["component"] for one in form.modal["components"]]
    cited = fields[0].get("value", "") if passage is None else passage
    done = await s.bob.submit_modal(
        form, dict(zip((one["custom_id"] for one in fields), (cited, question), strict=True))
    )
    assert "Changed: phase" in read(done)


async def session(world: World) -> Any:
    """The thread of the session that has begun on time."""
    await until(world, "2026-01-06T19:31")
    (thread,) = world.server.channel.threads
    return thread


async def press_next(world: World, thread: Any) -> None:
    card = thread.history()[-1]
    await world.server.bob.click(card, custom_id=buttons(card)["Next"])


def quotes(text: str) -> list[str]:
    return [line.removeprefix("> ") for line in text.splitlines() if line.startswith("> ")]


async def test_two_essays_stand_side_by_side_and_each_is_read_in_its_own_place(world: World) -> None:
    s = world.server
    thread = await session(world)
    for _ in range(3):
        await press_next(world, thread)
    card = thread.history()[-1]
    text = read(card)
    assert "### 4/7 · Second circle inside" in text
    passages = quotes(text)
    assert len(passages) == 2
    cited = re.findall(r"^-# (\S+) ¶\S+ @\w+$", text, re.MULTILINE)
    assert cited == ["on-hedges", "on-sheds"]
    places = [label for label in buttons(card) if label.startswith("Read")]
    assert places == ["Read 1 in place", "Read 2 in place"]
    for label, passage, essay in zip(places, passages, ("On Hedges", "On Sheds"), strict=True):
        opened = await s.ann.click(card, custom_id=buttons(card)[label])
        shown = read(opened)
        assert opened.ephemeral
        assert essay in shown
        assert passage.strip("…“” ") in shown.replace("*", "")


async def test_the_preview_says_which_essays_hold_evidence_and_which_hold_none(world: World) -> None:
    shown = await preview(world, 2)
    await change(world, shown, None, LADDER)
    shown = await preview(world, 2)
    assert "-# For the question: evidence in *On Hedges*; none found in *On Sheds*" in read(shown)
    await change(world, shown, None, NOTHING)
    shown = await preview(world, 2)
    assert "-# For the question: none found in *On Hedges*, *On Sheds*" in read(shown)
    assert "-# The question is for the members" in read(await preview(world, 1))
    assert "For the question" not in read(await preview(world, 3))  # which asks nothing
    thread = await session(world)
    await press_next(world, thread)
    assert NOTHING in read(thread.history()[-1])
    assert not any("For the question" in read(one) for one in (*world.server.channel.history(), *thread.history()))


async def test_what_a_facilitator_writes_into_the_form_is_posted_just_so(world: World) -> None:
    s = world.server
    chosen = ("on-sheds ¶2.1", "on-hedges ¶4.1")
    shelf = world.bot.sessions._shelf
    revisions = await shelf.use(s.guild.id, lambda library: {one.slug: one.revision for one in library.essays()})
    cited = [f"{one} @{revisions[one.split()[0]][:12]}" for one in chosen]
    await change(world, await preview(world, 1), " + ".join(cited), LADDER)
    promised = read(await preview(world, 1))
    thread = await session(world)
    card = thread.history()[-1]
    posted = read(card)
    assert quotes(posted) == [
        "A shed without a lock is a library of tools.",
        "Good neighbours quarrel about the height of the hedge and agree about the gate.",
    ]
    assert [line.removeprefix("-# ") for line in posted.splitlines() if " @" in line] == cited
    assert f"**{LADDER}**" in posted
    body = promised.splitlines()[2:]  # without which message it is, and who holds evidence
    assert body == posted.splitlines()
    assert "Read 2 in place" in buttons(card)
