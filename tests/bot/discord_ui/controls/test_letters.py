"""Letters that did not go as planned: facilitators settle them, and what was refused goes when it is allowed again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from simcord import InteractionResult

from bot.discord_ui.cards.letters import FOUND_AFTER_ALL, NONE, NOT_FOUND
from bot.facilitation.letters import NO_LINK, NOT_THAT, SETTLED, STILL_SHUT, UNREADABLE
from bot.storage.desk import Desk
from tests.bot.discord_ui.planning import found
from tests.bot.discord_ui.settling import (
    CARD,
    SECOND,
    besides,
    change,
    doubt,
    first,
    link,
    listed,
    notices,
    posts,
    press,
    requests,
    standing,
    start,
    wake,
)
from tests.sim import (
    HEDGES,
    World,
    buttons,
    is_locked,
    let_everybody,
    let_in,
    lock,
    open_world,
    read,
    shut_out,
    unescaped,
)


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await found(world)
        yield world


async def test_facilitators_are_told_once_and_find_it_in_the_list(world: World) -> None:
    s = world.server
    thread = await start(world)
    assert read(await listed(world)) == NONE
    await doubt(world, CARD)
    for _ in range(2):
        await world.restart()
    (notice,) = notices(world)
    assert "The phase I notice of “On Hedges” is uncertain. I cannot tell whether it was posted" in read(notice)
    assert list(buttons(notice)) == ["It is there", "Post it again", "Leave it out"]
    shown = read(await listed(world))
    assert "### 1 message to look after" in shown
    assert f"<#{thread.id}>" in shown
    assert "Only the facilitators" in read(await listed(world, s.ann))
    assert "Only the facilitators" in read(await press(s.ann, notice, "It is there"))
    assert (await standing(world, CARD)).state == "uncertain"


async def test_what_is_there_is_found_by_its_marks(world: World) -> None:
    s = world.server
    thread = await start(world)
    await doubt(world, CARD)
    (notice,) = notices(world)
    done = await press(s.bob, notice, "It is there")
    assert done.ephemeral
    assert read(done).startswith("It is there: noted.")
    now = await standing(world, CARD)
    assert (now.state, now.message) == ("sent", first(thread).id)
    assert read(await press(s.mod, notice, "Post it again")) == SETTLED
    assert read(await listed(world)) == NONE
    assert len(posts(thread)) == 1


async def test_what_cannot_be_found_is_known_by_its_link(world: World) -> None:
    s = world.server
    thread = await start(world)
    await doubt(world, CARD)
    await let_in(world.env, s.channel, read_message_history=True)
    (notice,) = notices(world)
    asked = await press(s.bob, notice, "It is there")
    assert read(asked) == unescaped(NOT_FOUND)
    card = first(thread)

    async def give(typed: str) -> str:
        form = await press(s.bob, asked, "Give its link")
        (name,) = (one["component"]["custom_id"] for one in form.modal["components"])
        return read(await s.bob.submit_modal(form, {name: typed}))

    assert await give("somewhere") == NO_LINK
    assert await give(f"https://discord.com/channels/{s.guild.id}/77/88") == NOT_THAT
    assert await give(link(card)) == UNREADABLE
    await let_in(world.env, s.channel)
    other = next(one for one in s.channel.history() if "meets now" in read(one))
    for wrong in (link(other), link(other).replace(str(s.channel.id), str(thread.id)), link(notice)):
        assert await give(wrong) == NOT_THAT
    assert (await standing(world, CARD)).state == "uncertain"
    assert (await give(link(card))).startswith("It is there: noted.")
    assert (await standing(world, CARD)).message == card.id
    late = await press(s.bob, asked, "Give its link")
    assert read(late) == SETTLED


async def test_nothing_is_posted_again_that_can_be_found(world: World) -> None:
    thread = await start(world)
    await doubt(world, CARD)
    again = await press(world.server.bob, notices(world)[0], "Post it again")
    assert read(again) == FOUND_AFTER_ALL
    await world.env.advance_time(120)
    assert posts(thread) == ["### 1/3 · I notice"]
    assert (await standing(world, CARD)).state == "sent"


async def held_back(world: World) -> InteractionResult:
    """A session whose opening is uncertain, since Discord took nothing: all of it waits."""
    s = world.server
    world.env.inject_error("POST", f"/channels/{s.channel.id}/messages", status=403, code=50013)
    await start(world)
    await doubt(world, "session:1:opening")
    await world.env.advance_time(300)
    assert s.channel.threads == []
    return await listed(world)


async def test_an_opening_that_is_posted_again_lets_the_session_begin(world: World) -> None:
    s = world.server
    shown = await held_back(world)
    assert list(buttons(shown)) == ["It is there", "Post it again", "Leave it out"]
    await press(s.bob, shown, "Post it again")
    assert "It is posted again." in read(shown)
    (thread,) = s.channel.threads
    assert posts(thread) == ["### 1/3 · I notice"]
    assert sum("meets now" in read(one) for one in s.channel.history()) == 1
    await world.env.advance_time(24 * 3600)
    assert posts(thread)[-1] == "### That was On Hedges"


async def test_an_opening_that_is_left_out_takes_the_session_with_it(world: World) -> None:
    s = world.server
    shown = await held_back(world)
    await press(s.bob, shown, "Leave it out")
    assert read(shown) == f"Left out.\n{NONE}"
    await world.env.advance_time(24 * 3600)
    assert s.channel.threads == []
    assert "not in a session" in read(await s.bob.slash(s.channel, "session advance"))


async def test_an_opening_that_is_there_gets_its_thread(world: World) -> None:
    s = world.server
    world.env.inject_error("POST", f"/channels/{s.channel.id}/messages/*/threads", status=403, code=50013)
    await start(world)
    await doubt(world, "session:1:opening")
    await world.env.advance_time(2 * 3600)
    assert s.channel.threads == []
    shown = await listed(world)
    await press(s.bob, shown, "It is there")
    (thread,) = s.channel.threads
    assert posts(thread) == ["### 1/3 · I notice"]


async def test_a_session_waits_for_an_uncertain_forum_post(world: World) -> None:
    s = world.server
    forum = s.guild.create_forum_channel("essays")
    await world.env.settle()
    await s.mod.slash(s.channel, "group edit", group="Readers", channel=forum)
    world.env.inject_error("POST", f"/channels/{forum.id}/threads", status=403, code=50013)
    await s.bob.slash(s.channel, "session start", protocol="notice-and-wonder", essay="on-hedges")
    await doubt(world, "session:1:opening")
    await world.env.advance_time(600)
    assert (await standing(world, CARD)).state == "pending"
    shown = await listed(world)
    missing = await press(s.bob, shown, "It is there")
    assert besides(missing) == unescaped(NOT_FOUND)
    await press(s.bob, shown, "Post it again")
    meeting = next(one for one in forum.threads if one.name == "On Hedges")
    assert posts(meeting)[-1] == "### 1/3 · I notice"
    await doubt(world, "session:1:opening")
    await press(s.bob, await listed(world), "It is there")
    again = await standing(world, "session:1:opening")
    assert (again.state, again.place) == ("sent", meeting.id)


async def test_of_two_who_choose_at_once_one_counts(world: World) -> None:
    s = world.server
    shown = await held_back(world)
    others = await listed(world, s.mod)
    await press(s.bob, shown, "Post it again")
    late = await press(s.mod, others, "Leave it out")
    assert besides(late) == SETTLED
    assert read(others) == NONE  # the list is drawn anew
    assert len(s.channel.threads) == 1


async def test_strangers_settle_nothing(world: World) -> None:
    await start(world)
    await doubt(world, CARD)
    other = await world.add_server("Others")
    number = (await standing(world, CARD)).number
    for what in ("there", "again", "out", "now"):
        forged = await world.show_button(other, f"footnote:letter:{number}:{what}")
        assert read(await press(other.mod, forged, "Forged")) == SETTLED
    assert read(await press(other.mod, await world.show_button(other, f"footnote:letter-link:{number}"), "Forged")) == (
        SETTLED
    )
    assert read(await other.mod.slash(other.channel, "session letters")) == NONE
    assert (await standing(world, CARD)).state == "uncertain"


async def test_what_was_refused_is_tried_when_a_facilitator_says_so(world: World) -> None:
    s = world.server
    thread = await start(world)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=403, code=50013)
    await s.bob.slash(s.channel, "session advance")
    assert len(posts(thread)) == 1
    shown = await listed(world)
    assert "The phase I wonder of “On Hedges” could not be posted. I may not post there" in read(shown)
    assert list(buttons(shown)) == ["Try now"]
    await press(s.bob, shown, "Try now")
    assert posts(thread) == ["### 1/3 · I notice", "### 2/3 · I wonder"]
    assert read(await listed(world)) == NONE


async def test_when_permissions_come_back_it_goes_by_itself_and_until_then_nothing_is_asked(world: World) -> None:
    s = world.server
    thread = await start(world)
    await shut_out(world.env, s.channel)
    await s.bob.slash(s.channel, "session advance")
    await world.env.advance_time(120)
    asked = requests(world, "POST", thread)
    for _ in range(10):
        await let_in(world.env, s.channel, send_messages_in_threads=True)
        await let_everybody(world.env, s.guild, attach_files=True)
    assert besides(await press(s.bob, await listed(world), "Try now")) == STILL_SHUT
    assert requests(world, "POST", thread) == asked
    await let_in(world.env, s.channel)
    assert posts(thread)[:2] == ["### 1/3 · I notice", "### 2/3 · I wonder"]


async def test_who_is_still_refused_is_not_asked_at_every_change(world: World) -> None:
    s = world.server
    thread = await start(world)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=403, code=50013, times=3)
    await s.bob.slash(s.channel, "session advance")
    asked = requests(world, "POST", thread)
    me = s.guild.me
    for _ in range(10):
        world.bot.dispatch("member_update", me, me)
        await let_everybody(world.env, s.guild, attach_files=True)
    assert requests(world, "POST", thread) == asked + 1
    await world.env.advance_time(61)  # the last change may have come too early
    assert requests(world, "POST", thread) == asked + 2
    await world.env.advance_time(3 * 3600)
    assert posts(thread)[1] == "### 2/3 · I wonder"


async def test_of_a_locked_thread_facilitators_hear_what_to_do_and_it_goes_on_when_it_is_unlocked(world: World) -> None:
    s = world.server
    thread = await start(world)
    await let_in(world.env, s.channel, manage_threads=True)
    await lock(world.env, thread)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=400, code=160005)
    await s.bob.slash(s.channel, "session advance")
    await wake(world)
    (notice,) = notices(world)
    assert "Its thread is locked: a moderator can unlock it, or give Footnote Manage Threads" in read(notice)
    assert list(buttons(notice)) == ["Try now"]
    assert is_locked(world.env, thread)
    assert len(posts(thread)) == 1
    world.env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": False, "archived": False})
    await world.env.settle()
    assert posts(thread)[1] == "### 2/3 · I wonder"
    assert len(notices(world)) == 1


async def test_with_manage_threads_it_is_unlocked_for_the_session(world: World) -> None:
    s = world.server
    thread = await start(world)
    await lock(world.env, thread)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=400, code=160005)
    await s.bob.slash(s.channel, "session advance")
    assert posts(thread)[1] == "### 2/3 · I wonder"
    assert not is_locked(world.env, thread)
    assert notices(world) == []


async def test_a_thread_of_somebody_else_stays_locked(world: World) -> None:
    s = world.server
    thread = await start(world)
    await lock(world.env, thread, owner=s.ann)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=400, code=160005)
    await s.bob.slash(s.channel, "session advance")
    assert is_locked(world.env, thread)
    assert (await standing(world, SECOND)).reason == "locked"


async def test_what_will_never_go_can_be_taken_off_the_list(world: World) -> None:
    s = world.server
    thread = await start(world)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=400, code=200000)
    await s.bob.slash(s.channel, "session advance")
    shown = await listed(world)
    assert "AutoMod held its text back" in read(shown)
    await press(s.bob, shown, "Leave it out")
    assert read(shown) == f"Left out.\n{NONE}"


async def test_a_phase_that_is_over_loses_its_buttons_in_one_edit(world: World) -> None:
    s = world.server
    thread = await start(world)
    assert requests(world, "PATCH", thread) == 0
    await s.bob.slash(s.channel, "session advance")
    over, now = (one for one in thread.history() if one.components)
    assert list(buttons(over)) == ["Read in place"]
    assert "This phase is over." in read(over)
    assert "Next" in buttons(now)
    await world.restart()
    await world.restart()
    assert requests(world, "PATCH", thread) == 1
    await world.env.advance_time(6 * 60 + 5)
    await s.bob.slash(s.channel, "session end")
    cards = [one for one in thread.history() if one.components]
    assert [list(buttons(one)) for one in cards[:3]] == [["Read in place"], ["Read in place"], []]
    assert requests(world, "PATCH", thread) == 3
    await doubt(world, CARD)  # its marks are the same, so it can be found
    await press(s.bob, await listed(world), "It is there")
    assert (await standing(world, CARD)).message == over.id


async def test_a_card_that_cannot_be_edited_stops_nothing(world: World) -> None:
    s = world.server
    thread = await start(world)
    world.env.inject_error("PATCH", f"/channels/{thread.id}/messages/*", status=403, code=50013, times=None)
    await s.bob.slash(s.channel, "session advance")
    await world.env.advance_time(24 * 3600)
    assert posts(thread)[-1] == "### That was On Hedges"
    late = await press(s.ann, first(thread), "I'm ready")
    assert "This session is over." in besides(late)
    assert requests(world, "PATCH", thread) == 3


async def test_a_key_that_was_deleted_is_never_used_again(world: World) -> None:
    s = world.server
    await change(world, "CREATE TABLE used (key TEXT PRIMARY KEY)")
    await change(world, "CREATE TRIGGER once AFTER INSERT ON outbox BEGIN INSERT INTO used (key) VALUES (new.key); END")
    given = {"weekday": "Tuesday", "protocol": "notice-and-wonder", "essay": "on-hedges", "times": 3}
    card = await s.bob.slash(s.channel, "schedule create", group="Readers", **given)
    await press(s.bob, card, "Save")
    await world.env.advance_time(30 * 86400)
    await s.bob.slash(s.channel, "session start", protocol="notice-and-wonder", essay="on-hedges")
    await s.bob.slash(s.channel, "session end")
    old = await world.show_button(s, "footnote:steer:1:3:next")
    answer = await world.show_button(s, "footnote:rsvp:1:coming")
    before = len(await keys(world, "used"))
    assert len(await keys(world, "outbox")) == before > 20
    await world.env.advance_time(100 * 86400)
    assert await keys(world, "outbox") == []
    for schedule in ("pause", "resume"):
        await s.bob.slash(s.channel, f"schedule {schedule}", schedule="1")
    for button in (old, answer):
        assert "This session is over." in besides(await press(s.bob, button, "Forged"))
    posted = len(posts(s.channel))
    await world.restart()
    await world.env.advance_time(10 * 86400)
    assert await keys(world, "outbox") == []
    assert len(await keys(world, "used")) == before
    assert len(posts(s.channel)) == posted
    await s.bob.slash(s.channel, "session start", protocol="notice-and-wonder", essay="on-hedges")
    assert {key.split(":")[1] for key in await keys(world, "outbox")} == {"5"}


async def keys(world: World, table: str) -> list[str]:
    desk = await Desk.open(world.folder / "bot.db")
    found = await desk.run(lambda db: [str(row["key"]) for row in db.query(f"SELECT key FROM {table}")])
    await desk.close()
    return found
