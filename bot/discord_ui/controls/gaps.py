"""Turning the list of questions that the essays could not answer; the right is checked again."""

from typing_extensions import override

from bot.discord_ui.cards import gaps as cards
from bot.discord_ui.controls.buttons import Button, turn_buttons
from bot.discord_ui.visits import Visit, visitor_of


class TurnGaps(Button, template=r"footnote:gaps:(?P<page>\d{1,4})"):
    """Shows another part of the list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_gaps(visit, int(self.carried["page"]))


async def show_gaps(visit: Visit, page: int) -> None:
    """The list in the reply that was deferred."""
    found = await visit.client.gaps.page(visitor_of(visit), page)
    await visit.edit_original_response(view=cards.gaps(found, turn_buttons(TurnGaps, "gaps", found.page, found.pages)))
