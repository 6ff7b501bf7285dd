"""The bot on Discord: its commands and buttons, and the promise to publish them only when they changed."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import discord
from discord import app_commands

from bot.discord_ui import errors
from bot.discord_ui.wire import Wire
from bot.facilitation.about import About
from bot.services.ask import RecentQuestions
from bot.services.clock import Clock
from bot.services.commands import PublishedCommands
from bot.services.groups import Groups
from bot.services.referral import Referrals
from bot.services.schedules import Schedules
from bot.services.session_preview import Previews
from bot.services.sessions import Sessions
from bot.services.settings import SettingsBook
from bot.services.shelf import Shelf
from bot.services.suggestions import SuggestionBox
from bot.services.upcoming import Diary

Command: TypeAlias = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group
Control: TypeAlias = type[discord.ui.DynamicItem[Any]]
HandIn: TypeAlias = "Callable[[discord.Interaction[FootnoteBot]], Awaitable[None]]"
"""Takes what was filled into a form."""

PERMISSIONS = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages=True,
    create_public_threads=True,
    send_messages_in_threads=True,
)
"""What the bot is invited with, and no more."""

log = logging.getLogger(__name__)


class Commands(app_commands.CommandTree["FootnoteBot"]):
    """Our commands; they exist in servers only, and their errors go to the one place for errors."""

    def __init__(self, client: "FootnoteBot") -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )

    async def on_error(
        self, interaction: "discord.Interaction[FootnoteBot]", error: app_commands.AppCommandError, /
    ) -> None:
        """Leave it to the one place for errors."""
        await errors.reply(interaction, error)


class FootnoteBot(discord.Client):
    """Needs no privileged intent, mentions nobody but for a letter's role, keeps no messages. Built by `bot.app`."""

    def __init__(
        self,
        *,
        shelf: Shelf,
        published: PublishedCommands,
        questions: RecentQuestions,
        settings: SettingsBook,
        referrals: Referrals,
        suggestions: SuggestionBox,
        groups: Groups,
        schedules: Schedules,
        diary: Diary,
        sessions: Sessions,
        previews: Previews,
        about: About,
        commands: Sequence[Command],
        controls: Sequence[Control],
        hand_in: HandIn,
        wire: Wire,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            http_trace=wire.trace,
        )
        self.shelf = shelf
        self.questions = questions
        self.settings = settings
        self.referrals = referrals
        self.suggestions = suggestions
        self.groups = groups
        self.schedules = schedules
        self.diary = diary
        self.sessions = sessions
        self.previews = previews
        self.about = about
        self.clock: Clock | None = None
        self.tree = Commands(self)
        self._published = published
        self._hand_in = hand_in
        for command in commands:
            self.tree.add_command(command)
        self.add_dynamic_items(*controls)

    async def setup_hook(self) -> None:
        """Run by discord.py between logging in and connecting."""
        await self.publish_commands()

    async def publish_commands(self, *, always: bool = False) -> bool:
        """Give Discord our commands, if they changed since the last time or `always`; say whether."""
        application = self.application_id or 0
        definition = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        if not always and not await self._published.changed(application, definition):
            return False
        await self.tree.sync()
        await self._published.remember(application, definition)
        log.info("Published %d commands.", len(definition))
        return True

    async def on_interaction(self, interaction: "discord.Interaction[FootnoteBot]") -> None:
        """Take forms; commands and buttons find their own way."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self._hand_in(interaction)

    async def on_ready(self) -> None:
        """Start the clock; tell the host where the bot is and how it is invited."""
        if self.clock:
            self.clock.start()
        log.info("Ready in %d servers. Invite: %s", len(self.guilds), self.invite())

    def invite(self) -> str:
        """The address at which a server's owner invites the bot, with exactly the permissions it uses."""
        return discord.utils.oauth_url(self.application_id or 0, permissions=PERMISSIONS)
