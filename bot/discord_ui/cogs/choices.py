"""Suggestions while somebody types: essays and their sections, groups and their schedules, time zones."""

import asyncio
from collections import Counter
from collections.abc import Mapping

from discord.app_commands import Choice

from bot.discord_ui.cards.dates import day, local
from bot.discord_ui.limits import CHOICE_NAME, CHOICES
from bot.discord_ui.visits import Visit, moment_of, visitor_of
from bot.facilitation.errors import Refusal
from bot.facilitation.recurrence import MOST_DATES
from bot.facilitation.rights import COMMANDS
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


async def stash(visit: Visit, typed: str) -> list[Choice[str]]:
    """What moderators can bring back, by its title or author."""
    if visit.guild_id is None:
        return []
    try:
        found = await visit.client.library.stash(visitor_of(visit))
    except Refusal:
        return []
    wanted = typed.casefold().strip()
    essays = [one.essay for one in found if wanted in f"{one.essay.title}\n{one.essay.author or ''}".casefold()]
    return [Choice(name=_cut(one.title), value=one.slug) for one in essays[:CHOICES]]


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
    return _titled({name: plan.title for name, plan in visit.client.schedules.seeds.plans.items()}, typed)


async def protocols(visit: Visit, typed: str) -> list[Choice[str]]:
    """Protocols that this server can choose, by title or name."""
    return _titled(await visit.client.protocols.titles(visit.guild_id or 0), typed)


async def own_protocols(visit: Visit, typed: str) -> list[Choice[str]]:
    """Those that this server added."""
    return _titled(await visit.client.protocols.titles(visit.guild_id or 0, own=True), typed)


async def schedules(visit: Visit, typed: str) -> list[Choice[str]]:
    """Schedules of this server by title, group or number."""
    if visit.guild_id is None:
        return []
    found = await visit.client.schedules.suggest(visit.guild_id, typed)
    names = (f"{one.title} · {one.group.name} · #{one.id}" + _standing(one) for one in found)
    return [Choice(name=_cut(name), value=str(one.id)) for name, one in zip(names, found[:CHOICES], strict=False)]


async def dates(visit: Visit, typed: str) -> list[Choice[str]]:
    """The dates to come of the schedule that is already chosen; for /schedule skip also those that are skipped."""
    chosen = getattr(visit.namespace, "schedule", None)
    if visit.guild_id is None or not chosen:
        return []
    try:
        found = await visit.client.schedules.find(visit.guild_id, chosen)
    except Refusal:
        return []
    coming = [(local(one.local), one.local.date().isoformat()) for one in found.next(moment_of(visit), MOST_DATES)]
    skipped = [(f"{day(one)} (skipped)", one.isoformat()) for one in found.skipped(moment_of(visit))]
    if visit.command is not None and visit.command.name == "skip":
        coming = skipped if getattr(visit.namespace, "bring_back", False) else [*coming, *skipped]
    fitting = [(name, date) for name, date in coming if typed.strip().casefold() in f"{name}\n{date}".casefold()]
    return [Choice(name=name, value=date) for name, date in fitting[:CHOICES]]


async def zones(visit: Visit, typed: str) -> list[Choice[str]]:
    """Time zones by city, country or offset."""
    # In a thread: for an offset every zone there is is looked up.
    found = await asyncio.to_thread(suggested_zones, typed, moment_of(visit))
    return [Choice(name=zone.label, value=zone.name) for zone in found]


async def commands(visit: Visit, typed: str) -> list[Choice[str]]:
    """Footnote's own commands."""
    wanted = typed.strip().removeprefix("/").casefold()
    names = [name for name in COMMANDS if wanted in name.casefold()]
    return [Choice(name=_cut(name if name[0].isupper() else f"/{name}"), value=name) for name in names[:CHOICES]]


async def _groups(visit: Visit, typed: str, *, closed: bool) -> list[Choice[str]]:
    if visit.guild_id is None:
        return []
    found = await visit.client.groups.suggest(visit.guild_id, typed, closed=closed)
    names = (f"{group.name} (closed)" if group.closed else group.name for group in found)
    return [Choice(name=_cut(name), value=group.name) for name, group in zip(names, found[:CHOICES], strict=False)]


def _titled(known: Mapping[str, str], typed: str) -> list[Choice[str]]:
    wanted = typed.strip().casefold()
    fitting = [(title, name) for name, title in known.items() if wanted in f"{title}\n{name}".casefold()]
    twice = {title for title, count in Counter(known.values()).items() if count > 1}
    labels = ((f"{name} - {title}" if title in twice else title, name) for title, name in sorted(fitting)[:CHOICES])
    return [Choice(name=_cut(label), value=name) for label, name in labels]


def _standing(one: Schedule) -> str:
    return f" ({'cancelled' if one.group.closed else one.state})" if one.state != "active" or one.group.closed else ""


def _cut(name: str) -> str:
    one_line = " ".join(name.split()) or "-"
    return one_line if len(one_line) <= CHOICE_NAME else one_line[: CHOICE_NAME - 1] + "…"
