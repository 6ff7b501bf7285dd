"""The glossary's buttons: reading a definition in place, turning the list, and choosing what defines a term."""

import discord
from typing_extensions import override

from bot.discord_ui.cards import glossary as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.ask import InContext, context_buttons
from bot.discord_ui.controls.buttons import PLACE, Button, turn_buttons
from bot.discord_ui.controls.cite import cite_button
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.glossary import LONGEST_TERM, Lookup, Proposal


class SetTerm(
    Button, template=rf"footnote:define:(?P<how>new|over):(?P<place>{PLACE}):(?P<term>.{{1,{LONGEST_TERM}}})"
):
    """Lets the words at a place define a term; *over* what defines it now, if the moderator saw that."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        done = await visit.client.glossary.choose(
            visitor_of(visit),
            self.carried["term"],
            self.carried["place"],
            moment_of(visit),
            replacing=self.carried["how"] == "over",
        )
        await visit.edit_original_response(view=cards.made(done))


class TurnGlossary(Button, template=r"footnote:glossary:(?P<page>\d{1,4})"):
    """Shows another part of the list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_glossary(visit, int(self.carried["page"]))


async def show_glossary(visit: Visit, number: int) -> None:
    """The list of terms in the reply that was deferred."""
    page = await visit.client.glossary.page(guild_of(visit), number)
    turning = turn_buttons(TurnGlossary, "glossary", page.page, page.pages)
    await visit.edit_original_response(view=cards.listed(page, turning))


def definition_card(found: Lookup) -> Card:
    """The definition with *Read in place* and *Cite*; where there is none, *In context* for what comes near."""
    if found.definition is None or found.definition.quotation is None:
        return cards.looked_up(found, context_buttons(found.near))
    place = found.definition.quotation.place
    reading = InContext(f"footnote:context:{place}", "Read in place", discord.ButtonStyle.primary)
    return cards.looked_up(found, [reading, cite_button(place)])


def proposal_card(found: Proposal) -> Card:
    """A button for each definition that can be chosen; it says so where it takes another's place."""
    how, verb = ("over", "Replace") if found.present else ("new", "Choose")
    several = len(found.choices) > 1
    buttons = [
        SetTerm(
            f"footnote:define:{how}:{one.place}:{found.term}",
            f"{verb} {'with ' * bool(found.present)}{number}" if several else verb,
            discord.ButtonStyle.primary,
        )
        for number, one in enumerate(found.choices, 1)
    ]
    return cards.proposed(found, buttons)
