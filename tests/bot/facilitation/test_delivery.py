"""What follows from how a letter stands and from what Discord answered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facilitation.delivery import (
    NONCE,
    REASONS,
    Letter,
    Parent,
    Patience,
    Standing,
    Trouble,
    Where,
    back_off,
    first_of_lanes,
    grace,
    judge,
    marks,
    next_step,
    nonce,
    planned_for,
    quiet_until,
    skewed,
    where,
)

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
PATIENCE = Patience()


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def letter(**changes) -> Letter:
    known = {"key": "a", "kind": "note", "guild": 1, "channel": 2, "due": NOW, "expires": NOW + timedelta(hours=1)}
    return Letter(**known | changes)


def standing(of: Letter | None = None, number: int = 1, **changes) -> Standing:
    of = of or letter()
    return Standing(of, number, of.parent or of.key, **changes)


def doubtful(ago: float, **changes) -> Standing:
    asked = NOW - seconds(ago)
    return standing(letter(**changes), state="pending", anchor=5, doubt_since=asked, tried_at=asked)


def step(one: Standing, now: datetime = NOW) -> str:
    return next_step(one, now, PATIENCE)


def test_a_letter_is_sent_when_it_is_due_and_not_before() -> None:
    assert step(standing(), NOW - seconds(1)) == "wait"
    assert step(standing()) == "send"
    assert step(standing(not_before=NOW + seconds(1))) == "wait"


def test_past_its_grace_it_is_skipped() -> None:
    assert step(standing(), NOW + timedelta(hours=1)) == "skip"


def test_a_claim_is_left_alone_until_its_lease_is_over() -> None:
    assert step(standing(state="sending", lease_until=NOW + seconds(1))) == "wait"
    assert step(standing(state="sending", lease_until=NOW)) == "send"


def test_a_lease_from_before_our_clock_was_set_back_holds_nobody_up() -> None:
    assert step(standing(state="sending", lease_until=NOW + timedelta(hours=1))) == "send"


def test_within_the_window_it_is_sent_again_afterwards_looked_for() -> None:
    assert step(doubtful(59)) == "send"
    assert step(doubtful(60)) == "look"


def test_the_window_counts_from_the_first_time_discord_was_asked() -> None:
    one = Standing(letter(), 1, "a", anchor=5, doubt_since=NOW - seconds(61), tried_at=NOW - seconds(2))
    assert step(one) == "look"


def test_a_clock_that_was_set_back_makes_us_look() -> None:
    assert step(doubtful(-30)) == "look"


def test_a_forum_post_is_looked_for_when_no_request_is_under_way_any_more() -> None:
    young = doubtful(59, form="post")
    assert step(young) == "wait"
    assert quiet_until(young, PATIENCE) == NOW + seconds(1)
    assert step(doubtful(60, form="post")) == "look"
    assert quiet_until(standing(letter(form="post")), PATIENCE) is None


def test_past_its_grace_a_doubtful_one_is_only_looked_for() -> None:
    assert step(doubtful(600), NOW + timedelta(hours=2)) == "look only"


def test_a_late_one_that_was_never_tried_is_looked_for_since_the_file_may_be_an_older_copy() -> None:
    assert step(standing(letter(due=NOW - seconds(61)))) == "look"
    assert step(standing(letter(due=NOW - seconds(59)))) == "send"


def test_eight_claims_without_an_outcome_are_enough() -> None:
    assert step(standing(unfinished=8)) == "give up"
    assert step(standing(unfinished=7)) == "send"


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        (None, "orphan"),
        (Parent("dead", 2), "orphan"),
        (Parent("skipped", 2), "orphan"),
        (Parent("uncertain", 2), "wait"),
        (Parent("pending", 2), "wait"),
        (Parent("sent", 2, 7), "send"),
    ],
)
def test_a_child_waits_for_its_parent(parent: Parent | None, expected: str) -> None:
    assert step(standing(letter(parent="p"), parent=parent)) == expected


def test_a_thread_begins_from_a_message_and_asks_as_often_as_it_likes() -> None:
    thread = letter(parent="p", form="thread")
    assert step(standing(thread, parent=Parent("sent", 2, 7), doubt_since=NOW - seconds(600), anchor=1)) == "send"
    assert step(standing(thread, parent=Parent("sent", 2, None))) == "orphan"  # posted, then deleted
    with pytest.raises(ValueError, match="parent"):
        letter(form="thread")


def test_times_carry_their_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        letter(due=NOW.replace(tzinfo=None))


def test_it_goes_into_the_thread_of_its_parent() -> None:
    assert where(standing()) == Where(2)
    child = letter(parent="p", channel=2)
    assert where(standing(child, parent=Parent("sent", 3, 7, 9))) == Where(9)
    assert where(standing(child, parent=Parent("sent", 3, 7))) == Where(2)
    assert where(standing(letter(parent="p", form="thread"), parent=Parent("sent", 3, 7))) == Where(3, 7)


def test_nobody_overtakes_in_a_lane() -> None:
    early, late = letter(key="e", parent="p"), letter(key="l", parent="p", due=NOW + seconds(1))
    other = letter(key="o")
    sent = Parent("sent", 2, 7)
    lanes = first_of_lanes([standing(late, 1, parent=sent), standing(early, 2, parent=sent), standing(other, 3)])
    assert [one.letter.key for one in lanes] == ["e", "o"]


def test_of_two_at_the_same_moment_the_one_that_was_put_in_first_goes_first() -> None:
    lanes = first_of_lanes([Standing(letter(key="b"), 2, "x"), Standing(letter(key="a"), 1, "x")])
    assert [one.letter.key for one in lanes] == ["a"]


def test_a_child_that_waits_for_its_parent_does_not_stand_in_its_way() -> None:
    child = Standing(letter(key="c", parent="p", due=NOW - seconds(9)), 2, "p", parent=Parent("pending", 2))
    assert [one.letter.key for one in first_of_lanes([child, standing(letter(key="p"))])] == ["p"]


@pytest.mark.parametrize(
    ("trouble", "form", "expected"),
    [
        (Trouble(None), "message", ("again", None)),
        (Trouble(429, wait=3), "message", ("again", None)),
        (Trouble(500), "message", ("again", None)),
        (Trouble(503), "post", ("again", None)),
        (Trouble(403, 40333), "message", ("again", None)),
        (Trouble(403, 50013), "message", ("blocked", "forbidden")),
        (Trouble(403, 50001), "message", ("blocked", "forbidden")),
        (Trouble(400, 160005), "message", ("blocked", "locked")),
        (Trouble(400, 50083), "message", ("blocked", "locked")),
        (Trouble(400, 160006), "thread", ("blocked", "crowded")),
        (Trouble(404, 10003), "message", ("dead", "gone")),
        (Trouble(404, 10008), "message", ("posted", None)),
        (Trouble(404, 10008), "thread", ("dead", "gone")),
        (Trouble(400, 160004), "thread", ("posted", None)),
        (Trouble(400, 50035), "message", ("dead", "refused")),
        (Trouble(400, 200000), "message", ("dead", "held back")),
        (Trouble(400, 240000), "post", ("dead", "held back")),
        (Trouble(403, 50007), "message", ("unwanted", None)),
        (Trouble(403, 50278), "message", ("unwanted", None)),
    ],
)
def test_what_a_refusal_means(trouble: Trouble, form: str, expected: tuple[str, str | None]) -> None:
    assert judge(trouble, form) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("status", "expected"), [(None, True), (500, True), (502, True), (429, False), (403, False)])
def test_only_silence_and_failures_leave_a_doubt(status: int | None, expected: bool) -> None:
    assert Trouble(status).doubtful is expected


def test_every_reason_is_one_sentence() -> None:
    assert all(sentence.endswith(".") and len(sentence) < 120 for sentence in REASONS.values())


def test_waits_grow_and_end_at_five_minutes() -> None:
    assert [back_off(number, PATIENCE).total_seconds() for number in (0, 1, 4, 7, 8, 10_000)] == [
        2,
        4,
        32,
        256,
        300,
        300,
    ]


def test_grace_is_half_the_time_to_the_next_and_twelve_hours_at_most() -> None:
    assert grace(NOW) == timedelta(hours=12)
    assert grace(NOW, NOW + timedelta(hours=2)) == timedelta(hours=1)
    assert grace(NOW, NOW + timedelta(days=7)) == timedelta(hours=12)
    assert grace(NOW, NOW - timedelta(days=1)) == timedelta(0)


def test_only_a_late_letter_names_its_moment() -> None:
    assert planned_for(letter(), NOW + timedelta(minutes=2)) is None
    assert planned_for(letter(), NOW + timedelta(minutes=3)) == NOW


def test_a_clock_two_minutes_off_is_not_believed() -> None:
    assert [skewed(one, PATIENCE) for one in (None, seconds(120), seconds(121), seconds(-121))] == [
        False,
        False,
        True,
        True,
    ]


@given(st.text(), st.text())
def test_nonces_and_marks_are_the_same_for_the_same_letter_and_within_discords_bounds(one: str, other: str) -> None:
    first, second = (nonce(1, "db", key) for key in (one, other))
    assert len(first) == NONCE
    assert (first == second) is (one == other)
    assert (marks(1, "db", one) == marks(1, "db", other)) is (one == other)
    assert all(0 < mark < 2**31 for mark in marks(1, "db", one))
    assert len(set(marks(1, "db", one))) == 2


def test_another_bot_or_file_has_other_nonces() -> None:
    assert len({nonce(bot, file, "a") for bot in (1, 2) for file in ("x", "y")}) == 4
