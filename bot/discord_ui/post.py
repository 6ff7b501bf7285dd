"""Posts letters on Discord and finds them again by two component ids, which nobody sees and which Discord keeps.

Of our own messages Discord tells us the components without any intent. Their ids are ours to choose (32 bits each), in
every message, with or without buttons; a text may be changed on its way, an id is not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import aiohttp
import discord
from typing_extensions import override

from bot.discord_ui.wire import Failed, Wire, once
from bot.facilitation.delivery import Letter, Posted, Trouble, Unreadable, Where
from bot.services.delivery import Post

Face: TypeAlias = Callable[[Letter, datetime | None], discord.ui.LayoutView]
"""Draws a letter, with the moment for which it was planned when it is late."""

Marks: TypeAlias = tuple[int, int]

MOST_READ = 1000
"""Messages of a history that are looked through; a longer one counts as unreadable."""

MOST_ARCHIVED = 100
BANNED_SECONDS = 600.0
"""When not Discord itself refuses us, but whoever stands before it."""


class DiscordPost(Post):
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
        if at.message is not None:
            return at.message
        with _in_our_words():
            channel = await self._client.fetch_channel(at.channel)
        return getattr(channel, "last_message_id", None) or channel.id

    @override
    async def put(self, letter: Letter, at: Where, nonce: str, marks: Marks, planned: datetime | None) -> Posted:
        with _in_our_words():
            if letter.form == "thread":
                return await self._thread(letter, at)
            view = self._faces[letter.kind](letter, planned)
            stamp(view, marks)
            if letter.form == "post":
                return await self._forum_post(letter, at, view)
            channel = self._client.get_partial_messageable(at.channel, guild_id=letter.guild)
            message = await channel.send(view=view, nonce=nonce, allowed_mentions=_mentions(letter))
            return Posted(message.id)

    @override
    async def find(
        self, letter: Letter, at: Where, marks: Marks, after: int | datetime, until: datetime | None
    ) -> Posted | None:
        with _in_our_words():
            floor = after if isinstance(after, int) else discord.utils.time_snowflake(after)
            if letter.form == "post":
                return await self._find_post(letter, at, marks, floor)
            await self._require_history(letter.guild, at.channel)
            channel = self._client.get_partial_messageable(at.channel, guild_id=letter.guild)
            found = await self._marked(channel, marks, floor, until)
            return Posted(found) if found else None

    async def _thread(self, letter: Letter, at: Where) -> Posted:
        channel = self._client.get_partial_messageable(at.channel, guild_id=letter.guild)
        thread = await channel.get_partial_message(at.message or 0).create_thread(name=_title(letter))
        return Posted(at.message, thread.id)

    async def _forum_post(self, letter: Letter, at: Where, view: discord.ui.LayoutView) -> Posted:
        forum = await self._forum(at.channel)
        with once():
            made = await forum.create_thread(name=_title(letter), view=view, allowed_mentions=_mentions(letter))
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
            if message.author.id == self.me and set(marks) <= set(_ids(message.components)):
                return message.id
            if until is not None and message.created_at > until:
                return None
        if read >= MOST_READ:
            raise Unreadable
        return None

    async def _require_history(self, guild: int, channel: int) -> None:
        """Refuse where the right to read the history is missing: Discord would show an empty one."""
        found = self._client.get_channel(channel) or await self._client.fetch_channel(channel)
        server = self._client.get_guild(guild)
        if isinstance(found, discord.abc.PrivateChannel):
            raise Unreadable
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
def _in_our_words() -> Iterator[None]:
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
