"""One sentence to one person: refusals, apologies, confirmations."""

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.limits import CARD_CHARACTERS

_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that turn the rest of a line around."""


class Card(discord.ui.LayoutView):
    """A message of ours. Its buttons are dynamic items, so nothing of it is kept in memory."""

    def __init__(self, *items: discord.ui.Item["Card"]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)


def note(sentence: str) -> Card:
    """The sentence, drawn inert: it may name an essay or repeat what a member typed."""
    return Card(discord.ui.TextDisplay(inert.fit(sentence.translate(_TURNING), CARD_CHARACTERS)))
