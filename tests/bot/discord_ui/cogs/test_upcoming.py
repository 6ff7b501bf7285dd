"""/next: when and what, how long it takes to read, and what it says when nothing is planned."""

from datetime import datetime
from typing import Any

import pytest
from simcord import MemberActor

from bot.facilitation.calendar import due
from tests.sim import Server, World, delete_channel, pass_days, raw, read

BERLIN = "Europe/Berlin"
STARTER = "better-cells-or-a-better-body.md"
ESSAY = "# Better Cells\n\nBy Odile Marchetti\n\n" + "A hedge is trimmed twice. " * 100


async def found(world: World, name: str = "Readers", server: Server | None = None, **options: Any) -> None:
    s = server or world.server
    given = {"name": name, "channel": s.channel, "zone": BERLIN, "hour": "19:30", "facilitator": s.bob} | options
    assert "made" in raw(await s.mod.slash(s.channel, "group create", **given))


async def plan(world: World, group: str = "Readers", **options: Any) -> str:
    s = world.server
    given = {"weekday": "Tuesday", "plan": "three-positions"} if "protocol" not in options else {"weekday": "Tuesday"}
    card = await s.bob.slash(s.channel, "schedule create", group=group, **(given | options))
    assert card.response is not None
    await s.bob.click(card.response.message, label="Save")
    return read(card).rpartition("Number ")[2].split(" ")[0]


async def coming(world: World, who: MemberActor | None = None, **options: Any) -> str:
    s = world.server
    result = await (who or s.ann).slash(s.channel, "next", **options)
    assert result.ephemeral
    return raw(result)


def stamp(local: str, style: str = "F") -> str:
    return f"<t:{int(due(datetime.fromisoformat(local), BERLIN).timestamp())}:{style}>"


async def test_without_a_group_or_a_schedule_it_says_so(empty_world: World) -> None:
    assert (await coming(empty_world)).startswith("This server has no reading group yet")
    await found(empty_world)
    assert (await coming(empty_world)).splitlines() == [
        "### Readers",
        "Nothing is planned. A facilitator can change that with `/schedule create`.",
    ]


async def test_anybody_learns_when_what_and_how_long_it_is(empty_world: World) -> None:
    s = empty_world.server
    await empty_world.add_essay(s, STARTER, ESSAY)
    await found(empty_world)
    await plan(empty_world)
    shown = await coming(empty_world)
    assert shown.splitlines() == [
        "### Readers",
        f"{stamp('2026-01-06T19:30')} your time, {stamp('2026-01-06T19:30', 'R')}, in <#{s.channel.id}>",
        "-# Tuesday 6 January 2026, 19:30, Europe/Berlin time",
        "**Ally: better cells or a better body** (meeting 1 of Three positions: ally, accomplice, solidarity)",
        "We talk by Save the Last Word for Me.",
        "> We begin with the essay that keeps the word “ally”, by a protocol in which everybody is heard before "
        "anybody explains.",
        "To read (with `/read`):",
        "- *Better Cells*, Odile Marchetti, about 2 minutes",
    ]
    for who in (s.bob, s.mod):
        assert await coming(empty_world, who, group="readers") == shown
    await empty_world.restart()
    assert await coming(empty_world) == shown


async def test_as_time_goes_on_the_next_meeting_comes_until_none_is_left(empty_world: World) -> None:
    await found(empty_world)
    await plan(empty_world)
    expected = (
        ("2026-01-13T19:30", "meeting 2 of", "- ally-or-accomplice.md, which is not in this server's library"),
        ("2026-01-20T19:30", "meeting 3 of", "- solidarity-instead-of-allyship.md, which is not"),
        ("2026-01-27T19:30", "meeting 4 of", "- solidarity-instead-of-allyship.md, which is not"),
    )
    pass_days(empty_world.env, 5.8)  # past the first
    for moment, meeting, missing in expected:
        shown = await coming(empty_world)
        assert stamp(moment) in shown
        assert meeting in shown
        assert missing in shown.replace("\\", "")
        pass_days(empty_world.env, 7)
    assert "Nothing is planned" in await coming(empty_world)


