"""The buttons under an answer: In context, More, Share."""

from collections.abc import Sequence

import discord
from discord.abc import Messageable
from typing_extensions import override

from bot.discord_ui.cards import ask as cards
from bot.discord_ui.cards import note
from bot.discord_ui.cards import reading as reading_cards
from bot.discord_ui.controls.buttons import PLACE, Button
from bot.discord_ui.controls.cite import cite_button
from bot.discord_ui.controls.reading import page_buttons
from bot.discord_ui.controls.referral import refer_button
from bot.discord_ui.controls.suggestions import suggest_button
from bot.discord_ui.visits import Visit, guild_of, may_post, speaks_here
from bot.facilitation.ask import ON_ONE_CARD, TOKEN, Quotation, Reply, token_of
from bot.facilitation.errors import Refusal
from bot.facilitation.settings import NOT_ALLOWED_HERE
from bot.services import ask

_PLACES = rf"(?P<token>[0-9a-z]{{{TOKEN}}}):(?P<places>{PLACE}(?:,{PLACE})"


class InContext(Button, template=rf"footnote:context:(?P<place>{PLACE})"):
    """Opens the essay where a quotation stands, for whoever presses."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        place = self.carried["place"]
        page = await visit.client.replacing.in_context(guild_of(visit), place)
        buttons = [*page_buttons(page), cite_button(place)]
        await visit.edit_original_response(view=reading_cards.page(page, buttons))


class More(Button, template=rf"footnote:more:{_PLACES}{{0,5}})"):
    """Shows the next quotations below, with the ones after them in a button of their own."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        guild, places = guild_of(visit), self.carried["places"].split(",")
        quotations = await ask.quotations(visit.client.shelf, guild, places)
        token = self.carried["token"]
        question = visit.client.questions.recall(guild, visit.user.id, token)
        shown, rest = quotations[:ON_ONE_CARD], places[ON_ONE_CARD:]
        await visit.edit_original_response(view=answer_card(question, token, None, shown, rest))


class Share(Button, template=rf"footnote:share:{_PLACES}{{0,2}})"):
    """Posts the quotations to the channel, in the name of whoever presses and of nobody else."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        channel = postable(visit)
        guild, places = guild_of(visit), self.carried["places"].split(",")
        quotations = await ask.quotations(visit.client.shelf, guild, places)
        question = visit.client.questions.recall(guild, visit.user.id, self.carried["token"])
        await channel.send(
            view=cards.shared(visit.user.display_name, question, quotations, context_buttons(quotations))
        )
        await visit.edit_original_response(view=note.note("Shared with this channel."))


def answer_view(reply: Reply) -> note.Card:
    """The first card of a reply."""
    token = token_of(reply.question)
    return answer_card(
        reply.question, token, reply.refusal(), reply.quotations, reply.more, reply.read_as, referable=reply.referable
    )


def public_answer(reply: Reply) -> note.Card:
    """The same for a whole channel: the question as it was typed, and nobody's name."""
    return answer_card(reply.question, token_of(reply.question), None, reply.quotations, reply.more, public=True)


def answer_card(
    question: str | None,
    token: str,
    refusal: str | None,
    shown: Sequence[Quotation],
    more: Sequence[str] = (),
    read_as: str | None = None,
    *,
    referable: bool = False,
    public: bool = False,
) -> note.Card:
    """The quotations, and `more`, by their places, behind *More*. By its token the question is found again.

    A refusal comes with what the member can do now; `referable` says whether asking the facilitators is among it.
    What is `public` need not be shared.
    """
    buttons = context_buttons(shown)
    if more:
        buttons.append(More(f"footnote:more:{token}:{','.join(more)}", "More", discord.ButtonStyle.secondary))
    if shown and not refusal and not public:
        places = ",".join(quotation.place for quotation in shown)
        buttons.append(Share(f"footnote:share:{token}:{places}", "Share", discord.ButtonStyle.primary))
    if refusal:
        buttons += [refer_button(token)] * referable + [suggest_button()]
    return cards.answer(question, refusal, shown, buttons, read_as)


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


def postable(visit: Visit) -> Messageable:
    """Where it happened, if both the member and the bot may write there, and the server lets it. Refuses otherwise."""
    if not speaks_here(visit):
        raise Refusal(NOT_ALLOWED_HERE)
    if not may_post(visit, visit.permissions):
        raise Refusal("You may not write in this channel: share where you can write.")
    if not may_post(visit, visit.app_permissions) or not isinstance(visit.channel, Messageable):
        raise Refusal("I am not allowed to post here: ask a moderator to let Footnote send messages in this channel.")
    return visit.channel
