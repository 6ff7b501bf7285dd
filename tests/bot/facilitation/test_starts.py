"""Five starts within five minutes, then each waits twice as long."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.starts import FIRST_WAIT, LONGEST_WAIT, MOST, WINDOW, Starts, noted, wait

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)


def loop(life: timedelta, number: int, known: Starts | None = None) -> tuple[list[timedelta], list[datetime], Starts]:
    """So many starts, each of which lives so long and is started again at once."""
    known, now = known or Starts(), NOW
    waits, begun = [], []
    for _ in range(number):
        waits.append(wait(known, now))
        now += waits[-1]
        begun.append(now)
        known = noted(known, now, waits[-1])
        now += life
    return waits, begun, known


def test_five_short_lives_are_free_and_the_rest_waits_longer_and_longer() -> None:
    waits, _, _ = loop(timedelta(seconds=5), 14)
    minutes = [one // timedelta(minutes=1) for one in waits]
    assert minutes == [0, 0, 0, 0, 0, 5, 10, 20, 40, 60, 60, 60, 60, 60]


def test_a_loop_of_a_day_leaves_most_of_discords_thousand() -> None:
    _, begun, _ = loop(timedelta(seconds=1), 200)
    assert sum(moment - NOW < timedelta(days=1) for moment in begun) < 40


def test_a_life_that_lasted_ends_the_waiting() -> None:
    _, begun, known = loop(timedelta(seconds=5), 8)
    lasted = begun[-1] + WINDOW
    assert wait(known, lasted) == timedelta(0)
    assert wait(noted(known, lasted, timedelta(0)), lasted + timedelta(seconds=1)) == timedelta(0)


def test_starts_by_hand_now_and_then_never_wait() -> None:
    waits, _, _ = loop(timedelta(minutes=2), 50)
    assert set(waits) == {timedelta(0)}


def test_a_clock_that_was_set_back_holds_nobody_up() -> None:
    _, _, known = loop(timedelta(seconds=1), 9)
    assert wait(known, NOW - timedelta(days=400)) == timedelta(0)


@given(st.lists(st.integers(0, 400), max_size=60))
def test_never_more_than_five_go_ahead_within_five_minutes(lives: list[int]) -> None:
    known, now, begun = Starts(), NOW, []
    for life in lives:
        waited = wait(known, now)
        assert waited == timedelta(0) or FIRST_WAIT <= waited <= LONGEST_WAIT
        now += waited
        begun.append(now)
        known = noted(known, now, waited)
        now += timedelta(seconds=life)
    for place, moment in enumerate(begun):
        assert sum(one - moment < WINDOW for one in begun[place:]) <= MOST
