"""The button that hands out a quotation's citations for copying."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import cite as cards
from bot.discord_ui.controls.buttons import PLACE, Button
from bot.discord_ui.visits import Visit, guild_of
from bot.services import cite


class Cite(Button, template=rf"footnote:cite:(?P<place>{PLACE})"):
    """Shows the citations of a quotation, for whoever presses."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        cited = await cite.cite(visit.client.shelf, guild_of(visit), self.carried["place"])
        await visit.edit_original_response(view=cards.citations(cited))


def cite_button(place: str) -> Cite:
    """*Cite* for the quotation with this place."""
    return Cite(f"footnote:cite:{place}", "Cite", discord.ButtonStyle.secondary)
