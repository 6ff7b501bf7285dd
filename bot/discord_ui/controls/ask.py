"""The buttons under an answer: In context, More, Share."""

from collections.abc import Sequence

import discord
from discord.abc import Messageable
from typing_extensions import override

from bot.discord_ui.cards import ask as cards
from bot.discord_ui.cards import note
from bot.discord_ui.cards import reading as reading_cards
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.controls.reading import page_buttons
from bot.discord_ui.visits import Visit, guild_of, may_post
from bot.facilitation.ask import ON_ONE_CARD, Quotation, Reply
from bot.facilitation.errors import Refusal
from bot.services import ask, reading

_PLACE = r"[0-9a-z]{1,8}\.[0-9a-z]{1,2}"
_PLACES = rf"(?P<places>{_PLACE}(?:,{_PLACE})"


class InContext(Button, template=rf"footnote:context:(?P<place>{_PLACE})"):
    """Opens the essay where a quotation stands, for whoever presses."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        page = await reading.in_context(visit.client.shelf, guild_of(visit), self.carried["place"])
        await visit.edit_original_response(view=reading_cards.page(page, page_buttons(page)))


class More(Button, template=rf"footnote:more:{_PLACES}{{0,5}})"):
    """Shows the next quotations below, with the ones after them in a button of their own."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        guild, places = guild_of(visit), self.carried["places"].split(",")
        quotations = await ask.quotations(visit.client.shelf, guild, places)
        question = visit.client.questions.recall(guild, visit.user.id, places[0])
        await visit.edit_original_response(view=answer_card(question, True, quotations))


class Share(Button, template=rf"footnote:share:{_PLACES}{{0,2}})"):
    """Posts the quotations to the channel, in the name of whoever presses and of nobody else."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        channel = _postable(visit)
        guild, places = guild_of(visit), self.carried["places"].split(",")
        quotations = await ask.quotations(visit.client.shelf, guild, places)
        question = visit.client.questions.recall(guild, visit.user.id, places[0])
        await channel.send(
            view=cards.shared(visit.user.display_name, question, quotations, context_buttons(quotations))
        )
        await visit.edit_original_response(view=note.note("Shared with this channel."))


def answer_view(reply: Reply) -> note.Card:
    """The first card of a reply."""
    return answer_card(reply.question, reply.answered, reply.quotations)


def answer_card(question: str | None, answered: bool, quotations: Sequence[Quotation]) -> note.Card:
    """As many quotations as one card shows; the rest waits behind *More*."""
    shown, rest = quotations[:ON_ONE_CARD], quotations[ON_ONE_CARD:]
    buttons = context_buttons(shown)
    if rest:
        buttons.append(More(f"footnote:more:{_joined(rest)}", "More", discord.ButtonStyle.secondary))
    if shown and answered:
        buttons.append(Share(f"footnote:share:{_joined(shown)}", "Share", discord.ButtonStyle.primary))
    return cards.answer(question, answered, shown, buttons)


def context_buttons(quotations: Sequence[Quotation]) -> list[Button]:
    """One *In context* for each quotation, numbered when there are several."""
    return [
        InContext(
            f"footnote:context:{quotation.place}",
            f"{number} in context" if len(quotations) > 1 else "In context",
            discord.ButtonStyle.secondary,
        )
        for number, quotation in enumerate(quotations, 1)
    ]


def _joined(quotations: Sequence[Quotation]) -> str:
    return ",".join(quotation.place for quotation in quotations)


def _postable(visit: Visit) -> Messageable:
    if not may_post(visit, visit.permissions):
        raise Refusal("You may not write in this channel: share where you can write.")
    if not may_post(visit, visit.app_permissions) or not isinstance(visit.channel, Messageable):
        raise Refusal("I am not allowed to post here: ask a moderator to let Footnote send messages in this channel.")
    return visit.channel
