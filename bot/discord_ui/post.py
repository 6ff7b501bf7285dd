"""Posts letters on Discord and finds them again by two component ids, which nobody sees and which Discord keeps.

Of our own messages Discord tells us the components without any intent. Their ids are ours to choose (32 bits each), in
every message, with or without buttons; a text may be changed on its way, an id is not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeAlias

import aiohttp
import discord
from typing_extensions import override

from bot.discord_ui.homes import lacking, needed_tag
from bot.discord_ui.wire import Failed, Wire, once
from bot.facilitation.delivery import LOCKED, Letter, Posted, Trouble, Unreadable, Where
from bot.facilitation.letters import Link
from bot.services.letters import Mail

Face: TypeAlias = Callable[[Letter, datetime | None], discord.ui.LayoutView]
"""Draws a letter, with the moment for which it was planned when it is late."""

Marks: TypeAlias = tuple[int, int]

MOST_READ = 1000
"""Messages of a history that are looked through; a longer one counts as unreadable."""

MOST_ARCHIVED = 100

KEPT_OPEN: Literal[10080] = 10080
"""Minutes without a message after which Discord puts a thread away: a week, since a slow phase lasts for days."""

BANNED_SECONDS = 600.0
"""When not Discord itself refuses us, but whoever stands before it."""


class DiscordPost(Mail):
    """The real Discord; `faces` draw each kind of letter."""

    def __init__(self, client: discord.Client, wire: Wire, faces: Mapping[str, Face]) -> None:
        self._client = client
        self._wire = wire
        self._faces = faces

    @property
    @override
    def me(self) -> int:
        return self._client.user.id if self._client.user else 0

    @property
    @override
    def skew(self) -> timedelta | None:
        return self._wire.skew

    @override
    async def measure(self) -> None:
        await self._client.application_info()

    @override
    async def anchor(self, letter: Letter, at: Where) -> int:
        self._require_server(letter)
        if at.message is not None:
            return at.message
        with in_our_words():
            channel = await self._client.fetch_channel(at.channel)
            if isinstance(channel, discord.DMChannel):  # of which discord.py does not tell the newest
                return next(iter([one.id async for one in channel.history(limit=1)]), channel.id)
        return getattr(channel, "last_message_id", None) or channel.id

    @override
    async def put(self, letter: Letter, at: Where, nonce: str, marks: Marks, planned: datetime | None) -> Posted:
        self._require_server(letter)
        with in_our_words():
            if letter.form == "thread":
                return await self._thread(letter, at)
            letter = self._calling(letter)
            view = self._faces[letter.kind](letter, planned)
            stamp(view, marks)
            if letter.form == "post":
                return await self._forum_post(letter, at, view)
            send = partial(self._send, letter, at, view, nonce)
            try:
                return await send()
            except discord.HTTPException as error:
                if error.code not in LOCKED or not await self._unlock(letter, at):
                    raise
                return await send()

    @override
    async def find(
        self, letter: Letter, at: Where, marks: Marks, after: int | datetime, until: datetime | None
    ) -> Posted | None:
        self._require_server(letter)
        with in_our_words():
            floor = after if isinstance(after, int) else discord.utils.time_snowflake(after)
            if letter.form == "thread":
                return await self._thread_of(at)
            if letter.form == "post":
                return await self._find_post(letter, at, marks, floor)
            await self._require_history(letter.guild, at.channel)
            channel = self._client.get_partial_messageable(at.channel, guild_id=letter.guild)
            found = await self._marked(channel, marks, floor, until)
            return Posted(found) if found else None

    @override
    async def check(self, letter: Letter, at: Where, marks: Marks, link: Link) -> Posted | None:
        with in_our_words():
            if letter.form == "thread":
                return await self._thread_of(at)
            try:
                place = await self._client.fetch_channel(link.place)
                within = place.parent_id if letter.form == "post" and isinstance(place, discord.Thread) else place.id
                if within != at.channel or not isinstance(place, discord.abc.Messageable):
                    return None
                await self._require_history(letter.guild, place.id)
                message = await place.fetch_message(link.message)
            except (discord.NotFound, discord.Forbidden):
                return None
            if not self._is_ours(message, marks):
                return None
            return Posted(message.id, place.id if letter.form == "post" else None)

    @override
    async def redraw(self, letter: Letter, at: Where, marks: Marks, message: int, late: datetime | None) -> None:
        with in_our_words():
            view = self._faces[letter.kind](letter, late)
            stamp(view, marks)
            channel = self._client.get_partial_messageable(at.channel, guild_id=letter.guild)
            await channel.get_partial_message(message).edit(view=view)

    @override
    def admits(self, letter: Letter, at: Where) -> bool:
        guild = self._client.get_guild(letter.guild)
        home = guild.get_channel(letter.channel) if guild else None
        if guild is None or not isinstance(home, discord.TextChannel | discord.ForumChannel) or lacking(home):
            return False
        thread = guild.get_thread(at.channel)
        return thread is None or not thread.locked or home.permissions_for(guild.me).manage_threads

    def role_there(self, guild: int, role: int) -> bool:
        """Whether a server still has a role; nobody can tell of one that cannot be seen right now."""
        found = self._client.get_guild(guild)
        return found is None or found.unavailable or found.get_role(role) is not None

    def _require_server(self, letter: Letter) -> None:
        """Refuse where we were removed, instead of asking again and again. In an outage a server is still known."""
        if self._client.get_guild(letter.guild) is None:
            raise Trouble(403, words="the server has removed us")

    def _calling(self, letter: Letter) -> Letter:
        """The letter without a role that was deleted while it waited."""
        there = tuple(role for role in letter.mentions if self.role_there(letter.guild, role))
        if there == letter.mentions:
            return letter
        return replace(letter, mentions=there, content={**letter.content, "role": None})

    async def _send(self, letter: Letter, at: Where, view: discord.ui.LayoutView, nonce: str) -> Posted:
        channel = self._client.get_partial_messageable(at.channel, guild_id=letter.guild)
        message = await channel.send(view=view, nonce=nonce, allowed_mentions=_mentions(letter))
        return Posted(message.id)

    async def _unlock(self, letter: Letter, at: Where) -> bool:
        """Open a thread that we began for a session, if we may; no other's."""
        if at.channel == letter.channel:
            return False
        thread = await self._client.fetch_channel(at.channel)
        if not isinstance(thread, discord.Thread) or thread.owner_id != self.me or thread.parent is None:
            return False
        if not thread.permissions_for(thread.guild.me).manage_threads:
            return False
        try:
            await thread.edit(archived=False, locked=False, reason="A session goes on in it")
        except discord.HTTPException:
            return False
        return True

    async def _thread_of(self, at: Where) -> Posted | None:
        """The thread that began from a message, which has its id."""
        try:
            await self._client.fetch_channel(at.message or 0)
        except discord.NotFound:
            return None
        return Posted(at.message, at.message)

    async def _thread(self, letter: Letter, at: Where) -> Posted:
        channel = self._client.get_partial_messageable(at.channel, guild_id=letter.guild)
        thread = await channel.get_partial_message(at.message or 0).create_thread(
            name=_title(letter), auto_archive_duration=KEPT_OPEN
        )
        return Posted(at.message, thread.id)

    async def _forum_post(self, letter: Letter, at: Where, view: discord.ui.LayoutView) -> Posted:
        forum = await self._forum(at.channel)
        with once():
            made = await forum.create_thread(
                name=_title(letter),
                view=view,
                allowed_mentions=_mentions(letter),
                applied_tags=needed_tag(forum) or [],
                auto_archive_duration=KEPT_OPEN,
            )
        return Posted(made.message.id, made.thread.id)

    async def _find_post(self, letter: Letter, at: Where, marks: Marks, floor: int) -> Posted | None:
        await self._require_history(letter.guild, at.channel)
        forum = await self._forum(at.channel)
        active = await forum.guild.active_threads()
        archived = [thread async for thread in forum.archived_threads(limit=MOST_ARCHIVED)]
        for thread in (*active, *archived):
            if thread.parent_id == forum.id and thread.owner_id == self.me and thread.id > floor:
                found = await self._marked(thread, marks, floor, thread.created_at)
                if found:
                    return Posted(found, thread.id)
        return None

    async def _forum(self, channel: int) -> discord.ForumChannel:
        found = self._client.get_channel(channel) or await self._client.fetch_channel(channel)
        if not isinstance(found, discord.ForumChannel):
            raise Trouble(400, words="not a forum")
        return found

    async def _marked(
        self, channel: discord.abc.Messageable, marks: Marks, floor: int, until: datetime | None
    ) -> int | None:
        """Our message with these marks; the oldest of the history first."""
        read = 0
        async for message in channel.history(limit=MOST_READ, after=discord.Object(floor), oldest_first=True):
            read += 1
            if self._is_ours(message, marks):
                return message.id
            if until is not None and message.created_at > until:
                return None
        if read >= MOST_READ:
            raise Unreadable
        return None

    def _is_ours(self, message: discord.Message, marks: Marks) -> bool:
        return message.author.id == self.me and set(marks) <= set(_ids(message.components))

    async def _require_history(self, guild: int, channel: int) -> None:
        """Refuse where the right to read the history is missing: Discord would show an empty one."""
        found = self._client.get_channel(channel) or await self._client.fetch_channel(channel)
        server = self._client.get_guild(guild)
        if isinstance(found, discord.abc.PrivateChannel):
            return  # what we wrote to somebody we can read
        if server is None or server.unavailable or server.me is None:
            raise Trouble(None, words="the server cannot be seen right now")
        if not found.permissions_for(server.me).read_message_history:
            raise Unreadable


