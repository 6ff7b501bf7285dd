"""The button that erases what is stored of whoever presses it: herself, never anybody else."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import privacy as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.visits import Visit, moment_of
from bot.facilitation.privacy import Kept


class EraseMe(Button, template=r"footnote:erase-me"):
    """Erases it: in a server what is of that server, in direct messages everything."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        found = await visit.client.privacy.erase(visit.user.id, visit.guild_id, moment_of(visit))
        await visit.edit_original_response(view=cards.erased(found, everywhere=visit.guild_id is None))


def erasure_card(kept: tuple[Kept, ...], *, everywhere: bool) -> Card:
    """Asks once more, with the button that does it."""
    button = EraseMe("footnote:erase-me", "Erase it", discord.ButtonStyle.danger)
    return cards.confirm_erasure(kept, everywhere=everywhere, button=button)
