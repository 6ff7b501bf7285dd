"""Rows of the servers' settings: one for each server that chose something."""

from dataclasses import asdict, fields
from typing import cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.settings import ServerSettings

_COLUMNS = ", ".join(field.name for field in fields(ServerSettings))


def of_guild(db: Database, guild: int) -> ServerSettings:
    """The server's settings; the defaults when it has no row."""
    rows = list(db.query(f"SELECT {_COLUMNS} FROM server_settings WHERE guild = ?", [guild]))
    return ServerSettings(**rows[0]) if rows else ServerSettings()


def replace(db: Database, guild: int, settings: ServerSettings) -> None:
    """Write all settings of the server."""
    cast(Table, db["server_settings"]).upsert({"guild": guild, **asdict(settings)}, pk="guild")
