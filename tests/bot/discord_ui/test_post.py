"""Letters arrive in a simulated Discord: drawn, inert, once, and known again after a restart."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
from simcord import ChannelHandle

from bot.discord_ui.post import stamp
from bot.facilitation.delivery import Letter, Standing
from bot.storage import outbox
from bot.storage.desk import Desk
from tests.sim import World, delete_channel, open_world, raw, read, sent, shut_out


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


async def hand_in(world: World, *letters: Letter) -> None:
    """Put letters into the outbox as a story would, and wake the clock."""
    clock = world.bot.clock
    assert clock is not None
    await clock.add(letters)
    await world.env.settle()


async def standing(world: World, key: str) -> Standing:
    desk = await Desk.open(world.folder / "bot.db")
    try:
        found = await desk.run(lambda db: outbox.find(db, key))
    finally:
        await desk.close()
    assert found is not None
    return found


async def spoil(world: World, sql: str) -> None:
    """Change the rows as a kill would have left them."""
    desk = await Desk.open(world.folder / "bot.db")
    await desk.run(lambda db: db.execute(sql))
    await desk.close()


def letter(world: World, key: str = "a", in_seconds: float = 0, **changes: Any) -> Letter:
    now = world.env.now()
    due = now + timedelta(seconds=in_seconds)
    known: dict[str, Any] = {
        "kind": "note",
        "guild": world.server.guild.id,
        "channel": world.server.channel.id,
        "due": due,
        "expires": due + timedelta(hours=12),
        "content": {"text": "Bring a sentence, @everyone.", "title": "Hedges"},
    }
    return Letter(key, **known | changes)


def posts(channel: ChannelHandle) -> list[str]:
    return [read(message) for message in channel.history()]


async def test_a_letter_arrives_when_it_is_due_once_over_a_restart(world: World) -> None:
    await hand_in(world, letter(world, in_seconds=7200))
    await world.env.advance_time(7199)
    assert posts(world.server.channel) == []
    await world.restart()
    await world.env.advance_time(1)
    assert posts(world.server.channel) == ["Bring a sentence, @everyone."]
    await world.restart()
    await world.env.advance_time(24 * 3600)
    assert len(posts(world.server.channel)) == 1


async def test_it_mentions_nobody_but_its_roles_and_carries_a_nonce(world: World) -> None:
    role = world.server.guild.create_role("readers")
    await world.env.settle()
    await hand_in(world, letter(world, mentions=(role.id, 7)))  # 7 was deleted while the letter waited
    (body,) = sent(world.env)
    assert body["allowed_mentions"] == {"parse": [], "roles": [role.id]}
    assert (len(body["nonce"]), body["enforce_nonce"]) == (25, True)
    assert "\\@everyone" in raw(world.server.channel.history()[0])


async def test_after_a_kill_it_is_known_again_and_not_posted_twice(world: World) -> None:
    await hand_in(world, letter(world))
    await spoil(world, "UPDATE outbox SET state = 'sending', unfinished = 1, lease_until = 0, message = NULL")
    await world.env.advance_time(600)
    await world.restart()
    await world.env.advance_time(600)
    assert len(posts(world.server.channel)) == 1
    assert (await standing(world, "a")).message == world.server.channel.history()[0].id


async def test_a_file_from_before_the_post_knows_it_again(world: World) -> None:
    await hand_in(world, letter(world))
    await spoil(world, "UPDATE outbox SET state = 'pending', anchor = NULL, doubt_since = NULL, message = NULL")
    await world.env.advance_time(600)
    await world.restart()
    await world.env.advance_time(60)
    assert len(posts(world.server.channel)) == 1
    assert (await standing(world, "a")).state == "sent"


async def test_a_late_one_says_for_when_it_was_planned(world: World) -> None:
    late = letter(world, in_seconds=-600)
    await hand_in(world, late)
    assert posts(world.server.channel) == [
        f"Bring a sentence, @everyone.\n-# planned for <t:{int(late.due.timestamp())}:f>"
    ]


async def test_a_session_begins_a_thread_and_goes_on_in_it(world: World) -> None:
    await hand_in(
        world,
        letter(world, "open"),
        letter(world, "thread", parent="open", form="thread"),
        letter(world, "phase", 60, parent="thread", content={"text": "What does the hedge want?"}),
    )
    await world.env.advance_time(61)
    (thread,) = world.server.channel.threads
    assert thread.name == "Hedges"
    assert "What does the hedge want?" in posts(thread)


async def test_a_forum_post_is_found_again_by_its_first_message(world: World) -> None:
    forum = world.server.guild.create_forum_channel("sessions")
    await world.env.settle()
    await hand_in(world, letter(world, channel=forum.id, form="post"), letter(world, "b", parent="a"))
    assert [thread.name for thread in forum.threads] == ["Hedges"]
    assert len(posts(forum.threads[0])) == 2
    await spoil(world, "UPDATE outbox SET state = 'sending', lease_until = 0, message = NULL WHERE key = 'a'")
    await world.env.advance_time(600)
    await world.restart()
    await world.env.advance_time(600)
    assert len(forum.threads) == 1
    again = await standing(world, "a")
    assert (again.state, again.place) == ("sent", forum.threads[0].id)


async def test_a_forbidden_place_is_asked_once_an_hour(world: World) -> None:
    await shut_out(world.env, world.server.channel)
    await hand_in(world, letter(world))
    await world.env.advance_time(3500)
    tries = [one for one in world.env.http_requests if one.path == f"/channels/{world.server.channel.id}/messages"]
    assert len(tries) <= 1
    assert (await standing(world, "a")).reason == "forbidden"


async def test_a_channel_that_is_gone_is_given_up(world: World) -> None:
    await delete_channel(world.env, world.server.channel)
    await hand_in(world, letter(world))
    assert (await standing(world, "a")).state == "dead"


async def test_failures_of_discord_pass(world: World) -> None:
    world.env.inject_error("POST", f"/channels/{world.server.channel.id}/messages", status=500)
    await hand_in(world, letter(world))
    assert posts(world.server.channel) == []
    await world.env.advance_time(10)
    assert len(posts(world.server.channel)) == 1


def test_a_card_with_one_component_cannot_be_marked() -> None:
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay("alone"))
    with pytest.raises(ValueError, match="two components"):
        stamp(view, (1, 2))
