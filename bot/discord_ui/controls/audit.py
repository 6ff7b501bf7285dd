"""The buttons of the audit: *Undo*, which asks once more, and turning its pages. Rights are checked again."""

from typing import get_args

import discord
from typing_extensions import override

from bot.discord_ui.cards import audit as cards
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.audit import ON_ONE_PAGE, Filter, Kind

KINDS = "|".join(get_args(Kind))
NUMBER = r"(?P<number>\d{1,15})"
MEMBER = r"(?P<member>\d{1,18}|[1-8]\d{18})"
"""An id, or 0 for anybody: no number that SQLite cannot hold."""


class TurnAudit(Button, template=rf"footnote:audit:(?P<kind>any|{KINDS}):{MEMBER}:(?P<page>\d{{1,5}})"):
    """Shows another page, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        kind = next((one for one in get_args(Kind) if one == self.carried["kind"]), None)
        await show_audit(visit, Filter(kind, int(self.carried["member"]) or None), int(self.carried["page"]))


class Undo(Button, template=rf"footnote:undo:{NUMBER}"):
    """Says what undoing will do."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        entry = await visit.client.audit.find(visitor_of(visit), int(self.carried["number"]))
        button = UndoNow(f"footnote:undo-now:{entry.number}", "Undo", discord.ButtonStyle.danger)
        await visit.edit_original_response(view=cards.confirm(entry, button, _names(visit)))


class UndoNow(Button, template=rf"footnote:undo-now:{NUMBER}"):
    """Takes the change back."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        entry = await visit.client.audit.undo(visitor_of(visit), int(self.carried["number"]), moment_of(visit))
        if visit.client.clock:
            visit.client.clock.wake()  # a meeting may be due again
        await visit.edit_original_response(view=cards.undone(entry))


async def show_audit(visit: Visit, wanted: Filter, number: int) -> None:
    """A page of the audit in the reply that was deferred."""
    book, grey = visit.client.audit, discord.ButtonStyle.secondary
    page = await book.page(visitor_of(visit), wanted, number)
    undo = {one.number: Undo(f"footnote:undo:{one.number}", "Undo", grey) for one in page.entries if book.can_undo(one)}
    carried = f"footnote:audit:{wanted.kind or 'any'}:{wanted.member or 0}"
    turning = [
        TurnAudit(f"{carried}:{other}", label, grey)
        for label, other in (("Previous", page.page - 1), ("Next", page.page + 1))
        if 0 <= other * ON_ONE_PAGE < page.total
    ]
    await visit.edit_original_response(view=cards.lines(page, undo, turning, _names(visit)))


def _names(visit: Visit) -> dict[int, str]:
    return {role.id: role.name for role in visit.guild.roles} if visit.guild else {}
