"""The moderators' buttons: removing an essay, turning the library's list. Both check the right again."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import library as cards
from bot.discord_ui.cards import reading as reading_cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.controls.reading import list_buttons
from bot.discord_ui.visits import Visit, visitor_of
from bot.facilitation.reading import Listing
from bot.services import library

REVISION = 12
"""Characters of the revision in a button: enough that a replaced essay is not removed by an old button."""


class Remove(Button, template=rf"footnote:remove:(?P<essay>[^:]{{1,60}}):(?P<revision>\w{{1,{REVISION}}})"):
    """Removes the essay for good."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        essay = await library.remove(
            visit.client.shelf, visitor_of(visit), self.carried["essay"], self.carried["revision"]
        )
        await visit.edit_original_response(view=cards.removed(essay))


class TurnLibrary(Button, template=r"footnote:library:(?P<number>\d{1,4})"):
    """Shows another part of the moderators' list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_library(visit, int(self.carried["number"]))


async def show_library(visit: Visit, number: int) -> None:
    """The moderators' list in the reply that was deferred."""
    listings = await library.essays(visit.client.shelf, visitor_of(visit))
    number = min(number, reading_cards.lists(listings) - 1)
    buttons = list_buttons(TurnLibrary, "library", listings, number)
    await visit.edit_original_response(view=reading_cards.essays(listings, number, files=True, buttons=buttons))


def removal_card(essay: Listing) -> Card:
    """Asks once more, with the button that does it."""
    custom_id = f"footnote:remove:{essay.slug}:{essay.revision[:REVISION]}"
    return cards.confirm_removal(essay, Remove(custom_id, "Remove", discord.ButtonStyle.danger))
