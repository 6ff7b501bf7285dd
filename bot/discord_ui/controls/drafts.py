"""The buttons under a draft: *Publish*, *Publish all*, *Edit details*, *Discard*; the starter essays at one press."""

import re
from collections.abc import Mapping, Sequence

import discord
from typing_extensions import override

from bot.discord_ui.cards import drafts as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.controls.details import STALE, carried, defer, fields
from bot.discord_ui.controls.forms import Form
from bot.discord_ui.progress import Progress
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.details import details_of
from bot.facilitation.drafts import Draft, Scope, Taken, Waiting
from bot.facilitation.errors import Refusal

DRAFT = r"(?P<number>\d{1,9})"
SCOPE = r"(?P<scope>all|\d{1,9}-\d{1,9})"
PAGE = r"(?P<page>\d{1,3})"
SUBMIT = "publish"
_ABOUT = re.compile(rf"{DRAFT}:{SCOPE}:{PAGE}:(?P<what>\w+)")
_GREY = discord.ButtonStyle.secondary


class Publish(Button, template=rf"footnote:publish:{DRAFT}:{SCOPE}:{PAGE}"):
    """Lets everybody see the essay; asks first for a title and an author that were not found."""

    @override
    async def press(self, visit: Visit) -> None:
        number = int(self.carried["number"])
        draft = await visit.client.drafts.draft(visitor_of(visit), number)
        if not draft.complete:
            await visit.response.send_modal(DraftForm.of(draft, self.carried, SUBMIT))
            return
        await visit.response.defer()
        await publish(visit, number, self.carried)


class Describe(Button, template=rf"footnote:describe:{DRAFT}:{SCOPE}:{PAGE}"):
    """Opens the form of the details."""

    @override
    async def press(self, visit: Visit) -> None:
        draft = await visit.client.drafts.draft(visitor_of(visit), int(self.carried["number"]))
        await visit.response.send_modal(DraftForm.of(draft, self.carried, "keep"))


class Discard(Button, template=rf"footnote:discard:{DRAFT}:{SCOPE}:{PAGE}"):
    """Drops the draft."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        draft = await visit.client.drafts.discard(visitor_of(visit), int(self.carried["number"]))
        await show_drafts(visit, self.carried, [cards.discarded(draft)])


class PublishAll(Button, template=rf"footnote:publish-all:{SCOPE}"):
    """Lets everybody see all of these drafts of which title and author are known."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        story, visitor = visit.client.drafts, visitor_of(visit)
        async with Progress(visit, "Adding") as progress:
            done = await story.publish_all(visitor, Scope.of(self.carried["scope"]), progress.report, moment_of(visit))
        found = await story.page(visitor, Scope.of(self.carried["scope"]), 0)
        news = [*cards.published(done), *([cards.left(found)] if found.total else [])]
        await visit.edit_original_response(view=draft_card(found, news))


class TurnDrafts(Button, template=rf"footnote:drafts:{SCOPE}:{PAGE}"):
    """Shows another one of these drafts, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_drafts(visit, self.carried)


class AddStarter(Button, template=r"footnote:starter"):
    """Adds the essays that come with Footnote."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await visit.edit_original_response(view=cards.told(await add_starter(visit)))


class DraftForm(Form):
    """Takes what is known of a draft; opened by *Publish*, it publishes as well."""

    name = "footnote:draft-form"

    @classmethod
    def of(cls, draft: Draft, at: Mapping[str, str], what: str) -> "DraftForm":
        """The form, filled with what was found."""
        title = "Say what was not found" if what == SUBMIT else "Details of the draft"
        return cls(title, *fields(draft.proposed, f"{draft.number}:{at['scope']}:{at['page']}:{what}"))

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await defer(visit)
        about, texts = carried(given)
        number, at, what = _at(about)
        known = (await visit.client.drafts.draft(visitor_of(visit), number)).details
        await visit.client.drafts.describe(visitor_of(visit), number, details_of(texts, known))
        await (publish(visit, number, at) if what == SUBMIT else show_drafts(visit, at))


async def add_starter(visit: Visit) -> list[str]:
    """Add the essays that come with Footnote, and say what became of them, a line each."""
    async with Progress(visit, "Adding") as progress:
        done, failures = await visit.client.drafts.add_starter(visitor_of(visit), progress.report, moment_of(visit))
    return [*cards.published(done), *cards.taken(Taken(None, 0, (), failures))]


async def publish(visit: Visit, number: int, at: Mapping[str, str]) -> None:
    """Publish a draft, and show what is left in the reply that was deferred."""
    async with Progress(visit, "Adding") as progress:
        done = await visit.client.drafts.publish(visitor_of(visit), number, progress.report, moment_of(visit))
    await show_drafts(visit, at, cards.published([done]))


async def show_drafts(visit: Visit, at: Mapping[str, str], news: Sequence[str] = ()) -> None:
    """One of the drafts of a scope in the reply that was deferred."""
    found = await visit.client.drafts.page(visitor_of(visit), Scope.of(at["scope"]), int(at["page"]))
    await visit.edit_original_response(view=draft_card(found, news))


def draft_card(found: Waiting, news: Sequence[str] = (), more: Sequence[Button] = ()) -> Card:
    """The draft that is shown, with its buttons; `more` buttons belong to the news."""
    shown = found.shown
    if shown is None:
        return cards.draft(found, [more], news)
    at = f"{shown.number}:{found.scope}:{found.page}"
    row: list[Button] = [
        Publish(f"footnote:publish:{at}", "Publish", discord.ButtonStyle.primary),
        Describe(f"footnote:describe:{at}", "Edit details", _GREY),
        Discard(f"footnote:discard:{at}", "Discard", discord.ButtonStyle.danger),
    ]
    if found.ready > 1 and found.scope != Scope():  # of one command: nobody publishes what somebody else looks at
        row.insert(1, PublishAll(f"footnote:publish-all:{found.scope}", "Publish all", _GREY))
    turning = [
        TurnDrafts(f"footnote:drafts:{found.scope}:{page}", label, _GREY)
        for label, page in (("Previous", found.page - 1), ("Next", found.page + 1))
        if 0 <= page < found.total
    ]
    return cards.draft(found, [row, turning, more], news)


def drafts_button(number: int) -> Button:
    """Opens everything that waits."""
    return TurnDrafts("footnote:drafts:all:0", f"Look at {'the draft' if number == 1 else f'{number} drafts'}", _GREY)


def starter_card(files: Sequence[str]) -> Card:
    """Offers the essays that come with Footnote."""
    return cards.starter(files, AddStarter("footnote:starter", "Add them", discord.ButtonStyle.primary))


def _at(about: str) -> tuple[int, dict[str, str], str]:
    found = _ABOUT.fullmatch(about)
    if found is None:
        raise Refusal(STALE)
    return int(found["number"]), {"scope": found["scope"], "page": found["page"]}, found["what"]
