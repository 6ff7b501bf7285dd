"""The menus, buttons and forms of /setup: each changes what its own command would change, and shows the next step."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from typing_extensions import override

from bot.discord_ui.cards import schedules as schedule_cards
from bot.discord_ui.cards import setup as cards
from bot.discord_ui.controls.buttons import Button
from bot.discord_ui.controls.details import defer
from bot.discord_ui.controls.drafts import add_starter, drafts_button
from bot.discord_ui.controls.forms import Form, choice, field
from bot.discord_ui.controls.settings import WHICH, ChooseChannels, ChooseRoles, role_menus, still_there
from bot.discord_ui.homes import called_of_group, home_of
from bot.discord_ui.visits import Visit, guild_of, moment_of, visitor_of
from bot.facilitation import calendar
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import LONGEST_NAME, NewGroup
from bot.facilitation.schedules import NewSchedule, Schedule
from bot.facilitation.settings import ServerSettings, Wishes
from bot.facilitation.setup import AS_IT_IS, END, MOST_ESSAYS, STEPS, Beginning, Step
from bot.facilitation.zones import LONGEST, chosen_zone, zone_of

GREY, BLUE = discord.ButtonStyle.secondary, discord.ButtonStyle.primary
HOMES = [discord.ChannelType.text, discord.ChannelType.forum]
HOUR = "19:30"
PROTOCOL = "notice-and-wonder"
ZONE_FIRST = "First choose the time zone, in step 3: the group keeps its hours by it."
ESSAY_FIRST = "First add an essay, in step 4: a session is led through one."
AT: Mapping[Step, int] = {name: place for place, name in enumerate(STEPS)}


class ShowStep(Button, template=rf"footnote:setup:(?P<step>[0-{END}])"):
    """Shows a step, or what members can do now."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_setup(visit, int(self.carried["step"]))


class OpenForm(Button, template=r"footnote:setup-open:(?P<form>zone|group|session)"):
    """Opens the form of a step."""

    @override
    async def press(self, visit: Visit) -> None:
        begun = await visit.client.beginnings.look(visitor_of(visit), moment_of(visit))
        match self.carried["form"]:
            case "zone":
                await visit.response.send_modal(ZoneForm.of(begun))
            case "group":
                await visit.response.send_modal(GroupForm.of(visit, begun))
            case _:
                titles = await visit.client.protocols.titles(guild_of(visit))
                await visit.response.send_modal(SessionForm.of(begun, titles))


class AddEssays(Button, template=r"footnote:setup-starter"):
    """Adds the essays that come with Footnote."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await show_setup(visit, AT["essay"], "\n".join(await add_starter(visit)))


class SaveFirst(Button, template=r"footnote:setup-save:(?P<number>\d{1,15})"):
    """Lets the first session count."""

    @override
    async def press(self, visit: Visit) -> None:
        await visit.response.defer()
        await visit.client.schedules.save(visitor_of(visit), int(self.carried["number"]), moment_of(visit))
        await show_setup(visit, news="The session is planned.")


class SetupRoles(ChooseRoles, template=rf"footnote:setup-roles:(?P<which>{WHICH})"):
    """Takes roles, and stays at the step."""

    @staticmethod
    @override
    async def show(visit: Visit, chosen: ServerSettings, news: str) -> None:
        await show_setup(visit, AT["roles"])


class SetupChannels(ChooseChannels, template=r"footnote:setup-channels"):
    """Takes channels, and stays at the step."""

    @staticmethod
    @override
    async def show(visit: Visit, chosen: ServerSettings, news: str) -> None:
        await show_setup(visit, AT["channel"])


class ZoneForm(Form):
    """Takes the time zone of new groups."""

    name = "footnote:setup-zone"

    @classmethod
    def of(cls, begun: Beginning) -> "ZoneForm":
        """The form, filled with what holds."""
        about = "A city, a country with one zone, or a zone's own name, such as Berlin, Kenya or Asia/Kolkata"
        known = begun.settings.zone
        return cls("Time zone", field("zone", "Time zone", LONGEST, description=about, default=known, required=True))

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await defer(visit)
        wishes = Wishes(zone=chosen_zone(given.get("zone", "")))
        await visit.client.settings.edit(visitor_of(visit), wishes, moment_of(visit))
        await show_setup(visit, AT["zone"])


class GroupForm(Form):
    """Makes the first reading group."""

    name = "footnote:setup-group"

    @classmethod
    def of(cls, visit: Visit, begun: Beginning) -> "GroupForm":
        """The form, filled with the first channel that was chosen. Refuses to come before the time zone."""
        if begun.settings.zone is None:
            raise Refusal(ZONE_FIRST)
        chosen = [
            discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.channel)
            for one in still_there(visit, begun.settings)[:1]
        ]
        menu = discord.ui.ChannelSelect[Any](
            custom_id="channel", channel_types=HOMES, default_values=chosen, required=True
        )
        return cls(
            "Your reading group",
            field("name", "What is it called?", LONGEST_NAME, required=True),
            discord.ui.Label(text="Where does it meet?", description="A text channel or a forum", component=menu),
            field("hour", "At what time, usually?", 10, default=HOUR, required=True),
        )

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await defer(visit)
        channel = given.get("channel", "")
        wanted = NewGroup(
            name=given.get("name", ""),
            home=home_of(visit, int(channel) if channel.isdecimal() else 0),
            zone=zone_of(None, visit.client.settings.known(guild_of(visit)).zone),
            hour=calendar.hour(given.get("hour", "")),
        )
        await visit.client.groups.create(visitor_of(visit), wanted, moment_of(visit))
        await show_setup(visit, AT["session"])


class SessionForm(Form):
    """Proposes the first session."""

    name = "footnote:setup-session"

    @classmethod
    def of(cls, begun: Beginning, protocols: Mapping[str, str]) -> "SessionForm":
        """The form with this server's essays and protocols. Refuses to come before there is an essay and a group."""
        if not begun.essays:
            raise Refusal(ESSAY_FIRST)
        if begun.group is None:
            raise Refusal(cards.GROUP_FIRST)
        essays = [(one.slug, one.title) for one in begun.essays[:MOST_ESSAYS]]
        ways = sorted(protocols.items(), key=lambda one: (one[0] != PROTOCOL, one[1].casefold()))[:MOST_ESSAYS]
        days = [(str(number), day) for number, day in enumerate(calendar.WEEKDAYS)]
        return cls(
            "The first session",
            choice("essay", "What do you read?", essays, chosen=essays[0][0]),
            choice("protocol", "How do you talk about it?", ways, chosen=ways[0][0], description=cards.PROTOCOLS),
            choice("day", "On which day? The next one is meant", days),
            field("hour", "At what time?", 10, default=f"{begun.group.hour:%H:%M}", required=True),
        )

    @classmethod
    @override
    async def submit(cls, visit: Visit, given: Mapping[str, str]) -> None:
        await defer(visit)
        visitor, now = visitor_of(visit), moment_of(visit)
        group = (await visit.client.beginnings.look(visitor, now)).group
        if group is None:
            raise Refusal(cards.GROUP_FIRST)
        day = given.get("day", "")
        wanted = NewSchedule(
            weekdays=(int(day) if day in tuple("0123456") else 0,),
            protocol=given.get("protocol", ""),
            essays=(given.get("essay", ""),),
            at=calendar.hour(given.get("hour", "")),
            count=1,
        )
        draft = await visit.client.schedules.propose(visitor, group.name, home_of(visit, group.channel), wanted, now)
        await _show_first(visit, draft)


