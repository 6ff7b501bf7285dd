"""Moments and patterns in words."""

from datetime import date, datetime, time
from typing import Any

import pytest

from bot.discord_ui.cards.dates import both, local, pattern
from bot.facilitation.calendar import due, local_time
from bot.facilitation.recurrence import Occurrence, Recurrence


def rule(**given: Any) -> Recurrence:
    return Recurrence(**({"kind": "weekly", "weekdays": (1,), "time": time(19, 30), "start": date(2026, 1, 6)} | given))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"count": 8}, "every Tuesday at 19:30, 8 times"),
        ({"count": 1}, "every Tuesday at 19:30, once"),
        ({"weekdays": (0, 2, 6), "count": 2}, "every Monday, Wednesday and Sunday at 19:30, 2 times"),
        ({"every": 2, "weekdays": (0, 3), "count": 2}, "Monday and Thursday of every 2nd week at 19:30, 2 times"),
        ({"every": 3, "count": 2}, "Tuesday of every 3rd week at 19:30, 2 times"),
        ({"every": 12, "count": 2}, "Tuesday of every 12th week at 19:30, 2 times"),
        ({"nth": -1, "until": date(2026, 12, 31)}, "on the last Tuesday of the month at 19:30, until 31 December 2026"),
        ({"nth": 4, "every": 2, "count": 5}, "on the fourth Tuesday of every 2nd month at 19:30, 5 times"),
        ({"kind": "plan", "time": time(8, 5), "count": 4}, "every Tuesday at 08:05, 4 times"),
    ],
)
def test_a_rule_in_words(given: dict[str, Any], words: str) -> None:
    assert pattern(rule(**given)) == words


def at(wanted: datetime, moved: bool = False) -> Occurrence:
    instant = due(wanted, "Europe/Berlin")
    return Occurrence(1, wanted.date(), local_time(instant, "Europe/Berlin"), instant, moved)


def test_a_date_has_both_times_and_what_is_unusual() -> None:
    half_past_two = rule(time=time(2, 30))
    assert local(datetime(2026, 1, 6, 9, 5)) == "Tuesday 6 January 2026, 09:05"
    assert both(at(datetime(2026, 3, 22, 2, 30)), half_past_two) == "Sunday 22 March 2026, 02:30 · <t:1774143000:F>"
    gap = both(at(datetime(2026, 3, 29, 2, 30)), half_past_two)
    assert gap == "Sunday 29 March 2026, 03:30 (the clocks skip 02:30 that day) · <t:1774747800:F>"
    moved = both(at(datetime(2026, 3, 23, 8, 0), moved=True), half_past_two)
    assert moved == "Monday 23 March 2026, 08:00 (moved) · <t:1774249200:F>"
