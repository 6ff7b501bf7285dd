"""The button that closes a reading group; it checks the right again."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import groups as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.groups import Group


class CloseGroup(Button, template=r"footnote:close-group:(?P<number>\d{1,15})"):
    """Closes the group."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        group = await visit.client.groups.close(visitor_of(visit), int(self.carried["number"]), moment_of(visit))
        await visit.edit_original_response(view=cards.closed(group))


def closing_card(group: Group) -> Card:
    """Asks once more, with the button that does it."""
    button = CloseGroup(f"footnote:close-group:{group.id}", "Close", discord.ButtonStyle.danger)
    return cards.confirm_closing(group, button)
