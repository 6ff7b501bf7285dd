"""Reading groups: who they are, where they meet, and who may change what about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from bot.facilitation.audit import Value
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor
from bot.facilitation.protocols import Pace
from bot.facilitation.seed_files import listed, plain

LONGEST_NAME = 60
MOST_GROUPS = 25
"""Open ones of one server."""

MOST_FACILITATORS = 10

NONE_YET = "This server has no reading group yet: a moderator makes one with /group create."
WHICH = "Which group? Choose one from the list."


@dataclass(frozen=True, slots=True)
class Group:
    """A reading group. Its `channel` may be a forum; `role` is mentioned when a session begins, if there is one."""

    id: int
    guild: int
    name: str
    channel: int
    is_forum: bool
    facilitators: frozenset[int]
    role: int | None
    zone: str
    pace: Pace
    hour: time
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """A channel and the names of the permissions that Footnote lacks there; one that is gone is not `there`.

    `silent`: at present nothing is posted anywhere, since the machine's clock is wrong.
    """

    channel: int
    is_forum: bool = False
    missing: tuple[str, ...] = ()
    there: bool = True
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """A role that a group wants mentioned, and whether Footnote can do that; one that is gone is not `there`."""

    role: int
    mentionable: bool
    there: bool = True
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever was named as a facilitator."""

    id: int
    is_member: bool
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class NewGroup:
    """What a moderator chose for a group that is to be made; whoever makes it facilitates it, with `others`."""

    name: str
    home: Home
    zone: str
    hour: time
    pace: Pace = "live"
    role: Called | None = None
    others: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupWishes:
    """What to change about a group; None leaves it as it is. `no_role` takes the role away."""

    name: str | None = None
    home: Home | None = None
    role: Called | None = None
    no_role: bool = False
    add: Person | None = None
    remove: Person | None = None
    zone: str | None = None
    pace: Pace | None = None
    hour: time | None = None

    @property
    def concerns_meetings(self) -> bool:
        """Whether it is nothing but what facilitators may change: when the group meets, and at which pace."""
        return replace(self, zone=None, pace=None, hour=None) == GroupWishes()


def may_facilitate(visitor: Visitor, group: Group) -> bool:
    """Whether she runs this group's meetings."""
    return visitor.manages_server or visitor.facilitates_all or visitor.member in group.facilitators


def require_facilitator(visitor: Visitor, group: Group) -> None:
    """Refuses whoever neither facilitates the group nor manages the server."""
    if not may_facilitate(visitor, group):
        raise Refusal(f"Only the facilitators of “{group.name}” and moderators can do that: ask one of them.")


def require_any_facilitator(visitor: Visitor, groups: Iterable[Group], what: str) -> None:
    """Refuses whoever neither facilitates an open group nor manages the server; `what` belongs to all groups."""
    if visitor.manages_server or visitor.facilitates_all:
        return
    if not any(may_facilitate(visitor, one) for one in groups if not one.closed):
        raise Refusal(f"Only the facilitators of an open group and moderators can change the {what}: ask one of them.")


def require_open(group: Group) -> None:
    """Refuses a group that is closed."""
    if group.closed:
        raise Refusal(f"“{group.name}” is closed: its history stays, but nothing of it can be changed.")


def require_right_to_edit(visitor: Visitor, group: Group, wishes: GroupWishes) -> None:
    """Facilitators change zone, hour and pace; what the bot posts where, and who decides, is the moderators'."""
    require_facilitator(visitor, group)
    if not visitor.manages_server and not wishes.concerns_meetings:
        raise Refusal("Facilitators can change zone, hour and pace; for anything else ask a moderator.")


def founded(visitor: Visitor, wanted: NewGroup, existing: Sequence[Group]) -> Group:
    """The group, which gets its number when it is kept. Refuses one that could not meet, and one too many."""
    _require_room(existing)
    _require_home(wanted.home)
    facilitators = frozenset({visitor.member})
    for person in wanted.others:
        facilitators = _with(facilitators, person)
    return Group(
        id=0,
        guild=visitor.guild,
        name=_free_name(wanted.name, existing),
        channel=wanted.home.channel,
        is_forum=wanted.home.is_forum,
        facilitators=facilitators,
        role=None if wanted.role is None else _callable(wanted.role),
        zone=wanted.zone,
        pace=wanted.pace,
        hour=wanted.hour,
    )


def edited(group: Group, wishes: GroupWishes, existing: Sequence[Group]) -> Group:
    """The group with these wishes met; `existing` are the server's open ones.

    Refuses wishes that contradict each other or cannot be met.
    """
    if wishes == GroupWishes():
        raise Refusal("Nothing was changed: choose at least one thing to change, or use /group show.")
    if wishes.role and wishes.no_role:
        raise Refusal("Choose a role or no role, not both at once.")
    if wishes.home:
        _require_home(wishes.home)
    home = wishes.home or Home(group.channel, group.is_forum)
    role = None if wishes.no_role else group.role
    others = [one for one in existing if one.id != group.id]
    return replace(
        group,
        name=group.name if wishes.name is None else _free_name(wishes.name, others),
        channel=home.channel,
        is_forum=home.is_forum,
        role=_callable(wishes.role) if wishes.role else role,
        facilitators=_facilitators(group, wishes),
        zone=wishes.zone or group.zone,
        pace=wishes.pace or group.pace,
        hour=group.hour if wishes.hour is None else wishes.hour,
    )


