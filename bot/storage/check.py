"""Rows that say what Discord has to let Footnote do, read without changing anything."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from bot.facilitation.check import Chosen, Place
from bot.storage import groups, settings


def chosen(path: Path) -> Chosen | None:
    """What was chosen in every server; None when the file is not there, or is not of this version's schema."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _chosen(Database(connection))
    except sqlite3.Error:
        return None


def _chosen(db: Database) -> Chosen:
    places: dict[int, list[Place]] = defaultdict(list)
    for group in groups.all_open(db):
        places[group.guild].append(Place(group.channel, group.name))
    known = settings.of_all(db)
    for guild, its in known.items():
        if its.questions_channel is not None:
            places[guild].append(Place(its.questions_channel, None))
    published = {row["application"]: row["fingerprint"] for row in db.query("SELECT * FROM published_commands")}
    return Chosen(dict(places), frozenset(guild for guild, its in known.items() if not its.events), published)
