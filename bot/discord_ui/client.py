"""The bot on Discord: its commands and buttons, and the promise to publish them only when they changed."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, TypeAlias, cast

import discord
from discord import app_commands

from bot.discord_ui import errors, portal
from bot.discord_ui.under_way import UnderWay
from bot.discord_ui.welcome import welcome
from bot.discord_ui.wire import Wire
from bot.facilitation.about import About
from bot.facilitation.errors import Refusal
from bot.facilitation.starts import Identifies
from bot.services.allowance import Allowances
from bot.services.ask import RecentQuestions
from bot.services.audit import AuditBook
from bot.services.clock import Clock
from bot.services.commands import PublishedCommands
from bot.services.departures import Departures
from bot.services.diagnose import Examiner
from bot.services.drafts import Drafts
from bot.services.gaps import GapBook
from bot.services.glossary import Glossary
from bot.services.groups import Groups
from bot.services.health import Asks, Checkup
from bot.services.letters import Letters
from bot.services.library import Librarian
from bot.services.privacy import Privacy
from bot.services.protocols import Protocols
from bot.services.referral import Referrals
from bot.services.reminders import Reminders
from bot.services.replacing import Replacing
from bot.services.schedules import Schedules
from bot.services.session_preview import Previews
from bot.services.sessions import Sessions
from bot.services.settings import SettingsBook
from bot.services.setup import Beginnings
from bot.services.shelf import Shelf
from bot.services.starts import Brake
from bot.services.suggestions import SuggestionBox
from bot.services.upcoming import Diary

Command: TypeAlias = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group
Control: TypeAlias = type[discord.ui.DynamicItem[Any]]
Admit: TypeAlias = "Callable[[discord.Interaction[FootnoteBot]], Awaitable[bool]]"
"""Whether a command may run; it answers whoever may not use it."""

HandIn: TypeAlias = "Callable[[discord.Interaction[FootnoteBot]], Awaitable[None]]"
"""Takes what was filled into a form."""

STRAY = "This is from another version of Footnote and does nothing any more: use the command again."

log = logging.getLogger(__name__)


class Commands(app_commands.CommandTree["FootnoteBot"]):
    """Our commands; they exist in servers only, and their errors go to the one place for errors."""

    def __init__(self, client: "FootnoteBot", admit: Admit) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        self._admit = admit

    async def interaction_check(self, interaction: "discord.Interaction[FootnoteBot]", /) -> bool:
        """Leave it to the one place for rights."""
        return await self._admit(interaction)

    def definition(self) -> list[dict[str, Any]]:
        """All commands as Discord is told of them."""
        return [command.to_dict(self) for command in self.get_commands()]

    async def on_error(
        self, interaction: "discord.Interaction[FootnoteBot]", error: app_commands.AppCommandError, /
    ) -> None:
        """Leave it to the one place for errors."""
        await errors.reply(interaction, error)


class FootnoteBot(discord.Client):
    """Needs no privileged intent, mentions nobody but for a letter's role, keeps no messages. Built by `bot.app`."""

    letters: Letters
    """They are posted through the client, so they come after it."""

    checkup: Checkup
    """It looks at the client."""

    def __init__(
        self,
        *,
        shelf: Shelf,
        published: PublishedCommands,
        asks: Asks,
        questions: RecentQuestions,
        settings: SettingsBook,
        audit: AuditBook,
        allowances: Allowances,
        gaps: GapBook,
        examiner: Examiner,
        referrals: Referrals,
        suggestions: SuggestionBox,
        glossary: Glossary,
        groups: Groups,
        protocols: Protocols,
        schedules: Schedules,
        diary: Diary,
        sessions: Sessions,
        reminders: Reminders,
        previews: Previews,
        drafts: Drafts,
        library: Librarian,
        replacing: Replacing,
        privacy: Privacy,
        departures: Departures,
        beginnings: Beginnings,
        about: About,
        commands: Sequence[Command],
        controls: Sequence[Control],
        admit: Admit,
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
        self.audit = audit
        self.allowances = allowances
        self.gaps = gaps
        self.examiner = examiner
        self.referrals = referrals
        self.suggestions = suggestions
        self.glossary = glossary
        self.groups = groups
        self.protocols = protocols
        self.schedules = schedules
        self.diary = diary
        self.sessions = sessions
        self.reminders = reminders
        self.previews = previews
        self.drafts = drafts
        self.library = library
        self.replacing = replacing
        self.privacy = privacy
        self.departures = departures
        self.beginnings = beginnings
        self.about = about
        self.asks = asks
        self.clock: Clock | None = None
        self.brake: Brake | None = None
        self.under_way = UnderWay()
        self.connected = False
        self._identifies: tuple[int, float] | None = None
        self.tree = Commands(self, admit)
        self._published = published
        self._hand_in = hand_in
        self._templates = [control.__discord_ui_compiled_template__ for control in controls]
        for command in commands:
            self.tree.add_command(command)
        self.add_dynamic_items(*controls)

    async def setup_hook(self) -> None:
        """Run by discord.py between logging in and connecting."""
        if self.brake:
            await self.brake.start()
        await self.publish_commands()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Run by discord.py before it begins a session; what breaks off is mostly resumed, which needs no new one."""
        await super().before_identify_hook(shard_id, initial=initial)
        if self.brake and not initial:
            await self.brake.identify()

    async def ask_identifies(self) -> Identifies | None:
        """How many sessions Discord still lets us begin; None when it does not say."""
        try:
            _, _, limit = await self.http.get_bot_gateway()
        except (discord.DiscordException, OSError) as error:
            log.warning("Discord did not say how many sessions are left: %s", error)
            return None
        left, renewed = limit["remaining"], timedelta(milliseconds=limit["reset_after"])
        self._identifies = left, asyncio.get_running_loop().time() + renewed.total_seconds()
        return Identifies(left, renewed)

    @property
    def identifies(self) -> int | None:
        """How many were left when Discord was last asked; None once it has counted anew since."""
        if self._identifies is None or asyncio.get_running_loop().time() >= self._identifies[1]:
            return None
        return self._identifies[0]

    @property
    def delay(self) -> float | None:
        """Seconds that the gateway took for its last answer."""
        return self.latency if math.isfinite(self.latency) else None

    @property
    def servers(self) -> int:
        """In how many servers we are."""
        return len(self.guilds)

    async def publish_commands(self, *, always: bool = False) -> bool:
        """Give Discord our commands, if they changed since the last time or `always`; say whether."""
        application = self.application_id or 0
        definition = self.tree.definition()
        if not always and not await self._published.changed(application, definition):
            return False
        await self.tree.sync()
        await self._published.remember(application, definition)
        log.info("Published %d commands.", len(definition))
        return True

    async def on_interaction(self, interaction: "discord.Interaction[FootnoteBot]") -> None:
        """Take forms and what is left of buttons; commands and the buttons that we know find their own way."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self._hand_in(interaction)
        elif interaction.type is discord.InteractionType.component and self._is_stray(interaction):
            await errors.reply(interaction, Refusal(STRAY))

    def _is_stray(self, interaction: "discord.Interaction[FootnoteBot]") -> bool:
        custom_id = str(cast(dict[str, Any], interaction.data or {}).get("custom_id"))
        return not any(template.fullmatch(custom_id) for template in self._templates)

    async def on_ready(self) -> None:
        """See which servers are gone, start the clock, tell the host where the bot is and how it is invited."""
        self.connected = True
        try:
            await self.departures.compare([guild.id for guild in self.guilds])
        except Exception:
            log.exception("Which servers are gone could not be noted; I try again the next time.")
        if self.clock:
            self.clock.start()
        log.info("Ready in %d servers. Invite: %s", len(self.guilds), self.invite())

    async def on_resumed(self) -> None:
        """The connection is back, and what was missed came with it."""
        self.connected = True

    async def on_disconnect(self) -> None:
        """The connection is lost; discord.py mends it, and says so in the log."""
        self.connected = False

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server removed us. An outage is another event."""
        log.info("Server %s removed Footnote.", guild.id, extra={"server": guild.id})
        await self.departures.left(guild.id)
        if self.clock:
            self.clock.wake()  # what was to be sent to its members is taken back

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server took us in, perhaps again."""
        log.info("Server %s took Footnote in.", guild.id, extra={"server": guild.id})
        await self.departures.returned(guild.id)
        self.letters.reconsider(guild.id)
        await welcome(guild, self.settings.known(guild.id))

    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """What may be posted there may be otherwise now; so with a role, our own roles, a thread."""
        self.letters.reconsider(after.guild.id)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """The same."""
        self.letters.reconsider(after.guild.id)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The same. Without the intent for members Discord tells of nobody but ourselves."""
        self.letters.reconsider(after.guild.id)

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """The same; also of a thread that was archived."""
        self.letters.reconsider(payload.guild_id)

    def invite(self) -> str:
        """The address at which a server's owner invites the bot, with exactly the permissions it uses."""
        return portal.invite(self.application_id or 0)
