"""What a facilitator may plan, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group, Home
from bot.facilitation.plans import Meeting, Plan
from bot.facilitation.schedules import (
    MOST_HOLIDAYS,
    MOST_SCHEDULES,
    NewSchedule,
    Schedule,
    changed,
    crowded,
    drafted,
    meeting_of,
    paused,
    require_going,
    require_paused,
    require_ready,
    require_unused,
    saved,
)

GROUP = Group(5, 1, "Readers", 7, False, frozenset({11}), None, "Europe/Berlin", "slow", time(19, 30))
PLAN = Plan("three", "Three positions", "", tuple(Meeting(f"Week {n}", ("a.md",), "chalk-talk", "") for n in (1, 2, 3)))
TUE = 1
NOW = datetime(2026, 1, 6, 12, tzinfo=UTC)  # a Tuesday


def wanted(**given: Any) -> NewSchedule:
    return NewSchedule(**({"weekdays": (TUE,), "protocol": "chalk-talk", "essays": ("a",), "count": 3} | given))


def of_plan(**given: Any) -> NewSchedule:
    return NewSchedule(**({"weekdays": (TUE,), "plan": "three"} | given))


def draft(new: NewSchedule, plan: Plan | None = None, now: datetime = NOW) -> Schedule:
    return drafted(GROUP, new, 11, plan, now)


def days(one: Schedule, now: datetime = NOW) -> list[str]:
    return [f"{date.local:%m-%d %H:%M}" for date in one.next(now, 9)]


def test_what_is_left_out_comes_from_the_group() -> None:
    made = draft(wanted())
    assert (made.zone, made.pace, made.state, made.version, made.title) == ("Europe/Berlin", "slow", "draft", 1, "a")
    assert days(made) == ["01-06 19:30", "01-13 19:30", "01-20 19:30"]
    other = draft(wanted(zone="America/New_York", at=time(8), pace="live", title=" Slow \n sea "))
    assert (other.zone, other.pace, other.title) == ("America/New_York", "live", "Slow sea")
    assert f"{other.next(NOW)[0].due:%H:%M}" == "13:00"


def test_a_plan_has_a_date_for_each_of_its_meetings() -> None:
    made = draft(of_plan(every=2), PLAN)
    assert (made.title, days(made)) == ("Three positions", ["01-06 19:30", "01-20 19:30", "02-03 19:30"])
    holidays = draft(of_plan(holidays=(date(2026, 1, 13), date(2026, 5, 1))), PLAN)
    assert days(holidays) == ["01-06 19:30", "01-20 19:30", "01-27 19:30"]


def test_no_date_lies_behind() -> None:
    assert days(draft(wanted(at=time(13))))[0] == "01-13 13:00"  # it is one o'clock there now
    assert days(draft(wanted(at=time(13, 1))))[0] == "01-06 13:01"
    assert len(days(draft(wanted(at=time(8))))) == 3
    evening = datetime(2026, 1, 6, 23, 30, tzinfo=UTC)  # Wednesday already in Berlin
    assert days(draft(wanted(), now=evening), evening)[0] == "01-13 19:30"


@pytest.mark.parametrize(
    ("new", "plan", "sentence"),
    [
        ({"plan": "three"}, PLAN, "either a plan, or a protocol"),
        ({"protocol": None, "essays": ()}, None, "either a plan, or a protocol"),
        ({"protocol": None, "plan": "three"}, PLAN, "A plan brings its own essays"),
        ({"essays": ()}, None, "Choose the essay"),
        ({"essays": ("a", "a")}, None, "Both essays are the same"),
        ({"count": None}, None, "Say how often"),
        ({"until": date(2026, 5, 1)}, None, "not both"),
        ({"count": 501}, None, "at most 500 dates"),
        ({"every": 13}, None, "from 1 to 12"),
        ({"weekdays": ()}, None, "at least one weekday"),
        ({"start": date(2026, 1, 5)}, None, "The start is over"),
        ({"start": date(2029, 1, 5)}, None, "within two years"),
        ({"start": date(9999, 12, 31)}, None, "within two years"),
        ({"count": None, "until": date(2026, 1, 5)}, None, "no date at all"),
        ({"title": "x" * 101}, None, "too long"),
        ({"title": "\u200b**"}, None, "letters in it"),
        ({"holidays": (date(2026, 1, 1),) * (MOST_HOLIDAYS + 1)}, None, "at most 30 holidays"),
        ({"protocol": None, "essays": (), "plan": "three"}, PLAN, "A plan has one date for each"),
        ({"protocol": None, "essays": (), "plan": "three", "count": None, "nth": 1}, PLAN, "A plan has one date"),
    ],
)
def test_what_cannot_be_planned_is_one_sentence(new: dict[str, Any], plan: Plan | None, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        draft(wanted(**new), plan)


def test_a_draft_counts_when_it_is_saved_in_time() -> None:
    made = draft(wanted())
    assert saved(made, [], NOW) == replace(made, state="active")
    with pytest.raises(Refusal, match="Its first date is over"):
        saved(made, [], NOW + timedelta(hours=8))
    with pytest.raises(Refusal, match="Its first date is over"):
        saved(made, [], NOW + timedelta(days=80))


def test_a_group_has_so_many_schedules_with_dates_to_come() -> None:
    made, running = draft(wanted()), saved(draft(wanted()), [], NOW)
    over = replace(running, recurrence=replace(running.recurrence, start=date(2025, 1, 1)))
    cancelled = replace(running, state="cancelled")
    assert saved(made, [running] * (MOST_SCHEDULES - 1) + [over, cancelled] * 20, NOW)
    with pytest.raises(Refusal, match="cancel one with /schedule cancel first"):
        saved(made, [running] * MOST_SCHEDULES, NOW)


def test_the_version_grows_with_the_dates() -> None:
    made = draft(wanted())
    other = replace(made.recurrence, skipped=frozenset({date(2026, 1, 13)}))
    assert (changed(made, other).version, changed(made, other).recurrence) == (2, other)


def test_a_pause_has_a_reason_and_an_end() -> None:
    running = saved(draft(wanted()), [], NOW)
    resting = paused(running, "  moving \u202e house ", NOW)
    assert (resting.paused, resting.reason, require_paused(resting)) == (True, "moving house", NOW)
    assert paused(running, None, NOW).reason is None
    with pytest.raises(Refusal, match="paused already"):
        paused(resting, None, NOW)
    with pytest.raises(Refusal, match="too long"):
        paused(running, "x" * 201, NOW)
    with pytest.raises(Refusal, match="not paused"):
        require_paused(running)


def test_what_is_over_for_good_has_no_dates() -> None:
    running = saved(draft(wanted()), [], NOW)
    cancelled = replace(running, state="cancelled")
    closed = replace(running, group=replace(GROUP, closed=True))
    assert (cancelled.next(NOW), closed.next(NOW)) == ((), ())
    require_going(running)
    with pytest.raises(Refusal, match="is cancelled"):
        require_going(cancelled)


def test_a_place_must_be_ready() -> None:
    require_ready(GROUP, Home(7))
    with pytest.raises(Refusal, match="The channel of “Readers” is gone"):
        require_ready(GROUP, Home(7, there=False))
    with pytest.raises(Refusal, match="I lack Send Messages and View Channel: ask a moderator"):
        require_ready(GROUP, Home(7, missing=("Send Messages", "View Channel")))


def test_each_date_has_its_meeting() -> None:
    talk, course = draft(wanted()), draft(of_plan(), PLAN)
    assert meeting_of(talk, talk.next(NOW)[0], None) == Meeting("a", ("a",), "chalk-talk", "")
    assert [meeting_of(course, one, PLAN) for one in course.next(NOW, 3)] == list(PLAN.meetings)
    shorter = replace(PLAN, meetings=PLAN.meetings[:2])
    assert meeting_of(course, course.next(NOW, 3)[2], shorter) is None
    assert meeting_of(course, course.next(NOW)[0], None) is None


def test_a_meeting_longer_than_the_time_between_two_is_noticed() -> None:
    weekly = draft(wanted(count=6))
    week = timedelta(days=7)
    assert crowded(weekly, 9 * timedelta(days=1), NOW) in (week, week - timedelta(hours=1))
    assert crowded(weekly, week, NOW) is None
    assert crowded(draft(wanted(count=6, every=2)), 9 * timedelta(days=1), NOW) is None
    assert crowded(draft(wanted(count=1)), 90 * week, NOW) is None


def test_a_protocol_is_needed_as_long_as_a_schedule_has_dates_to_come() -> None:
    made = [replace(draft(wanted(protocol="fishbowl")), id=number, state="active") for number in range(1, 8)]
    with pytest.raises(Refusal, match=r"“fishbowl” is needed for “a” of “Readers” \(number 1\): cancel that with"):
        require_unused("fishbowl", made[:1], NOW)
    with pytest.raises(Refusal, match=r"number 5\) and 2 more: cancel"):
        require_unused("fishbowl", made, NOW)
    with pytest.raises(Refusal, match="“fishbowl” is needed"):
        require_unused("fishbowl", [paused(made[0], None, NOW)], NOW)
    require_unused("chalk-talk", made, NOW)
    require_unused("fishbowl", made, NOW + timedelta(days=30))
    require_unused("fishbowl", [replace(made[0], state="cancelled")], NOW)
    require_unused("fishbowl", [replace(made[0], group=replace(GROUP, closed=True))], NOW)
