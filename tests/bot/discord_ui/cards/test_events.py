"""An event says what is read and where to answer, within Discord's limits, and always carries its stamp."""

from dataclasses import replace

import pytest

from bot.discord_ui.cards import events as cards
from bot.discord_ui.limits import EVENT_DESCRIPTION, EVENT_LOCATION, EVENT_NAME, length
from bot.facilitation import session_letters as letters
from bot.facilitation.events import Event
from bot.facilitation.reading import Listing
from bot.facilitation.session_letters import Setting
from bot.facilitation.upcoming import Reading
from tests.bot.facilitation.test_sessions import START, at, session

EVENT = Event("Hedges", "Readers", 5, START, at(20), "https://discord.com/channels/1/5/9")


def content(essays: int = 1, about: str = "A talk.", title: str = "On Hedges", note: str = "") -> dict:
    meeting = session("time", "time")
    meeting = replace(meeting, protocol=replace(meeting.protocol, about=about), note=note)
    listing = Listing("hedges", "hedges.md", title, "O", None, 2, 9, 800, "abc")
    setting = Setting("Readers", tuple(Reading("hedges", listing) for _ in range(essays)))
    return letters.about(meeting, setting) | {"stamp": "ABCDEFGHIJKL"}


def test_what_it_tells() -> None:
    assert cards.description(EVENT, content(note="Bring a pencil.")).splitlines() == [
        "Readers meets in <#5>.",
        "by Talk, 20 minutes",
        "> Bring a pencil.",
        "To read (with `/read`):",
        "- *On Hedges*, O, about 3 minutes",
        "A talk.",
        "Are you coming? https://discord.com/channels/1/5/9",
        "Footnote · ABCDEFGHIJKL",
    ]
    assert "coming" not in cards.description(replace(EVENT, link=None), content())


@pytest.mark.parametrize("essays", [0, 1, 9, 60])
@pytest.mark.parametrize("about", ["A talk. " * 300, "😀" * 900, "*_*_" * 400])
def test_it_stays_within_the_limits_with_its_stamp(essays: int, about: str) -> None:
    event = replace(EVENT, title="😀 " * 90, channel=2**63, group="🌳" * 60)
    shown = cards.description(event, content(essays, about, "@everyone " * 30, "💬" * 400))
    assert length(shown) <= EVENT_DESCRIPTION
    assert shown.splitlines()[-2:] == [f"Are you coming? {EVENT.link}", "Footnote · ABCDEFGHIJKL"]
    assert "@everyone" not in shown.replace("\\@everyone", "")
    assert 0 < length(cards.name(event)) <= EVENT_NAME
    assert length(cards.location(event)) <= EVENT_LOCATION


def test_a_name_is_plain_and_on_one_line() -> None:
    assert cards.name(replace(EVENT, title="On *Hedges*\n and  gates")) == "On *Hedges* and gates"
