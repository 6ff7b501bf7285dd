"""/privacy, /mydata export and /mydata delete: in a server about that server, in direct messages about all."""

import gzip
import json
from io import BytesIO

import discord
from discord import app_commands

from bot.discord_ui.cards import privacy as cards
from bot.discord_ui.client import Command
from bot.discord_ui.controls.privacy import erasure_card
from bot.discord_ui.visits import Visit
from bot.facilitation.inventory import topic_of
from bot.facilitation.privacy import Kept

FILE = "footnote-my-data.json"
NAMED = "texts of the server in which you are named"

mydata = app_commands.Group(name="mydata", description="What is stored of you: take it along, or erase it")


@app_commands.command(name="privacy")
async def privacy(visit: Visit) -> None:
    """What Footnote stores, for how long, who can see it, and how you take or erase what is yours."""
    await visit.response.defer(ephemeral=True, thinking=True)
    guild = visit.guild_id
    gaps = None if guild is None else (await visit.client.settings.of(guild)).gaps
    await visit.edit_original_response(view=cards.privacy(_host(visit), gaps))


@mydata.command(name="export")
async def export(visit: Visit) -> None:
    """Everything that is stored of you, as a file that only you see."""
    await visit.response.defer(ephemeral=True, thinking=True)
    everywhere = visit.guild_id is None
    kept = await visit.client.privacy.kept(visit.user.id, visit.guild_id)
    if not kept:
        await visit.edit_original_response(view=cards.nothing(everywhere=everywhere))
        return
    written = json.dumps([_server(visit, one) for one in kept], ensure_ascii=False, indent=2)
    sentence = cards.EXPORTED.format(where=cards.EVERYWHERE if everywhere else cards.HERE)
    file = _file(written.encode(), visit.filesize_limit)
    await visit.edit_original_response(content=sentence, attachments=[file])


@mydata.command(name="delete")
async def delete(visit: Visit) -> None:
    """Erase what is stored of you; it says first what that is and what it means."""
    await visit.response.defer(ephemeral=True, thinking=True)
    everywhere = visit.guild_id is None
    kept = await visit.client.privacy.kept(visit.user.id, visit.guild_id)
    card = erasure_card(kept, everywhere=everywhere) if kept else cards.nothing(everywhere=everywhere)
    await visit.edit_original_response(view=card)


def _file(written: bytes, most: int) -> discord.File:
    """The file; packed if Discord would not take it otherwise."""
    if len(written) <= most:
        return discord.File(BytesIO(written), FILE)
    return discord.File(BytesIO(gzip.compress(written)), f"{FILE}.gz")


def _server(visit: Visit, kept: Kept) -> dict[str, object]:
    guild = visit.client.get_guild(kept.guild)
    found: dict[str, object] = {"server": guild.name if guild else str(kept.guild)}
    found |= {topic_of(table).what: list(records) for table, records in kept.records.items()}
    return found | ({NAMED: kept.named} if kept.named else {})


def _host(visit: Visit) -> str:
    """Whoever registered the bot with Discord."""
    application = visit.client.application
    if application is None:
        return "whoever invited Footnote here"
    return application.team.name if application.team else application.owner.display_name


COMMANDS: tuple[Command, ...] = (privacy, mydata)
