"""A reminder by direct message: for whoever asked, a day before, once, and for the date that holds."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest_asyncio
from simcord import MemberActor

from bot.storage.desk import Desk
from tests.bot.discord_ui.planning import BERLIN, found, plan, use
from tests.sim import HEDGES, World, buttons, open_world, raw, read

LABEL = "Remind me"


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A group that has just been invited for Tuesday 6 January, 19:30."""
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await found(world)
        await plan(world, protocol="notice-and-wonder", times=2)
        await until(world, "2026-01-03T19:31")
        yield world


async def until(world: World, local: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    await world.env.advance_time((moment - world.env.now()).total_seconds())


async def press(world: World, who: MemberActor) -> str:
    """She presses the button of the first invitation."""
    card = world.server.channel.history()[0]
    result = await who.click(card, custom_id=buttons(card)[LABEL])
    assert result.ephemeral
    return read(result)


def inbox(who: MemberActor) -> list[str]:
    return [read(message) for message in who.user.dm_channel.history()]


async def kept(world: World) -> list[Any]:
    """What is still known of who asked."""
    desk = await Desk.open(world.folder / "bot.db")
    try:
        query = "SELECT key AS one FROM outbox WHERE kind = 'session-direct' UNION ALL SELECT member FROM reminders"
        return await desk.run(lambda db: [row["one"] for row in db.query(query)])
    finally:
        await desk.close()


async def test_whoever_asks_is_reminded_once_over_a_restart_and_nobody_else(world: World) -> None:
    s = world.server
    card = s.channel.history()[0]
    said = await press(world, s.ann)
    assert said.startswith("You will get a direct message a day before, <t:1767637800:F>; press *Remind me* again to")
    await world.restart()
    await until(world, "2026-01-05T19:29")
    assert inbox(s.ann) == []
    await until(world, "2026-01-05T19:31")
    (message,) = inbox(s.ann)
    lines = message.splitlines()
    assert lines[0] == "### On Hedges, about 1 minute of reading"
    assert lines[1] == "Readers meets <t:1767724200:F>, <t:1767724200:R>."
    assert "On Hedges" in lines[3]
    assert f"The invitation: https://discord.com/channels/{s.guild.id}/{s.channel.id}/{card.id}" in lines
    assert "press *Remind me* on the invitation again to stop" in lines[-1]
    assert "planned for" not in message
    await world.restart()
    await until(world, "2026-01-06T19:31")
    assert len(inbox(s.ann)) == 1
    assert inbox(s.bob) == inbox(s.mod) == []
    assert await kept(world) == []


async def test_the_button_stays_when_somebody_answers(world: World) -> None:
    s = world.server
    card = s.channel.history()[0]
    await s.ann.click(card, custom_id=buttons(card)["Coming"])
    assert list(buttons(s.channel.history()[0])) == ["Coming", "Maybe", "Slow lane", "Not this time", LABEL, "Who?"]


async def test_pressed_again_it_is_off(world: World) -> None:
    s = world.server
    await press(world, s.ann)
    assert (await press(world, s.ann)).startswith("You will get no direct message about this session.")
    assert await kept(world) == []
    await until(world, "2026-01-06T19:31")
    assert inbox(s.ann) == []


async def test_within_a_day_of_the_meeting_it_is_too_late(world: World) -> None:
    s = world.server
    await press(world, s.bob)
    await until(world, "2026-01-05T20:00")
    assert await press(world, s.ann) == "It begins <t:1767724200:R>: too late for a message a day before."
    assert (await press(world, s.bob)).startswith("You will get no direct message")
    await until(world, "2026-01-06T19:31")
    assert "begun already" in await press(world, s.ann)


async def test_closed_direct_messages_are_left_in_peace_and_nobody_is_told(world: World) -> None:
    s = world.server
    await press(world, s.ann)
    await press(world, s.bob)
    path = f"/channels/{s.ann.user.dm_channel.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50007, times=None)
    await until(world, "2026-01-06T19:29")
    assert (inbox(s.ann), len(inbox(s.bob))) == ([], 1)
    assert sum(one.method == "POST" and one.path == path for one in world.env.http_requests) == 1
    assert [read(one).splitlines()[0] for one in s.channel.history()] == [
        "### On Hedges",
        "### To read for On Hedges, about 1 minute in all",
    ]
    assert "paused" not in (await use(world, s.ann, "show", schedule="1")).lower()


async def test_a_moved_meeting_is_reminded_of_at_its_new_date_only(world: World) -> None:
    s = world.server
    await press(world, s.ann)
    await until(world, "2026-01-04T12:00")
    await use(world, s.bob, "move", schedule="1", date="2026-01-06", to_date="2026-01-08")
    await until(world, "2026-01-07T19:29")
    assert inbox(s.ann) == []
    await until(world, "2026-01-07T19:31")
    (message,) = inbox(s.ann)
    assert "meets <t:1767897000:F>" in message
    assert f"/{s.channel.history()[1].id}" in message


async def test_moved_after_the_reminder_there_is_another_one(world: World) -> None:
    s = world.server
    await press(world, s.ann)
    await until(world, "2026-01-05T20:00")
    await use(world, s.bob, "move", schedule="1", date="2026-01-06", to_date="2026-01-09")
    await until(world, "2026-01-08T19:31")
    assert ["<t:1767724200:F>" in inbox(s.ann)[0], "<t:1767983400:F>" in inbox(s.ann)[1]] == [True, True]
    assert len(inbox(s.ann)) == 2


async def test_of_a_skipped_or_paused_meeting_nobody_is_reminded(world: World) -> None:
    s = world.server
    await press(world, s.ann)
    await use(world, s.bob, "skip", schedule="1", date="2026-01-06")
    await until(world, "2026-01-06T21:00")
    assert inbox(s.ann) == []
    assert await kept(world) == []
    await until(world, "2026-01-10T19:31")
    card = s.channel.history()[-1]
    await s.ann.click(card, custom_id=buttons(card)[LABEL])
    await use(world, s.bob, "pause", schedule="1")
    await until(world, "2026-01-13T19:31")
    assert inbox(s.ann) == []


async def test_after_a_doubt_the_message_is_looked_for_in_her_direct_messages(world: World) -> None:
    s = world.server
    await press(world, s.ann)
    await until(world, "2026-01-05T19:31")
    desk = await Desk.open(world.folder / "bot.db")
    doubt = int((world.env.now() - timedelta(seconds=50)).timestamp() * 1000)
    await desk.run(
        lambda db: db.execute(
            "UPDATE outbox SET state = 'sending', message = NULL, lease_until = ?, doubt_since = ?, tried_at = ?"
            " WHERE kind = 'session-direct'",
            [doubt, doubt, doubt],
        )
    )
    await desk.close()
    await world.away(timedelta(minutes=5))
    await world.env.settle()
    assert len(inbox(s.ann)) == 1
    desk = await Desk.open(world.folder / "bot.db")
    states = await desk.run(
        lambda db: list(db.query("SELECT state, message FROM outbox WHERE kind = 'session-direct'"))
    )
    await desk.close()
    assert [(one["state"], one["message"]) for one in states] == [("sent", s.ann.user.dm_channel.history()[0].id)]


async def test_a_member_of_another_server_cannot_ask(world: World) -> None:
    other = await world.add_server("Gardeners")
    forged = await world.show_button(other, "footnote:remind:1")
    result = await other.ann.click(forged, custom_id="footnote:remind:1")
    assert "There is no session here" in raw(result)
    assert await kept(world) == []
    unknown = await world.show_button(world.server, "footnote:remind:999999999999999")
    result = await world.server.ann.click(unknown, custom_id="footnote:remind:999999999999999")
    assert "There is no session here" in raw(result)
