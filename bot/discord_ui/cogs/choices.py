"""Suggestions while somebody types: essays and their sections, groups and their schedules, time zones."""

from collections.abc import Mapping

from discord.app_commands import Choice

from bot.discord_ui.cards.dates import local
from bot.discord_ui.limits import CHOICE_NAME, CHOICES
from bot.discord_ui.visits import Visit, moment_of
from bot.facilitation.errors import Refusal
from bot.facilitation.plans import Plan
from bot.facilitation.protocols import Protocol
from bot.facilitation.recurrence import MOST_DATES
from bot.facilitation.schedules import Schedule
from bot.facilitation.zones import suggested_zones
from bot.services import reading


async def essays(visit: Visit, typed: str) -> list[Choice[str]]:
    """Essays of this server by what was typed of their title or author."""
    if visit.guild_id is None:
        return []
    found = await reading.suggest_essays(visit.client.shelf, visit.guild_id, typed)
    names = (f"{e.title} - {e.author}" if e.author else e.title for e in found)
    return [Choice(name=_cut(name), value=e.slug) for name, e in zip(names, found[:CHOICES], strict=False)]


async def authors(visit: Visit, typed: str) -> list[Choice[str]]:
    """Authors of this server's essays by what was typed of their names."""
    if visit.guild_id is None:
        return []
    wanted = typed.casefold().strip()
    names = {e.author for e in await reading.suggest_essays(visit.client.shelf, visit.guild_id, typed) if e.author}
    found = sorted(name for name in names if wanted in name.casefold())
    return [Choice(name=_cut(name), value=_cut(name)) for name in found[:CHOICES]]


async def places(visit: Visit, typed: str) -> list[Choice[str]]:
    """Sections of the essay that is already chosen; a paragraph's number can be typed as well."""
    essay = getattr(visit.namespace, "essay", None)
    if visit.guild_id is None or not essay:
        return []
    found = await reading.suggest_places(visit.client.shelf, visit.guild_id, essay, typed)
    return [Choice(name=_cut(s.heading), value=str(s.paragraph)) for s in found[:CHOICES]]


async def groups(visit: Visit, typed: str) -> list[Choice[str]]:
    """Open groups of this server by what was typed of their names."""
    return await _groups(visit, typed, closed=False)


async def all_groups(visit: Visit, typed: str) -> list[Choice[str]]:
    """The same, with the closed ones."""
    return await _groups(visit, typed, closed=True)


async def plans(visit: Visit, typed: str) -> list[Choice[str]]:
    """Reading plans by title or name."""
    return _seeds(visit.client.schedules.seeds.plans, typed)


async def protocols(visit: Visit, typed: str) -> list[Choice[str]]:
    """Protocols by title or name."""
    return _seeds(visit.client.schedules.seeds.protocols, typed)


async def schedules(visit: Visit, typed: str) -> list[Choice[str]]:
    """Schedules of this server by title, group or number."""
    if visit.guild_id is None:
        return []
    found = await visit.client.schedules.suggest(visit.guild_id, typed)
    names = (f"{one.title} · {one.group.name} · #{one.id}" + _standing(one) for one in found)
    return [Choice(name=_cut(name), value=str(one.id)) for name, one in zip(names, found[:CHOICES], strict=False)]


async def dates(visit: Visit, typed: str) -> list[Choice[str]]:
    """The dates to come of the schedule that is already chosen."""
    chosen = getattr(visit.namespace, "schedule", None)
    if visit.guild_id is None or not chosen:
        return []
    try:
        found = await visit.client.schedules.find(visit.guild_id, chosen)
    except Refusal:
        return []
    coming = ((local(one.local), one.local.date().isoformat()) for one in found.next(moment_of(visit), MOST_DATES))
    fitting = [(name, day) for name, day in coming if typed.strip().casefold() in f"{name}\n{day}".casefold()]
    return [Choice(name=name, value=day) for name, day in fitting[:CHOICES]]


async def zones(visit: Visit, typed: str) -> list[Choice[str]]:
    """Time zones by city, country or offset."""
    return [Choice(name=zone.label, value=zone.name) for zone in suggested_zones(typed, moment_of(visit))]


async def _groups(visit: Visit, typed: str, *, closed: bool) -> list[Choice[str]]:
    if visit.guild_id is None:
        return []
    found = await visit.client.groups.suggest(visit.guild_id, typed, closed=closed)
    names = (f"{group.name} (closed)" if group.closed else group.name for group in found)
    return [Choice(name=_cut(name), value=group.name) for name, group in zip(names, found[:CHOICES], strict=False)]


def _seeds(known: Mapping[str, Plan] | Mapping[str, Protocol], typed: str) -> list[Choice[str]]:
    wanted = typed.strip().casefold()
    fitting = [(one.title, name) for name, one in known.items() if wanted in f"{one.title}\n{name}".casefold()]
    return [Choice(name=_cut(title), value=name) for title, name in sorted(fitting)[:CHOICES]]


def _standing(one: Schedule) -> str:
    return f" ({'cancelled' if one.group.closed else one.state})" if one.state != "active" or one.group.closed else ""


def _cut(name: str) -> str:
    one_line = " ".join(name.split()) or "-"
    return one_line if len(one_line) <= CHOICE_NAME else one_line[: CHOICE_NAME - 1] + "…"
