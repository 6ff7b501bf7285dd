"""*Replace*: gives an essay the text of a draft that was looked at."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import replacing as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.controls.drafts import DRAFT, Discard
from bot.discord_ui.controls.library import ESSAY
from bot.discord_ui.progress import Progress
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.drafts import Scope
from bot.facilitation.replacing import Replacement

REVISION = 8
"""Characters of the revision that was looked at; with the longest name and number a button holds no more."""


class Replace(Button, template=rf"footnote:replace:{ESSAY}:{DRAFT}:(?P<revision>\w{{1,{REVISION}}})"):
    """Gives the essay its new text, if it still has the one that was looked at."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        slug, number = self.carried["essay"], int(self.carried["number"])
        async with Progress(visit, "Replacing") as progress:
            done = await visit.client.replacing.replace(
                visitor_of(visit), slug, number, self.carried["revision"], progress.report, moment_of(visit)
            )
        await visit.edit_original_response(view=cards.replaced(done))


def replacement_card(shown: Replacement) -> Card:
    """What would change, with the buttons that decide it."""
    number = shown.draft.number
    carried = f"{shown.essay.slug}:{number}:{shown.essay.revision[:REVISION]}"
    return cards.preview(
        shown,
        [
            Replace(f"footnote:replace:{carried}", "Replace", discord.ButtonStyle.primary),
            Discard(f"footnote:discard:{number}:{Scope(number, number)}:0", "Discard", discord.ButtonStyle.danger),
        ],
    )
