"""Whatever people write, the cards of protocols stay within Discord's limits and are inert."""

from datetime import UTC, datetime

import discord
import pytest

from bot.discord_ui.cards import protocols as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.limits import CARD_CHARACTERS, CARD_COMPONENTS, length
from bot.facilitation import protocols as rules
from bot.facilitation.protocols import Choice, Choices, Phase, Protocol, ProtocolFile
from bot.facilitation.seed_files import LONGEST_NAME, Fault, Faults
from tests.sim import components, raw

BUTTONS = [discord.ui.Button[Card](label="File", custom_id=str(number)) for number in range(2)]


def choice(mark: str, *, broken: bool = False) -> Choice:
    title = mark * rules.LONGEST_TITLE
    phase = Phase(title, mark * rules.LONGEST_SAY, "groups", 180, 335, "contrast", "factual", (), "facilitator")
    read = Protocol(
        mark * LONGEST_NAME,
        title,
        mark * rules.LONGEST_CREDIT,
        mark * rules.LONGEST_CREDIT,
        f"https://{'a' * (rules.LONGEST_LINK - 8)}",
        mark * rules.LONGEST_ABOUT,
        499,
        500,
        (phase,) * rules.MOST_PHASES,
    )
    faults = Faults(Fault(mark * 200, line, mark * 290) for line in range(50))
    source = ProtocolFile(mark * LONGEST_NAME, title, "", 2**63 - 1, datetime(2026, 1, 1, tzinfo=UTC))
    return Choice(source, faults if broken else read)


@pytest.mark.parametrize("mark", ["x", "*", "𝕏"])
def test_the_longest_cards_fit(mark: str) -> None:
    whole, broken = choice(mark), choice(mark, broken=True)
    shown = [cards.protocol(whole, BUTTONS, cards.REPLACED), cards.protocol(broken, BUTTONS)]
    shown += [cards.protocols(Choices((one,) * 8, 1, 3, 63), BUTTONS) for one in (whole, broken)]
    shown += [cards.confirm_removal(whole.source, BUTTONS), cards.removed(whole.source)]
    for card in shown:
        assert length(raw(card)) <= CARD_CHARACTERS
        assert len(list(components(card))) <= CARD_COMPONENTS
    assert raw(shown[0]).count("180") == 0  # three hours
    assert raw(shown[0]).count("3 hours, slow") == 12
    assert " more." in raw(shown[1])


def test_what_is_written_in_a_file_stays_inert() -> None:
    drawn = raw(cards.protocol(choice("[a](http://x.example) @everyone <@1> "), BUTTONS))
    assert "@everyone" not in drawn.replace("\\@everyone", "")
    assert "<@1>" not in drawn.replace("\\<@1>", "")
    assert "](http" not in drawn.replace("\\[a](http", "")
