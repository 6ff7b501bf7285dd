"""/diagnose, for moderators."""

import discord
from discord import app_commands
from typing_extensions import override

from bot.discord_ui.cards import diagnose as cards
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.cogs.settings import TextChannel
from bot.discord_ui.homes import FORUM, TEXT
from bot.discord_ui.visits import Visit, moment_of, roles_of, visitor_of
from bot.facilitation.diagnose import MENUS, Facts, right_of
from bot.facilitation.errors import Refusal

Place = discord.TextChannel | discord.ForumChannel | discord.Thread
GONE = "I do not see that channel or thread: let Footnote view it, or choose another one."
NO_MEMBER = "That person is not in this server: choose a member."


class AnyChannel(TextChannel):
    """A channel or a thread in which commands are used, by its id."""

    @property
    @override
    def channel_types(self) -> list[discord.ChannelType]:
        kind = discord.ChannelType
        return [kind.text, kind.news, kind.forum, kind.public_thread, kind.private_thread, kind.news_thread]


@app_commands.command(name="diagnose")
@app_commands.describe(member="For whom?", command="Which command?", channel="In which channel or thread?")
@app_commands.autocomplete(command=choices.commands)
async def diagnose(
    visit: Visit,
    member: discord.User | discord.Member,
    command: app_commands.Range[str, 1, 40],
    channel: app_commands.Transform[int, AnyChannel],
) -> None:
    """Why a command works for a member in a channel, or why it does not."""
    await visit.response.defer(ephemeral=True, thinking=True)
    facts = _facts(visit, member, right_of(command)[0], channel)
    found = await visit.client.examiner.examine(visitor_of(visit), member.id, facts, moment_of(visit))
    name = facts.command if facts.command in MENUS else f"/{facts.command}"
    await visit.edit_original_response(view=cards.diagnosis(found, name, member.id, channel))


def _facts(visit: Visit, member: discord.User | discord.Member, command: str, number: int) -> Facts:
    place = visit.guild.get_channel_or_thread(number) if visit.guild else None
    if not isinstance(place, Place) or place.guild.me is None:
        raise Refusal(GONE)
    if not isinstance(member, discord.Member):
        raise Refusal(NO_MEMBER)
    hers, ours = place.permissions_for(member), place.permissions_for(place.guild.me)
    needed = FORUM if isinstance(place, discord.ForumChannel) else TEXT
    in_thread = isinstance(place, discord.Thread | discord.ForumChannel)  # a forum's commands are used in its posts
    return Facts(
        command=command,
        manages_server=member.guild_permissions.manage_guild,
        roles=roles_of(member),
        role_names={role.id: role.name for role in place.guild.roles},
        shown=_is_shown(visit, command, member),
        sees_channel=hers.view_channel,
        may_use_commands=hers.use_application_commands,
        may_write=hers.send_messages_in_threads if in_thread else hers.send_messages,
        channel=place.id,
        within=place.parent_id if isinstance(place, discord.Thread) else None,
        permissions=tuple((name, bool(getattr(ours, right))) for right, name in needed.items()),
        may_post=ours.send_messages_in_threads if in_thread else ours.send_messages,
    )


def _is_shown(visit: Visit, command: str, member: discord.Member) -> bool:
    """Whether Discord offers it to her, as far as our own commands say."""
    kind = discord.AppCommandType.message if command in MENUS else discord.AppCommandType.chat_input
    found = visit.client.tree.get_command(command if command in MENUS else command.split()[0], type=kind)
    needed = found.default_permissions if found else None
    return needed is None or needed <= member.guild_permissions


COMMANDS: tuple[Command, ...] = (diagnose,)
