"""When a session stands in the list of events, and what follows from how that went."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.facilitation import events, sessions
from bot.facilitation.delivery import Patience, Trouble
from bot.facilitation.events import Entry, Event, Listed, Step, next_step
from tests.bot.facilitation.test_sessions import START, at, session

PATIENCE = Patience()
MEETING = session("time", "time")
WISH = Event("Hedges", "Readers", 5, START, at(20), "https://discord.com/channels/1/5/9")
THERE = Entry(1, 1, "there", 77, WISH)
ASKED = events.asked(Entry(1, 1), WISH, at(-500))
DAY = 24 * 60


def wish(meeting: sessions.Session, *, off: bool = False) -> Event | None:
    return events.wanted(meeting, "Readers", WISH.link, off=off)


def step(entry: Entry, meeting: sessions.Session = MEETING, minute: float = -DAY, *, off: bool = False) -> Step:
    return next_step(entry, meeting, wish(meeting, off=off), at(minute), PATIENCE)


def ended() -> sessions.Session:
    return sessions.ended(sessions.opened(MEETING, START))


@pytest.mark.parametrize(
    ("minute", "expected"),
    [(-3 * DAY - 1, "nothing"), (-3 * DAY, "create"), (-30, "create"), (-0.5, "nothing"), (5, "nothing")],
)
def test_it_is_made_from_the_invitation_until_a_moment_before_it_begins(minute: float, expected: Step) -> None:
    assert step(Entry(1, 1), minute=minute) == expected


def test_it_shows_the_session_and_lasts_as_long_as_its_protocol() -> None:
    assert wish(MEETING) == WISH
    assert step(THERE) == "nothing"
    assert wish(replace(MEETING, pace="slow")) == replace(WISH, end=START + timedelta(hours=48))


@pytest.mark.parametrize("change", [{"title": "Tea"}, {"channel": 6}, {"start": at(60)}])
def test_what_changed_is_changed_there(change: dict[str, Any]) -> None:
    assert step(THERE, replace(MEETING, **change)) == "edit"


def test_what_does_not_take_place_does_not_stand_there() -> None:
    for state in ("cancelled", "missed"):
        gone = replace(MEETING, state=state)
        assert (step(THERE, gone), step(Entry(1, 1), gone)) == ("delete", "nothing")
    assert (step(THERE, off=True), step(Entry(1, 1), off=True)) == ("delete", "nothing")


def test_begun_early_it_begins_there_too_and_ended_early_it_ends() -> None:
    early = sessions.opened(MEETING, at(-30))
    assert step(THERE, early, -29) == "begin"
    begun = events.done(THERE, "begin", wish(early))
    assert step(begun, early, -29) == "nothing"
    assert step(begun, sessions.ended(early), -20) == "end"
    assert step(THERE, sessions.ended(early), -20) == "delete"


def test_in_time_discord_begins_and_ends_it_by_itself() -> None:
    opened = sessions.opened(MEETING, START)
    assert step(THERE, opened, 1) == "nothing"
    assert step(THERE, ended(), 10) == "end"
    assert step(THERE, ended(), 21) == "nothing"


def test_more_time_moves_its_end_and_less_does_not() -> None:
    opened = sessions.opened(MEETING, START)
    longer = sessions.extended(opened, 1, at(1))
    assert wish(longer) == replace(WISH, end=at(25))
    assert wish(sessions.moved_on(opened, 1, at(1))) == WISH
    assert wish(sessions.held(opened, 1, at(1)), off=True) == WISH


def test_after_a_doubt_it_is_left_in_peace_for_a_minute_and_then_looked_for() -> None:
    assert [step(ASKED, minute=minute) for minute in (-500, -499.1, -498.9)] == ["wait", "wait", "look"]
    assert step(ASKED, replace(MEETING, state="cancelled"), -498) == "look"
    assert step(ASKED, minute=-600) == "look"  # our clock was set back
    assert step(events.found(ASKED, None)) == "create"
    before = replace(WISH, title="Hedge")
    taken = events.found(ASKED, Listed(77, before))
    assert (taken.state, taken.event, step(taken)) == ("there", 77, "edit")


@pytest.mark.parametrize(
    ("trouble", "state", "minutes"),
    [
        (Trouble(None), "asked", 1 / 30),
        (Trouble(502), "asked", 1 / 30),
        (Trouble(429, wait=90), "none", 1.5),
        (Trouble(403, 50013), "none", 60),
        (Trouble(400, 30038), "none", 60),
        (Trouble(400, 50035), "left", None),
    ],
)
def test_what_a_refusal_to_make_it_means(trouble: Trouble, state: str, minutes: float | None) -> None:
    after = events.refused(ASKED, "create", WISH, trouble, at(-500), PATIENCE)
    assert after.state == state
    assert after.not_before == (None if minutes is None else at(-500 + minutes))


def test_what_somebody_deleted_is_not_made_anew() -> None:
    gone = Trouble(404, 10070)
    for asked in ("edit", "begin", "end"):
        after = events.refused(THERE, asked, WISH, gone, at(-100), PATIENCE)
        assert after.state == "left"
        assert step(after, minute=-50) == "nothing"
    assert events.refused(THERE, "delete", None, gone, at(-100), PATIENCE).state == "none"


def test_what_discord_does_not_accept_is_not_asked_again_and_can_still_be_taken_out() -> None:
    refusal = Trouble(400, 50035)
    other = replace(MEETING, title="Tea")
    after = events.refused(THERE, "edit", wish(other), refusal, at(-100), PATIENCE)
    assert step(after, other, -99) == "nothing"
    assert step(after, replace(other, state="cancelled"), -99) == "delete"
    assert events.refused(THERE, "begin", WISH, refusal, at(-100), PATIENCE).begun
    assert events.refused(THERE, "delete", None, refusal, at(-100), PATIENCE).state == "left"


def test_failures_are_waited_for_longer_and_longer() -> None:
    entry, waits = THERE, []
    for _ in range(10):
        entry = events.put_off(entry, START, PATIENCE)
        assert entry.not_before is not None
        waits.append((entry.not_before - START).total_seconds())
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert events.done(entry, "edit", WISH) == THERE