async def test_two_essays_have_their_minutes_together(world: World) -> None:
    await found(world)
    await plan(world, protocol="chalk-talk", essay="on-hedges", second_essay="tea-before-minutes", times=2)
    shown = await coming(world)
    assert "- *On Hedges*, Odile Marchetti, about 1 minute\n" in shown
    assert "-# 2 minutes altogether" in shown
    assert "**On Hedges and Tea Before Minutes**\nWe talk by Chalk Talk." in shown


async def test_what_is_paused_moved_or_cancelled_is_seen(empty_world: World) -> None:
    s = empty_world.server
    await found(empty_world)
    number = await plan(empty_world)
    await s.bob.slash(s.channel, "schedule move", schedule=number, date="2026-01-06", to_hour="20:00")
    assert "-# Tuesday 6 January 2026, 20:00, Europe/Berlin time (moved)" in await coming(empty_world)
    await s.bob.slash(s.channel, "schedule pause", schedule=number, reason="**Rain**")
    assert r"Nothing is planned: its schedule is paused (\*\*Rain\*\*)." in await coming(empty_world)
    await plan(empty_world, hour="08:00")
    assert "08:00" in await coming(empty_world)


async def test_of_several_groups_the_first_to_meet_comes_first(empty_world: World) -> None:
    for name in ("Early", "Late", "Idle"):
        await found(empty_world, name)
    await plan(empty_world, "Late", weekday="Friday", start="2026-02-01")
    await plan(empty_world, "Early")
    headings = [line for line in (await coming(empty_world)).splitlines() if line.startswith("###")]
    assert headings == ["### Early", "### Late", "### Idle"]
    assert "Early" not in await coming(empty_world, group="Late")
    assert "There is no group “Nobody” here" in await coming(empty_world, group="Nobody")


async def test_many_loud_groups_fit_on_one_card(empty_world: World) -> None:
    for n in range(25):
        await found(empty_world, f"{n:02}" + "*" * 58 if n else "00" + "_" * 58)
    for n in range(3):
        await plan(empty_world, f"{n:02}" + ("*" if n else "_") * 58)
    shown = await coming(empty_world)
    assert len(shown.encode("utf-16-le")) // 2 < 4000
    assert [f"{n:02}" in shown for n in range(25)] == [True] * 25


async def test_a_channel_that_is_gone_is_said_so(empty_world: World) -> None:
    s = empty_world.server
    cellar = s.guild.create_text_channel("cellar")
    await found(empty_world, channel=cellar)
    await plan(empty_world)
    await delete_channel(empty_world.env, cellar)
    assert "⚠️ The group's channel is gone or hidden from me" in await coming(empty_world)


async def test_a_closed_group_and_another_server_have_nothing(empty_world: World) -> None:
    s, other = empty_world.server, await empty_world.add_server("Gardeners")
    await found(empty_world)
    await plan(empty_world)
    assert read(await other.ann.slash(other.channel, "next")).startswith("This server has no reading group yet")
    result = await other.ann.slash(other.channel, "next", group="Readers")
    assert read(result).startswith("This server has no reading group yet")
    asked = await s.mod.slash(s.channel, "group close", group="Readers")
    assert asked.response is not None
    await s.mod.click(asked.response.message, label="Close")
    assert (await coming(empty_world)).startswith("This server has no reading group yet")
    assert "“Readers” is closed" in await coming(empty_world, group="Readers")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
async def test_the_groups_time_and_the_readers_are_the_same_moment(empty_world: World, zone: str) -> None:
    await found(empty_world, zone=zone)
    await plan(empty_world)
    moment = due(datetime(2026, 1, 6, 19, 30), zone)
    shown = await coming(empty_world)
    assert f"<t:{int(moment.timestamp())}:F> your time" in shown
    assert "19:30, " + zone.replace("_", " ") + " time" in shown