def values(group: Group) -> dict[str, Value]:
    """What can be changed about it, by name, as the audit writes it."""
    return {
        "name": group.name,
        "channel": group.channel,
        "is_forum": group.is_forum,
        "facilitators": sorted(group.facilitators),
        "role": group.role,
        "zone": group.zone,
        "pace": group.pace,
        "hour": group.hour.isoformat("minutes"),
    }


def restored(group: Group, before: Mapping[str, Value], existing: Sequence[Group]) -> Group:
    """The group with some of it as it was; `existing` are the server's open ones. Refuses a name that is taken."""
    earlier: dict[str, Any] = dict(before)
    if "name" in earlier:
        _free_name(earlier["name"], [one for one in existing if one.id != group.id])
    if "facilitators" in earlier:
        earlier["facilitators"] = frozenset(earlier["facilitators"])
    if "hour" in earlier:
        earlier["hour"] = time.fromisoformat(earlier["hour"])
    return replace(group, **earlier)


def reopened(group: Group, existing: Sequence[Group]) -> Group:
    """A closed group as it was. Refuses one that is open, one too many, and a name that was given again."""
    if not group.closed:
        raise Refusal(f"“{group.name}” is open already.")
    _require_room(existing)
    _free_name(group.name, existing)
    return replace(group, closed=False)


def named(groups: Sequence[Group], name: str | None) -> Group:
    """The group of this name, an open one rather than a closed one; without a name the only one there is."""
    if name is None:
        still_open = [group for group in groups if not group.closed]
        if len(still_open) != 1:
            raise Refusal(WHICH if still_open else NONE_YET)
        return still_open[0]
    wanted = _key(name)
    for group in sorted(groups, key=lambda one: (one.closed, -one.id)):
        if _key(group.name) == wanted:
            return group
    if not groups:
        raise Refusal(NONE_YET)
    raise Refusal(f"There is no group “{plain(name)[:LONGEST_NAME]}” here: choose one from the list.")


def suggested(groups: Iterable[Group], typed: str) -> list[Group]:
    """Groups by what was typed of their name: those that begin with it first."""
    wanted = _key(typed)
    found = [group for group in groups if wanted in _key(group.name)]
    return sorted(found, key=lambda one: (not _key(one.name).startswith(wanted), one.closed, _key(one.name)))


def _require_room(existing: Sequence[Group]) -> None:
    if len(existing) >= MOST_GROUPS:
        raise Refusal(f"This server has {MOST_GROUPS} open groups: close one with /group close first.")


def _require_home(home: Home) -> None:
    if not home.there:
        raise Refusal("I cannot see that channel: let Footnote view it, or choose another one.")
    if home.missing:
        lacking = listed(home.missing, "and")
        raise Refusal(f"In that channel I lack {lacking}: give Footnote these permissions there, or choose another.")


def _callable(role: Called) -> int:
    if not role.there:
        raise Refusal("That role is gone: choose another one.")
    if role.everyone:
        raise Refusal("That is everyone in this server: choose a role that the group's members have.")
    if not role.mentionable:
        raise Refusal(
            "I may not mention that role: in its settings allow anyone to mention it, "
            "or give Footnote the permission Mention Everyone in that channel."
        )
    return role.role


def _facilitators(group: Group, wishes: GroupWishes) -> frozenset[int]:
    facilitators = group.facilitators
    if wishes.add:
        facilitators = _with(facilitators, wishes.add)
    if wishes.remove:
        if wishes.remove.id not in facilitators:
            raise Refusal("That person does not facilitate this group: /group show lists who does.")
        facilitators -= {wishes.remove.id}
        if not facilitators:
            raise Refusal("A group needs a facilitator: add another one before you remove the last.")
    return facilitators


def _with(facilitators: frozenset[int], person: Person) -> frozenset[int]:
    if person.is_bot:
        raise Refusal("A bot cannot facilitate: choose a person.")
    if not person.is_member:
        raise Refusal("That person is not in this server: choose a member.")
    if len(facilitators | {person.id}) > MOST_FACILITATORS:
        raise Refusal(f"A group has at most {MOST_FACILITATORS} facilitators: remove one first.")
    return facilitators | {person.id}


def _free_name(typed: str, others: Iterable[Group]) -> str:
    name = plain(typed)
    if not any(character.isalnum() for character in name):
        raise Refusal("Give the group a name, so that members can find it.")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"The name is too long: give at most {LONGEST_NAME} characters.")
    if _key(name) in {_key(other.name) for other in others}:
        raise Refusal(f"There is a group “{name}” already: choose another name.")
    return name


def _key(name: str) -> str:
    return plain(name).casefold()
