"""A backup is put back: checked first, brought up to date aside, without those who were erased since."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from bot.facilitation.backup import Manifest, name_of, require_known, require_room
from bot.facilitation.errors import Refusal
from bot.services.backup import DESK
from bot.services.shelf import delete_library
from bot.storage import backup, commands, outbox, privacy
from bot.storage.desk import ERASURES, LIBRARIES, UNFINISHED, Desk
from bot.storage.erasures import Erased, Erasures, Mark
from bot.storage.migrations import names
from retrieval import library_schema

STAGE = ".restoring"
OLD = (DESK, f"{DESK}-wal", f"{DESK}-shm", f"{DESK}-journal", LIBRARIES)
"""What makes room for the backup. The memory of erasures stays: it is newer than any backup."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the files of before are."""

    manifest: Manifest
    erased: int
    forgotten: bool
    aside: Path | None

    def __str__(self) -> str:
        libraries = sum(name.startswith(LIBRARIES) for name in self.manifest.files)
        made = self.manifest.made_at.isoformat(timespec="minutes", sep=" ")
        lines = [
            f"Restored the backup of {made}: {DESK} and {libraries} {'library' if libraries == 1 else 'libraries'}."
        ]
        if self.erased:
            lines.append(f"Erased again, as since then: {self.erased}.")
        if self.forgotten:
            lines.append("It is older than the memory of erasures: whoever was erased soon after it may be back.")
        if left := self.manifest.left_out:
            lines.append(f"It lacks what was damaged then: {', '.join(left)}; {self._whence()}")
        if self.aside:
            lines.append(f"The files of before are in {self.aside}: delete them when all is well.")
        return " ".join(lines)

    def _whence(self) -> str:
        return f"the damaged file is in {self.aside}." if self.aside else "an older backup may have it."


async def restore(data: Path, folder: Path, now: datetime, version: str) -> Restored:
    """Put a backup in the place of what is there, which is kept aside. Nobody else works on the folder meanwhile.

    Refuses what is no backup, was made by a newer version, is not as it was, or has no room. Whoever is killed at it
    does it once more: nothing is lost, and until then the bot does not start.
    """
    manifest = check(folder, version)
    require_room(backup.room(data), 2 * sum(one.size for one in manifest.files.values()), str(data))
    stage = data / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    for name in manifest.files:
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, stage / name)
    own = Erasures(data / ERASURES)
    memory = own if own.path.exists() else Erasures(stage / ERASURES)
    mark = Mark(manifest.memory, manifest.number)
    forgotten = memory.forgets(mark)
    erased = await _bring_up_to_date(stage, memory.since(mark), now)
    aside = _exchange(data, stage, now)
    return Restored(manifest, erased, forgotten, aside)


def check(folder: Path, version: str) -> Manifest:
    """What a backup holds, if it may be put back here."""
    manifest = backup.manifest_of(folder)
    if DESK not in manifest.files or manifest.server is not None:
        raise Refusal(f"{folder} is one server's export: give it to `python -m bot import`.")
    for name, described in manifest.files.items():
        known = names() if name == DESK else library_schema()
        require_known(name, described.schema, known, manifest.footnote, version)
    backup.verify(folder, manifest)
    return manifest


async def _bring_up_to_date(stage: Path, erased: Erased, now: datetime) -> int:
    """Today's schema, nobody who was erased since, and no letter that passes for unposted because it was then."""
    desk = await Desk.open(stage / DESK, keep=False)
    try:
        number = await desk.run(lambda db: erase_again(db, stage / LIBRARIES, erased))
        await desk.run(lambda db: outbox.distrust(db, now))
        await desk.run(commands.forget)
        await desk.settle()
    finally:
        await desk.close()
    backup.sync_all(stage)
    return number


def erase_again(db: Database, libraries: Path, erased: Erased) -> int:
    """Erase whoever was erased since; say how many servers and members of a server these are."""
    number = 0
    for guild in privacy.guilds(db) | {int(path.stem) for path in libraries.glob("*.db") if path.stem.isdecimal()}:
        if erased(guild, None):
            privacy.erase_guild(db, guild)
            delete_library(libraries, guild)
            number += 1
            continue
        for member in privacy.numbers_in(db, guild):
            if erased(guild, member) or erased(None, member):
                privacy.erase_member(db, member, guild)
                number += 1
    return number


def _exchange(data: Path, stage: Path, now: datetime) -> Path | None:
    """The old files go aside and the new ones to their place; a note stands there as long as that is not done."""
    note = data / UNFINISHED
    if not note.exists():
        name = f"before-restore-{name_of(now)}"
        free = next(one for n in count(1) if not (data / (one := name if n == 1 else f"{name}-{n}")).exists())
        (stage / UNFINISHED).write_text(free, encoding="utf-8")
        backup.sync(stage / UNFINISHED)
        os.replace(stage / UNFINISHED, note)  # whole or not at all: it says where the old files went
        backup.sync(data)
    aside = data / note.read_text(encoding="utf-8")
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in OLD:
        # What is aside already was moved before somebody was killed: in its place is half of a backup.
        if (data / name).exists() and not (aside / name).exists():
            os.replace(data / name, aside / name)
    backup.sync(aside)
    for name in (LIBRARIES, DESK, ERASURES):
        if name == ERASURES and (data / name).exists():
            continue
        if (data / name).is_dir():
            shutil.rmtree(data / name)
        if (stage / name).exists():
            os.replace(stage / name, data / name)
    backup.sync(data)
    shutil.rmtree(stage)
    note.unlink()
    with suppress(OSError):
        aside.rmdir()  # there was nothing
    backup.sync(data)
    return aside if aside.exists() else None
