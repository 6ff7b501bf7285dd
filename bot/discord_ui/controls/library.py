"""The moderators' buttons: turning the library's list, editing, taking along, removing, bringing back."""

from collections.abc import Iterable
from io import BytesIO

import discord
from typing_extensions import override

from bot.discord_ui.cards import library as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.controls.buttons import Button, turn_buttons
from bot.discord_ui.controls.details import EssayForm
from bot.discord_ui.controls.drafts import drafts_button
from bot.discord_ui.progress import Progress
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.drafts import Same
from bot.facilitation.library import Whole
from bot.facilitation.reading import Listing

REVISION = 12
"""Characters of the revision in a button: enough that a replaced essay is not removed by an old button."""

ESSAY = r"(?P<essay>[^:]{1,60})"
MOST_RESTORED = 4
_GREY = discord.ButtonStyle.secondary


class Edit(Button, template=rf"footnote:edit-essay:{ESSAY}"):
    """Opens the form of an essay's details."""

    @override
    async def press(self, visit: Visit) -> None:
        await open_form(visit, self.carried["essay"])


class Download(Button, template=rf"footnote:download:{ESSAY}"):
    """Hands out the essay as a file, to whoever presses."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        await hand_out(visit, self.carried["essay"])


class AskRemoval(Button, template=rf"footnote:removing:{ESSAY}"):
    """Asks once more before an essay is removed."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        listing = await visit.client.library.choose(visitor_of(visit), self.carried["essay"])
        await visit.edit_original_response(view=removal_card(listing))


class Remove(Button, template=rf"footnote:remove:{ESSAY}:(?P<revision>\w{{1,{REVISION}}})"):
    """Puts the essay out of sight."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        slug, revision = self.carried["essay"], self.carried["revision"]
        essay = await visit.client.library.remove(visitor_of(visit), slug, revision, moment_of(visit))
        await visit.edit_original_response(view=cards.removed(essay))


class Restore(Button, template=rf"footnote:restore:{ESSAY}"):
    """Brings an essay back from the stash."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer(ephemeral=True, thinking=True)
        await restore(visit, self.carried["essay"])


class TurnLibrary(Button, template=r"footnote:library:(?P<number>\d{1,4})"):
    """Shows another part of the moderators' list, in place."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_library(visit, int(self.carried["number"]))


async def show_library(visit: Visit, number: int) -> None:
    """The moderators' list in the reply that was deferred."""
    found = await visit.client.library.holdings(visitor_of(visit))
    pages = cards.lists(len(found.essays))
    number = min(number, pages - 1)
    turning = turn_buttons(TurnLibrary, "library", number, pages)
    looking = [drafts_button(len(found.drafts))] if found.drafts else []
    await visit.edit_original_response(view=cards.holdings(found, number, [turning, looking]))


async def open_form(visit: Visit, essay: str) -> None:
    """The form of an essay's details, as the first answer."""
    shown = await visit.client.library.whole(visitor_of(visit), essay)
    await visit.response.send_modal(EssayForm.of(shown.essay.slug, shown.known))


async def hand_out(visit: Visit, essay: str) -> None:
    """The essay's file in the reply that was deferred."""
    name, content = await visit.client.library.download(visitor_of(visit), essay)
    await visit.edit_original_response(attachments=[discord.File(BytesIO(content), name)])


async def restore(visit: Visit, essay: str) -> None:
    """Bring an essay back, and say so in the reply that was deferred."""
    async with Progress(visit, "Bringing back") as progress:
        found = await visit.client.library.restore(
            visitor_of(visit), essay, lambda done, total: progress.report(essay, done, total), moment_of(visit)
        )
    await visit.edit_original_response(view=cards.restored(found))


def whole_card(shown: Whole) -> Card:
    """All that is known of an essay, and what can be done with it."""
    slug = shown.essay.slug
    return cards.whole(
        shown,
        [
            Edit(f"footnote:edit-essay:{slug}", "Edit details", discord.ButtonStyle.primary),
            Download(f"footnote:download:{slug}", "Download", _GREY),
            AskRemoval(f"footnote:removing:{slug}", "Remove", discord.ButtonStyle.danger),
        ],
    )


def removal_card(essay: Listing) -> Card:
    """Asks once more, with the button that does it."""
    custom_id = f"footnote:remove:{essay.slug}:{essay.revision[:REVISION]}"
    return cards.confirm_removal(essay, Remove(custom_id, "Remove", discord.ButtonStyle.danger))


def restore_buttons(same: Iterable[Same]) -> list[Button]:
    """One for each text that was handed in and is in the stash, as many as a row holds."""
    slugs = list(dict.fromkeys(one.essay.slug for one in same if one.stashed))
    label = "Restore" if len(slugs) == 1 else "Restore {}"
    return [Restore(f"footnote:restore:{slug}", label.format(slug)[:80], _GREY) for slug in slugs[:MOST_RESTORED]]
