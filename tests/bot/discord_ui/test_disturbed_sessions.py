"""Sessions whose dates, places or permissions change on the way: nothing is lost, doubled, or left unsaid."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
import pytest_asyncio

from bot.discord_ui.post import DiscordPost
from bot.facilitation.delivery import Letter, Standing, Trouble
from bot.services import clock
from bot.storage import outbox
from tests.bot.discord_ui.planning import found, plan, use
from tests.bot.discord_ui.test_planned_sessions import posts, until
from tests.fakes import WordEncoder
from tests.sim import HEDGES, TEA, World, delete_channel, delete_role, let_in, lock, open_world, raw, read, shut_out

TWO_ESSAYS = {"protocol": None, "essay": None, "times": None, "plan": "two-essays-two-weeks"}
HEDGES_TALK = {"protocol": "notice-and-wonder"}
INVITED, DAY = "2026-01-03T20:00", "2026-01-06T12:00"


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        seeded = {"ally-or-accomplice": "fence", "solidarity-instead-of-allyship": "wall"}  # which plans read
        for name, thing in seeded.items():
            await world.add_essay(world.server, f"{name}.md", HEDGES.replace("On Hedges", name).replace("hedge", thing))
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await world.add_essay(world.server, "tea.md", TEA)
        yield world


async def standings(world: World) -> dict[str, Standing]:
    found = await world.bot.sessions._desk.run(lambda db: outbox.beginning_with(db, "session"))
    return {one.letter.key: one for one in found}


async def begun(world: World) -> list[str]:
    """The titles of the sessions that began, in order, by their opening messages."""
    letters = (await standings(world)).values()
    titles = {one.letter.key: one.letter.content["title"] for one in letters if one.letter.key.endswith(":opening")}
    return [title for key, title in titles.items() if (await standings(world))[key].state == "sent"]


async def test_a_plan_follows_its_dates_when_one_is_skipped_after_the_invitations(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **TWO_ESSAYS, weekday="Tuesday", second_weekday="Thursday", start="2026-01-06")
    await until(world, "2026-01-05T20:00")
    assert posts(s.channel)[::2] == ["### One essay each", "### Who decides?"]
    await use(world, s.bob, "skip", schedule="1", date="2026-01-06")
    await until(world, "2026-01-05T20:10")
    assert posts(s.channel)[3:] == ["### Called off: One essay each", "### Changed: One essay each"]
    await until(world, "2026-01-14T23:00")
    assert await begun(world) == ["One essay each", "Who decides?"]


async def test_a_date_that_made_up_for_another_is_off_when_that_one_is_brought_back(world: World) -> None:
    s = world.server
    await found(world)
    days = {"weekday": "Monday", "second_weekday": "Tuesday", "third_weekday": "Wednesday", "start": "2026-01-05"}
    await plan(world, **TWO_ESSAYS, **days)
    await use(world, s.bob, "skip", schedule="1", date="2026-01-06")
    await until(world, "2026-01-05T12:00")
    await use(world, s.bob, "skip", schedule="1", date="2026-01-06", bring_back=True)
    await until(world, "2026-01-08T20:31")
    assert await begun(world) == ["One essay each", "Who decides?"]


async def test_a_date_that_is_brought_back_after_it_was_called_off_takes_place_after_all(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **HEDGES_TALK)
    await until(world, INVITED)
    await use(world, s.bob, "skip", schedule="1", date="2026-01-06")
    await until(world, "2026-01-04T12:00")
    await use(world, s.bob, "skip", schedule="1", date="2026-01-06", bring_back=True)
    await until(world, "2026-01-06T20:30")
    assert posts(s.channel)[:3] == [
        "### On Hedges",
        "### Called off: On Hedges",
        "### It takes place after all: On Hedges",
    ]
    assert len(s.channel.threads) == 1


@pytest.mark.parametrize("trouble", ["no answer", "forbidden"])
async def test_inside_the_grace_it_begins_late_however_long_nothing_could_be_posted(
    world: World, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    s = world.server
    await found(world)
    await plan(world, **HEDGES_TALK)
    await until(world, "2026-01-06T19:00")
    if trouble == "forbidden":
        await shut_out(world.env, s.channel)
        await until(world, "2026-01-06T22:45")
        await let_in(world.env, s.channel)
    else:

        async def down(self: DiscordPost, letter: Letter, at: Any) -> int:
            raise Trouble(503)

        with monkeypatch.context() as broken:
            broken.setattr(DiscordPost, "anchor", down)
            await until(world, "2026-01-06T22:45")
    await until(world, "2026-01-07T08:00")
    (thread,) = s.channel.threads
    assert [post.split(" ")[1] for post in posts(thread)] == ["1/3", "2/3", "3/3", "That"]
    assert not any("is ended" in read(one) for one in s.channel.history())


async def test_the_notice_outlives_the_letter_of_which_it_tells(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **HEDGES_TALK)
    await until(world, DAY)
    await shut_out(world.env, s.channel)
    await until(world, "2026-01-07T12:00")
    assert (await standings(world))["session:1:opening"].state == "skipped"
    await let_in(world.env, s.channel)
    await until(world, "2026-01-07T14:00")
    assert any("The beginning of “On Hedges” could not be posted" in read(one) for one in s.channel.history())


async def test_the_long_work_of_one_server_keeps_no_letter_of_another_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "PLANNING", 0.2)
    s, other = world.server, await world.add_server("Others")
    await world.add_essay(other)
    await found(world)
    await plan(world, **HEDGES_TALK)
    await until(world, "2026-01-03T12:00")
    world.encoder = WordEncoder(identity="words-2")  # the host has chosen another model
    await world.restart()
    gate = threading.Event()
    long = asyncio.create_task(world.bot.shelf.fill(other.guild.id, lambda library: gate.wait(30)))
    try:
        world.env.backend.advance_clock(8 * 3600)
        for _ in range(100):
            world.bot.clock and world.bot.clock.wake()
            await asyncio.sleep(0.05)
            if posts(s.channel):
                break
        assert posts(s.channel) == ["### On Hedges"]
        assert not long.done()
    finally:
        gate.set()
        await long


async def test_a_move_is_told_however_short_the_notice(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **HEDGES_TALK)
    await until(world, "2026-01-06T18:55")
    await use(world, s.bob, "move", schedule="1", date="2026-01-06", to_hour="20:30")
    await until(world, "2026-01-06T19:00")
    assert posts(s.channel)[-1] == "### Another date: On Hedges"


async def test_whoever_was_invited_hears_of_a_pause_and_of_its_end(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **HEDGES_TALK)
    await until(world, INVITED)
    await use(world, s.bob, "pause", schedule="1")
    await until(world, "2026-01-03T21:00")
    said = read(s.channel.history()[-1])
    assert said.startswith("### Called off: On Hedges\nOur meetings are paused")
    assert "We do not meet Tuesday 6 January 2026, 19:30, Europe/Berlin time · <t:1767724200:F>" in said
    await use(world, s.bob, "resume", schedule="1")
    await until(world, "2026-01-03T22:00")
    assert posts(s.channel)[2:] == ["### It takes place after all: On Hedges"]
    await until(world, "2026-01-06T20:30")
    assert len(s.channel.threads) == 1


async def test_a_schedule_that_was_paused_for_a_refusal_invites_when_it_is_resumed(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **HEDGES_TALK)
    await until(world, "2026-01-03T12:00")
    await shut_out(world.env, s.channel)
    await until(world, INVITED)
    assert "Paused" in await use(world, s.bob, "show", schedule="1")
    await let_in(world.env, s.channel)
    await until(world, "2026-01-04T08:00")
    assert posts(s.channel) == ["### For the facilitators"]
    await use(world, s.bob, "resume", schedule="1")
    await until(world, "2026-01-04T08:10")
    assert posts(s.channel)[1:] == ["### On Hedges"]


async def test_what_was_begun_early_does_not_come_again(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **TWO_ESSAYS, start="2026-01-06")
    await until(world, "2026-01-04T20:00")
    assert "begins" in raw(await s.bob.slash(s.channel, "session start"))
    await until(world, "2026-01-05T12:00")
    told = raw(await s.ann.slash(s.channel, "next"))
    assert "Who decides?" in told
    assert "<t:1768329000:F>" in told
    assert "2. Tuesday 13 January" in await use(world, s.bob, "show", schedule="1")
    assert "Nothing is planned on that day" in await use(world, s.bob, "skip", schedule="1", date="2026-01-06")
    await until(world, "2026-01-25T12:00")
    assert await begun(world) == ["One essay each", "Who decides?"]


async def test_a_meeting_of_a_plan_that_could_not_be_posted_is_held_after_the_pause(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **TWO_ESSAYS, start="2026-01-06")
    await until(world, DAY)
    await shut_out(world.env, s.channel)
    await until(world, "2026-01-08T12:00")
    await let_in(world.env, s.channel)
    await use(world, s.bob, "resume", schedule="1")
    await until(world, "2026-01-30T12:00")
    assert await begun(world) == ["One essay each", "Who decides?"]


async def test_resumed_inside_the_grace_it_begins_at_once_and_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = world.server
    await found(world)
    await plan(world, **TWO_ESSAYS, start="2026-01-06")
    await until(world, DAY)
    await shut_out(world.env, s.channel)
    await until(world, "2026-01-06T19:40")
    assert "Paused" in await use(world, s.bob, "show", schedule="1")
    monkeypatch.setattr(world.bot.letters, "reconsider", lambda guild: None)  # Discord says nothing of the right
    await let_in(world.env, s.channel)
    await use(world, s.bob, "resume", schedule="1")
    await until(world, "2026-01-06T19:42")
    assert posts(s.channel)[-1] == "### One essay each"
    assert "### For the facilitators" not in posts(s.channel)
    await until(world, "2026-01-30T12:00")
    assert await begun(world) == ["One essay each", "Who decides?"]


async def test_a_group_that_moved_is_invited_and_meets_in_its_new_place(world: World) -> None:
    s = world.server
    old, new = (s.guild.create_forum_channel(name) for name in ("old", "new"))
    await world.env.settle()
    await found(world, channel=old)
    await plan(world, **HEDGES_TALK)
    await until(world, INVITED)
    await s.mod.slash(s.channel, "group edit", group="Readers", channel=new)
    await until(world, "2026-01-06T20:30")
    (thread,) = new.threads
    assert posts(thread)[0] == "### Another place: On Hedges"
    assert posts(thread)[-1] == "### That was On Hedges"
    assert len(posts(old.threads[0])) == 1


async def test_after_a_channel_was_deleted_the_group_is_invited_in_another(world: World) -> None:
    s = world.server
    old = s.guild.create_text_channel("old")
    await world.env.settle()
    await found(world, channel=old)
    await plan(world, **HEDGES_TALK)
    await until(world, "2026-01-03T12:00")
    await delete_channel(world.env, old)
    await until(world, "2026-01-03T19:35")
    await s.mod.slash(s.channel, "group edit", group="Readers", channel=s.channel)
    await use(world, s.bob, "resume", schedule="1")
    await until(world, "2026-01-06T20:30")
    assert "### On Hedges" in posts(s.channel)
    assert (await standings(world))["session:1:invitation:2"].state == "sent"


async def test_a_role_that_is_gone_is_not_mentioned_and_that_is_said_once(world: World) -> None:
    s = world.server
    role = s.guild.create_role("readers", mentionable=True)
    await world.env.settle()
    await found(world, role=role)
    await plan(world, **HEDGES_TALK)
    await until(world, DAY)
    await delete_role(world.env, role)
    await until(world, "2026-01-13T21:00")
    shown = [read(one) for one in s.channel.history()]
    assert not any("<@&" in one for one in shown)
    assert sum("The role of “Readers” is gone" in one for one in shown) == 1


async def test_a_forum_whose_posts_need_a_tag_gets_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    s = world.server
    forum = s.guild.create_forum_channel("essays")
    await let_in(world.env, forum, manage_threads=True)
    tags = [discord.ForumTag(name="News", moderated=True), discord.ForumTag(name="Talk")]
    tags[0].id, tags[1].id = 1, 2
    monkeypatch.setattr(discord.ForumChannel, "flags", discord.ChannelFlags(require_tag=True), raising=False)
    monkeypatch.setattr(discord.ForumChannel, "available_tags", tags[:1], raising=False)
    made = await s.mod.slash(s.channel, "group create", name="Readers", channel=forum, zone="Berlin", hour="19:30")
    assert "I lack a tag for its posts" in read(made)
    monkeypatch.setattr(discord.ForumChannel, "available_tags", tags, raising=False)
    await found(world, channel=forum)
    await plan(world, **HEDGES_TALK)
    given: list[Any] = []
    real = discord.ForumChannel.create_thread

    async def create_thread(self: discord.ForumChannel, **options: Any) -> Any:
        given.append((options.pop("applied_tags"), options["auto_archive_duration"]))
        return await real(self, **options)

    monkeypatch.setattr(discord.ForumChannel, "create_thread", create_thread)
    await until(world, INVITED)
    assert given == [([tags[1]], 10080)]


async def test_a_forum_that_takes_no_post_pauses_the_schedule_and_is_told_elsewhere(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = world.server
    forum = s.guild.create_forum_channel("essays")
    await world.env.settle()
    await questions_go_to(world, s.channel)
    await found(world, channel=forum)
    await plan(world, **HEDGES_TALK)

    async def create_thread(self: discord.ForumChannel, **options: Any) -> Any:
        refused: Any = SimpleNamespace(status=400, reason="Bad Request", headers={"Via": "1.1"})
        raise discord.HTTPException(refused, {"code": 40067, "message": "A tag is required"})

    monkeypatch.setattr(discord.ForumChannel, "create_thread", create_thread)
    await until(world, INVITED)
    (told,) = s.channel.history()
    assert "The invitation to “On Hedges” could not be posted" in read(told)
    assert "Paused" in await use(world, s.bob, "show", schedule="1")


async def test_when_the_channel_is_deleted_midway_facilitators_hear_where_questions_go(world: World) -> None:
    s = world.server
    home = s.guild.create_text_channel("home")
    await world.env.settle()
    await questions_go_to(world, s.channel)
    await found(world, channel=home)
    await plan(world, **HEDGES_TALK)
    await until(world, "2026-01-06T19:31")
    for thread in home.threads:
        await delete_channel(world.env, thread)
    await delete_channel(world.env, home)
    await until(world, "2026-01-06T20:30")
    (told,) = s.channel.history()
    assert "could not be posted. Its thread was deleted, so the session is ended." in read(told)


async def test_a_forum_post_that_was_deleted_is_replaced_by_another(world: World) -> None:
    s = world.server
    forum = s.guild.create_forum_channel("essays")
    await world.env.settle()
    await found(world, channel=forum)
    await plan(world, **HEDGES_TALK)
    await until(world, DAY)
    await delete_channel(world.env, forum.threads[0])
    await until(world, "2026-01-06T20:30")
    (thread,) = (one for one in forum.threads if len(posts(one)) > 1)
    assert [post.split(" ")[1] for post in posts(thread)] == ["On", "1/3", "2/3", "3/3", "That"]
    assert "Paused" not in await use(world, s.bob, "show", schedule="1")


async def test_a_locked_thread_holds_up_no_other_group_of_the_channel(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, **HEDGES_TALK)
    await found(world, name="Second")
    await plan(world, group="Second", **HEDGES_TALK, hour="19:38")
    await until(world, "2026-01-06T19:31")
    await lock(world.env, s.channel.threads[0])
    await until(world, "2026-01-06T19:39")
    assert len(s.channel.threads) == 2


async def questions_go_to(world: World, channel: Any) -> None:
    await world.server.mod.slash(world.server.channel, "settings edit", questions_channel=channel)
