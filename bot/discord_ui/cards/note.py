"""One sentence to one person: refusals, apologies, confirmations."""

import discord

from bot.discord_ui.cards import inert
from bot.discord_ui.limits import CARD_CHARACTERS


class Card(discord.ui.LayoutView):
    """A message of ours. Its buttons are dynamic items, so nothing of it is kept in memory."""

    def __init__(self, *items: discord.ui.Item["Card"]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)


def note(sentence: str) -> Card:
    """The sentence, drawn inert: it may name an essay or repeat what a member typed."""
    return Card(discord.ui.TextDisplay(inert.fit(sentence, CARD_CHARACTERS)))
