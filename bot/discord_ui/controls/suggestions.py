"""*Suggest a text* for members, and the moderators' list of what was suggested."""

from collections.abc import Mapping
from typing import cast

import discord
from typing_extensions import override

from bot.discord_ui.cards import suggestions as cards
from bot.discord_ui.cards.note import note
from bot.discord_ui.controls.buttons import Button, turn_buttons
from bot.discord_ui.controls.forms import Form, field
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.suggestions import (
    LONGEST_AUTHOR,
    LONGEST_LINK,
    LONGEST_NOTE,
    LONGEST_TITLE,
    Decision,
    Suggestion,
    suggested,
)


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
        text = suggested(*(given.get(name, "") for name in ("title", "author", "link", "note")))
        await visit.client.suggestions.suggest(guild_of(visit), visit.user.id, text, moment_of(visit))
        await visit.edit_original_response(view=note(f"“{text.title}” is suggested: the moderators will decide."))


class Decide(
    Button, template=r"footnote:decide:(?P<decision>accepted|declined):(?P<number>\d{1,15}):(?P<page>\d{1,4})"
):
    """Accepts or declines a suggestion, and shows what is left."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        decision = cast(Decision, self.carried["decision"])
        decided = await visit.client.suggestions.decide(visitor_of(visit), int(self.carried["number"]))
        await show_suggestions(visit, int(self.carried["page"]), cards.decided(decided, decision))


class TurnSuggestions(Button, template=r"footnote:suggestions:(?P<page>\d{1,4})"):
    """Shows another part of the list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_suggestions(visit, int(self.carried["page"]))


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
