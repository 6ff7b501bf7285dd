"""Rows of the servers' settings: one for each server that chose something. Roles and channels are lists in JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.settings import ServerSettings

_DEFAULTS = asdict(ServerSettings())
_COLUMNS = ", ".join(field.name for field in fields(ServerSettings))


def of_guild(db: Database, guild: int) -> ServerSettings:
    """The server's settings; the defaults when it has no row."""
    rows = db.query(f"SELECT {_COLUMNS} FROM server_settings WHERE guild = ?", [guild])
    return next(map(_settings, rows), ServerSettings())


def of_all(db: Database) -> dict[int, ServerSettings]:
    """Those of every server that has a row."""
    return {row.pop("guild"): _settings(row) for row in db.query(f"SELECT guild, {_COLUMNS} FROM server_settings")}


def replace(db: Database, guild: int, settings: ServerSettings) -> None:
    """Write all settings of the server."""
    row = {name: json.dumps(one) if isinstance(one, tuple) else one for name, one in asdict(settings).items()}
    cast(Table, db["server_settings"]).insert({"guild": guild, **row}, replace=True)


def _settings(row: Mapping[str, Any]) -> ServerSettings:
    return ServerSettings(**{name: _value(value, _DEFAULTS[name]) for name, value in row.items()})


def _value(value: Any, default: Any) -> Any:
    if isinstance(default, bool):
        return bool(value)
    return tuple(json.loads(value)) if isinstance(default, tuple) else value
