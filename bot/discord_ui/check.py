"""Asks Discord, by REST alone, whether Footnote can do there what its servers chose."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from typing import cast

import aiohttp
import discord

from bot.discord_ui.client import Commands, FootnoteBot
from bot.discord_ui.door import ADMIT, COMMANDS
from bot.discord_ui.homes import lacking
from bot.discord_ui.portal import application_of, privileged, signed_in
from bot.discord_ui.wire import Wire
from bot.facilitation import check as rules
from bot.facilitation.check import Chosen, Finding, Place
from bot.facilitation.permissions import NEEDED
from bot.facilitation.seed_files import listed
from bot.services.commands import fingerprint

MOST_SERVERS = 50
"""Each costs three requests."""

SYNC = "python -m bot sync"
INVITE = "python -m bot invite"
QUESTIONS = {"view_channel": "View Channel", "send_messages": "Send Messages"}
REFUSED = "Discord does not know this token: on the page Bot of the application press Reset Token and copy the new one."
CREATE_EVENTS = next(one for one in NEEDED if one.key == "create_events")


async def asked(token: str | None, chosen: Chosen | None, now: Callable[[], datetime]) -> list[Finding]:
    """What Discord says, if there is a token to ask with, and whether our clock agrees with its."""
    wire = Wire(now)
    if token is None:
        said = [Finding("There is no Discord token yet: python -m bot setup asks for it.", wrong=True)]
    elif why := rules.not_a_token(token):
        said = [Finding(f"DISCORD_TOKEN: {why}", wrong=True)]
    else:
        said = [one async for one in look(token, chosen, wire)]
    return [*said, rules.clock(wire.skew)]


async def look(token: str, chosen: Chosen | None, wire: Wire) -> AsyncIterator[Finding]:
    """All that Discord tells, as far as it answers; `wire` hears its clock meanwhile."""
    try:
        async with signed_in(token, wire) as client:
            application = application_of(client)
            name = " ".join(application.name.split())[:80]
            yield Finding(f"Discord accepts the token: it is that of “{name}” ({application.id}).")
            yield rules.intents(privileged(application))
            yield await _commands(client, application.id, chosen)
            async for finding in _servers(client, chosen):
                yield finding
    except discord.LoginFailure:
        yield Finding(REFUSED, wrong=True)
    except (aiohttp.ClientError, discord.DiscordException, OSError) as error:
        yield Finding(
            f"Discord cannot be reached ({type(error).__name__}), so token, commands and channels were not looked at: "
            "check this machine's network and try again.",
            unsure=True,
        )


async def _commands(client: discord.Client, application: int, chosen: Chosen | None) -> Finding:
    """Whether members see our commands as they are now."""
    tree = Commands(cast(FootnoteBot, client), ADMIT)
    for command in COMMANDS:
        tree.add_command(command)
    ours = tree.definition()
    theirs = {command.name for command in await tree.fetch_commands()}
    if not theirs:
        return Finding(f"No commands are published yet: the first start does that, or {SYNC}.", unsure=True)
    published = chosen.published.get(application) if chosen else None
    if theirs != {command["name"] for command in ours} or (published and published != fingerprint(ours)):
        return Finding(f"Discord shows commands of another version: the next start mends that, or {SYNC}.", unsure=True)
    return Finding(f"{len(ours)} commands are published, as they are now.")


async def _servers(client: discord.Client, chosen: Chosen | None) -> AsyncIterator[Finding]:
    there = [guild async for guild in client.fetch_guilds(limit=MOST_SERVERS)]
    if not there:
        yield Finding(f"Footnote is in no server yet: {INVITE} prints the link.", unsure=True)
    for guild in there:
        places = chosen.places.get(guild.id, ()) if chosen else ()
        listing = chosen is None or guild.id not in chosen.unlisted
        for finding in await _server(client, guild.id, places, listing=listing):
            yield finding
    if len(there) == MOST_SERVERS:
        yield Finding(f"Only the first {MOST_SERVERS} servers were looked at.", unsure=True)


async def _server(client: discord.Client, number: int, places: Sequence[Place], *, listing: bool) -> list[Finding]:
    """What Footnote lacks in a server, or one sentence that it lacks nothing."""
    guild = await client.fetch_guild(number, with_counts=False)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    channels = {channel.id: channel for channel in await guild.fetch_channels()} if places else {}
    name = " ".join(guild.name.split())[:80]
    found = [one for place in places for one in _place(channels.get(place.channel), place, me, name)]
    if listing and not me.guild_permissions.create_events:
        text = f"In “{name}” Footnote lacks {CREATE_EVENTS.name}, with which it would {CREATE_EVENTS.why}"
        found.append(Finding(f"{text}: give it to its role, or turn `events` off with /settings edit.", wrong=True))
    if found:
        return found
    if not places:
        return [Finding(f"“{name}” has chosen no channel yet: a moderator begins with /setup there.", unsure=True)]
    several = "its channel" if len(places) == 1 else f"its {len(places)} channels"
    return [Finding(f"In “{name}” Footnote may do what it needs in {several}.")]


def _place(
    channel: discord.abc.GuildChannel | None, place: Place, me: discord.Member, server: str
) -> Iterator[Finding]:
    what = "members' questions are posted" if place.group is None else f"“{place.group}” meets"
    change = "/settings edit" if place.group is None else "/group edit"
    if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
        yield Finding(
            f"The channel of “{server}” where {what} is gone or hidden: choose another with {change}.", wrong=True
        )
        return
    if place.group is None:
        rights = channel.permissions_for(me)
        missing = tuple(name for right, name in QUESTIONS.items() if not getattr(rights, right))
    else:
        missing = lacking(channel, me)
    if missing:
        yield Finding(
            f"In #{channel.name} of “{server}”, where {what}, Footnote lacks {listed(missing, 'and')}: "
            "give it these there (Edit Channel, Permissions), or choose another channel.",
            wrong=True,
        )
