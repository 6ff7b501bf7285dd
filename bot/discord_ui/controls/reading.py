"""Turning the pages of an essay and of the list of essays."""

from collections.abc import Sequence

import discord
from typing_extensions import override

from bot.discord_ui.cards import reading as cards
from bot.discord_ui.controls.buttons import Button, turn_buttons
from bot.discord_ui.visits import Visit, guild_of
from bot.facilitation.reading import Listing, Page, Position
from bot.services import reading


class TurnPage(Button, template=r"footnote:read:(?P<essay>[^:]{1,60}):(?P<paragraph>\d{1,6})\.(?P<part>\d{1,5})"):
    """Shows the page at a position of an essay, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        position = Position(int(self.carried["paragraph"]), int(self.carried["part"]))
        page = await reading.turn(visit.client.shelf, guild_of(visit), self.carried["essay"], position)
        await visit.edit_original_response(view=cards.page(page, page_buttons(page)))


class TurnList(Button, template=r"footnote:essays:(?P<number>\d{1,4})"):
    """Shows another part of the list of essays, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        listings = await reading.essays(visit.client.shelf, guild_of(visit))
        number = min(int(self.carried["number"]), cards.lists(listings) - 1)
        await visit.edit_original_response(
            view=cards.essays(listings, number, buttons=list_buttons(TurnList, "essays", listings, number))
        )


def read_button(essay: Listing) -> Button:
    """Opens the essay at its beginning, in place."""
    return TurnPage(f"footnote:read:{essay.slug}:1.0", "Read", discord.ButtonStyle.primary)


def page_buttons(page: Page) -> list[Button]:
    """Previous and Next, as far as there are such pages."""
    neighbours = (("Previous", page.previous), ("Next", page.next))
    return [
        TurnPage(
            f"footnote:read:{page.essay.slug}:{position.paragraph}.{position.part}",
            label,
            discord.ButtonStyle.secondary,
        )
        for label, position in neighbours
        if position is not None
    ]


def list_buttons(kind: type[Button], name: str, listings: Sequence[Listing], number: int) -> list[Button]:
    """Previous and Next for a list of which `number` is shown."""
    return turn_buttons(kind, name, number, cards.lists(listings))
