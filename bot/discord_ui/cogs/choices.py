"""Suggestions while a member types: essays, and the sections of the chosen one."""

from discord.app_commands import Choice

from bot.discord_ui.limits import CHOICE_NAME, CHOICES
from bot.discord_ui.visits import Visit
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


def _cut(name: str) -> str:
    one_line = " ".join(name.split()) or "-"
    return one_line if len(one_line) <= CHOICE_NAME else one_line[: CHOICE_NAME - 1] + "…"
