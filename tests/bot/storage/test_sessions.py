"""Sessions come back as they were, with their prompts and with who is ready."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio

from bot.facilitation import sessions as rules
from bot.facilitation.groups import Group
from bot.facilitation.prompts import Evidence, Prompt
from bot.facilitation.protocols import Pace
from bot.facilitation.sessions import Session
from bot.storage import groups, sessions
from bot.storage.desk import Desk
from tests.bot.facilitation.test_prompts import passage
from tests.bot.facilitation.test_sessions import START, session

READERS = Group(0, 1, "Readers", 5, False, frozenset({10}), None, "Europe/Berlin", "live", time(19, 30))
MEETING = replace(session("ready", "time"), schedule=None, planned=None)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path / "bot.db")
    await opened.run(lambda db: groups.add(db, READERS, START))
    yield opened
    await opened.close()


async def added(desk: Desk, meeting: Session = MEETING) -> Session:
    number = await desk.run(lambda db: sessions.add(db, meeting))
    return replace(meeting, id=number)


async def again(desk: Desk, number: int) -> Session:
    found = await desk.run(lambda db: sessions.by_number(db, number))
    assert found is not None
    return found


async def test_a_session_comes_back_as_it_was(desk: Desk) -> None:
    kept = await added(desk)
    assert await again(desk, kept.id) == kept
    assert await desk.run(lambda db: sessions.by_number(db, 99)) is None


async def test_who_is_ready_counts_for_one_phase(desk: Desk) -> None:
    kept = await added(desk)
    await desk.run(lambda db: sessions.answer(db, kept.id, 1, "coming"))
    await desk.run(lambda db: sessions.answer(db, kept.id, 2, "coming"))
    opened = rules.opened(await again(desk, kept.id), START)
    one = rules.passing(rules.ready(opened, 1, 1, START), 1, 3, START)
    await desk.run(lambda db: sessions.replace(db, one))
    assert await again(desk, kept.id) == one
    second = rules.moved_on(one, 1, START + timedelta(minutes=1))
    await desk.run(lambda db: sessions.replace(db, second))
    found = await again(desk, kept.id)
    assert (found.ready, found.passed, found.took_part) == (frozenset(), frozenset(), frozenset({1, 3}))
    assert found == second


async def test_nobody_is_remembered_when_it_is_over(desk: Desk) -> None:
    kept = await added(desk)
    await desk.run(lambda db: sessions.answer(db, kept.id, 1, "coming"))
    opened = rules.ready(rules.opened(await again(desk, kept.id), START), 1, 2, START)
    await desk.run(lambda db: sessions.replace(db, opened))
    await desk.run(lambda db: sessions.replace(db, rules.ended(opened)))
    assert await desk.run(lambda db: list(db.query("SELECT * FROM attendance"))) == []
    assert (await again(desk, kept.id)).people == frozenset()


async def test_an_answer_can_be_changed_and_is_counted_once(desk: Desk) -> None:
    kept = await added(desk)
    for given in ("coming", "slow"):
        await desk.run(lambda db, given=given: sessions.answer(db, kept.id, 1, given))
    await desk.run(lambda db: sessions.answer(db, kept.id, 2, "not"))
    found = await desk.run(lambda db: sessions.attendance(db, kept.id))
    assert found.counts == {"coming": 0, "maybe": 0, "slow": 1, "not": 1}
    assert found.names["slow"] == (1,)


@pytest.mark.parametrize(("pace", "waited_for"), [("live", {1}), ("slow", {1, 2, 3})])
async def test_a_group_waits_over_days_for_whoever_comes_later(desk: Desk, pace: Pace, waited_for: set[int]) -> None:
    kept = await added(desk, replace(MEETING, pace=pace))
    for member, given in enumerate(get_args(rules.Answer), 1):
        await desk.run(lambda db, member=member, given=given: sessions.answer(db, kept.id, member, given))
    assert (await again(desk, kept.id)).people == waited_for
    await desk.run(lambda db: sessions.forget_answers(db, kept.id))
    assert (await again(desk, kept.id)).people == set()


async def test_a_date_of_a_schedule_is_one_session(desk: Desk) -> None:
    columns = (
        "title, plan, essays, pace, zone, kind, weekdays, hour, start, every, count, last_day, state, version,"
        " made_by, made_at"
    )
    await desk.run(
        lambda db: db.execute(
            f"INSERT INTO schedules (reading_group, {columns}) VALUES (1, 't', 'p', '[]', 'live', 'UTC', 'plan', '[1]',"
            " '19:30', '2026-03-03', 1, 4, '2026-03-24', 'active', 1, 1, 'now')"
        )
    )
    kept = await added(desk, replace(MEETING, schedule=1, planned=START.date()))
    with pytest.raises(sqlite3.IntegrityError):
        await added(desk, replace(MEETING, schedule=1, planned=START.date(), version=2))
    assert await desk.run(lambda db: sessions.of_date(db, 1, START.date())) == kept
    assert await desk.run(sessions.still_open) == (kept,)
    await desk.run(lambda db: sessions.replace(db, replace(kept, state="ended")))
    assert await desk.run(lambda db: sessions.of_group(db, 1)) == ()


async def test_prompts_come_back_and_choices_stay(desk: Desk) -> None:
    kept = await added(desk)
    one = Prompt((passage(1), passage(2, "tea")), "Why?", evidence=(Evidence("Tea", False),))
    other = Prompt(open=True)
    await desk.run(lambda db: sessions.write_prompts(db, kept.id, [one, other]))
    assert await desk.run(lambda db: sessions.prompts(db, kept.id)) == (one, other)
    assert await desk.run(lambda db: sessions.chosen(db, kept.id)) == {}
    await desk.run(lambda db: sessions.write_prompt(db, kept.id, 2, one, chosen=True))
    await desk.run(lambda db: sessions.write_prompts(db, kept.id, [other, one]))
    assert await desk.run(lambda db: sessions.chosen(db, kept.id)) == {2: one}


async def test_of_a_text_that_was_removed_no_word_is_kept(desk: Desk) -> None:
    kept = await added(desk)
    hedges, tea = passage(1), passage(2, "tea", "The kettle sings.")
    await desk.run(lambda db: sessions.write_prompts(db, kept.id, [Prompt((hedges, tea), "Why?"), Prompt((hedges,))]))
    await desk.run(lambda db: sessions.replace(db, replace(kept, state="ended")))
    await desk.run(lambda db: sessions.forget_text(db, 2, "hedges"))  # another server's
    assert await desk.run(lambda db: sessions.prompts(db, kept.id)) == (
        Prompt((hedges, tea), "Why?"),
        Prompt((hedges,)),
    )
    await desk.run(lambda db: sessions.forget_text(db, 1, "hedges"))
    assert await desk.run(lambda db: sessions.prompts(db, kept.id)) == (Prompt((tea,), "Why?"), Prompt())
    (row, _) = await desk.run(lambda db: list(db.query("SELECT * FROM session_phases")))
    assert row["citation"] == hedges.permanent
    assert hedges.quotation.text not in str(row)


def test_moments_keep_their_milliseconds() -> None:
    moment = datetime(2026, 3, 29, 1, 0, 0, 123_000, tzinfo=UTC)
    assert sessions._moment(sessions._number(moment)) == moment
