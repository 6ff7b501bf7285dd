"""Is everything on this machine as it should be? Small checks, each of which says one thing."""

import sqlite3
import sys
import tempfile
import zoneinfo
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.facilitation import check as rules
from bot.facilitation.calendar import ZONE_RULES
from bot.facilitation.check import Chosen, Finding
from bot.facilitation.health import LEAST_FREE
from bot.services.backup import DESK
from bot.storage import backup
from bot.storage import check as rows
from bot.storage.backup import Damaged
from bot.storage.desk import LIBRARIES, RESTORE, UNFINISHED, UnusableDesk
from bot.storage.lock import AnotherCopy, only_here
from bot.storage.migrations import names
from retrieval import LibraryError, ModelName, Preparation, check_texts, library_schema, preparable

PREPARE = "python -m bot prepare"


def data_folder(data: Path) -> Finding:
    """Whether Footnote can write where its data lie, or make the folder."""
    place = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            return Finding(f"The data folder is {data.absolute()}, and can be written.")
    except OSError as error:
        return Finding(
            f"The data folder {data.absolute()} cannot be written ({error.strerror}): let the user that runs Footnote "
            "write there, or set FOOTNOTE_DATA to another folder.",
            wrong=True,
        )


def model(named: ModelName, models: Path) -> Finding:
    """Which engine runs the model, and whether what it reads is intact."""
    found = Preparation.found(named, models)
    if not preparable() and (found is None or found.manifest is None):
        return Finding(
            f"The model {named.short} is not prepared in {models}, and what prepares it is not installed: install "
            "sentence-transformers and torch, or copy the folder from another machine.",
            wrong=True,
        )
    if found is None:
        return Finding(f"The model {named.short} is not prepared yet: the first start does that, or {PREPARE}.")
    if found.damaged:
        return Finding(
            f"The model {named.short} is damaged in {found.folder} ({found.why}): run {PREPARE}.", wrong=True
        )
    if found.manifest is None:
        return Finding(
            f"The model {named.short} runs as sentence-transformers runs it, which takes three times the memory: "
            f"{found.why}. {PREPARE} tries again to prepare it."
        )
    return Finding("\n".join(prepared(named, found)))


def prepared(named: ModelName, done: Preparation) -> Iterator[str]:
    """What runs, from where, how near it is to the reference and how large it is."""
    if done.manifest is None:
        yield f"The model {named.short} cannot be prepared: {done.why}."
        yield "It runs as sentence-transformers runs it, which takes three times the memory."
        return
    files = done.manifest.files
    size = sum(file.bytes for file in files.values())
    yield f"The model {named.short} runs with onnxruntime, from {done.folder}; every checksum is right."
    yield (
        "Compared with the reference: "
        + ", ".join(f"{of} {one:.7g}" for of, one in done.manifest.verified.items())
        + "."
    )
    yield f"{size / 1e6:.0f} MB: " + ", ".join(f"{name} {file.bytes / 1e6:.1f}" for name, file in files.items()) + "."


def room(data: Path, backups: int) -> Finding:
    """Whether the disk has room for what is written, and for the next of so many backups."""
    files = (data / DESK, *(data / LIBRARIES).glob("*.db"))
    size = sum(backup.size(file) for file in files if file.is_file())
    return rules.disk(backup.room(data), LEAST_FREE, size if backups else None)


def another_copy(data: Path) -> Finding | None:
    """Whether a Footnote runs on the folder; None where nobody can say."""
    if not data.is_dir():
        return None
    try:
        with only_here(data):
            return Finding("No other copy runs on the data folder.")
    except AnotherCopy as error:
        told = str(error).partition(":")[0]
        return Finding(f"{told}, which is as it should be if that is your Footnote.", unsure=True)
    except UnusableDesk:
        return None


def desk(data: Path) -> Finding:
    """Whether bot.db holds together and is of a schema that this version knows."""
    path = data / DESK
    if (data / UNFINISHED).exists():
        return Finding(f"A backup was not put back to the end: {RESTORE} once more.", wrong=True)
    if not path.exists():
        return Finding(f"{DESK} is not there yet: the first start makes it.", unsure=True)
    return _file(path, DESK, names()) or Finding(f"{DESK} holds together.")


def libraries(data: Path) -> Iterator[Finding]:
    """The same of every library, with every text against its checksum; one sentence if all is well."""
    whole = 0
    for path in sorted((data / LIBRARIES).glob("*.db")):
        found = _file(path, f"The library of server {path.stem}", library_schema(), texts=True)
        whole += found is None or not found.wrong
        if found:
            yield found
    if whole:
        several = "1 library holds" if whole == 1 else f"{whole} libraries hold"
        yield Finding(f"{several} together, and every text is the one that was put in.")
    elif not (data / LIBRARIES).is_dir():
        yield Finding("No server has a library yet.", unsure=True)


def machine(searched: str | None, now: datetime) -> Iterator[Finding]:
    """Whose time zones hold, and what runs us; `searched` is where others would be looked for."""
    yield rules.zones(ZONE_RULES, zoneinfo.TZPATH, searched, now)
    yield rules.python(sys.version_info[:3], now)
    yield rules.sqlite(sqlite3.sqlite_version_info)


def chosen(data: Path) -> Chosen | None:
    """What the servers chose; None as long as nobody can say."""
    with suppress(OSError):
        return rows.chosen(data / DESK)
    return None


def _file(path: Path, name: str, known: Collection[str], *, texts: bool = False) -> Finding | None:
    """What there is to say of a database; None when all is well."""
    try:
        schema = set(backup.examine(path).schema)
        if texts:
            check_texts(path)
    except (Damaged, LibraryError) as error:
        return Finding(f"{name} is damaged ({error}): {RESTORE}.", wrong=True)
    except (sqlite3.Error, OSError) as error:
        return Finding(f"{name} could not be looked at ({error}): try again in a minute.", wrong=True)
    if schema - set(known):
        return Finding(f"{name} was written by a newer Footnote: update this one.", wrong=True)
    if schema < set(known):
        return Finding(
            f"{name} is of an earlier version: the next use copies it and brings it up to date.", unsure=True
        )
    return None
