"""A session's phases follow each other, each once, in order, and time never runs backwards."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.facilitation import sessions
from bot.facilitation.errors import Refusal
from bot.facilitation.protocols import Pace, Phase, Protocol, Until
from bot.facilitation.sessions import Session

START = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def phase(number: int, until: Until = "time", minutes: int = 10) -> Phase:
    return Phase(f"Phase {number}", "Say something.", "open", minutes, 24, "none", "none", (), until)


def protocol(*untils: Until, fewest: int = 3) -> Protocol:
    phases = tuple(phase(number, until) for number, until in enumerate(untils, 1))
    return Protocol("talk", "Talk", "", "", "", "A talk.", fewest, 12, phases)


def session(*untils: Until, pace: Pace = "live", fewest: int = 3) -> Session:
    return Session(
        id=1,
        guild=1,
        group=1,
        channel=5,
        is_forum=False,
        role=None,
        schedule=1,
        planned=START.date(),
        version=1,
        title="Hedges",
        note="",
        essays=("hedges",),
        protocol=protocol(*(untils or ("time", "ready", "facilitator")), fewest=fewest),
        pace=pace,
        zone="Europe/Berlin",
        start=START,
    )


def at(minutes: float) -> datetime:
    return START + minutes * MINUTE


def test_it_opens_on_time_although_we_look_a_moment_later() -> None:
    opened = sessions.opened(session(), at(0.2))
    assert (opened.phase, opened.began, opened.ends) == (1, START, at(10))


def test_a_late_beginning_takes_nothing_from_the_first_phase() -> None:
    opened = sessions.opened(session(), at(40))
    assert (opened.began, opened.ends) == (at(40), at(50))


def test_one_opened_before_its_time_begins_then() -> None:
    assert sessions.opened(session(), at(-30)).began == at(-30)


def test_it_opens_once() -> None:
    with pytest.raises(Refusal, match="begun already"):
        sessions.opened(sessions.opened(session(), START), START)


def test_time_moves_a_phase_on_from_its_planned_end() -> None:
    opened = sessions.opened(session("time", "time"), START)
    assert sessions.gone_on(opened, at(9.9)) == opened
    second = sessions.gone_on(opened, at(10.2))
    assert (second.phase, second.began) == (2, at(10))
    assert sessions.gone_on(second, at(20)).state == "ended"


def test_after_an_absence_one_phase_follows_with_its_whole_time() -> None:
    second = sessions.gone_on(sessions.opened(session("time", "time"), START), at(300))
    assert (second.phase, second.began, second.ends) == (2, at(300), at(310))


def test_a_phase_begins_when_its_message_is_there() -> None:
    opened = sessions.opened(session(), START)
    assert sessions.begun_at(opened, 1, at(1)) == opened
    late = sessions.begun_at(opened, 1, at(7))
    assert (late.began, late.ends) == (at(7), at(17))
    assert sessions.begun_at(opened, 2, at(7)) == opened


def test_a_group_that_waits_for_its_facilitator_waits_as_long_again() -> None:
    opened = sessions.opened(session("facilitator", "time"), START)
    assert sessions.gone_on(opened, at(19)) == opened
    assert sessions.gone_on(opened, at(20)).phase == 2


def test_everybody_ready_moves_on() -> None:
    opened = sessions.opened(replace(session("ready", "time"), coming=frozenset({1, 2})), START)
    one = sessions.ready(opened, 1, 1, at(1))
    assert one.phase == 1
    both = sessions.passing(one, 1, 2, at(2))
    assert (both.phase, both.began, both.ready, both.passed) == (2, at(2), frozenset(), frozenset())
    assert both.took_part == {1, 2}


def test_the_first_to_press_does_not_speak_for_a_group_that_nobody_counted() -> None:
    opened = sessions.opened(session("ready", "time", fewest=3), START)
    for member in (1, 2):
        opened = sessions.ready(opened, 1, member, at(1))
    assert opened.phase == 1
    assert sessions.ready(opened, 1, 3, at(1)).phase == 2


def test_whoever_takes_part_is_waited_for() -> None:
    opened = sessions.opened(replace(session("time", "ready"), coming=frozenset({1, 2})), START)
    opened = sessions.gone_on(sessions.ready(opened, 1, 3, at(1)), at(10))
    for member in (1, 2):
        opened = sessions.ready(opened, 2, member, at(11))
    assert opened.state == "running"
    assert sessions.ready(opened, 2, 3, at(11)).state == "ended"


def test_over_days_a_step_has_a_quarter_of_its_time_however_soon_all_are_ready() -> None:
    opened = sessions.opened(replace(session("ready", "time", pace="slow"), coming=frozenset({1, 2})), START)
    assert opened.earliest == START + timedelta(hours=6)
    for member in (1, 2):
        opened = sessions.ready(opened, 1, member, at(1))
    assert (opened.phase, sessions.due(opened)) == (1, START + timedelta(hours=6))
    assert sessions.gone_on(opened, START + timedelta(hours=5)).phase == 1
    assert sessions.gone_on(opened, START + timedelta(hours=6)).phase == 2
    assert sessions.opened(session("time", pace="slow"), START).earliest is None


def test_a_slow_meeting_keeps_its_hour_over_a_clock_change() -> None:
    before = datetime(2026, 3, 28, 18, 30, tzinfo=UTC)  # 19:30 in Berlin, whose clocks change that night
    slow = replace(session("time", "time", pace="slow"), start=before)
    opened = sessions.opened(slow, before)
    assert opened.ends == datetime(2026, 3, 29, 17, 30, tzinfo=UTC)
    assert sessions.starts(slow) == (before, opened.ends)
    assert sessions.planned_end(slow) == datetime(2026, 3, 30, 17, 30, tzinfo=UTC)
    live = replace(session("time", pace="live"), start=before)
    assert sessions.planned_end(live) == before + 10 * MINUTE


def test_readiness_does_not_shorten_a_phase_that_has_its_time() -> None:
    opened = sessions.opened(replace(session("time", "time"), coming=frozenset({1, 2})), START)
    for member in (1, 2):
        opened = sessions.ready(opened, 1, member, at(1))
    assert opened.phase == 1


def test_two_who_press_next_at_once_skip_nothing() -> None:
    opened = sessions.opened(session("time", "time", "time"), START)
    second = sessions.moved_on(opened, 1, at(3))
    assert (second.phase, second.began) == (2, at(3))
    with pytest.raises(Refusal, match="moved on already"):
        sessions.moved_on(second, 1, at(3))


def test_a_hold_stops_the_clock() -> None:
    on_hold = sessions.held(sessions.opened(session(), START), 1, at(4))
    assert sessions.gone_on(on_hold, at(60)) == on_hold
    with pytest.raises(Refusal, match="on hold already"):
        sessions.held(on_hold, 1, at(5))
    again = sessions.resumed(on_hold, 1, at(64))
    assert (again.state, again.ends) == ("running", at(70))
    with pytest.raises(Refusal, match="not on hold"):
        sessions.resumed(again, 1, at(65))


def test_the_time_on_hold_is_no_time_of_the_phase() -> None:
    hold = timedelta(days=13)
    on_hold = sessions.held(sessions.opened(session(pace="slow"), START), 1, at(60))
    again = sessions.resumed(on_hold, 1, at(60) + hold)
    assert again.began == START + hold
    assert again.ends is not None
    assert sessions.extended(again, 1, at(60) + hold).ends == again.ends + timedelta(hours=12)


def test_one_forgotten_on_hold_is_ended() -> None:
    on_hold = sessions.held(sessions.opened(session(), START), 1, at(4))
    assert sessions.gone_on(on_hold, at(4) + timedelta(days=1)).state == "ended"


@pytest.mark.parametrize(("pace", "more"), [("live", timedelta(minutes=5)), ("slow", timedelta(hours=12))])
def test_more_time(pace: Pace, more: timedelta) -> None:
    opened = sessions.opened(session(pace=pace), START)
    assert opened.ends is not None
    assert sessions.extended(opened, 1, START).ends == opened.ends + more


def test_more_time_for_an_overdue_phase_counts_from_now() -> None:
    opened = sessions.opened(session("facilitator"), START)
    assert sessions.extended(opened, 1, at(15)).ends == at(20)


def extended_often(opened: Session) -> None:
    for _ in range(100):
        opened = sessions.extended(opened, 1, START)


def test_a_phase_cannot_be_extended_for_ever() -> None:
    opened = sessions.opened(session(), START)
    with pytest.raises(Refusal, match="as long as a phase can be"):
        extended_often(opened)


def test_ending_and_handing_over() -> None:
    with pytest.raises(Refusal, match="not begun"):
        sessions.ended(session())
    over = sessions.ended(sessions.opened(session(), START))
    assert over.state == "ended"
    for refused in (
        lambda: sessions.ended(over),
        lambda: sessions.ready(over, 1, 1, START),
        lambda: sessions.handed_over(over, 2),
        lambda: sessions.answered(over),
    ):
        with pytest.raises(Refusal, match="over"):
            refused()
    assert sessions.handed_over(session(), 7).facilitator == 7


def test_planned_starts_follow_what_was_done() -> None:
    planned = session("time", "time", "time")
    assert sessions.starts(planned) == (START, at(10), at(20))
    longer = sessions.extended(sessions.opened(planned, START), 1, at(1))
    assert sessions.starts(longer) == (START, at(15), at(25))
    last = sessions.moved_on(sessions.moved_on(longer, 1, at(2)), 2, at(3))
    assert len(sessions.starts(last)) == 3


class Meeting(RuleBasedStateMachine):
    """Whatever is pressed whenever, and however the machine's clock is set."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.session = replace(session("time", "ready", "facilitator", "ready", "time"), coming=frozenset({1, 2}))
        self.seen: list[int] = []
        self.begins: list[datetime] = []

    def become(self, new: Session) -> None:
        old, self.session = self.session, new
        assert new.phase - old.phase in (0, 1)
        if new.phase != old.phase:
            assert new.began is not None
            self.seen.append(new.phase)
            self.begins.append(new.began)
        if old.state == "ended":
            assert new == old

    def do(self, event: object, *given: object) -> None:
        with suppress(Refusal):
            self.become(event(self.session, *given))  # type: ignore[operator]

    @rule(seconds=st.integers(-400, 20_000))
    def time_goes_by(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def look(self) -> None:
        if self.session.state == "planned":
            if self.session.start <= self.now:
                self.do(sessions.opened, self.now)
        else:
            self.become(sessions.gone_on(self.session, self.now))

    @rule(member=st.integers(1, 4), number=st.integers(0, 6), event=st.sampled_from((sessions.ready, sessions.passing)))
    def somebody_presses(self, member: int, number: int, event: object) -> None:
        self.do(event, number, member, self.now)

    @rule(
        number=st.integers(0, 6),
        event=st.sampled_from((sessions.moved_on, sessions.held, sessions.resumed, sessions.extended)),
    )
    def facilitator_presses(self, number: int, event: object) -> None:
        self.do(event, number, self.now)

    @rule()
    def post_comes_late(self) -> None:
        self.become(sessions.begun_at(self.session, self.session.phase, self.now))

    @precondition(lambda self: self.session.phase > 3)
    @rule()
    def end(self) -> None:
        self.do(sessions.ended)

    @invariant()
    def phases_are_in_order(self) -> None:
        assert self.seen == list(range(1, len(self.seen) + 1))
        assert self.begins == sorted(self.begins)
        if self.session.going:
            assert self.session.began is not None
            assert self.session.ends is not None
            assert self.session.began < self.session.ends
            assert self.session.ready.isdisjoint(self.session.passed)
            times = sessions.starts(self.session)
            assert list(times) == sorted(times)
            assert len(times) == 5


TestMeeting = Meeting.TestCase
TestMeeting.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
