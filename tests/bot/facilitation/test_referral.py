"""One member refers few questions in a short time, and none of them twice."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.referral import MOST, SPAN, recent, referral, require_new, require_pause

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ASKED = referral(1, 2, "Who plants a hedge?", NOW)


@pytest.mark.parametrize("seconds", [0, 599, -3])
def test_the_same_question_is_not_referred_twice_within_minutes(seconds: int) -> None:
    again = referral(1, 2, "who plants a HEDGE?", NOW + timedelta(seconds=seconds))
    with pytest.raises(Refusal, match="a moment ago"):
        require_new([ASKED], again)


@pytest.mark.parametrize(
    "other",
    [
        referral(1, 2, "Who plants a hedge?", NOW + SPAN),
        referral(1, 2, "Who cuts a hedge?", NOW),
        referral(1, 3, "Who plants a hedge?", NOW),
        referral(9, 2, "Who plants a hedge?", NOW),
    ],
)
def test_later_or_another_question_or_member_or_server_is_something_else(other: object) -> None:
    require_new([ASKED], other)  # type: ignore[arg-type]


def test_after_some_questions_a_member_waits() -> None:
    earlier = [referral(1, 2, f"question {number}", NOW + timedelta(minutes=number)) for number in range(MOST)]
    soon = NOW + timedelta(minutes=MOST)
    with pytest.raises(Refusal, match="5 questions in 10 minutes"):
        require_new(earlier, referral(1, 2, "one more", soon))
    with pytest.raises(Refusal, match="5 questions in 10 minutes"):
        require_pause(earlier, 1, 2, soon)
    require_pause(earlier, 1, 3, soon)
    require_pause(earlier, 9, 2, soon)
    require_pause(earlier, 1, 2, NOW + SPAN)


def test_what_is_long_ago_is_forgotten() -> None:
    assert recent([ASKED], NOW + SPAN) == []
    assert recent([ASKED], NOW) == [ASKED]


def test_the_words_themselves_are_not_remembered() -> None:
    assert "hedge" not in repr(ASKED)
