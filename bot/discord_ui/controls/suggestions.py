"""*Suggest a text* for members, and the moderators' list of what was suggested."""

import re
from collections.abc import Mapping
from contextlib import suppress

import discord
from typing_extensions import override

from bot.discord_ui.cards import suggestions as cards
from bot.discord_ui.controls.buttons import Button, turn_buttons
from bot.discord_ui.controls.forms import Form, field
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.errors import Refusal
from bot.facilitation.suggestions import (
    DECIDED,
    LONGEST_AUTHOR,
    LONGEST_LINK,
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_TITLE,
    Decision,
    SuggestedText,
    Suggestion,
    suggested,
)

_CARRIED = re.compile(r"reason:(\d{1,15}):(\d{1,4})")


class Suggest(Button, template=r"footnote:suggest"):
    """Opens the form in which a text is suggested."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.client.suggestions.require_space(guild_of(visit), visit.user.id)
        await visit.response.send_modal(SuggestionForm.empty())


class SuggestionForm(Form):
    """Keeps the suggestion for the moderators."""

    name = "footnote:suggest-form"

    @classmethod
    def empty(cls) -> "SuggestionForm":
        """The form, which says who will see it."""
        return cls(
            "Suggest a text",
            discord.ui.TextDisplay(cards.NOTICE),
            field("title", "Title", LONGEST_TITLE, required=True),
            field("author", "Author", LONGEST_AUTHOR),
            field("link", "Link", LONGEST_LINK, description="Where it can be read or found"),
            field("note", "Why this text?", LONGEST_NOTE, long=True),
        )

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        await hand_over(visit, suggested(*(given.get(name, "") for name in ("title", "author", "link", "note"))))


class Decide(
    Button, template=r"footnote:decide:(?P<decision>accepted|declined):(?P<number>\d{1,15}):(?P<page>\d{1,4})"
):
    """Accepts a suggestion and shows what is left; or opens the form in which one is declined."""

    @override
    async def press(self, visit: Visit) -> None:
        number, page = int(self.carried["number"]), int(self.carried["page"])
        if self.carried["decision"] == "declined":
            found = await visit.client.suggestions.find(visitor_of(visit), number)
            await visit.response.send_modal(DeclineForm.of(found, page))
            return
        await visit.response.defer()
        await decide(visit, number, page, "accepted")


class DeclineForm(Form):
    """Declines a suggestion, with a reason or without."""

    name = "footnote:decline-form"

    @classmethod
    def of(cls, suggestion: Suggestion, page: int) -> "DeclineForm":
        """The form; its field carries which suggestion it is, and the page on which it stands."""
        return cls(
            "Decline",
            field(
                f"reason:{suggestion.number}:{page}", "Why? (you need not say)", LONGEST_REASON, description=cards.WHY
            ),
        )

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        name, reason = next(iter(given.items()), ("", ""))
        found = _CARRIED.fullmatch(name)
        if found is None:
            raise Refusal(DECIDED)
        # Whoever forges a form has no list to which it belongs.
        await visit.response.defer(ephemeral=True, thinking=visit.message is None)
        await decide(visit, int(found[1]), int(found[2]), "declined", reason)


class TurnSuggestions(Button, template=r"footnote:suggestions:(?P<page>\d{1,4})"):
    """Shows another part of the list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_suggestions(visit, int(self.carried["page"]))


async def hand_over(visit: Visit, text: SuggestedText) -> None:
    """Keep a suggestion; the direct messages in which she hears of the decision are opened now, at her own wish."""
    inbox = None
    with suppress(discord.HTTPException):
        inbox = (await visit.user.create_dm()).id
    await visit.client.suggestions.suggest(guild_of(visit), visit.user.id, text, moment_of(visit), inbox)
    await visit.edit_original_response(view=cards.made(text.title, told=inbox is not None))


async def decide(visit: Visit, number: int, page: int, decision: Decision, reason: str = "") -> None:
    """Decide on a suggestion, and show what is left in the list that it stood on."""
    server, now = visit.guild.name if visit.guild else "", moment_of(visit)
    found = await visit.client.suggestions.decide(
        visitor_of(visit), number, decision, now, server=server, reason=reason
    )
    await show_suggestions(visit, page, cards.decided(found, decision))


async def show_suggestions(visit: Visit, page: int, news: str | None = None) -> None:
    """The moderators' list in the reply that was deferred, with `news` of a decision above it."""
    waiting = await visit.client.suggestions.waiting(visitor_of(visit), page)
    rows = [decision_buttons(one, waiting.page) for one in waiting.shown]
    turning = turn_buttons(TurnSuggestions, "suggestions", waiting.page, waiting.pages)
    await visit.edit_original_response(view=cards.waiting(waiting, rows, turning, news))


def decision_buttons(suggestion: Suggestion, page: int) -> list[Decide]:
    """*Accept* and *Decline* for a suggestion on this page."""
    carried = f"{suggestion.number}:{page}"
    return [
        Decide(f"footnote:decide:accepted:{carried}", "Accept", discord.ButtonStyle.primary),
        Decide(f"footnote:decide:declined:{carried}", "Decline", discord.ButtonStyle.secondary),
    ]


def suggest_button() -> Suggest:
    """*Suggest a text*."""
    return Suggest("footnote:suggest", "Suggest a text", discord.ButtonStyle.secondary)
