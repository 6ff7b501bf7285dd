"""What is said of letters that did not go as planned, and what can be chosen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.facilitation import letters as rules
from bot.facilitation.delivery import Letter, Standing
from bot.facilitation.errors import Refusal
from tests.bot.facilitation.test_sessions import session

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)

RUNNING = replace(session(), id=1, state="running", phase=2, began=NOW, ends=NOW)


def letter(key: str = "session:1:phase:2:card", kind: str = "session-phase", **content: object) -> Letter:
    return Letter(key, kind, 1, 2, NOW, NOW + timedelta(hours=1), content)


def standing(of: Letter | None = None, **changes: object) -> Standing:
    return Standing(of or letter(), 7, "lane", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "start"),
    [
        (
            standing(letter(phase="Wonder"), state="uncertain", reason="unreadable"),
            "The phase Wonder of “T” is uncertain. I cannot tell whether it was posted",
        ),
        (
            standing(letter(kind="session-invitation"), state="dead", reason="gone"),
            "The invitation to “T” could not be posted. The place for it is gone",
        ),
        (
            standing(letter(kind="session-news"), reason="locked"),
            "A message of “T” could not be posted. Its thread is locked: a moderator can unlock it",
        ),
    ],
)
def test_what_became_of_it_is_said_in_plain_words(one: Standing, start: str) -> None:
    assert rules.said(one, "T").startswith(start)


def test_what_can_be_chosen() -> None:
    def found(one: Standing, later: timedelta = timedelta(0)) -> tuple[str, ...]:
        return rules.choices(one, RUNNING, NOW + later)

    uncertain = standing(state="uncertain", reason="unreadable")
    assert found(uncertain) == ("there", "again", "out")
    assert found(uncertain, timedelta(hours=1)) == ("there", "out")  # past its grace
    assert found(standing(letter("session:1:phase:1:card"), state="uncertain")) == ("there", "out")
    assert found(standing(reason="forbidden")) == ("now",)
    assert found(standing(state="dead", reason="gone")) == ("out",)
    assert found(standing()) == found(standing(state="sent")) == ()


def test_a_closing_message_is_never_behind_and_nothing_else_follows_an_end() -> None:
    over = replace(RUNNING, state="ended")
    assert rules.behind(letter(), over)
    assert not rules.behind(letter("session:1:closing", "session-closing"), over)
    assert not rules.behind(letter("session:1:opening", "session-opening"), RUNNING)


def test_notices_and_reminders_of_ones_own_are_no_concern_of_the_group() -> None:
    kinds = ("session-phase", "session-notice", "session-direct", "note")
    assert [rules.concerns_group(letter(kind=kind)) for kind in kinds] == [True, False, False, False]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("https://discord.com/channels/1/22/333", rules.Link(22, 333)),
        (" https://ptb.discord.com/channels/1/22/333/ ", rules.Link(22, 333)),
        ("https://discordapp.com/channels/1/22", rules.Link(22, 22)),
    ],
)
def test_a_link_names_a_message(typed: str, found: rules.Link) -> None:
    assert rules.linked(typed, 1) == found


@pytest.mark.parametrize(
    "typed", ["", "333", "https://discord.com/channels/2/22/333", "https://example.org/channels/1/22/333", "x" * 5000]
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="Copy Message Link"):
        rules.linked(typed, 1)