async def show_setup(visit: Visit, at: int | None = None, news: str = "") -> None:
    """A step, or without one the step to go on with, in the reply that was deferred."""
    begun = await visit.client.beginnings.look(visitor_of(visit), moment_of(visit))
    at = begun.next if at is None else at
    if at == END:
        await visit.edit_original_response(view=cards.end(begun, [_to(END - 1, "Back")], news))
        return
    name = STEPS[at]
    card = cards.step(begun, at, _items(visit, begun, name), _row(begun, at), _troubles(visit, begun, name), news)
    await visit.edit_original_response(view=card)


async def _show_first(visit: Visit, draft: Schedule) -> None:
    """The date of the first session with *Save*, in the reply that was deferred."""
    about = await visit.client.schedules.subject(draft)
    row = [SaveFirst(f"footnote:setup-save:{draft.id}", "Save", BLUE), _to(AT["session"], "Back")]
    home, role = home_of(visit, draft.group.channel), called_of_group(visit, draft.group)
    card = schedule_cards.proposal(draft, about, moment_of(visit), home, role, row)
    await visit.edit_original_response(view=card)


def _items(visit: Visit, begun: Beginning, name: Step) -> list[tuple[str, discord.ui.Item[Any]]]:
    """What can be chosen or pressed at a step, each under its words."""
    match name:
        case "channel":
            return [("", SetupChannels("footnote:setup-channels", still_there(visit, begun.settings)))]
        case "roles":
            menus = role_menus(visit, begun.settings, SetupRoles, "setup-roles")
            return [(cards.role_line(what, getattr(begun.settings, what)), menu) for what, menu in menus]
        case "zone":
            return [("", OpenForm("footnote:setup-open:zone", "Choose the time zone", _style(begun, name)))]
        case "essay":
            starter = AddEssays("footnote:setup-starter", "Add the essays that come with Footnote", GREY)
            waiting = [("", drafts_button(begun.drafts))] if begun.drafts else []
            return [*waiting, ("", starter), ("", _to(AT["essay"], "Look again"))]
        case "session":
            if begun.group is None:
                return [("", OpenForm("footnote:setup-open:group", "Make the reading group", BLUE))]
            return [("", OpenForm("footnote:setup-open:session", "Plan a session", _style(begun, name)))]


def _style(begun: Beginning, name: Step) -> discord.ButtonStyle:
    return GREY if begun.done(name) else BLUE


def _row(begun: Beginning, at: int) -> Sequence[Button]:
    name = STEPS[at]
    on = "Next" if begun.done(name) else "Leave as it is" if name in AS_IT_IS else "Later"
    back = [_to(at - 1, "Back")] if at else []
    return [*back, _to(at + 1, on, BLUE if begun.done(name) else GREY)]


def _to(step: int, label: str, style: discord.ButtonStyle = GREY) -> Button:
    return ShowStep(f"footnote:setup:{step}", label, style)


def _troubles(visit: Visit, begun: Beginning, name: Step) -> list[str]:
    """What Footnote lacks where it was told to be."""
    chosen = still_there(visit, begun.settings)[: cards.CHANNELS_NAMED] if name == "channel" else []
    if name == "session" and begun.group is not None:
        chosen = [begun.group.channel]
    homes = [home_of(visit, one) for one in chosen]
    return [cards.lacking(one.channel, one.missing) for one in homes if one.missing]
