"""/library: what moderators do with the essays of their server."""

from functools import partial
from io import BytesIO

import discord
from discord import app_commands

from bot.discord_ui.cards import drafts as draft_cards
from bot.discord_ui.cards import library as library_cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.controls.drafts import draft_card, starter_card
from bot.discord_ui.controls.library import (
    hand_out,
    open_form,
    removal_card,
    restore,
    restore_buttons,
    show_library,
    whole_card,
)
from bot.discord_ui.controls.replacing import replacement_card
from bot.discord_ui.controls.suggestions import show_suggestions
from bot.discord_ui.progress import Progress
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.drafts import Taken
from bot.facilitation.errors import Refusal
from bot.services.drafts import Offer

Essay = app_commands.Range[str, 1, 100]
FILE = "A text, Markdown, HTML, Word (.docx), EPUB or PDF file, or a zip of them"

library = app_commands.Group(
    name="library",
    description="The essays of this server, for moderators",
)


@library.command(name="add")
@app_commands.describe(file=FILE, file2="One more", file3="One more", file4="One more", file5="One more")
async def add(
    visit: Visit,
    file: discord.Attachment,
    file2: discord.Attachment | None = None,
    file3: discord.Attachment | None = None,
    file4: discord.Attachment | None = None,
    file5: discord.Attachment | None = None,
) -> None:
    """Read essays from files, and look at each before anybody else sees it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    offers = [offer_of(one) for one in (file, file2, file3, file4, file5) if one]
    async with Progress(visit, "Reading") as progress:
        taken = await visit.client.drafts.take(
            visitor_of(visit),
            offers,
            server_takes=visit.filesize_limit,
            progress=progress.report,
            now=moment_of(visit),
        )
    await visit.edit_original_response(view=await _taken_card(visit, taken))


@library.command(name="list")
async def list_essays(visit: Visit) -> None:
    """What the library holds: essays, drafts that wait, and what was removed."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_library(visit, 0)


@library.command(name="show")
@app_commands.describe(essay="Which essay?")
@app_commands.autocomplete(essay=choices.essays)
async def show(visit: Visit, essay: Essay) -> None:
    """All that is known of an essay, and buttons to edit, download or remove it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    shown = await visit.client.library.whole(visitor_of(visit), essay)
    await visit.edit_original_response(view=whole_card(shown))


@library.command(name="edit")
@app_commands.describe(essay="Which essay?")
@app_commands.autocomplete(essay=choices.essays)
async def edit(visit: Visit, essay: Essay) -> None:
    """Change an essay's title, author, year, source, licence or content note."""
    await open_form(visit, essay)


@library.command(name="replace")
@app_commands.describe(essay="Which essay?", file="Another version of its text")
@app_commands.autocomplete(essay=choices.essays)
async def replace(visit: Visit, essay: Essay, file: discord.Attachment) -> None:
    """Give an essay another text; shows first what would change."""
    await visit.response.defer(ephemeral=True, thinking=True)
    shown = await visit.client.replacing.prepare(
        visitor_of(visit), essay, offer_of(file), server_takes=visit.filesize_limit, now=moment_of(visit)
    )
    await visit.edit_original_response(view=replacement_card(shown))


@library.command(name="remove")
@app_commands.describe(essay="Which essay?")
@app_commands.autocomplete(essay=choices.essays)
async def remove(visit: Visit, essay: Essay) -> None:
    """Take an essay out of the library; for 30 days it can be brought back."""
    await visit.response.defer(ephemeral=True, thinking=True)
    listing = await visit.client.library.choose(visitor_of(visit), essay)
    await visit.edit_original_response(view=removal_card(listing))


@library.command(name="restore")
@app_commands.describe(essay="Which one of those that were removed?")
@app_commands.autocomplete(essay=choices.stash)
async def restore_essay(visit: Visit, essay: Essay) -> None:
    """Bring back an essay that was removed."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await restore(visit, essay)


@library.command(name="download")
@app_commands.describe(essay="Which essay?")
@app_commands.autocomplete(essay=choices.essays)
async def download(visit: Visit, essay: Essay) -> None:
    """An essay as a Markdown file with all that is known of it; only you see it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await hand_out(visit, essay)


@library.command(name="export")
async def export(visit: Visit) -> None:
    """All essays in one zip, which /library add takes again; only you see it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    number, content = await visit.client.library.export(visitor_of(visit), visit.filesize_limit)
    await visit.edit_original_response(
        content=library_cards.exported(number), attachments=[discord.File(BytesIO(content), "essays.zip")]
    )


@library.command(name="starter")
async def starter(visit: Visit) -> None:
    """Add the essays that come with Footnote."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await visit.edit_original_response(view=starter_card([file.name for file in visit.client.drafts.starter]))


@library.command(name="suggestions")
async def suggestions(visit: Visit) -> None:
    """Texts that members suggested, to accept or to decline."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_suggestions(visit, 0)


def offer_of(file: discord.Attachment) -> Offer:
    """An uploaded file, which is not fetched yet."""
    return Offer.of(file.filename, file.size, partial(fetched, file))


async def fetched(file: discord.Attachment) -> bytes:
    """What is in an uploaded file."""
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise Refusal(f"Discord did not hand over {file.filename}: upload it again.") from error


async def _taken_card(visit: Visit, taken: Taken) -> Card:
    news = draft_cards.taken(taken)
    buttons = restore_buttons(taken.same)
    if taken.scope is None:
        return draft_cards.told(news, buttons)
    found = await visit.client.drafts.page(visitor_of(visit), taken.scope, 0)
    return draft_card(found, news, buttons)


COMMANDS: tuple[Command, ...] = (library,)
