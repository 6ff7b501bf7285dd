"""What is planned takes place: invited, reminded, opened, moved through and closed, at the group's own hours."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.app import STARTER_ESSAYS
from bot.discord_ui.cogs import rehearsal
from tests.bot.discord_ui.planning import BERLIN, found, plan, use
from tests.sim import HEDGES, TEA, World, buttons, delete_channel, open_world, read, shut_out


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await world.add_essay(world.server, "tea.md", TEA)
        yield world


async def until(world: World, local: str, zone: str = BERLIN) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    await world.env.advance_time((moment - world.env.now()).total_seconds())


def posts(channel: Any) -> list[str]:
    return [read(message).splitlines()[0] for message in channel.history() if message.components]


def transcript(channel: Any) -> list[str]:
    """When what was posted, by the clocks of Berlin."""
    lines = []
    for message in channel.history():
        if message.components:
            local = message.created_at.astimezone(ZoneInfo(BERLIN))
            lines.append(f"{local:%m-%d %H:%M} {read(message).splitlines()[0].lstrip('# ')}")
    return lines


async def test_invitation_reminder_session_and_closing(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, protocol="notice-and-wonder", times=2)  # Tuesday 6 January, 19:30
    await until(world, "2026-01-03T19:29")
    assert posts(s.channel) == []
    await until(world, "2026-01-03T19:31")
    assert posts(s.channel) == ["### On Hedges"]
    shown = read(s.channel.history()[0])
    assert "Readers meets <t:1767724200:F>" in shown
    assert "Tuesday 6 January 2026, 19:30, Europe/Berlin time" in shown
    assert "by Notice and Wonder, 20 minutes" in shown
    assert "- On Hedges, Odile Marchetti, about 1 minute" in shown.replace("*", "")
    await until(world, "2026-01-05T19:31")
    assert posts(s.channel)[1:] == ["### To read for On Hedges, about 1 minute in all"]
    await until(world, "2026-01-06T19:31")
    (thread,) = s.channel.threads
    assert posts(thread) == ["### 1/3 · I notice"]
    await until(world, "2026-01-06T20:30")
    assert posts(thread)[-1] == "### That was On Hedges"
    assert "We meet again Tuesday 13 January 2026, 19:30" in read(thread.history()[-1])
    assert len(posts(s.channel)) == 3


async def test_answers_are_counted_and_can_be_changed(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, times=2)
    await until(world, "2026-01-03T19:31")
    card = s.channel.history()[0]
    await s.ann.click(card, custom_id=buttons(card)["Coming"])
    await world.restart()
    await s.mod.click(card, custom_id=buttons(card)["Coming"])
    await s.ann.click(card, custom_id=buttons(card)["Slow lane"])
    assert read(s.channel.history()[0]).splitlines()[-1] == "-# Coming 1 · Slow lane 1"
    names = await s.bob.click(card, custom_id=buttons(card)["Who?"])
    assert f"**Slow lane** (1): <@{s.ann.id}>" in read(names)
    refused = await s.ann.click(card, custom_id=buttons(card)["Who?"])
    assert "Only the facilitators" in read(refused)


async def test_what_is_moved_is_announced_anew_and_what_is_skipped_is_taken_back(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, protocol="notice-and-wonder", times=3)
    await until(world, "2026-01-04T12:00")
    await use(world, s.bob, "move", schedule="1", date="2026-01-06", to_date="2026-01-08")
    await until(world, "2026-01-04T14:00")
    assert posts(s.channel) == ["### On Hedges", "### Another date: On Hedges"]
    await until(world, "2026-01-06T21:00")
    assert s.channel.threads == []
    await use(world, s.bob, "skip", schedule="1", date="2026-01-08")
    await until(world, "2026-01-08T21:00")
    assert s.channel.threads == []
    assert posts(s.channel)[2] == "### Called off: On Hedges"
    assert "We do not meet Thursday 8 January 2026, 19:30, Europe/Berlin time · <t:" in read(s.channel.history()[2])
    await until(world, "2026-01-13T19:31")
    assert len(s.channel.threads) == 1


async def test_paused_nothing_is_posted(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, times=2)
    await until(world, "2026-01-04T12:00")
    await use(world, s.bob, "pause", schedule="1")
    await until(world, "2026-01-12T12:00")
    assert posts(s.channel) == ["### On Hedges", "### Called off: On Hedges"]
    assert s.channel.threads == []


async def test_late_within_the_grace_it_says_so_and_past_it_facilitators_hear_once(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, protocol="notice-and-wonder", times=3)
    await until(world, "2026-01-06T19:20")
    await world.away(timedelta(hours=2))
    (thread,) = s.channel.threads
    assert "planned for <t:1767724200:f>" in read(s.channel.history()[-2])
    assert posts(thread) == ["### 1/3 · I notice"]
    await until(world, "2026-01-13T19:20")
    await world.away(timedelta(days=5))
    assert len(s.channel.threads) == 1
    left_out = [read(one) for one in s.channel.history() if "was planned for" in read(one)]
    assert len(left_out) == 1
    assert "“On Hedges” was planned for 2026-01-13, 19:30 (Europe/Berlin time), when I was away" in left_out[0]


async def test_a_forum_has_one_post_for_invitation_and_session(world: World) -> None:
    s = world.server
    forum = s.guild.create_forum_channel("essays")
    await world.env.settle()
    await found(world, channel=forum)
    await plan(world, protocol="notice-and-wonder", times=1)
    await until(world, "2026-01-06T20:30")
    (thread,) = forum.threads
    assert thread.name == "On Hedges"
    assert posts(thread)[0] == "### On Hedges"
    assert posts(thread)[-1] == "### That was On Hedges"
    assert len(posts(thread)) == 7


async def test_where_it_may_not_post_the_schedule_is_paused_and_said_once(world: World) -> None:
    s = world.server
    home = s.guild.create_text_channel("home")
    await world.env.settle()
    await s.mod.slash(s.channel, "settings edit", questions_channel=s.channel)
    await found(world, channel=home)
    await plan(world, times=3)
    await shut_out(world.env, home)
    await until(world, "2026-01-05T12:00")
    told = [read(one) for one in s.channel.history()]
    assert len(told) == 1
    assert "The invitation to “On Hedges” could not be posted." in told[0]
    assert "paused" in (await use(world, s.ann, "show", schedule="1")).lower()


async def test_a_home_that_is_gone_pauses_the_schedule(world: World) -> None:
    home = world.server.guild.create_text_channel("home")
    await world.env.settle()
    await found(world, channel=home)
    await plan(world, times=3)
    await delete_channel(world.env, home)
    await until(world, "2026-01-20T12:00")
    assert "paused" in (await use(world, world.server.ann, "show", schedule="1")).lower()


async def test_the_preview_shows_every_message_before_anybody_else_sees_one(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, protocol="shared-inquiry", times=1)
    result = await s.bob.slash(s.channel, "session preview")
    assert result.ephemeral
    assert read(result).startswith("-# Message 1 of 9 · Saturday 3 January 2026, 19:30, Europe/Berlin time · <t:")
    for _ in range(3):
        await s.bob.click(result.response, custom_id=buttons(result)["Next"])
    shown = read(result)
    assert "### 1/5" in shown
    assert "-# For the question: " in shown
    form = await s.bob.click(result.response, custom_id=buttons(result)["Change"])
    citation = "on-hedges ¶1.2"
    fields = {one["component"]["custom_id"]: one["component"] for one in form.modal["components"]}
    passage, question = fields
    revision = fields[passage]["value"].rpartition(" ")[2]
    done = await s.bob.submit_modal(form, {passage: f"{citation} {revision}", question: "Who holds the shears?"})
    assert "Changed: phase 1" in read(done)
    await until(world, "2026-01-06T19:31")
    (thread,) = s.channel.threads
    card = read(thread.history()[-1])
    assert "It asks for shears twice a year" in card
    assert "Who holds the shears?" in card


async def test_another_passage_is_one_press_away_and_is_what_the_session_shows(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, protocol="shared-inquiry", times=1)
    result = await s.bob.slash(s.channel, "session preview")
    for _ in range(3):
        await s.bob.click(result.response, custom_id=buttons(result)["Next"])
    before = read(result)
    quoted = [line for line in before.splitlines() if line.startswith("> ")]
    other = await s.bob.click(result.response, custom_id=buttons(result)["Another passage"])
    after = read(other)
    assert after.splitlines()[0] == before.splitlines()[0]
    assert not set(quoted) & set(after.splitlines())
    for _ in range(4):
        await s.bob.click(result.response, custom_id=buttons(result)["Next"])
    assert "brings the passage" in read(result)
    await s.bob.click(result.response, custom_id=buttons(result)["Suggest a passage"])
    assert "brings the passage" not in read(result)
    await until(world, "2026-01-06T19:31")
    (thread,) = s.channel.threads
    shown = next(line for line in after.splitlines() if line.startswith("> "))
    assert shown in read(thread.history()[-1])


async def test_a_rehearsal_plays_all_of_it_where_only_the_facilitator_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "BREATH", 0.01)
    s = world.server
    await found(world, role=s.guild.create_role("Readers", mentionable=True))
    await plan(world, protocol="notice-and-wonder", times=1)
    refused = await s.ann.slash(s.channel, "session rehearse")
    assert "Only the facilitators" in read(refused)
    done = await s.bob.slash(s.channel, "session rehearse")
    assert read(done) == "We rehearse in the thread “Rehearsal: On Hedges”."
    (thread,) = s.channel.threads
    played = [read(message) for message in thread.history() if message.components]
    assert [line.split(" · ")[0] for line in played] == [f"-# Message {n} of 7" for n in range(1, 8)]
    for message in thread.history():
        assert world.env.backend.get_message(thread.id, message.id).ping_role_ids == []
    assert posts(s.channel) == []
    await until(world, "2026-01-06T19:31")
    assert len(s.channel.threads) == 2


async def test_a_forum_is_rehearsed_by_its_preview(world: World) -> None:
    forum = world.server.guild.create_forum_channel("essays")
    await world.env.settle()
    await found(world, channel=forum)
    await plan(world, times=1)
    refused = await world.server.bob.slash(world.server.channel, "session rehearse")
    assert read(refused) == rehearsal.ONLY_THREADS


async def test_words_that_were_removed_are_not_shown(world: World) -> None:
    s = world.server
    await found(world)
    await plan(world, protocol="notice-and-wonder", times=1)
    await until(world, "2026-01-06T19:31")
    (thread,) = s.channel.threads
    assert "ladder" in read(thread.history()[-1])
    removed = await s.mod.slash(s.channel, "library remove", essay="on-hedges")
    assert "Removed" in read(removed) or await s.mod.click(removed.response, custom_id=buttons(removed)["Remove"])
    await until(world, "2026-01-06T19:37")
    assert posts(thread)[-1] == "### 2/3 · I wonder"
    assert "ladder" not in read(thread.history()[-1])


async def test_four_weeks_over_a_clock_change(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        s = world.server
        for file in sorted(STARTER_ESSAYS.glob("*.md")):
            await world.add_essay(s, file.name, file.read_text())
        await found(world)
        await plan(world, protocol=None, essay=None, times=None, plan="three-positions", start="2026-03-17")
        for day in ("2026-02-01", "2026-03-01", "2026-03-20", "2026-03-27", "2026-04-03", "2026-04-10"):
            await until(world, f"{day}T12:00")
        posted = {s.channel.name: transcript(s.channel)} | {one.name: transcript(one) for one in s.channel.threads}
        assert posted == {name: lines.strip().splitlines() for name, lines in EXPECTED.items()}


EXPECTED = {
    "reading": """
