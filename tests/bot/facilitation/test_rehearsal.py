"""The whole session beforehand, in order and by the group's own clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.facilitation import rehearsal
from bot.facilitation import session_letters as letters
from bot.facilitation.prompts import Evidence, Prompt
from bot.facilitation.reading import Listing
from bot.facilitation.session_letters import Setting
from bot.facilitation.upcoming import Reading
from tests.bot.facilitation.test_prompts import passage
from tests.bot.facilitation.test_sessions import START, session

HEDGES = Reading("hedges.md", Listing("hedges", "hedges.md", "Hedges", "Odile", None, 2, 4, 900, "x"))
SETTING = Setting("Readers", (HEDGES, Reading("gone.md", None)), START + timedelta(days=7))
PROMPTS = (
    Prompt((passage(1),), "Why the wind?", evidence=(Evidence("Hedges", True), Evidence("Tea", False))),
    Prompt(open=True),
    Prompt((passage(1), passage(2, "tea")), "And the kettle?", evidence=(Evidence("Tea", False),)),
)


def test_every_message_in_order() -> None:
    found = rehearsal.messages(session(), PROMPTS, SETTING)
    assert [one.kind.removeprefix("session-") for one in found] == [
        *("invitation", "reminder", "opening", "phase", "phase", "phase", "closing")
    ]
    assert [one.due for one in found] == sorted(one.due for one in found)
    assert found[-1].due == START + timedelta(minutes=30)
    assert len({one.key for one in found}) == len(found)


def test_on_paper() -> None:
    shown = rehearsal.transcript(rehearsal.messages(session(), PROMPTS, SETTING), PROMPTS, "Europe/Berlin")
    for line in (
        "Saturday 2026-02-28 19:30 Europe/Berlin (UTC+01:00)\n    INVITATION: Hedges (Readers)",
        "    To read: Hedges, about 4 minutes\n    To read: gone.md, which is not in the library",
        "    By Talk, 30 minutes, live.",
        "    > A hedge, says Odile, keeps the wind out.\n",
        "    Question: Why the wind?",
        "    [Evidence in: Hedges]\n    [No evidence in: Tea]",
        "    (The facilitator chooses the passage.)",
        "    Until the facilitator goes on, about Tuesday 2026-03-03 20:00 Europe/Berlin (UTC+01:00)",
        "    [Evidence in: Hedges]\n    [No evidence in: Tea]",
        "    That was “Hedges”.",
        "    We asked: Why the wind?\n    We asked: And the kettle? (I found nothing on it in these essays)",
        "    Slow lane: you cannot be there at that hour, and write in the thread whenever you can.",
        "    The next meeting: Tuesday 2026-03-10 19:30 Europe/Berlin (UTC+01:00)",
    ):
        assert line in shown


def test_invitations_keep_their_hour_over_a_clock_change() -> None:
    after = replace(session(), start=datetime(2026, 3, 31, 17, 30, tzinfo=UTC))  # Berlin changes on the 29th
    assert letters.invited_at(after) == datetime(2026, 3, 28, 18, 30, tzinfo=UTC)
    assert letters.reminded_at(after) == datetime(2026, 3, 30, 17, 30, tzinfo=UTC)


def test_no_invitation_in_the_last_moment() -> None:
    planned = session()
    assert letters.invitation(planned, SETTING, START - timedelta(hours=1)) is None
    late = letters.invitation(planned, SETTING, START - timedelta(hours=30))
    assert late is not None
    assert late.due == START - timedelta(hours=30)
    assert letters.reminder(planned, SETTING, late.due) is None
    assert letters.reminder(planned, Setting("Readers"), None) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(60, "1 minute"), (2700, "45 minutes"), (5400, "90 minutes"), (7200, "2 hours"), (9000, "2.5 hours"),
     (86_400, "1 day"), (6 * 86_400, "6 days")],
)  # fmt: skip
def test_how_long(seconds: int, words: str) -> None:
    assert rehearsal.lasting(seconds) == words
