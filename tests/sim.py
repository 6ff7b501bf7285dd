"""A simulated Discord for the tests: the one file with private parts of simcord, and what worlds are made of."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor, RoleHandle, UserHandle
from simcord.backend.models.channel import Overwrite
from simcord.backend.serializers import guild_create_payload, message_payload
from simcord.components import walk_components
from simcord.enums import AppCommandType, InteractionType, OverwriteType
from simcord.interactions import base_payload, walk_to_subcommand

from bot.app import open_bot
from bot.discord_ui.client import FootnoteBot
from bot.settings import Settings
from retrieval import Added
from tests.fakes import WordEncoder

PATIENCE = 30.0
MODAL = 9
ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")

HEDGES = """# On Hedges

By Odile Marchetti

## Wind

A hedge keeps the wind out of the kitchen garden. It asks for shears twice a year and gives shade to hedgehogs.

Nobody plants a hedge in order to be thanked by the beans behind it.

## Neighbours

A neighbour who lends a ladder has not climbed the tree for you. The ladder still has to be carried home.

Good neighbours quarrel about the height of the hedge and agree about the gate.
"""

TEA = """# Tea Before Minutes

By Bertrand Quill

A committee that drinks tea before reading its minutes quarrels less. The kettle is the chair of the meeting.

Minutes are read aloud because paper forgets the pauses.
"""


@dataclass
class Server:
    """A server with a channel, two readers and a moderator."""

    guild: GuildHandle
    channel: ChannelHandle
    ann: MemberActor
    bob: MemberActor
    mod: MemberActor


@dataclass
class World:
    """The bot on a simulated Discord. `folder` outlives a restart of the bot."""

    env: Env
    folder: Path
    bot: FootnoteBot
    encoder: WordEncoder
    opened: AsyncExitStack
    servers: list[Server] = field(default_factory=list)

    @property
    def server(self) -> Server:
        return self.servers[0]

    def library_file(self, server: Server) -> Path:
        return self.folder / "libraries" / f"{server.guild.id}.db"

    async def add_server(self, name: str) -> Server:
        guild = self.env.create_guild(name)
        role = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
        people = [
            guild.add_member(self.env.create_user(f"{who}-{guild.id}", global_name=who)) for who in ("Ann", "Bob")
        ]
        mod = guild.add_member(self.env.create_user(f"mod-{guild.id}", global_name="Mira"), roles=[role])
        server = Server(guild, guild.create_text_channel("reading"), *people, mod)
        await self.env.settle()
        self.servers.append(server)
        return server

    async def add_essay(self, server: Server, file: str = "hedges.md", text: str = HEDGES) -> Added:
        """An essay that is there: how moderators add one is seen in the tests of `/library add`."""
        return await self.bot.shelf.fill(server.guild.id, lambda library: library.add(file, text.encode()))

    async def restart(self) -> None:
        """Ends the bot and starts another one on the same files."""
        await self.away(timedelta(0))

    async def away(self, absence: timedelta) -> None:
        """The same, with an absence in between."""
        await self.opened.aclose()
        if absence:
            self.env.backend.advance_clock(absence.total_seconds())
        self.opened = AsyncExitStack()
        self.bot = await self.opened.enter_async_context(_bot(self.folder, self.encoder))
        await self.env.restart_bot(self.bot)

    async def show_button(self, server: Server, custom_id: str) -> discord.Message:
        """A message of the bot with a button of any custom id: what a forger would like to press."""
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Forged", custom_id=custom_id)))
        channel = self.bot.get_channel(server.channel.id)
        assert isinstance(channel, discord.TextChannel)
        return await channel.send(view=view)


def _bot(folder: Path, encoder: WordEncoder) -> Any:
    # The clock knows when the next letter is due, and each needless look costs simcord a twentieth of a real second.
    return open_bot(Settings(data=folder), encoder=encoder, beat=24 * 3600)


@asynccontextmanager
async def open_world(folder: Path, encoder: WordEncoder | None = None) -> AsyncIterator[World]:
    """One server, no essays. Errors of the bot are looked for in its replies and its log, not in simcord's list."""
    encoder = encoder or WordEncoder()
    opened = AsyncExitStack()
    bot = await opened.enter_async_context(_bot(folder, encoder))
    env = Env(bot, settle_timeout=PATIENCE, check_errors=False)
    await env.start()
    world = World(env, folder, bot, encoder, opened)
    try:
        await world.add_server("Tuesday readers")
        yield world
    finally:
        await env.shutdown()
        await world.opened.aclose()


async def at_once(
    env: Env, channel: ChannelHandle, wishes: Sequence[tuple[MemberActor, str, dict[str, Any]]]
) -> list[InteractionResult]:
    """Several members send a command in the same instant, with options that no client has checked."""
    records = []
    for member, command, options in wishes:
        records.append(send_command(env, member, channel, command, options))
    await env.settle()
    return [InteractionResult(env, record) for record in records]


