"""Which wishes of moderators can be met, and what holds without any."""

from dataclasses import replace

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.settings import Room, ServerSettings, Wishes, changed, restored

OPEN = Room(7, visible=True, writable=True)
ON = ServerSettings(questions_channel=7)


def test_a_server_that_never_chose_asks_nobody_and_is_balanced() -> None:
    assert ServerSettings() == ServerSettings(questions_channel=None, strictness="balanced")
    assert not ServerSettings().asks_facilitators


@pytest.mark.parametrize(
    ("before", "wishes", "after"),
    [
        (ServerSettings(), Wishes(questions_room=OPEN), ON),
        (ServerSettings(), Wishes(questions_room=OPEN, ask_the_facilitators=True), ON),
        (ON, Wishes(questions_room=Room(8, True, True)), ServerSettings(8)),
        (ON, Wishes(ask_the_facilitators=True), ON),
        (ON, Wishes(ask_the_facilitators=False), ServerSettings()),
        (ON, Wishes(strictness="strict"), ServerSettings(7, "strict")),
        (ON, Wishes(events=False), ServerSettings(7, events=False)),
        (ServerSettings(events=False), Wishes(strictness="open"), ServerSettings(None, "open", events=False)),
        (ServerSettings(events=False), Wishes(events=True), ServerSettings()),
        (ServerSettings(7, "open"), Wishes(ask_the_facilitators=False), ServerSettings(None, "open")),
    ],
)
def test_a_wish_changes_what_it_names_and_nothing_else(
    before: ServerSettings, wishes: Wishes, after: ServerSettings
) -> None:
    assert changed(before, wishes, 1, {}) == after


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (Wishes(), "Nothing was changed"),
        (Wishes(questions_room=OPEN, ask_the_facilitators=False), "not both"),
        (Wishes(ask_the_facilitators=True), "questions_channel as well"),
        (Wishes(questions_room=Room(7, visible=False, writable=False)), "cannot see that channel"),
        (Wishes(questions_room=Room(7, visible=True, writable=False)), "may not write in that channel"),
    ],
)
def test_a_wish_that_cannot_be_met_is_one_sentence(wishes: Wishes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        changed(ServerSettings(), wishes, 1, {})


GUILD = 1
SIX = tuple(range(10, 16))


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (Wishes(moderator_roles=(GUILD,)), "everyone in this server"),
        (Wishes(facilitator_roles=(5, GUILD)), "everyone in this server"),
        (Wishes(askers=SIX), "at most 5 roles"),
        (Wishes(channels=tuple(range(100, 126))), "at most 25 channels"),
        (Wishes(channels=(8,)), "“Readers” meets elsewhere"),
        (Wishes(channels=(9,), questions_room=OPEN), "add it with /settings channels"),
        (Wishes(asks_a_minute=31), "from 1 to 30"),
        (Wishes(asks_a_day=0), "from 1 to 1000"),
        (Wishes(server_asks_a_minute=301), "from 1 to 300"),
    ],
)
def test_what_cannot_be_is_refused(wishes: Wishes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        changed(ServerSettings(), wishes, GUILD, {9: "Readers"})


def test_none_chosen_lets_everybody_ask_and_footnote_speak_everywhere() -> None:
    assert ServerSettings().may_ask(())
    assert ServerSettings().speaks_in(4)
    chosen = ServerSettings(askers=(5, 6), channels=(7,))
    assert chosen.may_ask({6, 9})
    assert not chosen.may_ask({9})
    assert chosen.speaks_in(3, 7)  # a thread of an allowed channel
    assert not chosen.speaks_in(3, None)


def test_a_zone_without_letters_takes_it_away() -> None:
    with_zone = changed(ServerSettings(), Wishes(zone="Europe/Oslo"), GUILD, {})
    assert with_zone.zone == "Europe/Oslo"
    assert changed(with_zone, Wishes(zone=""), GUILD, {}).zone is None


def test_what_the_audit_wrote_is_set_back_in_any_later_version() -> None:
    chosen = ServerSettings(7, "strict", askers=(5,), zone="Europe/Oslo", gaps=True)
    assert restored(ServerSettings(), chosen.values(), GUILD, {}) == chosen
    assert restored(chosen, {"zone": None, "askers": []}, GUILD, {}) == replace(chosen, zone=None, askers=())
    with pytest.raises(Refusal, match="cannot be undone"):
        restored(chosen, {"colour": "green"}, GUILD, {})
    with pytest.raises(Refusal, match="meets elsewhere"):
        restored(chosen, {"channels": [7]}, GUILD, {9: "Readers"})
