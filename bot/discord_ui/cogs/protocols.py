"""/protocol list, show, add and remove."""

from functools import partial

import discord
from discord import app_commands

from bot.discord_ui.cards import protocols as cards
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.cogs.library import fetched
from bot.discord_ui.controls.protocols import protocol_card, removal_card, show_protocols
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.library import Upload

Name = app_commands.Range[str, 1, 100]

protocol = app_commands.Group(name="protocol", description="The ways in which groups of this server talk about a text")


@protocol.command(name="list")
async def list_protocols(visit: Visit) -> None:
    """All protocols that a session can go by, with their length and how many people they need."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_protocols(visit, 0)


@protocol.command(name="show")
@app_commands.describe(name="Which protocol?")
@app_commands.autocomplete(name=choices.protocols)
async def show(visit: Visit, name: Name) -> None:
    """One protocol with its phases, whose idea it is, and its file to take along."""
    await visit.response.defer(ephemeral=True, thinking=True)
    found = await visit.client.protocols.choose(guild_of(visit), name)
    await visit.edit_original_response(view=protocol_card(found))


@protocol.command(name="add")
@app_commands.describe(file="A .toml file; /protocol show hands out one to begin with")
async def add(visit: Visit, file: discord.Attachment) -> None:
    """Add a protocol of your own, or a new version of it; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    upload = Upload(file.filename, file.size)
    added, replaced = await visit.client.protocols.add(
        visitor_of(visit), upload, partial(fetched, file), moment_of(visit)
    )
    await visit.edit_original_response(view=protocol_card(added, cards.REPLACED if replaced else cards.ADDED))


@protocol.command(name="remove")
@app_commands.describe(name="Which one of this server's own protocols?")
@app_commands.autocomplete(name=choices.own_protocols)
async def remove(visit: Visit, name: Name) -> None:
    """Take one of this server's own protocols out; for facilitators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    leaving = await visit.client.protocols.leaving(visitor_of(visit), name, moment_of(visit))
    await visit.edit_original_response(view=removal_card(leaving))


COMMANDS: tuple[Command, ...] = (protocol,)