async def unchecked(
    env: Env, member: MemberActor, channel: ChannelHandle, command: str, **options: Any
) -> InteractionResult:
    """A command with options that a forged client sent: Discord's own bounds are not applied."""
    (result,) = await at_once(env, channel, [(member, command, options)])
    return result


def send_command(env: Env, member: MemberActor, channel: ChannelHandle, command: str, options: dict[str, Any]) -> Any:
    """Send it and wait for nothing."""
    root = env.backend.find_command(command.split()[0], member.guild.id)
    leaf, path = walk_to_subcommand(root, command.split()[1:])
    kinds = {option["name"]: option["type"] for option in leaf["options"]}
    wire = [{"name": name, "type": kinds[name], "value": value} for name, value in options.items()]
    for name in reversed(path):
        wire = [{"name": name, "type": 1, "options": wire}]
    data = {"id": root["id"], "name": root["name"], "type": 1, "options": wire}
    record, payload = base_payload(
        env.backend,
        type=InteractionType.APPLICATION_COMMAND,
        channel_id=channel.id,
        guild_id=member.guild.id,
        user_id=member.id,
        data=data,
    )
    env.backend.emit("INTERACTION_CREATE", payload)
    return record


async def direct(env: Env, user: UserHandle, command: str) -> InteractionResult:
    """A command without options in the direct messages, sent by a client that asks nobody whether it may."""
    name, *parts = command.split()
    menu = env.backend.find_command(command, None, AppCommandType.MESSAGE)
    root = menu or env.backend.find_command(name, None)
    assert root
    options: list[dict[str, Any]] = []
    for part in [] if menu else reversed(parts):
        options = [{"name": part, "type": 1, "options": options}]
    record, payload = base_payload(
        env.backend,
        type=InteractionType.APPLICATION_COMMAND,
        channel_id=user.dm_channel.id,
        guild_id=None,
        user_id=user.id,
        data={"id": root["id"], "name": root["name"], "type": 3 if menu else 1, "options": options},
    )
    env.backend.emit("INTERACTION_CREATE", payload)
    await env.settle()
    return InteractionResult(env, record)


async def hand_in(
    env: Env, member: MemberActor, channel: ChannelHandle, *forms: tuple[str, dict[str, str]]
) -> list[InteractionResult]:
    """Forms (custom id, fields) that a forged client sends in the same instant, opened or not."""
    records = []
    for custom_id, fields in forms:
        labels = [
            {"type": 18, "id": number, "component": {"type": 4, "id": 100 + number, "custom_id": name, "value": value}}
            for number, (name, value) in enumerate(fields.items(), 1)
        ]
        record, payload = base_payload(
            env.backend,
            type=InteractionType.MODAL_SUBMIT,
            channel_id=channel.id,
            guild_id=member.guild.id,
            user_id=member.id,
            data={"custom_id": custom_id, "components": labels},
        )
        env.backend.emit("INTERACTION_CREATE", payload)
        records.append(record)
    await env.settle()
    return [InteractionResult(env, record) for record in records]


async def press_at_once(
    env: Env, message: discord.Message, presses: Sequence[tuple[MemberActor, str]]
) -> list[InteractionResult]:
    """Several members press buttons (custom ids) of one message in the same instant."""
    stored = env.backend.get_message(message.channel.id, message.id)
    records = []
    for member, custom_id in presses:
        record, payload = base_payload(
            env.backend,
            type=InteractionType.MESSAGE_COMPONENT,
            channel_id=stored.channel_id,
            guild_id=member.guild.id,
            user_id=member.id,
            data={"custom_id": custom_id, "component_type": 2},
        )
        payload["message"] = dict(message_payload(env.backend, stored))
        record.source_message_id = stored.id
        env.backend.emit("INTERACTION_CREATE", payload)
        records.append(record)
    await env.settle()
    return [InteractionResult(env, record) for record in records]


def pass_days(env: Env, days: float) -> None:
    """Discord's calendar moves on at once; `advance_time` goes through all that the bot does meanwhile."""
    env.backend.advance_clock(days * 86400)


async def delete_channel(env: Env, channel: ChannelHandle) -> None:
    """A moderator deletes the channel."""
    env.backend.delete_channel(channel.id)
    await env.settle()


async def delete_role(env: Env, role: RoleHandle) -> None:
    """A moderator deletes the role."""
    env.backend.delete_role(role.guild.id, role.id)
    await env.settle()


async def shut_out(env: Env, channel: ChannelHandle) -> None:
    """A moderator takes the right to write in this channel from the bot."""
    deny = Overwrite(env.backend.bot_user.id, OverwriteType.MEMBER, allow=0, deny=discord.Permissions.text().value)
    env.backend.edit_channel(channel.id, {}, overwrites=[deny])
    await env.settle()


