"""Which wishes of moderators can be met, and what holds without any."""

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.settings import Room, ServerSettings, Wishes, changed

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
        (ServerSettings(7, "open"), Wishes(ask_the_facilitators=False), ServerSettings(None, "open")),
    ],
)
def test_a_wish_changes_what_it_names_and_nothing_else(
    before: ServerSettings, wishes: Wishes, after: ServerSettings
) -> None:
    assert changed(before, wishes) == after


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
        changed(ServerSettings(), wishes)
