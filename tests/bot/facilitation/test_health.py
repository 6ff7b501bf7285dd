"""What is measured becomes sentences that say what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.facilitation.health import (
    BOUNDS,
    LEAST_FREE,
    Asked,
    Health,
    Mail,
    Status,
    not_ready,
    status,
    stopped,
)

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
NO_MAIL = Mail({}, 0, None)
WELL = Health(
    now=NOW,
    connected=True,
    latency=0.05,
    servers=2,
    identifies=990,
    quiet=3.0,
    holding=False,
    mail=NO_MAIL,
    model=True,
    asks={},
    questions=0,
    encoding=0,
    libraries=2,
    opened=1,
    files={"bot.db": 1000},
    free=LEAST_FREE,
)


def found(own: Mail | None = NO_MAIL, **changes: Any) -> Status:
    return status(replace(WELL, **changes), own)


def test_what_is_well_says_so() -> None:
    assert found().verdict == "Footnote is well."
    assert [one.mark for one in found().findings] == ["good"] * 4
    assert not_ready(WELL) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"connected": False}, "gateway is not connected"),
        ({"holding": True}, "the machine's clock is wrong: tell whoever hosts Footnote to set it"),
        ({"quiet": 90.0}, "start Footnote again"),
        ({"mail": None}, "cannot be read or written"),
        ({"own": Mail({"uncertain": 1}, 0, None)}, "1 prompt may have been posted or not: settle it with /session"),
        ({"own": Mail({"pending": 2}, 2, None)}, "Discord refuses 2 prompts of this server: /session letters says why"),
        ({"own": Mail({"pending": 1}, 0, NOW - timedelta(minutes=7))}, "is 7 minutes late"),
        ({"model": False}, "no question is answered"),
        ({"free": LEAST_FREE - 1}, "The disk is nearly full"),
    ],
)
def test_what_is_not_well_comes_first_and_says_what_to_do(changes: dict[str, Any], words: str) -> None:
    one = found(**changes)
    assert not one.well
    assert one.verdict.startswith("Something is not well. ")
    assert words in one.verdict
    assert words in "\n".join(finding.sentence for finding in one.findings if finding.mark == "bad")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"latency": 3.25}, "slowly, in 3.2 seconds"),
        ({"latency": None}, "Discord is connected."),
        ({"quiet": None}, "has not begun to look yet"),
        ({"questions": 25}, "25 questions and pages are under way"),
        ({"own": Mail({"pending": 3, "sending": 1, "sent": 70}, 0, None)}, "Nothing of this server is late; 4 prompts"),
        ({"own": Mail({"pending": 1}, 0, NOW - timedelta(minutes=5))}, "Nothing of this server is late; 1 prompt"),
    ],
)
def test_what_is_only_worth_knowing_spoils_nothing(changes: dict[str, Any], words: str) -> None:
    one = found(**changes)
    assert one.well
    assert words in "\n".join(finding.sentence for finding in one.findings)


def test_other_servers_letters_are_nobodys_business() -> None:
    assert found(mail=Mail({"uncertain": 9}, 9, NOW - timedelta(days=1))).well


def test_a_clock_that_has_not_begun_is_not_one_that_stopped() -> None:
    assert [stopped(quiet) for quiet in (None, 0.0, 89.9, 90.0)] == [False, False, False, True]


def test_everything_that_keeps_it_from_serving_is_named() -> None:
    faults = not_ready(replace(WELL, connected=False, mail=None, model=False, quiet=100.0))
    assert len(faults) == 4
    assert faults[-1] == "the clock has not looked for 100 seconds"
    assert len(not_ready(replace(WELL, quiet=None))) == 0


def test_times_are_counted_by_what_they_took_at_most() -> None:
    asked = Asked()
    for seconds in (0.1, 0.2, 0.25, 31):
        asked = asked.and_one(seconds)
    assert asked.numbers == (1, 2, 0, 0, 0, 0, 0, 0, 1)
    assert asked.seconds == pytest.approx(31.55)
    assert len(asked.numbers) == len(BOUNDS) + 1


@pytest.mark.parametrize(
    ("quick", "slow", "words"),
    [
        (9, 1, "nine of ten questions take at most 0.25 seconds"),
        (8, 2, "many questions take longer than 30 seconds"),
        (0, 0, "The model is loaded."),
    ],
)
def test_how_long_questions_take_is_said_of_nine_in_ten(quick: int, slow: int, words: str) -> None:
    answered, silent = Asked(), Asked()
    for _ in range(quick):
        answered = answered.and_one(0.2)
    for _ in range(slow):
        silent = silent.and_one(40)
    asks = {"answered": answered, "silent": silent, "refused": Asked().and_one(0.001)}
    assert words in "\n".join(finding.sentence for finding in found(asks=asks).findings)


def test_what_is_due_later_has_no_lag() -> None:
    assert NO_MAIL.lag(NOW) == timedelta(0)
    assert Mail({}, 0, NOW - timedelta(seconds=5)).lag(NOW) == timedelta(seconds=5)