03-14 19:30 Ally: better cells or a better body
03-16 19:30 To read for Ally: better cells or a better body, about 6 minutes in all
03-17 19:30 Ally: better cells or a better body
03-21 19:30 Accomplice: two targets and a price
03-23 19:30 To read for Accomplice: two targets and a price, about 6 minutes in all
03-24 19:30 Accomplice: two targets and a price
03-28 19:30 Solidarity: a cause instead of a category
03-30 19:30 To read for Solidarity: a cause instead of a category, about 6 minutes in all
03-31 19:30 Solidarity: a cause instead of a category
04-04 19:30 All three on an ordinary Tuesday
04-06 19:30 To read for All three on an ordinary Tuesday, about 18 minutes in all
04-07 19:30 All three on an ordinary Tuesday
""",
    "Ally: better cells or a better body": """
03-17 19:30 1/10 · Choose your passage
03-17 19:35 2/10 · First passage
03-17 19:39 3/10 · First last word
03-17 19:42 4/10 · Second passage
03-17 19:46 5/10 · Second last word
03-17 19:49 6/10 · Third passage
03-17 19:53 7/10 · Third last word
03-17 19:56 8/10 · Fourth passage
03-17 20:00 9/10 · Fourth last word
03-17 20:03 10/10 · Look back
03-17 20:10 That was Ally: better cells or a better body
""",
    "Accomplice: two targets and a price": """
03-24 19:30 1/6 · Read with four questions
03-24 19:40 2/6 · Assume
03-24 19:48 3/6 · Agree
03-24 19:56 4/6 · Argue
03-24 20:04 5/6 · Aspire
03-24 20:12 6/6 · What follows
03-24 20:22 That was Accomplice: two targets and a price
""",
    "Solidarity: a cause instead of a category": """
03-31 19:30 1/5 · What does it say?
03-31 19:38 2/5 · Your answer first
03-31 19:43 3/5 · The inquiry
03-31 20:33 4/5 · Back to your answer
03-31 20:40 5/5 · And is it true?
03-31 20:50 That was Solidarity: a cause instead of a category
""",
    "All three on an ordinary Tuesday": """
04-07 19:30 1/7 · Choose your essay
04-07 19:34 2/7 · Make the case
04-07 19:44 3/7 · The first case
04-07 19:50 4/7 · The other cases
04-07 20:00 5/7 · Their best point
04-07 20:06 6/7 · Put the sides down
04-07 20:30 7/7 · Look back
04-07 20:35 That was All three on an ordinary Tuesday
""",
}
"""By the clocks of Berlin, which change on 29 March; phases that wait for a facilitator who never comes wait twice."""
