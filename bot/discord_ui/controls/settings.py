"""The menus in which moderators choose roles and channels; what is chosen counts at once, and the right is checked."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import discord
from typing_extensions import override

from bot.discord_ui import errors
from bot.discord_ui.cards import settings as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.rights import admit
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation.errors import Refusal
from bot.facilitation.rights import of_control
from bot.facilitation.settings import MOST_CHANNELS, MOST_ROLES, ServerSettings, Wishes

WISHES: dict[str, Callable[[tuple[int, ...]], Wishes]] = {
    "askers": lambda roles: Wishes(askers=roles),
    "facilitator_roles": lambda roles: Wishes(facilitator_roles=roles),
    "moderator_roles": lambda roles: Wishes(moderator_roles=roles),
}
WHICH = "|".join(WISHES)
KINDS = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]
CHANGED = ", changed"

Show: TypeAlias = Callable[[Visit, ServerSettings, str], Awaitable[None]]


class ChooseRoles(
    discord.ui.DynamicItem[discord.ui.RoleSelect[Card]], template=rf"footnote:settings-roles:(?P<which>{WHICH})"
):
    """Takes the roles that were chosen for one thing, in place of those before."""

    def __init__(self, custom_id: str, chosen: Sequence[int] = ()) -> None:
        defaults = [discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.role) for one in chosen]
        super().__init__(
            discord.ui.RoleSelect(
                custom_id=custom_id, placeholder="None", min_values=0, max_values=MOST_ROLES, default_values=defaults
            )
        )

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: Any, /
    ) -> "ChooseRoles":
        return cls(match[0])

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        roles = tuple(sorted(one.id for one in self.item.values))
        wishes = WISHES[self.custom_id.rpartition(":")[2]](roles)
        await _choose(interaction, self.custom_id, wishes, self.show)

    @staticmethod
    async def show(visit: Visit, chosen: ServerSettings, news: str) -> None:
        """The card that the menu stands on."""
        await show_roles(visit, chosen, news)


class ChooseChannels(discord.ui.DynamicItem[discord.ui.ChannelSelect[Card]], template=r"footnote:settings-channels"):
    """Takes the channels that were chosen, in place of those before."""

    def __init__(self, custom_id: str, chosen: Sequence[int] = ()) -> None:
        defaults = [discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.channel) for one in chosen]
        super().__init__(
            discord.ui.ChannelSelect(
                custom_id=custom_id,
                placeholder="Every channel",
                channel_types=KINDS,
                min_values=0,
                max_values=MOST_CHANNELS,
                default_values=defaults,
            )
        )

    @classmethod
    @override
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: Any, /
    ) -> "ChooseChannels":
        return cls(match[0])

    @override
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        channels = tuple(sorted(one.id for one in self.item.values))
        there = frozenset(one.id for one in interaction.guild.channels) if interaction.guild else None
        await _choose(interaction, self.custom_id, Wishes(channels=channels, there=there), self.show)

    @staticmethod
    async def show(visit: Visit, chosen: ServerSettings, news: str) -> None:
        """The card that the menu stands on."""
        await show_channels(visit, chosen, news)


async def _choose(visit: Visit, custom_id: str, wishes: Wishes, show: Show) -> None:
    """Change it and draw the card anew; also after a refusal, since the menu shows then what does not hold."""
    try:
        await admit(visit, of_control(custom_id))
        await visit.response.defer()
        try:
            chosen = await visit.client.settings.edit(visitor_of(visit), wishes, moment_of(visit))
        except Refusal:
            await show(visit, visit.client.settings.known(guild_of(visit)), "")
            raise
        await show(visit, chosen, CHANGED)
    except Exception as error:
        await errors.reply(visit, error)


async def show_roles(visit: Visit, chosen: ServerSettings, news: str = "") -> None:
    """The menus of roles, in the reply that was deferred. Roles that are gone cannot be shown in a menu."""
    menus = role_menus(visit, chosen, ChooseRoles, "settings-roles")
    await visit.edit_original_response(view=cards.roles(menus, chosen, news))


def role_menus(
    visit: Visit, chosen: ServerSettings, kind: type[ChooseRoles], name: str
) -> list[tuple[str, ChooseRoles]]:
    """A menu for each thing that roles decide."""
    menus = []
    for what in cards.ROLES:
        there = [one for one in getattr(chosen, what) if visit.guild and visit.guild.get_role(one)]
        menus.append((what, kind(f"footnote:{name}:{what}", there)))
    return menus


async def show_channels(visit: Visit, chosen: ServerSettings, news: str = "") -> None:
    """The menu of channels, in the reply that was deferred. Channels that are gone cannot be shown in it."""
    menu = ChooseChannels("footnote:settings-channels", still_there(visit, chosen))
    await visit.edit_original_response(view=cards.channels(menu, chosen, news))


def still_there(visit: Visit, chosen: ServerSettings) -> list[int]:
    """Those of the chosen channels that are not gone."""
    return [one for one in chosen.channels if visit.guild and visit.guild.get_channel(one)]
