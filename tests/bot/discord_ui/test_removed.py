"""A server that removes the bot while its group is meeting: silence, no storm, and everything there on the way back."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.facilitation.privacy import REMOVED
from tests.bot.discord_ui.planning import found, plan, use
from tests.bot.discord_ui.test_planned_sessions import posts, until
from tests.sim import HEDGES, World, open_world, read, remove_bot, take_back

MEETING = ["### On Hedges", "### To read for On Hedges, about 1 minute in all", "### On Hedges"]

CUT_OFF = "“On Hedges” is ended: it stood still for too long, as I was away or could not post."
NOT_CLOSED = (
    "The closing message of “On Hedges” could not be posted. It could not be posted in time, so it was left out."
)


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A group that meets on Tuesdays from 6 January, 19:30, three times."""
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await found(world)
        await plan(world, protocol="notice-and-wonder", times=3)
        yield world


def notices(world: World) -> list[str]:
    """What facilitators were told, without its heading and for when it was planned."""
    shown = (read(one).splitlines() for one in world.server.channel.history() if one.components)
    return [lines[1] for lines in shown if lines[0] == "### For the facilitators"]


@pytest.mark.parametrize("moment", ["2026-01-04T12:00", "2026-01-06T19:31"])
async def test_removed_it_asks_for_nothing_and_back_it_goes_on_when_resumed(world: World, moment: str) -> None:
    s = world.server
    await until(world, moment)
    asked, before = len(world.env.http_requests), posts(s.channel)
    await remove_bot(world.env, s)
    await until(world, "2026-01-08T12:00")
    assert [one.path for one in world.env.http_requests[asked:]] == []
    await take_back(world.env, s)
    await until(world, "2026-01-13T21:00")
    assert REMOVED in await use(world, s.bob, "show", schedule="1")
    assert [post for post in posts(s.channel) if "facilitators" not in post] == before  # nothing begins by itself
    cut_off = [CUT_OFF, NOT_CLOSED] if moment > "2026-01-06" else []
    assert notices(world) == cut_off  # each once, and nothing that was true only while it was away
    await use(world, s.bob, "resume", schedule="1")
    await until(world, "2026-01-21T12:00")
    assert [post for post in posts(s.channel) if "facilitators" not in post][len(before) :] == MEETING
    assert len([one for one in s.channel.threads if posts(one)[-1] == "### That was On Hedges"]) == 1


async def test_a_session_goes_on_when_the_server_changes_its_mind_at_once(world: World) -> None:
    s = world.server
    await until(world, "2026-01-06T19:31")
    await remove_bot(world.env, s)
    await until(world, "2026-01-06T19:40")
    (thread,) = s.channel.threads
    assert posts(thread) == ["### 1/3 · I notice"]
    await take_back(world.env, s)
    await until(world, "2026-01-06T21:00")
    assert [post.split(" ")[1] for post in posts(thread)] == ["1/3", "2/3", "3/3", "That"]


async def test_the_host_reads_which_server_came_and_went(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.discord_ui.client")
    await remove_bot(world.env, world.server)
    await take_back(world.env, world.server)
    number = world.server.guild.id
    assert [(one.message, one.server) for one in caplog.records if hasattr(one, "server")] == [
        (f"Server {number} removed Footnote.", number),
        (f"Server {number} took Footnote in.", number),
    ]
