"""How much may be asked in a while, and when the next question is welcome."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.allowance import DAY, MINUTE, Allowance, Used, require_within, used_once_more
from bot.facilitation.errors import Refusal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE = Used(NOON, 1, NOON, 1)
ALLOWANCE = Allowance(minute=2, day=3, server_minute=4)


def after(used: Used | None, times: int, now: datetime = NOON) -> Used:
    for _ in range(times):
        used = used_once_more(used, now)
    assert used is not None
    return used


def test_a_minute_and_a_day_begin_with_the_first_question_in_them() -> None:
    assert after(None, 1) == ONE
    assert after(ONE, 1, NOON + timedelta(seconds=59)) == Used(NOON, 2, NOON, 2)
    later = NOON + MINUTE
    assert after(ONE, 1, later) == Used(later, 1, NOON, 2)
    assert after(ONE, 1, NOON + DAY) == Used(NOON + DAY, 1, NOON + DAY, 1)


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    assert after(Used(NOON, 9, NOON, 99), 1, NOON - timedelta(hours=5)) == Used(
        NOON - timedelta(hours=5), 1, NOON - timedelta(hours=5), 1
    )


def test_within_the_limits_nobody_is_refused() -> None:
    require_within(ALLOWANCE, after(None, 2), after(None, 4), NOON)


@pytest.mark.parametrize(
    ("member", "server", "sentence"),
    [
        (3, 3, "You have asked 2 questions within a minute: ask again in 20 seconds."),
        (1, 5, "This server has asked 4 questions within a minute: ask again in 20 seconds."),
        (4, 4, "within a day, which is the limit here: ask again in 24 hours."),
    ],
)
def test_one_too_many_says_when_the_next_is_welcome(member: int, server: int, sentence: str) -> None:
    now = NOON + timedelta(seconds=40)
    with pytest.raises(Refusal) as refused:
        require_within(ALLOWANCE, after(None, member), after(None, server), now)
    assert str(refused.value).endswith(sentence)


@given(st.lists(st.integers(0, 7200), min_size=1, max_size=60))
def test_who_is_refused_is_welcome_when_it_says(steps: list[int]) -> None:
    member: Used | None = None
    now = NOON
    for step in steps:
        now += timedelta(seconds=step)
        counted = used_once_more(member, now)
        try:
            require_within(ALLOWANCE, counted, ONE, now)
        except Refusal:
            day_over = counted.in_day > ALLOWANCE.day
            then = counted.day_began + DAY if day_over else counted.minute_began + MINUTE
            assert then > now
            again = used_once_more(member, then)
            if again.in_day <= ALLOWANCE.day:
                require_within(ALLOWANCE, again, ONE, then)
        else:
            member = counted
