"""A role that is deleted between planning and posting: nobody sees a dead mention, and facilitators hear of it once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from simcord import RoleHandle

from tests.bot.discord_ui.planning import found, plan, use
from tests.bot.discord_ui.test_planned_sessions import posts, until
from tests.sim import HEDGES, World, delete_role, let_in, open_world, read, sent, shut_out


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        yield world


async def planned(world: World, mentions: str = "openings", **options: Any) -> RoleHandle:
    """A group whose role is mentioned meets on Tuesday 6 January, 19:30, and a week later."""
    s = world.server
    role = s.guild.create_role("readers", mentionable=True)
    await world.env.settle()
    await s.mod.slash(s.channel, "settings edit", mentions=mentions)
    await found(world, role=role, **options)
    await plan(world, protocol="notice-and-wonder", times=2)
    return role


def mentioned(world: World, role: RoleHandle) -> int:
    """In how many messages the role stands, or is told to Discord as one to notify."""
    return sum(str(role.id) in str(body) for body in sent(world.env))


def told(channel: Any) -> int:
    return sum("The role of “Readers” is gone" in read(one) for one in channel.history())


@pytest.mark.parametrize("mentions", ["openings", "invitations and openings"])
async def test_what_is_written_after_it_is_gone_mentions_nobody(world: World, mentions: str) -> None:
    s = world.server
    role = await planned(world, mentions)
    before = mentioned(world, role)
    await until(world, "2026-01-02T12:00")
    await delete_role(world.env, role)
    await until(world, "2026-01-13T21:00")
    assert mentioned(world, role) == before
    assert [post for post in posts(s.channel) if post == "### On Hedges"] == ["### On Hedges"] * 4
    assert told(s.channel) == 1


async def test_an_opening_that_waited_while_the_role_was_deleted_goes_out_without_it(world: World) -> None:
    s = world.server
    role = await planned(world)
    await until(world, "2026-01-06T19:00")
    await shut_out(world.env, s.channel)
    await until(world, "2026-01-06T19:40")
    before = mentioned(world, role)
    await delete_role(world.env, role)
    await let_in(world.env, s.channel)
    await until(world, "2026-01-06T23:00")
    assert len(s.channel.threads) == 1
    assert mentioned(world, role) == before
    await use(world, s.bob, "resume", schedule="1")
    await until(world, "2026-01-13T21:00")
    assert len(s.channel.threads) == 2
    assert mentioned(world, role) == before
    assert told(s.channel) == 1


async def test_deleted_while_we_were_away_it_is_not_mentioned_either(world: World) -> None:
    s = world.server
    role = await planned(world)
    await until(world, "2026-01-06T19:00")
    before = mentioned(world, role)
    await world.opened.aclose()
    await delete_role(world.env, role)
    await world.away(timedelta(minutes=40))
    await until(world, "2026-01-06T19:50")
    assert len(s.channel.threads) == 1
    assert mentioned(world, role) == before
    assert told(s.channel) == 1


async def test_a_role_that_is_there_is_mentioned_and_notified(world: World) -> None:
    role = await planned(world, "invitations and openings")
    await until(world, "2026-01-06T20:30")
    opening = next(one for one in world.server.channel.history() if "meets now" in read(one))
    assert f"<@&{role.id}>" in read(opening)
    assert world.env.backend.get_message(world.server.channel.id, opening.id).ping_role_ids == [role.id]
