"""The texts of a session: what is shown is in the library, what is asked belongs to it, what was removed is gone."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from simcord import InteractionResult, MemberActor

from bot.discord_ui.cogs import rehearsal
from bot.services.session_preview import PASSAGE_FIRST
from tests.bot.discord_ui.planning import found, plan
from tests.bot.discord_ui.test_planned_sessions import posts, until
from tests.sim import HEDGES, TEA, World, buttons, hand_in, open_world, read


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        await world.add_essay(world.server, "hedges.md", HEDGES)
        await world.add_essay(world.server, "tea.md", TEA)
        await found(world)
        yield world


async def remove(world: World, essay: str = "on-hedges") -> None:
    s = world.server
    asked = await s.mod.slash(s.channel, "library remove", essay=essay)
    await s.mod.click(asked.response, custom_id=buttons(asked)["Remove"])


async def use(world: World, command: str, **options: Any) -> str:
    return read(await world.server.bob.slash(world.server.channel, f"session {command}", **options))


async def press(who: MemberActor, message: Any, label: str) -> InteractionResult:
    return await who.click(message, custom_id=buttons(message)[label])


def kept(world: World) -> str:
    """All that bot.db holds of phases and letters."""
    with sqlite3.connect(world.folder / "bot.db") as db:
        return str([*db.execute("SELECT * FROM session_phases"), *db.execute("SELECT content FROM outbox")])


async def test_no_preview_and_no_rehearsal_shows_words_that_were_removed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "BREATH", 0.01)
    s = world.server
    await plan(world, protocol="shared-inquiry", times=1)
    result = await s.bob.slash(s.channel, "session preview")
    for _ in range(3):
        await s.bob.click(result.response, custom_id=buttons(result)["Next"])
    assert "> " in read(result)
    await remove(world)
    await s.bob.click(result.response, custom_id=buttons(result)["Next"])
    assert "> " not in read(result)
    await s.bob.slash(s.channel, "session rehearse")
    (thread,) = s.channel.threads
    assert not [one for one in thread.history() if "> " in read(one)]


async def test_bot_db_keeps_no_word_of_a_text_that_was_removed(world: World) -> None:
    s = world.server
    await use(world, "start", protocol="shared-inquiry", essay="on-hedges")
    (thread,) = s.channel.threads
    quoted = next(line for line in read(thread.history()[0]).splitlines() if line.startswith("> "))[2:]
    assert quoted in kept(world)
    await remove(world)
    assert quoted not in kept(world)
    await use(world, "end")
    assert quoted not in kept(world)


async def test_a_meeting_without_any_of_its_essays_does_not_begin(world: World) -> None:
    s = world.server
    await plan(world, protocol="shared-inquiry", times=2)
    await until(world, "2026-01-04T12:00")
    await remove(world)
    assert "None of the essays of this meeting is in the library" in await use(world, "start")
    await until(world, "2026-01-06T19:40")
    assert s.channel.threads == []
    told = [read(one) for one in s.channel.history() if "does not begin" in read(one)]
    assert len(told) == 1
    assert "/session start" in told[0]


async def test_a_question_of_ones_own_is_kept_when_its_passage_goes_and_that_is_said(world: World) -> None:
    s = world.server
    await plan(world, protocol="shared-inquiry", times=1)
    await until(world, "2026-01-04T12:00")
    await use(world, "preview")
    shelf = world.bot.sessions._shelf
    cited = await shelf.use(s.guild.id, lambda library: library.key_passages("tea-before-minutes", 1)[0].permanent)
    fields = {"passage:1:1": cited, "question:1:1": "Who pours?"}
    (done,) = await hand_in(world.env, s.bob, s.channel, ("footnote:phase-form", fields))
    assert "Changed: phase 1" in read(done)
    await remove(world, "tea-before-minutes")
    await until(world, "2026-01-06T19:31")
    (thread,) = s.channel.threads
    card = read(thread.history()[0])
    assert "Who pours?" in card
    assert "Odile Marchetti" in card
    told = [read(one) for one in s.channel.history() if "no longer in the library" in read(one)]
    assert len(told) == 1
    assert "The passage that was chosen for phase 1 of “On Hedges”" in told[0]
    assert "your question is still asked" in told[0]


async def test_the_closing_names_the_questions_and_where_nothing_was_found(world: World) -> None:
    s = world.server
    await plan(world, protocol="shared-inquiry", times=1)
    result = await s.bob.slash(s.channel, "session preview")
    for _ in range(3):
        await s.bob.click(result.response, custom_id=buttons(result)["Next"])
    fields = {"passage:1:1": "", "question:1:1": "How many volcanoes erupted in Iceland in 1783?"}
    await hand_in(world.env, s.bob, s.channel, ("footnote:phase-form", fields))
    await use(world, "start")
    (thread,) = s.channel.threads
    await press(s.bob, thread.history()[-1], "Next")
    await use(world, "end")
    closing = read(thread.history()[-1])
    assert "We had these questions before us:\n- How many volcanoes erupted in Iceland in 1783? *(I found" in closing
    asked = closing.partition("these questions before us:")[2].splitlines()
    assert len([line for line in asked if line.startswith("- ")]) == 2
    assert closing.count("I found nothing on it in these essays") == 1
    assert "leave open" not in closing


async def test_the_question_of_a_phase_comes_with_the_passage_that_is_chosen_for_it(world: World) -> None:
    s = world.server
    await use(world, "start", protocol="shared-inquiry", essay="on-hedges")
    (thread,) = s.channel.threads
    citation = next(line for line in read(thread.history()[0]).splitlines() if " @" in line).removeprefix("-# ")
    for _ in range(4):
        await press(s.bob, thread.history()[-1], "Next")
    assert "Is the essay right" in read(thread.history()[-1])
    before = posts(thread)
    for empty in ({"passage:1:5": "", "question:1:5": ""}, {"passage:1:5": "", "question:1:5": "Is it?"}):
        (refused,) = await hand_in(world.env, s.bob, s.channel, ("footnote:phase-form", empty))
        assert read(refused) == PASSAGE_FIRST
    assert posts(thread) == before
    form = await press(s.bob, thread.history()[-1], "Choose the passage")
    passage, question = form.modal["components"]
    given = {
        passage["component"]["custom_id"]: citation,
        question["component"]["custom_id"]: question["component"]["value"],
    }
    done = await s.bob.submit_modal(form, given)
    assert read(done) == "Posted in the session."
    assert "Is “On Hedges” right about this, where you live?" in read(thread.history()[-1])


async def test_a_forged_press_for_a_phase_to_come_shows_nothing_of_it(world: World) -> None:
    s = world.server
    await use(world, "start", protocol="shared-inquiry", essay="on-hedges")
    forged = await world.show_button(s, "footnote:phase:1:3:ready")
    before = read(forged)
    await press(s.ann, forged, "Forged")
    assert read(next(one for one in s.channel.history() if one.id == forged.id)) == before


async def test_a_members_next_costs_no_search(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    s = world.server
    await use(world, "start", protocol="four-as", essay="on-hedges")
    searches = []
    shelf = world.bot.sessions._shelf
    search = shelf.search
    monkeypatch.setattr(shelf, "search", lambda *given, **more: searches.append(given) or search(*given, **more))
    (thread,) = s.channel.threads
    await press(s.ann, thread.history()[-1], "Next")
    assert searches == []
    await press(s.bob, thread.history()[-1], "Next")
    assert len(searches) == 1


async def test_a_rehearsal_whose_thread_is_deleted_ends_with_a_sentence(world: World) -> None:
    s = world.server
    await plan(world, protocol="shared-inquiry", times=1)
    world.env.inject_error("POST", "/channels/*/messages", status=404, code=10003)
    result = await s.bob.slash(s.channel, "session rehearse")
    assert read(result) == rehearsal.DELETED
