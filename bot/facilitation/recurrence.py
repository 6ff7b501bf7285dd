"""Dates that come back: weekly, every few weeks, monthly on the nth weekday, or one for each meeting of a plan.

A rule is made of local dates and one local time. Its instants are worked out from the zone whenever they are needed and
never kept, so they stay right when a government changes the clocks.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, pairwise
from typing import Literal

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from bot.facilitation.calendar import due, local_time
from bot.facilitation.errors import Refusal

Kind = Literal["weekly", "monthly", "plan"]
"""`plan` is weekly as well, but a date that is skipped is made up for: no meeting of a plan is lost."""

Nth = Literal[1, 2, 3, 4, -1]
"""Which of a month's Tuesdays; -1 is the last."""

MOST_WEEKS = 12
MOST_DATES = 500
LONGEST_DAYS = 3660
"""From the first date to the last: ten years."""

TOO_LONG = f"That is too long: a schedule has at most {MOST_DATES} dates, within ten years."
FARTHEST_MOVE = 366
"""Days between a date and where it is moved."""

NOT_PLANNED = "Nothing is planned on that day: choose one of the dates in the list."
NO_DATES = "That leaves no date at all: choose a later end."


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When a group meets, in local dates and times.

    It has `count` dates, or those up to and including `until`; weekdays count from Monday, 0. `moved` pairs a planned
    date with the local time that holds instead.
    """

    kind: Kind
    weekdays: tuple[int, ...]
    time: time
    start: date
    every: int = 1
    nth: Nth | None = None
    count: int | None = None
    until: date | None = None
    skipped: frozenset[date] = frozenset()
    moved: frozenset[tuple[date, datetime]] = frozenset()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date. `planned` is its date by the rule and never changes; `local` is what the clocks there show at `due`.

    `number` counts from 1 what takes place, so it is the number of the meeting of a plan.
    """

    number: int
    planned: date
    local: datetime
    due: datetime
    moved: bool = False


def recurrence(
    kind: Kind,
    weekdays: Sequence[int],
    at: time,
    start: date,
    *,
    every: int = 1,
    nth: Nth | None = None,
    count: int | None = None,
    until: date | None = None,
    skipped: frozenset[date] = frozenset(),
) -> Recurrence:
    """A rule that is known to have dates, and not too many. Refuses any other."""
    rule = Recurrence(kind, tuple(sorted(set(weekdays))), at, start, every, nth, count, until, skipped)
    _check(rule)
    if not _held(rule):
        raise Refusal(NO_DATES)
    return rule


def occurrences(rule: Recurrence, zone: str, after: datetime, limit: int) -> tuple[Occurrence, ...]:
    """The next ones whose instant is later than `after`, in order, none of the skipped."""
    return tuple(islice(_from(rule, zone, after), limit))


def between(rule: Recurrence, zone: str, after: datetime, until: datetime) -> tuple[Occurrence, ...]:
    """Those whose instant is later than `after` and not later than `until`."""
    found = []
    for one in _from(rule, zone, after):
        if one.due > until:
            break
        found.append(one)
    return tuple(found)


def holds(rule: Recurrence, planned: date) -> bool:
    """Whether this date takes place: not when it is skipped, nor when it made up for one that was brought back."""
    return planned in _held(rule)


def last_day(rule: Recurrence) -> date:
    """The local date after which nothing comes; its start when there is nothing at all."""
    held = _held(rule)
    return max((*held[-1:], *(to.date() for _, to in rule.moved)), default=rule.start)


def skip(rule: Recurrence, zone: str, first: date, last: date, now: datetime) -> Recurrence:
    """The rule without what is to come on the days from `first` to `last`. Refuses days without anything."""
    coming = frozenset(one.planned for one in _from(rule, zone, now) if first <= one.local.date() <= last)
    if not coming:
        raise Refusal(NOT_PLANNED)
    new = _without(rule, coming)
    if not _held(new):
        raise Refusal("That is every date of the schedule: use /schedule cancel instead.")
    return _in_order(new)


