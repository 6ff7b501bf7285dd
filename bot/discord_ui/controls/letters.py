"""The buttons of letters that did not go as planned: there, again, left out, now. Each checks its right again."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

import discord
from typing_extensions import override

from bot.discord_ui.cards import letters as cards
from bot.discord_ui.cards import sessions as session_cards
from bot.discord_ui.cards.note import Card, note
from bot.discord_ui.controls.buttons import Button, turn_buttons
from bot.discord_ui.controls.forms import Form, field
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.delivery import Letter
from bot.facilitation.errors import Refusal
from bot.facilitation.letters import LONGEST_LINK, ON_ONE_PAGE, SETTLED, Choice
from bot.facilitation.paging import pages

HOW = "In its menu: Copy Message Link"
_GREY = discord.ButtonStyle.secondary
_CARRIED = re.compile(r"link:(\d{1,15})")


class Settle(
    Button, template=r"footnote:letter:(?P<number>\d{1,15}):(?P<choice>there|again|out|now)(?::(?P<page>\d{1,4}))?"
):
    """Does what a facilitator chose for a letter; in the list, shows what is left."""

    @override
    async def press(self, visit: Visit) -> None:
        number, choice, page = int(self.carried["number"]), _choice(self.carried["choice"]), self.carried["page"]
        await (visit.response.defer() if page else visit.response.defer(ephemeral=True, thinking=True))
        try:
            news = await _settle(visit, number, choice)
        except Refusal:
            if page:
                await show_letters(visit, int(page))
            raise
        if news is None:
            card = cards.not_found(GiveLink(f"footnote:letter-link:{number}", "Give its link", _GREY))
            await (visit.followup.send(view=card, ephemeral=True) if page else visit.edit_original_response(view=card))
        elif page:
            await show_letters(visit, int(page), news)
        else:
            await visit.edit_original_response(view=note(news))


class GiveLink(Button, template=r"footnote:letter-link:(?P<number>\d{1,15})"):
    """Opens the form for the link of a message that was not found."""

    @override
    async def press(self, visit: Visit) -> None:
        number = int(self.carried["number"])
        await visit.client.letters.require(visitor_of(visit), number, "there", moment_of(visit))
        await visit.response.send_modal(LinkForm.of(number))


class LinkForm(Form):
    """Takes the link of a message of ours."""

    name = "footnote:letter-form"

    @classmethod
    def of(cls, number: int) -> "LinkForm":
        """The form; its field carries whose message it is."""
        label = "Link of my message"
        return cls("It is there", field(f"link:{number}", label, LONGEST_LINK, description=HOW, required=True))

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        name, typed = next(iter(given.items()), ("", ""))
        found = _CARRIED.fullmatch(name)
        if found is None:
            raise Refusal(SETTLED)
        await visit.client.letters.is_there(visitor_of(visit), int(found[1]), moment_of(visit), typed)
        await visit.edit_original_response(view=note(cards.DONE["there"]))


class TurnLetters(Button, template=r"footnote:letters:(?P<page>\d{1,4})"):
    """Shows another part of the list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_letters(visit, int(self.carried["page"]))


async def show_letters(visit: Visit, page: int, news: str | None = None) -> None:
    """The list in the reply that was deferred, with `news` of a choice above it."""
    found = await visit.client.letters.unsettled(visitor_of(visit), moment_of(visit))
    page = min(page, pages(len(found), ON_ONE_PAGE) - 1)
    shown = found[page * ON_ONE_PAGE : (page + 1) * ON_ONE_PAGE]
    rows = [[_button(one.standing.number, choice, page) for choice in one.choices] for one in shown]
    turning = turn_buttons(TurnLetters, "letters", page, pages(len(found), ON_ONE_PAGE))
    await visit.edit_original_response(view=cards.unsettled(found, page, rows, turning, news))


def notice_letter(letter: Letter, planned: datetime | None) -> Card:
    """A notice to facilitators, with what they can do about the letter of which it tells."""
    chosen = letter.content.get("choices", ())
    buttons: list[discord.ui.Item[Any]] = [_button(int(letter.content["letter"]), _choice(one)) for one in chosen]
    rows: list[session_cards.Row] = [discord.ui.ActionRow(*buttons)] if buttons else []
    return session_cards.letter(letter, planned, rows)


async def _settle(visit: Visit, number: int, choice: Choice) -> str | None:
    """Do it and say so; None when a letter was not found that is said to be there."""
    story, visitor, now = visit.client.letters, visitor_of(visit), moment_of(visit)
    if choice == "there" and not await story.is_there(visitor, number, now):
        return None
    if choice == "again" and not await story.post_again(visitor, number, now):
        return cards.FOUND_AFTER_ALL
    if choice == "out":
        await story.leave_out(visitor, number, now)
    if choice == "now":
        await story.try_now(visitor, number, now)
    return cards.DONE[choice]


def _button(number: int, choice: Choice, page: int | None = None) -> Settle:
    carried = f"footnote:letter:{number}:{choice}" + ("" if page is None else f":{page}")
    return Settle(carried, cards.LABELS[choice], _GREY)


def _choice(word: str) -> Choice:
    return next(one for one in get_args(Choice) if one == word)
