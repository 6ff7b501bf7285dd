"""/group create, edit, show and close."""

import discord
from discord import app_commands
from typing_extensions import override

from bot.discord_ui.cards import groups as cards
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.cogs.settings import TextChannel
from bot.discord_ui.controls.groups import closing_card
from bot.discord_ui.homes import called_of, called_of_group, home_of, person_of
from bot.discord_ui.visits import Visit, guild_of, may_list, moment_of, visitor_of
from bot.facilitation import calendar
from bot.facilitation.groups import LONGEST_NAME, Group, GroupWishes, NewGroup
from bot.facilitation.protocols import Pace
from bot.facilitation.zones import chosen_zone, zone_of

Person = discord.User | discord.Member

# Everybody sees these, since facilitators are no moderators; each story checks who may do what.
group = app_commands.Group(name="group", description="The reading groups of this server")


class HomeChannel(TextChannel):
    """A channel in which a group can meet, by its id."""

    @property
    @override
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.text, discord.ChannelType.forum]


@group.command(name="create")
@app_commands.describe(
    name="What the group is called",
    channel="Where it meets: a text channel or a forum",
    hour="When it usually meets there, for example 19:30",
    zone="Its time zone: type a city, a country or an offset such as +2; this server's default if left out",
    pace="Whether a session usually takes minutes (live) or days (slow)",
    role="Who is mentioned when a session begins; nobody if left out",
    facilitator="Who facilitates it besides you",
)
@app_commands.autocomplete(zone=choices.zones)
async def create(
    visit: Visit,
    name: app_commands.Range[str, 1, LONGEST_NAME],
    channel: app_commands.Transform[int, HomeChannel],
    hour: app_commands.Range[str, 1, 10],
    zone: app_commands.Range[str, 1, 100] | None = None,
    pace: Pace = "live",
    role: discord.Role | None = None,
    facilitator: Person | None = None,
) -> None:
    """Make a reading group; for moderators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    wanted = NewGroup(
        name=name,
        home=home_of(visit, channel),
        zone=zone_of(zone, visit.client.settings.known(guild_of(visit)).zone),
        hour=calendar.hour(hour),
        pace=pace,
        role=None if role is None else called_of(visit, role.id, channel),
        others=() if facilitator is None else (person_of(facilitator),),
    )
    made = await visit.client.groups.create(visitor_of(visit), wanted, moment_of(visit))
    await _show(visit, made, ", made. `/schedule create` says when it meets")


@group.command(name="edit")
@app_commands.describe(
    group="Which group?",
    name="Another name",
    channel="Another text channel or forum",
    zone="Another time zone: type a city, a country or an offset such as +2",
    hour="Another usual hour, for example 19:30",
    pace="Whether a session usually takes minutes (live) or days (slow)",
    role="Who is mentioned when a session begins",
    no_role="Mention nobody",
    add_facilitator="Who facilitates it as well",
    remove_facilitator="Who facilitates it no longer",
)
@app_commands.autocomplete(group=choices.groups, zone=choices.zones)
async def edit(
    visit: Visit,
    group: app_commands.Range[str, 1, 100],
    name: app_commands.Range[str, 1, LONGEST_NAME] | None = None,
    channel: app_commands.Transform[int, HomeChannel] | None = None,
    zone: app_commands.Range[str, 1, 100] | None = None,
    hour: app_commands.Range[str, 1, 10] | None = None,
    pace: Pace | None = None,
    role: discord.Role | None = None,
    no_role: bool = False,
    add_facilitator: Person | None = None,
    remove_facilitator: Person | None = None,
) -> None:
    """Change a group: facilitators its zone, hour and pace, moderators everything."""
    await visit.response.defer(ephemeral=True, thinking=True)
    home = channel or (await visit.client.groups.find(guild_of(visit), group)).channel
    wishes = GroupWishes(
        name=name,
        home=None if channel is None else home_of(visit, channel),
        role=None if role is None else called_of(visit, role.id, home),
        no_role=no_role,
        add=None if add_facilitator is None else person_of(add_facilitator),
        remove=None if remove_facilitator is None else person_of(remove_facilitator),
        zone=None if zone is None else chosen_zone(zone),
        pace=pace,
        hour=None if hour is None else calendar.hour(hour),
    )
    changed = await visit.client.groups.edit(visitor_of(visit), group, wishes, moment_of(visit))
    await _show(visit, changed, ", changed")


@group.command(name="show")
@app_commands.describe(group="Which group? Not needed if there is only one")
@app_commands.autocomplete(group=choices.all_groups)
async def show(visit: Visit, group: app_commands.Range[str, 1, 100] | None = None) -> None:
    """Where and when a group meets, and who facilitates it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await _show(visit, await visit.client.groups.find(guild_of(visit), group))


@group.command(name="close")
@app_commands.describe(group="Which group?")
@app_commands.autocomplete(group=choices.groups)
async def close(visit: Visit, group: app_commands.Range[str, 1, 100]) -> None:
    """Close a group; for moderators."""
    await visit.response.defer(ephemeral=True, thinking=True)
    chosen = await visit.client.groups.choose(visitor_of(visit), group)
    await visit.edit_original_response(view=closing_card(chosen))


async def _show(visit: Visit, shown: Group, news: str = "") -> None:
    home = home_of(visit, shown.channel)
    role = called_of_group(visit, shown)
    settings, now = visit.client.settings.known(shown.guild), moment_of(visit)
    in_list = may_list(visit) or not settings.events
    card = cards.group(shown, home, role, now, news, in_list=in_list, mentions=settings.mentions)
    await visit.edit_original_response(view=card)


COMMANDS: tuple[Command, ...] = (group,)