def bring_back(rule: Recurrence, zone: str, first: date, last: date, now: datetime) -> Recurrence:
    """The rule with the dates from `first` to `last` that had been skipped and are still to come."""
    local = local_time(now, zone)  # the instant of the calendar's first or last day may lie outside of it
    skipped = {d for d in rule.skipped if first <= d <= last and datetime.combine(d, rule.time) > local}
    if not skipped:
        raise Refusal("Nothing was skipped on that day: /schedule show lists the skipped dates.")
    return _in_order(replace(rule, skipped=rule.skipped - skipped))


def move(
    rule: Recurrence, zone: str, day: date, now: datetime, *, to_day: date | None = None, to_hour: time | None = None
) -> Recurrence:
    """The rule with what comes on `day` on another day, at another hour, or both; it may not pass its neighbours."""
    if to_day is None and to_hour is None:
        raise Refusal("Where to? Choose another day, another hour, or both.")
    moved = next((one for one in _from(rule, zone, now) if one.local.date() == day), None)
    if moved is None:
        raise Refusal(NOT_PLANNED)
    to = datetime.combine(to_day or day, to_hour or moved.local.time())
    if abs((to.date() - moved.planned).days) > FARTHEST_MOVE:
        raise Refusal("A date can be moved by a year at most: choose a nearer day.")
    if due(to, zone) <= now:
        raise Refusal("That moment is over: choose a later one.")
    if any(one.local.date() == to.date() != day for one in _from(rule, zone, now)):
        raise Refusal("Something is planned on that day already: choose another one.")
    others = frozenset(one for one in rule.moved if one[0] != moved.planned)
    at_home = to == datetime.combine(moved.planned, rule.time)
    return _in_order(replace(rule, moved=others if at_home else others | {(moved.planned, to)}))


def begun_early(rule: Recurrence, zone: str, planned: date, now: datetime) -> Recurrence:
    """The rule with a date that is held now, before its time: it does not come again, and keeps its number."""
    begun = local_time(now, zone).replace(second=0, microsecond=0)
    return replace(rule, moved=frozenset(one for one in rule.moved if one[0] != planned) | {(planned, begun)})


def set_back(
    rule: Recurrence, zone: str, skipped: frozenset[date], moved: frozenset[tuple[date, datetime]], now: datetime
) -> Recurrence:
    """The rule with these dates skipped and moved, as they once were. Refuses where that concerns what is over."""
    earlier = replace(rule, skipped=skipped, moved=moved)
    begin = due(datetime.combine(rule.start, time.min), zone) - timedelta(days=FARTHEST_MOVE)
    if between(rule, zone, begin, now) != between(earlier, zone, begin, now):
        raise Refusal("One of these dates is over by now: change what is to come with /schedule skip or move.")
    if not _held(earlier):
        raise Refusal(NO_DATES)
    return _in_order(earlier)


def passed_over(rule: Recurrence, zone: str, since: datetime, now: datetime) -> Recurrence:
    """The rule after a pause: what would have been from `since` until `now` is skipped, so a plan goes on where it was.

    A plan gains dates by this; those that are over as well are skipped too.
    """
    while missed := frozenset(one.planned for one in between(rule, zone, since, now)):
        rule = _without(rule, missed)
        if _disorder(rule):
            rule = replace(rule, moved=frozenset())
    return rule


def _without(rule: Recurrence, dates: frozenset[date]) -> Recurrence:
    moved = frozenset(one for one in rule.moved if one[0] not in dates)
    return replace(rule, skipped=rule.skipped | dates, moved=moved)


def _in_order(rule: Recurrence) -> Recurrence:
    if wrong := _disorder(rule):
        (before, its_time), (later, time_of_later) = wrong
        raise Refusal(
            f"Then meeting {before} ({its_time.date()}) would not be before meeting {later} ({time_of_later.date()}): "
            "choose another date, or move that one first."
        )
    return rule


