"""What a backup says of itself, which ones are kept, and when one is refused."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.facilitation.errors import Refusal

FORMAT = 1
KEPT = 7
SPARE = 64 * 2**20
"""Bytes that are to stay free on the disk: the bot goes on writing."""

REST = timedelta(hours=20)
"""A running bot makes no other backup before that, however often it is started."""

NAME = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Described:
    """One file of a backup: its bytes, and for a database its schema and how many rows are in each table."""

    size: int
    sha256: str
    schema: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside the files: who made them and when, and what was left out because it is damaged.

    `memory` and `number` tell how far the memory of erasures had come; `server` is set where only one was exported.
    """

    footnote: str
    made_at: datetime
    files: Mapping[str, Described]
    left_out: Mapping[str, str] = field(default_factory=dict)
    texts: int = 0
    memory: str = ""
    number: int = 0
    server: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.left_out


def written(manifest: Manifest) -> str:
    """As JSON that a host can read."""
    values = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat(timespec="seconds")}
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"


def read_manifest(text: str) -> Manifest:
    """From JSON. Refuses what was written by a newer version, or is not one of ours."""
    try:
        found: dict[str, Any] = json.loads(text)
        if found.pop("format") > FORMAT:
            raise Refusal("It was made by a newer Footnote: update Footnote and try again.")
        made_at = datetime.fromisoformat(found.pop("made_at"))
        files = {
            _inside(name): Described(one["size"], one["sha256"], tuple(one["schema"]), dict(one["rows"]))
            for name, one in found.pop("files").items()
        }
        return Manifest(made_at=made_at, files=files, **found)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("Its manifest.json cannot be read: take another backup.") from error


def name_of(now: datetime) -> str:
    """What a backup of this moment is called."""
    return now.astimezone(UTC).strftime(NAME)


def moment_of(name: str) -> datetime | None:
    """When a backup of this name was made; None when it is no such name."""
    try:
        return datetime.strptime(name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def is_due(names: Collection[str], now: datetime) -> bool:
    """Whether the last backup is old enough for another one; one of the future was made by a wrong clock."""
    ages = [now - moment for name in names if (moment := moment_of(name)) is not None]
    return not any(timedelta(0) <= age < REST for age in ages)


def too_many(backups: Mapping[str, bool], keep: int) -> list[str]:
    """The names to remove, so that the newest stay, and in any case the newest that is whole."""
    names = sorted(backups)
    whole = [name for name in names if backups[name]]
    return [name for name in names[:-keep] if name not in whole[-1:]]


def require_room(free: int, needed: int, where: str) -> None:
    """Refuses to begin what would fill the disk."""
    if free < needed + SPARE:
        raise Refusal(
            f"There is no room in {where}: {megabytes(needed + SPARE)} are needed and {megabytes(free)} are free. "
            "Free some, or choose a folder on another disk."
        )


def require_known(name: str, schema: Collection[str], known: Collection[str], theirs: str, ours: str) -> None:
    """Refuses a file of a schema that this version does not know."""
    if set(schema) - set(known):
        raise Refusal(
            f"{name} was written by a newer Footnote ({theirs}, schema {max(schema)}; this is {ours}, schema "
            f"{max(known)}): update Footnote and try again."
        )


def megabytes(size: int) -> str:
    """A size for a person."""
    return f"{size / 2**20:,.1f} MB"


def _inside(name: str) -> str:
    """Refuses the name of a file that would lie outside of its folder."""
    if name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/"):
        raise ValueError(name)
    return name