async def remove_bot(env: Env, server: Server) -> None:
    """A moderator removes the bot, to which all of the server is shut from then on; the server itself stays."""
    deny = Overwrite(env.backend.bot_user.id, OverwriteType.MEMBER, allow=0, deny=discord.Permissions.all().value)
    for channel in (*server.guild.channels.values(), server.channel):
        env.backend.edit_channel(channel.id, {}, overwrites=[deny])
    env.backend.emit("GUILD_DELETE", {"id": str(server.guild.id)})
    await env.settle()


async def take_back(env: Env, server: Server) -> None:
    """A moderator invites the bot again."""
    for channel in (*server.guild.channels.values(), server.channel):
        env.backend.edit_channel(channel.id, {}, overwrites=[])
    payload = dict(guild_create_payload(env.backend, env.backend.get_guild(server.guild.id)))
    del payload["unavailable"]  # with it, this would be the end of an outage
    env.backend.emit("GUILD_CREATE", payload)
    await env.settle()


async def let_in(env: Env, channel: ChannelHandle, **denied: bool) -> None:
    """A moderator gives the bot all rights there but these."""
    deny = discord.Permissions(**denied).value
    overwrite = Overwrite(env.backend.bot_user.id, OverwriteType.MEMBER, allow=0, deny=deny)
    env.backend.edit_channel(channel.id, {}, overwrites=[overwrite])
    await env.settle()


async def let_everybody(env: Env, guild: GuildHandle, **rights: bool) -> None:
    """A moderator gives the role that everybody has these rights as well."""
    role = env.backend.get_role(guild.id, guild.id)
    given = discord.Permissions(int(role.permissions)) | discord.Permissions(**rights)
    env.backend.edit_role(guild.id, guild.id, {"permissions": given.value})
    await env.settle()


async def lock(env: Env, thread: ChannelHandle, owner: MemberActor | None = None) -> None:
    """A moderator locks a thread, which somebody else may have begun, and puts it away."""
    if owner is not None:
        env.backend.get_channel(thread.id).owner_id = owner.id
    env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": True, "archived": True})
    await env.settle()


def is_locked(env: Env, thread: ChannelHandle) -> bool:
    metadata = env.backend.get_channel(thread.id).thread_metadata
    return metadata is not None and (metadata.locked or metadata.archived)


@contextmanager
def lost_attachments(env: Env) -> Iterator[list[str]]:
    """Meanwhile Discord has no upload any more; yields the addresses that are asked for."""
    asked: list[str] = []
    real = env.backend.cdn.get
    env.backend.cdn.get = asked.append  # type: ignore[assignment,method-assign]
    try:
        yield asked
    finally:
        env.backend.cdn.get = real  # type: ignore[method-assign]


def components(shown: Any) -> Iterator[dict[str, Any]]:
    """All components of a result, a message or a view, from top to bottom."""
    if isinstance(shown, InteractionResult):
        assert shown.response is not None, "there is no reply"
        roots = shown.response.components
    elif isinstance(shown, discord.ui.LayoutView):
        roots = shown.to_components()
    else:
        roots = [component.to_dict() for component in shown.components]
    return walk_components(roots)


def raw(shown: Any) -> str:
    """Every text as it goes over the wire, a line break between two."""
    return "\n".join(one["content"] for one in components(shown) if "content" in one)


def read(shown: Any) -> str:
    """Every text as a person reads it, as far as escapes go."""
    return unescaped(raw(shown))


def unescaped(text: str) -> str:
    """Discord's rule: a backslash before anything but a letter, a digit or a space is not shown."""
    return ESCAPED.sub(r"\1", text)


def buttons(shown: Any) -> dict[str, str]:
    """Label to custom id."""
    return {one["label"]: one["custom_id"] for one in components(shown) if "custom_id" in one}


def callbacks(env: Env) -> list[int]:
    """The types of the first answers to interactions, in order."""
    return [request.json["type"] for request in env.http_requests if request.path.endswith("/callback")]


def sent(env: Env) -> list[dict[str, Any]]:
    """The body of every message that was sent or edited, in channels and in replies."""
    bodies = []
    for request in env.http_requests:
        body = request.json if isinstance(request.json, dict) else {}
        if request.path.endswith("/callback") and body["type"] == MODAL:
            continue  # a form is opened, which is no message
        body = body.get("data", body) if request.path.endswith("/callback") else body
        if isinstance(body, dict) and {"components", "content", "embeds"} & body.keys():
            bodies.append(body)
    return bodies


def called_by(env: Env) -> set[tuple[str, int]]:
    """Whom the bot's messages notified, wherever they stand: ("user" or "role", id), ("everyone", 0).

    Discord's own line that says that a thread was begun, and its name, notifies nobody, though simcord thinks so.
    """
    found: set[tuple[str, int]] = set()
    for message in (one for place in env.backend.messages.values() for one in place.values()):
        if message.author_id == env.backend.bot_user.id and message.type != discord.MessageType.thread_created.value:
            found |= {("user", user) for user in message.ping_user_ids}
            found |= {("role", role) for role in message.ping_role_ids}
            found |= {("everyone", 0)} if message.mention_everyone else set()
    return found
