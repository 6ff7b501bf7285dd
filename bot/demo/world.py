"""A seeded server on a simulated Discord: its people, its channels, and the bot among them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import discord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor, Preview, UserHandle
from simcord.backend.access import can_access_channel
from simcord.backend.cdn import CDN_BASE

from bot.demo.faces import draw_face

SERVER = "Tuesday Reading Group"
# Fixed, so that the server's library file has the same name in every visit.
SERVER_ID = 1_300_000_000_000_000_000
BOT_NAME = "Footnote"
FACE = "face"  # what Discord calls the avatar of each account
# Real seconds before SimCord calls the bot stuck. Generous: an essay is embedded meanwhile.
PATIENCE = 60.0
# The greetings are this old when the visitor arrives, so that they do not look like a burst.
GREETED_AGO = timedelta(minutes=40)

MODERATOR = "Mira"
READERS = ("Ann", "Ben")
GREETINGS = (
    "I am Mira, I keep the books and the kettle here. Say hello!",
    "Hello, I am Ann. I read on the bus, so I am usually one essay behind.",
    "Ben here. I come for the footnotes.",
)
WELCOME = "Our essays are with Footnote: type `/ask` and a question, and it looks the words up for you."
THREAD = "Tuesday: allies and accomplices"
OPENING = "Which of our authors would let us off the hook most easily? Bring a sentence, not an opinion."


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to look at: its `key` is what a link carries, `viewers` are those who may read there."""

    key: str
    name: str
    kind: Literal["channel", "thread", "message"]
    channel: ChannelHandle
    viewers: tuple[MemberActor | UserHandle, ...]


@dataclass(frozen=True, slots=True)
class World:
    """The server and its people, who act by SimCord's verbs."""

    env: Env
    server: GuildHandle
    moderator: MemberActor
    readers: tuple[MemberActor, ...]

    @property
    def people(self) -> tuple[MemberActor, ...]:
        """Readers first: whoever opens a channel looks at it as a reader."""
        return (*self.readers, self.moderator)

    @property
    def reading(self) -> ChannelHandle:
        """The channel in which everything is tried."""
        return self.server.channels["reading"]

    def places(self) -> list[Place]:
        """What there is now; threads appear as the bot or a member opens them."""
        found: list[Place] = []
        for name, channel in self.server.channels.items():
            found.append(Place(str(channel.id), f"#{name}", "channel", channel, self.people))
            found += [
                Place(str(thread.id), str(thread.name), "thread", thread, self._admitted(thread))
                for thread in channel.threads
            ]
        for person in self.people:
            inbox = person.user.dm_channel
            found.append(Place(str(inbox.id), f"{shown_name(person)} and {BOT_NAME}", "message", inbox, (person.user,)))
        return found

    def pictures(self) -> dict[str, tuple[str, bytes]]:
        """The avatars by their addresses, as a preview takes them."""
        # Private: the bot's account, and the address that SimCord gives its pictures, have no public names.
        faces = {self.env.backend.bot_user.id: draw_face(BOT_NAME[0], 0, raised="1")}
        faces |= {one.id: draw_face(shown_name(one)[0], n) for n, one in enumerate(self.people, 1)}
        return {f"{CDN_BASE}/avatars/{user}/{FACE}.png": (f"{user}.png", png) for user, png in faces.items()}

    async def idle(self) -> None:
        """Wait for the click or command that is being answered; SimCord takes one at a time."""
        # Private: the public alternative is to try, and to recognise the refusal by its wording.
        while self.env._operation_task is not None:
            await asyncio.sleep(0.05)

    def is_open(self, preview: Preview) -> bool:
        """Whether the visitor has not ended this preview from its own menu."""
        # Private: a preview tells its end only to those who wait for it.
        return self.env._preview is preview

    def _admitted(self, thread: ChannelHandle) -> tuple[MemberActor, ...]:
        # Private: SimCord offers no public question for "may she read this thread?", and a preview refuses
        # to open when one of its viewers may not.
        return tuple(person for person in self.people if can_access_channel(self.env, thread.id, person, history=True))


def shown_name(person: MemberActor | UserHandle) -> str:
    """The name as Discord shows it."""
    user = person.user if isinstance(person, MemberActor) else person
    return user.global_name or user.name


@asynccontextmanager
async def open_world(bot: discord.Client) -> AsyncIterator[World]:
    """Connect `bot` to a simulated Discord with one seeded server; the caller closes the bot afterwards."""
    env = Env(bot, settle_timeout=PATIENCE, check_errors=False)
    # Private: the virtual clock starts on 1 January 2026 and there is no public way to start it today.
    env.backend.clock._epoch = discord.utils.utcnow() - GREETED_AGO
    # Private: the account is called "TestBot" from the start; the public way to rename it is the bot's own.
    env.backend.bot_user.name = BOT_NAME
    env.backend.bot_user.avatar = FACE
    await env.start()
    try:
        yield await _seed(env)
    finally:
        await env.shutdown()


async def _seed(env: Env) -> World:
    world = await _people(env)
    pause = GREETED_AGO.total_seconds() / len(GREETINGS)
    for person, greeting in zip((world.moderator, *world.readers), GREETINGS, strict=True):
        await person.send(world.server.channels["introductions"], greeting)
        await env.advance_time(pause)
    await world.moderator.send(world.reading, WELCOME)
    # Private: SimCord's actors have no verb for opening a thread.
    env.backend.create_thread(world.reading.id, THREAD, world.moderator.id)
    await env.settle()
    await world.moderator.send(world.reading.threads[0], OPENING)
    return world


async def _people(env: Env) -> World:
    users = [env.create_user(name.lower(), global_name=name, avatar=FACE) for name in (MODERATOR, *READERS)]
    server = env.create_guild(SERVER, id=SERVER_ID)
    for channel in ("introductions", "reading", "meetings", "questions"):
        server.create_text_channel(channel)
    role = server.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    moderator, *readers = (server.add_member(user, roles=[role] * (i == 0)) for i, user in enumerate(users))
    await env.settle()
    return World(env, server, moderator, tuple(readers))
