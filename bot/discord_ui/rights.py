"""The door: whoever may not use a command, a button or a form is told so before any story runs."""

from typing import Any

import discord
from discord import app_commands

from bot.discord_ui import errors
from bot.discord_ui.client import Command
from bot.discord_ui.visits import Visit, moment_of, roles_of, visitor_of
from bot.facilitation import rights
from bot.facilitation.rights import Right


async def admit(visit: Visit, right: Right) -> None:
    """Refuses whoever may not use what states this right, one question too many, and everybody during a restart."""
    if visit.type is not discord.InteractionType.autocomplete:
        visit.client.under_way.begin(visit)
    if visit.guild_id is None and right.direct:
        return
    visitor = visitor_of(visit)
    settings = visit.client.settings.known(visitor.guild)
    facilitates = visitor.facilitates_all
    if right.who == "facilitators" and not (visitor.manages_server or facilitates):
        facilitates = await visit.client.groups.facilitates(visitor.guild, visitor.member)
    may_ask = settings.may_ask(roles_of(visit.user))
    rights.require(right, moderates=visitor.manages_server, facilitates=facilitates, may_ask=may_ask)
    if right.asks and visit.type is not discord.InteractionType.autocomplete:
        visit.client.allowances.take(visitor.guild, visitor.member, settings.allowance, moment_of(visit))


async def admit_command(visit: Visit) -> bool:
    """Whether the command may run; whoever may not use it is answered. While she types, nothing is suggested to her."""
    try:
        if visit.command is not None:  # else Discord knows a command that we do not
            await admit(visit, rights.of_command(visit.command.qualified_name))
    except Exception as error:
        if visit.type is discord.InteractionType.autocomplete:
            await visit.response.autocomplete([])
        else:
            await errors.reply(visit, error)
        return False
    return True


def stated(command: Command) -> Command:
    """The command with what Discord itself keeps people from; a server can change that, so it is the first line only.

    Discord asks once for a whole family of commands: those that are not all the moderators' are seen by everybody.
    """
    asked = [rights.of_command(one.qualified_name) for one in leaves(command)]
    moderators = discord.Permissions(manage_guild=True)
    command.default_permissions = moderators if all(one.who == "moderators" for one in asked) else None
    command.allowed_contexts = app_commands.AppCommandContext(
        guild=True, dm_channel=any(one.direct for one in asked) or None
    )
    return command


def leaves(command: Command) -> list[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu]:
    """What can be used: the command itself, or those of its family."""
    if isinstance(command, app_commands.Group):
        return [one for one in command.walk_commands() if isinstance(one, app_commands.Command)]
    return [command]