def _disorder(rule: Recurrence) -> tuple[tuple[int, datetime], tuple[int, datetime]] | None:
    """The first two meetings, by number and local time, that do not follow each other; moving a date can do that."""
    if not rule.moved:
        return None
    moved = dict(rule.moved)
    times = enumerate((moved.get(planned, datetime.combine(planned, rule.time)) for planned in _held(rule)), 1)
    return next((pair for pair in pairwise(times) if pair[0][1] >= pair[1][1]), None)


def _check(rule: Recurrence) -> None:
    if (rule.count is None) == (rule.until is None):
        raise Refusal("Say either how often or until when, not both.")
    if not 1 <= rule.every <= MOST_WEEKS:
        raise Refusal(f"Every how many? Choose a number from 1 to {MOST_WEEKS}.")
    if not rule.weekdays or not set(rule.weekdays) <= set(range(7)):
        raise Refusal("Choose at least one weekday.")
    if (rule.kind == "monthly") != (rule.nth is not None):
        raise Refusal("Which of the month's weekdays? Choose the first to the fourth, or the last.")
    if rule.count is not None and not 1 <= rule.count <= MOST_DATES:
        raise Refusal(TOO_LONG)
    if rule.until is not None and rule.until < rule.start:
        raise Refusal(NO_DATES)
    if rule.until is not None and (rule.until - rule.start).days > LONGEST_DAYS:
        raise Refusal(TOO_LONG)
    dates = _dates(rule.kind, rule.weekdays, rule.start, rule.every, rule.nth, rule.count, rule.until)
    if rule.kind != "plan" and (len(dates) > MOST_DATES or (dates and (dates[-1] - dates[0]).days > LONGEST_DAYS)):
        raise Refusal(TOO_LONG)


def _from(rule: Recurrence, zone: str, after: datetime) -> Iterator[Occurrence]:
    """In order, those later than `after`; works out no instant of what lies long before."""
    moved = dict(rule.moved)
    held = _held(rule)
    # A moved one lies between its neighbours, so the order of dates is the order of instants. Two days cover any zone.
    first = bisect_left(held, local_time(after, zone).date() - timedelta(days=2))
    while first and held[first - 1] in moved:
        first -= 1
    for number, planned in enumerate(held[first:], first + 1):
        one = _occurrence(rule, zone, number, planned)
        if one.due > after:
            yield one


def _occurrence(rule: Recurrence, zone: str, number: int, planned: date) -> Occurrence:
    moved = dict(rule.moved).get(planned)
    instant = due(moved or datetime.combine(planned, rule.time), zone)
    return Occurrence(number, planned, local_time(instant, zone), instant, moved is not None)


def _held(rule: Recurrence) -> Sequence[date]:
    """The planned dates that take place."""
    count = rule.count
    if rule.kind == "plan" and count is not None:
        count += len(rule.skipped)
    dates = _dates(rule.kind, rule.weekdays, rule.start, rule.every, rule.nth, count, rule.until)
    if not rule.skipped:
        return dates
    held = [planned for planned in dates if planned not in rule.skipped]
    return held[: rule.count] if rule.kind == "plan" else held


@lru_cache(maxsize=4096)
def _dates(
    kind: Kind,
    weekdays: tuple[int, ...],
    start: date,
    every: int,
    nth: Nth | None,
    count: int | None,
    until: date | None,
) -> tuple[date, ...]:
    """The dates by the rule alone; kept, since every tick of the clock asks for them again."""
    days = [weekday(one) if nth is None else weekday(one)(nth) for one in weekdays]
    often = MONTHLY if kind == "monthly" else WEEKLY
    begins = datetime.combine(start, time())
    # Every other week counts from the first date, not from the week in which somebody happened to look ahead.
    first = next(iter(rrule(often, dtstart=begins, byweekday=days, count=1)), None)
    if first is None:  # beyond the year 9999
        return ()
    ends = None if until is None else datetime.combine(until, time())
    most = MOST_DATES + 1 if count is None else count
    found = rrule(often, dtstart=first, interval=every, wkst=0, byweekday=days, until=ends)
    return tuple(one.date() for one in islice(found, most))
