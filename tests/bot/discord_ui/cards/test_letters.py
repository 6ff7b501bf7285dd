"""The list of what was not posted as planned stays within Discord's limits, whatever a session is called."""

from datetime import UTC, datetime, timedelta

from bot.discord_ui.cards import letters as cards
from bot.discord_ui.controls.buttons import turn_buttons
from bot.discord_ui.controls.letters import Settle, TurnLetters
from bot.discord_ui.limits import CARD_CHARACTERS, length
from bot.facilitation.delivery import Letter, Standing, where
from bot.facilitation.letters import ON_ONE_PAGE, Unsettled
from tests.sim import components, raw

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
ID = 10**19


def one(number: int) -> Unsettled:
    title = "[@everyone](https://evil.example) *_~`| " * 20
    letter = Letter(f"session:{number}:opening", "session-opening", ID, ID, NOW, NOW + timedelta(hours=1))
    standing = Standing(letter, number, "lane", "uncertain", anchor=ID + 1, reason="unfinished")
    return Unsettled(standing, title, where(standing), ("there", "again", "out"))


def test_a_full_page_fits_and_is_inert() -> None:
    found = tuple(map(one, range(3 * ON_ONE_PAGE)))
    shown = found[ON_ONE_PAGE : 2 * ON_ONE_PAGE]
    rows = [
        [Settle(f"footnote:letter:{10**14}:{choice}:9999", "Label", cards.discord.ButtonStyle.secondary)]
        for each in shown
        for choice in each.choices[:1]
    ]
    turning = turn_buttons(TurnLetters, "letters", 1, 3)
    card = cards.unsettled(found, 1, rows, turning, "*News* " * 100)
    assert length(raw(card)) <= CARD_CHARACTERS
    assert len(list(components(card))) + 2 * ON_ONE_PAGE <= 40  # three buttons each
    assert "\\@everyone" in raw(card)
    assert raw(card).count("[") == raw(card).count("\\[") > 0
