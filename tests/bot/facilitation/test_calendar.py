"""A local time is one instant, over every clock change of every zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.facilitation.calendar import ZONE_RULES, day, due, hour, later, local_time
from bot.facilitation.errors import Refusal
from bot.facilitation.recurrence import occurrences, recurrence
from bot.facilitation.zones import names

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
YORK = "America/New_York"
GAP, OVERLAP = date(2027, 3, 14), date(2027, 11, 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def transitions(zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta]]:
    """Every instant from 2026 to 2037 at which the clocks change, and by how much."""
    before, step = BEGIN, timedelta(days=5)
    while before < END:
        after = before + step
        low, high = before, after
        if offset(low, zone) != offset(high, zone):
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if offset(middle, zone) == offset(low, zone) else (low, middle)
            high = high.replace(second=0, microsecond=0)
            yield high, offset(high, zone) - offset(high - timedelta(minutes=1), zone)
        before = after


@cache
def changing() -> list[tuple[str, datetime, timedelta]]:
    return [(name, when, by) for name in sorted(names()) for when, by in transitions(ZoneInfo(name))]


def test_there_are_clock_changes_to_try() -> None:
    assert len(changing()) > 4000
    assert {by for _, _, by in changing()} >= {timedelta(hours=1), -timedelta(hours=1), timedelta(minutes=30)}


def test_a_skipped_time_is_moved_on_and_of_a_repeated_one_the_first_is_meant() -> None:
    for name, when, by in changing():
        shown = local_time(when - timedelta(minutes=1), name) + timedelta(minutes=1)  # the old clock, when it changes
        if by > timedelta():
            for inside in (shown, shown + by / 2, shown + by - timedelta(minutes=1)):
                assert local_time(due(inside, name), name) == inside + by, (name, inside)
        else:
            for inside in (shown + by, shown + by / 2, shown - timedelta(minutes=1)):
                assert due(inside, name) < when, (name, inside)
                assert local_time(due(inside, name), name) == inside, (name, inside)
                assert local_time(due(inside, name) - by, name) == inside, (name, inside)  # and once more


def test_every_planned_day_has_one_occurrence_and_the_order_is_kept() -> None:
    for name, when, by in changing():
        shown = local_time(when - timedelta(minutes=1), name) + timedelta(minutes=1)
        start = shown.date() - timedelta(days=2)
        for clock in {(shown + by / 2).time().replace(second=0, microsecond=0), time(0, 0), time(19, 30)}:
            rule = recurrence("weekly", range(7), clock, start, count=5)
            found = occurrences(rule, name, BEGIN - timedelta(days=9), 9)
            days = [start + timedelta(days=n) for n in range(5)]
            assert [one.planned for one in found] == days, (name, when, clock)
            assert all(a.due < b.due for a, b in pairwise(found)), (name, when, clock)
            for one in found:
                naive = datetime.combine(one.planned, clock)
                assert one.local in (naive, naive + by), (name, when, clock)
                assert one.due == naive.replace(tzinfo=ZoneInfo(name), fold=0).astimezone(UTC)


@pytest.mark.parametrize(
    ("local", "instant", "shown"),
    [
        ("2027-03-14T02:30", "2027-03-14T07:30Z", "2027-03-14T03:30"),
        ("2027-03-14T01:59", "2027-03-14T06:59Z", "2027-03-14T01:59"),
        ("2027-03-14T03:00", "2027-03-14T07:00Z", "2027-03-14T03:00"),
        ("2027-11-07T01:30", "2027-11-07T05:30Z", "2027-11-07T01:30"),
        ("2027-11-07T02:00", "2027-11-07T07:00Z", "2027-11-07T02:00"),
    ],
)
def test_new_york_by_hand(local: str, instant: str, shown: str) -> None:
    assert due(at(local), YORK) == at(instant)
    assert local_time(due(at(local), YORK), YORK) == at(shown)


def test_half_hours_quarters_and_midnight_by_hand() -> None:
    assert due(at("2026-10-04T02:15"), "Australia/Lord_Howe") == at("2026-10-03T15:45Z")  # clocks skip half an hour
    assert due(at("2026-06-01T12:00"), "Asia/Kathmandu") == at("2026-06-01T06:15Z")
    assert due(at("2026-09-06T00:30"), "America/Santiago") == at("2026-09-06T04:30Z")  # the day begins at one


def test_a_time_of_day_is_read_strictly() -> None:
    assert [hour(text) for text in ("19:30", " 9:05 ", "00:00", "23.59")] == [
        time(19, 30),
        time(9, 5),
        time(0),
        time(23, 59),
    ]
    for text in ("24:00", "7", "7pm", "19:60", "19:30:00", "-1:00", "", "١٩:٣٠", "x" * 999):
        with pytest.raises(Refusal, match=r"is no time of day: give hours and minutes, for example 19:30\."):
            hour(text)


def test_a_day_later_it_is_the_same_hour_and_time_never_stands_still() -> None:
    for changed, real in ((GAP, 23), (OVERLAP, 25)):
        before = due(datetime.combine(changed - timedelta(days=1), time(19, 30)), YORK)
        assert later(before, timedelta(days=1), YORK) - before == timedelta(hours=real)
    for minutes in range(0, 180, 10):  # in the night in which an hour comes twice
        begin = datetime(2027, 11, 7, 4, 30, tzinfo=UTC) + timedelta(minutes=minutes)
        assert later(begin, timedelta(hours=1), YORK) > begin


def test_a_date_is_read_strictly() -> None:
    assert [day(text) for text in ("2026-12-01", " 2026-2-3 ")] == [date(2026, 12, 1), date(2026, 2, 3)]
    for text in ("2026-02-30", "01.12.2026", "tomorrow", "", "0000-01-01", "20261201", "2026-13-01", "y" * 999):
        with pytest.raises(Refusal, match="is no date: give year, month and day"):
            day(text)


def test_the_edition_of_the_rules_is_known() -> None:
    assert ZONE_RULES[:4].isdecimal()
