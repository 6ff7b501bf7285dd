"""What there is to read for a meeting, and who meets first."""

from dataclasses import replace
from datetime import UTC, datetime, time

from bot.facilitation.groups import Group
from bot.facilitation.reading import Listing
from bot.facilitation.schedules import NewSchedule, drafted
from bot.facilitation.upcoming import Ahead, Upcoming, in_order, readings

NOW = datetime(2026, 1, 6, 12, tzinfo=UTC)
GROUP = Group(5, 1, "Readers", 7, False, frozenset({11}), None, "Europe/Berlin", "slow", time(19, 30))


def essay(slug: str, file: str, words: int = 1000) -> Listing:
    return Listing(slug, file, slug.title(), None, None, 1, 9, words, "abc")


HEDGES, TEA = essay("on-hedges", "hedges.md"), essay("tea", "tea-before-minutes.txt", 100)


def test_an_essay_is_known_by_its_file_with_or_without_ending_and_by_the_librarys_name() -> None:
    names = ("hedges.md", "hedges", "hedges.txt", "on-hedges", "tea.md", "tea-before-minutes", "shears.md")
    found = [one.essay for one in readings(names, (HEDGES, TEA))]
    assert found == [HEDGES, HEDGES, HEDGES, HEDGES, TEA, TEA, None]
    assert [one.name for one in readings(names, ())] == list(names)


def test_an_exact_name_goes_before_a_near_one() -> None:
    twin = essay("twin", "on-hedges.md")
    assert readings(["on-hedges"], (twin, HEDGES))[0].essay == HEDGES


def test_minutes_are_those_of_the_essays_that_are_there() -> None:
    made = drafted(GROUP, NewSchedule((1,), protocol="x", essays=("a",), count=1), 1, None, NOW)
    shown = Upcoming(made, made.next(NOW)[0], None, readings(["hedges", "tea", "shears"], (HEDGES, TEA)), "")
    assert shown.minutes == 4 + 1


def test_whoever_meets_first_stands_first() -> None:
    ahead = []
    for name, weekday in (("Zebras", 2), ("Ants", 4), ("Idle", None), ("Bees", None)):
        group = replace(GROUP, name=name)
        if weekday is None:
            ahead.append(Ahead(group, None))
        else:
            made = drafted(group, NewSchedule((weekday,), protocol="x", essays=("a",), count=1), 1, None, NOW)
            ahead.append(Ahead(group, Upcoming(made, made.next(NOW)[0], None, (), "")))
    assert [one.group.name for one in in_order(ahead)] == ["Zebras", "Ants", "Bees", "Idle"]
