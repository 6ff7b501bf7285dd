"""Dates that come back: by the rule, without the skipped ones, moved, and always in order."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facilitation.errors import Refusal
from bot.facilitation.recurrence import (
    LONGEST_DAYS,
    MOST_DATES,
    Recurrence,
    begun_early,
    between,
    bring_back,
    holds,
    last_day,
    move,
    occurrences,
    passed_over,
    recurrence,
    skip,
)

BERLIN, YORK = "Europe/Berlin", "America/New_York"
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EVENING = time(19, 30)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TUESDAY = date(2026, 1, 6)


def weekly(**given: Any) -> Recurrence:
    options = {"weekdays": [TUE], "at": EVENING, "start": TUESDAY} | ({"count": 4} if "until" not in given else {})
    return recurrence("weekly", **(options | given))


def plan(meetings: int = 4, **given: Any) -> Recurrence:
    return recurrence("plan", **({"weekdays": [TUE], "at": EVENING, "start": TUESDAY, "count": meetings} | given))


def dates(rule: Recurrence, after: datetime = LONG_AGO) -> list[str]:
    return [f"{one.local:%m-%d}" for one in occurrences(rule, BERLIN, after, 600)]


def evening(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), EVENING)


def noon(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time(12), tzinfo=UTC)


def shift(rule: Recurrence, day: date, to: datetime, now: datetime) -> Recurrence:
    return move(rule, BERLIN, day, now, to_day=to.date(), to_hour=to.time())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["01-06", "01-13", "01-20", "01-27"]),
        ({"weekdays": [TUE, THU, TUE]}, ["01-06", "01-08", "01-13", "01-15"]),
        ({"weekdays": [SUN, MON], "count": 3}, ["01-11", "01-12", "01-18"]),
        ({"every": 2, "count": 3}, ["01-06", "01-20", "02-03"]),
        ({"every": 2, "weekdays": [TUE, THU], "start": date(2026, 1, 7), "count": 3}, ["01-08", "01-20", "01-22"]),
        ({"every": 2, "start": date(2026, 1, 7), "count": 3}, ["01-13", "01-27", "02-10"]),
        ({"every": 12, "count": 2}, ["01-06", "03-31"]),
        ({"until": date(2026, 1, 20)}, ["01-06", "01-13", "01-20"]),
        ({"until": date(2026, 1, 19)}, ["01-06", "01-13"]),
        ({"skipped": frozenset({date(2026, 1, 13)})}, ["01-06", "01-20", "01-27"]),
    ],
)
def test_weeks(given: dict[str, Any], expected: list[str]) -> None:
    assert dates(weekly(**given)) == expected


@pytest.mark.parametrize(
    ("nth", "weekday", "every", "expected"),
    [
        (1, TUE, 1, ["01-06", "02-03", "03-03"]),
        (2, WED, 1, ["01-14", "02-11", "03-11"]),
        (4, FRI, 1, ["01-23", "02-27", "03-27"]),
        (-1, SAT, 1, ["01-31", "02-28", "03-28"]),
        (1, TUE, 3, ["01-06", "04-07", "07-07"]),
        (1, MON, 2, ["01-05", "03-02", "05-04"]),
    ],
)
def test_months(nth: Any, weekday: int, every: int, expected: list[str]) -> None:
    rule = recurrence("monthly", [weekday], EVENING, date(2026, 1, 5), nth=nth, every=every, count=3)
    assert dates(rule) == expected


def test_months_count_from_the_first_date() -> None:
    rule = recurrence("monthly", [MON], EVENING, date(2026, 1, 6), nth=1, every=2, count=2)
    assert dates(rule) == ["02-02", "04-06"]


def test_local_time_stays_over_a_clock_change() -> None:
    rule = weekly(start=date(2026, 3, 24), count=2)
    found = occurrences(rule, BERLIN, LONG_AGO, 5)
    assert [one.local for one in found] == [evening("2026-03-24"), evening("2026-03-31")]
    assert [f"{one.due:%H:%M}" for one in found] == ["18:30", "17:30"]


def test_only_what_is_later_and_no_more_than_asked() -> None:
    rule = weekly()
    second = occurrences(rule, BERLIN, LONG_AGO, 2)[1]
    assert (second.number, second.planned, second.moved) == (2, date(2026, 1, 13), False)
    assert second.due == datetime(2026, 1, 13, 18, 30, tzinfo=UTC)
    assert [one.number for one in occurrences(rule, BERLIN, second.due, 9)] == [3, 4]
    assert [one.number for one in occurrences(rule, BERLIN, second.due - timedelta(seconds=1), 1)] == [2]
    assert [one.number for one in between(rule, BERLIN, second.due - timedelta(seconds=1), second.due)] == [2]
    assert between(rule, BERLIN, second.due, second.due + timedelta(days=6)) == ()


def test_a_skipped_date_is_left_out_and_can_be_brought_back() -> None:
    now = noon("2026-01-07")
    skipped = skip(weekly(), BERLIN, date(2026, 1, 12), date(2026, 1, 21), now)
    assert dates(skipped) == ["01-06", "01-27"]
    assert [one.number for one in occurrences(skipped, BERLIN, LONG_AGO, 9)] == [1, 2]
    back = bring_back(skipped, BERLIN, date(2026, 1, 13), date(2026, 1, 13), now)
    assert dates(back) == ["01-06", "01-13", "01-27"]
    with pytest.raises(Refusal, match="Nothing was skipped on that day"):
        bring_back(back, BERLIN, date(2026, 1, 13), date(2026, 1, 13), now)


def test_a_plan_makes_up_for_what_is_skipped() -> None:
    now = noon("2026-01-07")
    skipped = skip(plan(), BERLIN, date(2026, 1, 13), date(2026, 1, 13), now)
    assert dates(skipped) == ["01-06", "01-20", "01-27", "02-03"]
    assert [one.number for one in occurrences(skipped, BERLIN, LONG_AGO, 9)] == [1, 2, 3, 4]
    assert dates(plan(skipped=frozenset({TUESDAY}))) == ["01-13", "01-20", "01-27", "02-03"]


def test_what_is_over_or_not_planned_cannot_be_skipped_nor_all() -> None:
    for day in (date(2026, 1, 6), date(2026, 1, 14)):
        with pytest.raises(Refusal, match="Nothing is planned on that day"):
            skip(weekly(), BERLIN, day, day, noon("2026-01-07"))
    with pytest.raises(Refusal, match="use /schedule cancel"):
        skip(weekly(), BERLIN, date(2026, 1, 1), date(2026, 3, 1), noon("2026-01-01"))


def test_a_date_is_moved_and_back_home() -> None:
    now = noon("2026-01-07")
    moved = shift(weekly(), date(2026, 1, 13), datetime(2026, 1, 15, 18, 0), now)
    one = occurrences(moved, BERLIN, now, 1)[0]
    assert (one.number, one.planned, one.local, one.moved) == (
        2,
        date(2026, 1, 13),
        datetime(2026, 1, 15, 18),
        True,
    )
    again = shift(moved, date(2026, 1, 15), datetime(2026, 1, 19, 18, 0), now)
    assert dates(again) == ["01-06", "01-19", "01-20", "01-27"]
    assert shift(again, date(2026, 1, 19), evening("2026-01-13"), now) == weekly()
    assert not skip(moved, BERLIN, date(2026, 1, 15), date(2026, 1, 15), now).moved


def test_only_the_day_or_only_the_hour_is_moved() -> None:
    now = noon("2026-01-07")
    rule = move(weekly(), BERLIN, date(2026, 1, 13), now, to_hour=time(8))
    rule = move(rule, BERLIN, date(2026, 1, 13), now, to_day=date(2026, 1, 14))
    assert dict(rule.moved) == {date(2026, 1, 13): datetime(2026, 1, 14, 8)}
    with pytest.raises(Refusal, match="Where to"):
        move(rule, BERLIN, date(2026, 1, 14), now)


def test_the_last_day_is_known() -> None:
    now = noon("2026-01-07")
    assert last_day(weekly()) == date(2026, 1, 27)
    assert last_day(shift(weekly(), date(2026, 1, 27), evening("2026-02-28"), now)) == date(2026, 2, 28)
    assert last_day(passed_over(weekly(), BERLIN, LONG_AGO, noon("2027-01-01"))) == TUESDAY


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("2026-01-06", "That moment is over"),
        ("2026-01-20", "Something is planned on that day already"),
        ("2026-01-25", r"Then meeting 2 \(2026-01-25\) would not be before meeting 3 \(2026-01-20\)"),
        ("2027-12-01", "by a year at most"),
        ("9999-12-31", "by a year at most"),
    ],
)
def test_a_date_may_not_pass_its_neighbours(to: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        shift(weekly(), date(2026, 1, 13), evening(to), noon("2026-01-07"))


def test_a_date_may_not_be_moved_to_the_day_of_the_one_before() -> None:
    with pytest.raises(Refusal, match="Something is planned on that day already"):
        shift(weekly(), date(2026, 1, 13), datetime(2026, 1, 6, 23), noon("2026-01-06"))
    with pytest.raises(Refusal, match="Nothing is planned on that day"):
        shift(weekly(), date(2026, 1, 6), evening("2026-01-08"), noon("2026-01-07"))


def test_skipping_and_bringing_back_keep_the_order_with_moved_dates() -> None:
    now = noon("2026-01-01")
    skipped = skip(weekly(), BERLIN, date(2026, 1, 13), date(2026, 1, 13), now)
    moved = shift(skipped, date(2026, 1, 6), evening("2026-01-13"), now)
    with pytest.raises(Refusal, match="choose another date, or move that one first"):
        bring_back(moved, BERLIN, date(2026, 1, 13), date(2026, 1, 13), now)
    last = shift(plan(), date(2026, 1, 27), evening("2026-03-01"), now)
    with pytest.raises(Refusal, match="choose another date, or move that one first"):
        skip(last, BERLIN, date(2026, 1, 13), date(2026, 1, 13), now)


def test_a_moved_date_is_found_wherever_one_looks() -> None:
    now = noon("2026-01-01")
    rule = shift(weekly(every=4), date(2026, 2, 3), evening("2026-02-28"), now)
    for after in ("2026-02-04", "2026-02-20", "2026-02-28"):
        assert occurrences(rule, BERLIN, noon(after), 1)[0].local == evening("2026-02-28")
    assert occurrences(rule, BERLIN, noon("2026-03-01"), 1)[0].planned == date(2026, 3, 3)


def test_after_a_pause_a_plan_goes_on_where_it_was_and_other_dates_are_gone() -> None:
    since, now = noon("2026-01-07"), noon("2026-02-11")
    assert dates(passed_over(plan(), BERLIN, since, now)) == ["01-06", "02-17", "02-24", "03-03"]
    assert dates(passed_over(weekly(count=7), BERLIN, since, now)) == ["01-06", "02-17"]
    assert dates(passed_over(weekly(), BERLIN, since, now)) == ["01-06"]
    assert passed_over(plan(), BERLIN, since, noon("2026-01-08")) == plan()
    far = shift(plan(), date(2026, 1, 27), evening("2026-02-28"), since)
    assert dates(passed_over(far, BERLIN, since, noon("2026-02-16"))) == ["01-06", "02-17", "02-24", "03-03"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"count": None}, "either how often or until when"),
        ({"count": 3, "until": date(2026, 2, 1)}, "either how often or until when"),
        ({"every": 0}, "from 1 to 12"),
        ({"every": 13}, "from 1 to 12"),
        ({"weekdays": []}, "at least one weekday"),
        ({"weekdays": [7]}, "at least one weekday"),
        ({"nth": 1}, "Which of the month's weekdays"),
        ({"count": 0}, "at most 500 dates"),
        ({"count": MOST_DATES + 1}, "at most 500 dates"),
        ({"count": MOST_DATES, "every": 12}, "within ten years"),
        ({"until": date(2026, 1, 5)}, "no date at all"),
        ({"until": TUESDAY, "skipped": frozenset({TUESDAY})}, "no date at all"),
        ({"until": TUESDAY + timedelta(LONGEST_DAYS + 1)}, "too long"),
        ({"until": date(2035, 1, 1), "weekdays": range(7)}, "at most 500 dates"),
        ({"start": date(9999, 12, 31)}, "no date at all"),
    ],
)
def test_impossible_rules_are_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        weekly(**given)


def test_the_longest_rules_are_taken() -> None:
    assert len(dates(weekly(count=MOST_DATES))) == MOST_DATES
    with pytest.raises(Refusal, match="Which of the month's weekdays"):
        recurrence("monthly", [TUE], EVENING, TUESDAY, count=3)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([BERLIN, YORK, "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]),
    st.sampled_from(["weekly", "monthly", "plan"]),
    st.sets(st.integers(0, 6), min_size=1),
    st.times(),
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(1, 12),
    st.integers(1, 30),
    st.sets(st.integers(0, 400), max_size=9),
)
def test_any_rule_has_its_dates_in_order_wherever_one_begins(
    zone: str, kind: Any, weekdays: set[int], clock: time, start: date, every: int, count: int, skipped: set[int]
) -> None:
    days = frozenset(start + timedelta(days=n) for n in skipped)
    nth = 2 if kind == "monthly" else None
    clock = clock.replace(second=0, microsecond=0)
    try:
        rule = recurrence(kind, sorted(weekdays), clock, start, every=every, nth=nth, count=count, skipped=days)
    except Refusal:
        return
    found = occurrences(rule, zone, LONG_AGO, 999)
    assert 0 < len(found) <= count
    assert kind != "plan" or len(found) == count
    assert all(one.planned.weekday() in weekdays and one.planned >= start for one in found)
    assert not days & {one.planned for one in found}
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert all(a.due < b.due and a.planned < b.planned for a, b in pairwise(found))
    for index, one in enumerate(found):
        assert occurrences(rule, zone, one.due, 999) == found[index + 1 :]
        assert between(rule, zone, one.due - timedelta(seconds=1), one.due) == (one,)


@pytest.mark.parametrize(
    ("day", "zone", "at"), [("9999-12-31", YORK, time(23, 30)), ("0001-01-01", "Asia/Tokyo", time(1))]
)
def test_a_holiday_at_the_edge_of_the_calendar_is_one_like_any_other(day: str, zone: str, at: time) -> None:
    holiday = date.fromisoformat(day)
    rule = weekly(at=at, skipped=frozenset({holiday}))
    if holiday < TUESDAY:
        with pytest.raises(Refusal, match="Nothing was skipped"):
            bring_back(rule, zone, holiday, holiday, noon("2026-01-01"))
    else:
        assert bring_back(rule, zone, holiday, holiday, noon("2026-01-01")).skipped == frozenset()


def test_a_date_that_made_up_for_a_skipped_one_holds_only_as_long() -> None:
    now, made_up = noon("2026-01-01"), date(2026, 2, 3)
    skipped = skip(plan(), BERLIN, TUESDAY, TUESDAY, now)
    assert holds(skipped, made_up)
    assert not holds(skipped, TUESDAY)
    assert not holds(bring_back(skipped, BERLIN, TUESDAY, TUESDAY, now), made_up)


def test_what_is_begun_early_is_over_and_keeps_its_number() -> None:
    now = noon("2026-01-13") + timedelta(hours=8, seconds=40)  # the evening of the first, an hour after it
    rule = begun_early(plan(start=date(2026, 1, 13)), BERLIN, date(2026, 1, 20), now)
    assert [(one.number, one.planned.day) for one in occurrences(rule, BERLIN, now, 2)] == [(3, 27), (4, 3)]
    assert begun_early(rule, BERLIN, date(2026, 1, 20), now) == rule
    assert skip(rule, BERLIN, date(2026, 1, 27), date(2026, 1, 27), now).moved == rule.moved
    assert passed_over(rule, BERLIN, now, now + timedelta(days=8)).moved == rule.moved
