"""The verdict card with a button for every place on it."""

from collections.abc import Sequence

from bot.discord_ui.cards import quote as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.ask import context_buttons
from bot.facilitation.quote import Checked


def quote_card(found: Sequence[Checked]) -> Card:
    """One quotation with its places, or several with the first place of each."""
    shown = found[0].places if len(found) == 1 else [place for one in found for place in one.places[:1]]
    places = {place.place: place for place in shown}
    numbers = {place: number for number, place in enumerate(places, 1)}
    return cards.checked(found, numbers, context_buttons(list(places.values())))
