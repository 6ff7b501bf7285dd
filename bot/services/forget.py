"""What a host erases from the command line while the bot is stopped: a server, or a member everywhere."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from bot.services.allowance import Allowances
from bot.services.ask import RecentQuestions
from bot.services.departures import purge
from bot.services.privacy import Privacy
from bot.services.shelf import delete_library, library_files
from bot.storage import privacy
from bot.storage.desk import Desk
from retrieval import forget_vectors

NOTHING_DONE = "Nothing was erased."

Sure = Callable[[str], bool]
"""Answers whether something shall be erased."""


async def forget_server(desk: Desk, libraries: Path, memory: Path, guild: int, now: datetime, sure: Sure) -> str:
    """Erase everything of a server, with its library and the memory of vectors, if the host is sure; says what."""
    counts = dict(await desk.run(lambda db: privacy.of_guild(db, guild)))
    if library_files(libraries, guild):
        counts["library"] = 1
    if not counts:
        return f"Nothing is stored of server {guild}."
    if not sure(f"Erase of server {guild}: {_listed(counts)}?"):
        return NOTHING_DONE
    delete_library(libraries, guild)
    forget_vectors(memory)
    await purge(desk, guild, now)
    return f"Erased of server {guild}: {_listed(counts)}."


async def forget_member(desk: Desk, member: int, now: datetime, sure: Sure) -> str:
    """Erase what is stored of a member in every server, if the host is sure; says what."""
    story = Privacy(desk, RecentQuestions(), Allowances(desk))
    counts: dict[str, int] = {}
    for kept in await story.kept(member, None):
        for table, records in kept.records.items():
            counts[table] = counts.get(table, 0) + len(records)
        counts["other texts"] = counts.get("other texts", 0) + kept.named
    if not counts:
        return f"Nothing is stored of member {member}."
    if not sure(f"Erase of member {member}: {_listed(counts)}?"):
        return NOTHING_DONE
    await story.erase(member, None, now)
    return f"Erased of member {member}: {_listed(counts)}."


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} in {table.replace('_', ' ')}" for table, number in counts.items() if number)
