"""Backups: made while the bot runs, checked before the older ones go, and one a day by itself."""

import asyncio
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.facilitation.backup import (
    Described,
    Manifest,
    is_due,
    megabytes,
    name_of,
    require_room,
    too_many,
)
from bot.facilitation.errors import Refusal
from bot.storage import backup
from bot.storage.backup import Damaged, Stop, Stopped
from bot.storage.desk import ERASURES, LIBRARIES, RESTORE
from bot.storage.erasures import Erasures
from bot.storage.lock import AnotherCopy, only_backup
from retrieval import BrokenLibrary, check_texts

BACKUPS = "backups"
DESK = "bot.db"
PART = ".part-"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was just made, and how many there are now."""

    folder: Path
    manifest: Manifest
    kept: int

    def __str__(self) -> str:
        files = self.manifest.files
        libraries = sum(name.startswith(LIBRARIES) for name in files)
        size = megabytes(sum(one.size for one in files.values()))
        rows = sum(files[DESK].rows.values())
        return (
            f"Backed up {DESK} ({rows} rows) and {libraries} {'library' if libraries == 1 else 'libraries'} "
            f"({self.manifest.texts} texts, {size}, all checked) to {self.folder}; {self.kept} kept."
        )


def make(data: Path, to: Path | None, keep: int, now: datetime, version: str, stop: Stop = lambda: False) -> Made:
    """Copy and check everything that cannot be had again, then let the oldest go.

    Each file is as it was at one moment: bot.db first and each library within the seconds after it, so what bot.db
    names stands in its library, unless it was removed in those seconds. A library that is damaged is left out and
    named. Refuses without enough room. Raises Stopped, AnotherCopy.
    """
    if not (data / DESK).is_file():
        raise Refusal(f"There is nothing to back up in {data}: check FOOTNOTE_DATA.")
    to = to or data / BACKUPS
    with only_backup(to):
        for left in to.glob(f"{PART}*"):
            shutil.rmtree(left, ignore_errors=True)  # somebody was killed at it
        libraries = sorted((data / LIBRARIES).glob("*.db"))
        needed = sum(map(backup.size, (data / DESK, *libraries)))
        require_room(backup.room(to), needed, str(to))
        while (to / name_of(now)).exists():
            now += timedelta(seconds=1)
        with _in_place_at_once(to / name_of(now)) as part:
            manifest = _fill(part, data, libraries, now, version, stop)
            backup.write_manifest(part, manifest)
        kept = backup.backups(to)
        for name in too_many(kept, keep):
            shutil.rmtree(to / name)
            del kept[name]
        return Made(to / name_of(now), manifest, len(kept))


def _fill(part: Path, data: Path, libraries: list[Path], now: datetime, version: str, stop: Stop) -> Manifest:
    memory = Erasures(data / ERASURES)
    mark = (
        memory.mark()
    )  # before bot.db is copied: what is erased from now on is erased once more when this is put back
    try:
        files = {DESK: backup.copy(data / DESK, part / DESK, stop)}
    except Damaged as error:
        raise Refusal(f"{data / DESK} is damaged ({error}), so nothing was backed up: {RESTORE}.") from error
    texts, left_out = 0, dict[str, str]()
    for library in libraries:
        name = f"{LIBRARIES}/{library.name}"
        if not library.exists():
            continue  # its server was erased a moment ago
        try:
            described = backup.copy(library, part / name, stop)
            texts += check_texts(part / name)
            files[name] = described
        except (Damaged, BrokenLibrary) as error:
            for one in backup.with_companions(part / name):
                one.unlink()
            left_out[name] = str(error)
            log.error("%s is damaged and not in the backup; an older one may have it: %s", library, error)
    if memory.path.exists():
        shutil.copyfile(memory.path, part / ERASURES)
        files[ERASURES] = Described((part / ERASURES).stat().st_size, backup.checksum(part / ERASURES))
    return Manifest(version, now, files, left_out, texts, mark.memory, mark.number)


@contextmanager
def _in_place_at_once(place: Path) -> Iterator[Path]:
    """A folder that is nowhere to be seen before everything is in it and on the disk."""
    part = place.with_name(f"{PART}{place.name}")
    part.mkdir(mode=0o700, parents=True)
    try:
        yield part
        backup.sync_all(part)
        part.rename(place)
        backup.sync(place.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


class Backups:
    """A chore of every day: it begins a backup in a thread and waits for nothing. `keep`: 0 for none at all."""

    def __init__(self, data: Path, keep: int, version: str) -> None:
        self._data = data
        self._keep = keep
        self._version = version
        self._stop = threading.Event()
        self._making: asyncio.Task[None] | None = None

    async def daily(self, now: datetime) -> None:
        """Begin with one, unless the last is of today or under way."""
        if self._keep and self._making is None and is_due(backup.backups(self._data / BACKUPS), now):
            self._making = asyncio.create_task(self._make(now), name="backup")

    async def close(self) -> None:
        """Leave what is under way; nothing half done stays."""
        self._stop.set()
        if self._making is not None:
            await self._making

    async def _make(self, now: datetime) -> None:
        try:
            made = await asyncio.to_thread(make, self._data, None, self._keep, now, self._version, self._stop.is_set)
            log.info("%s", made)
        except Stopped:
            log.info("The backup was left, since Footnote is going down.")
        except (Refusal, AnotherCopy) as error:
            log.error("No backup was made: %s", error)
        except Exception:
            log.exception("No backup was made; it is tried again tomorrow.")
        finally:
            self._making = None