def stamp(view: discord.ui.LayoutView, marks: Marks) -> None:
    """Give the first two components these ids. Whoever draws the message anew stamps it as before."""
    plain = (item for item in view.walk_children() if not isinstance(item, discord.ui.DynamicItem))
    for mark in marks:
        item = next(plain, None)
        if item is None:
            raise ValueError("a letter is drawn with at least two components")
        item.id = mark


def _ids(components: Iterable[Any]) -> Iterator[int]:
    for component in components:
        if component.id is not None:
            yield component.id
        yield from _ids(getattr(component, "children", ()))


def _mentions(letter: Letter) -> discord.AllowedMentions:
    roles = [discord.Object(role) for role in letter.mentions]
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def _title(letter: Letter) -> str:
    return " ".join(str(letter.content["title"]).split())[:100]


@contextmanager
def in_our_words() -> Iterator[None]:
    """What Discord or the network say becomes Trouble."""
    try:
        yield
    except Failed as failed:
        raise Trouble(failed.status) from failed
    except discord.RateLimited as limited:
        raise Trouble(429, wait=limited.retry_after) from limited
    except discord.HTTPException as error:
        banned = error.status == 429 and "Via" not in error.response.headers
        wait = BANNED_SECONDS if banned else 0.0
        raise Trouble(error.status, error.code, wait, error.text, everywhere=banned) from error
    except (aiohttp.ClientError, OSError) as error:
        raise Trouble(None, words=type(error).__name__) from error
