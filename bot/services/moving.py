"""One server moves to another host: all of it in a file, and out of it again."""

import asyncio
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from bot.facilitation.backup import Described, Manifest, name_of, require_known, require_room
from bot.facilitation.errors import Refusal
from bot.services.backup import DESK
from bot.services.shelf import library_files
from bot.storage import backup, moving, privacy
from bot.storage.backup import MANIFEST, Damaged
from bot.storage.desk import ERASURES, LIBRARIES, RESTORE, Desk
from bot.storage.erasures import Erasures, Mark
from bot.storage.migrations import names
from retrieval import BrokenLibrary, check_texts, library_schema

LIBRARY = "library.db"
FILES = (DESK, LIBRARY)
NO_EXPORT = "{file} is no export of a server: make one with `python -m bot export`."


async def export_server(data: Path, guild: int, file: Path, now: datetime, version: str) -> str:
    """Write all of one server, and nothing of another, into a new file. Refuses where nothing is or no room."""
    if not (data / DESK).is_file():
        raise Refusal(f"Nothing is stored in {data}: check FOOTNOTE_DATA.")
    if file.exists():
        raise Refusal(f"{file} is there already: choose another name.")
    library = data / LIBRARIES / f"{guild}.db"
    needed = 2 * (backup.size(data / DESK) + backup.size(library))
    require_room(backup.room(file.parent), needed, str(file.absolute().parent))
    with TemporaryDirectory(prefix=".export-", dir=file.absolute().parent) as folder:
        mark = Erasures(data / ERASURES).mark()
        files = {DESK: await _rows_of(data / DESK, Path(folder) / DESK, guild)}
        texts = 0
        if library.exists():
            try:
                files[LIBRARY] = await asyncio.to_thread(backup.copy, library, Path(folder) / LIBRARY)
                texts = check_texts(Path(folder) / LIBRARY)
            except (Damaged, BrokenLibrary) as error:
                raise Refusal(f"{library} is damaged ({error}): {RESTORE} first.") from error
        rows = _listed(files[DESK].rows)
        if not rows and not texts and LIBRARY not in files:
            raise Refusal(f"Nothing is stored of server {guild}.")
        backup.write_manifest(Path(folder), Manifest(version, now, files, {}, texts, mark.memory, mark.number, guild))
        part = Path(folder) / "part.zip"
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in (MANIFEST, *files):
                packed.write(Path(folder) / name, name)
        backup.sync(part)
        os.replace(part, file)
        backup.sync(file.absolute().parent)
    return (
        f"Exported server {guild} with {texts} texts to {file}: {rows or 'no rows'}. The ids of its members are in it. "
        f"Import it where it moves to, then erase it here: python -m bot forget --server {guild}"
    )


async def import_server(data: Path, guild: int, file: Path, now: datetime, version: str, *, replace: bool) -> str:
    """Take in all of one server. Refuses one that is here already, unless it shall `replace` it; that is kept aside."""
    data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".import-", dir=data) as folder:
        manifest = _unpacked(file, Path(folder), guild, version)
        slice_ = await Desk.open(Path(folder) / DESK, keep=False)  # brings it to today's schema
        await slice_.close()
        desk = await Desk.open(data / DESK)
        try:
            aside = await _make_way(desk, data, guild, now, replace=replace)
            erased = desk.erasures.since(Mark(manifest.memory, manifest.number))

            def work(db: Database) -> dict[str, int]:
                with closing(sqlite3.connect(Path(folder) / DESK)) as connection:
                    source = Database(connection)
                    if moving.guilds_in(source) - {guild}:
                        raise Refusal(f"{file} holds rows of other servers: export it again.")
                    privacy.erase_guild(db, guild)
                    counts = moving.take_in(db, source, guild, now)
                for member in privacy.numbers_in(db, guild):
                    if erased(guild, member) or erased(None, member):
                        privacy.erase_member(db, member, guild)
                _put_library(data, Path(folder), guild, aside)
                return counts

            counts = await desk.run(work)
            await desk.settle()
        finally:
            await desk.close()
    kept = f" What was here of it is in {aside}." if aside else ""
    texts = f" with {manifest.texts} texts" if manifest.texts else ""
    return f"Imported server {guild}{texts}: {_listed(counts) or 'no rows'}.{kept}"


async def _rows_of(source: Path, target: Path, guild: int) -> Described:
    await asyncio.to_thread(backup.copy, source, target)
    desk = await Desk.open(target, keep=False)
    await desk.close()
    await asyncio.to_thread(_leave_only, target, guild)
    found = backup.examine(target)
    return Described(target.stat().st_size, backup.checksum(target), found.schema, found.rows)


def _leave_only(path: Path, guild: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        moving.leave_only(Database(connection), guild)


def _unpacked(file: Path, folder: Path, guild: int, version: str) -> Manifest:
    """The files of an export, checked."""
    try:
        with zipfile.ZipFile(file) as packed:
            there = [name for name in (MANIFEST, *FILES) if name in packed.namelist()]
            needed = sum(packed.getinfo(name).file_size for name in there)
            require_room(backup.room(folder), 2 * needed, str(folder.parent))
            for name in there:
                with packed.open(name) as one, (folder / name).open("wb") as target:
                    shutil.copyfileobj(one, target)
    except FileNotFoundError as error:
        raise Refusal(f"There is no file {file}: check the name.") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise Refusal(NO_EXPORT.format(file=file)) from error
    if MANIFEST not in there:
        raise Refusal(NO_EXPORT.format(file=file))
    manifest = backup.manifest_of(folder)
    if manifest.server != guild:
        raise Refusal(f"{file} holds server {manifest.server}, not {guild}: say --server {manifest.server}.")
    for name, described in manifest.files.items():
        known = names() if name == DESK else library_schema()
        require_known(name, described.schema, known, manifest.footnote, version)
    backup.verify(folder, manifest)
    return manifest


async def _make_way(desk: Desk, data: Path, guild: int, now: datetime, *, replace: bool) -> Path | None:
    """Keep what is here of the server aside. Refuses unless it shall be replaced."""
    rows = await desk.run(lambda db: privacy.of_guild(db, guild))
    old = library_files(data / LIBRARIES, guild)
    if not rows and not old:
        return None
    if not replace:
        raise Refusal(f"Server {guild} is here already ({_listed(rows) or 'a library'}): say --replace to replace it.")
    aside = data / f"before-import-{name_of(now)}"
    (aside / LIBRARIES).mkdir(mode=0o700, parents=True, exist_ok=True)
    await asyncio.to_thread(backup.copy, data / DESK, aside / DESK)
    return aside


def _put_library(data: Path, folder: Path, guild: int, aside: Path | None) -> None:
    for old in library_files(data / LIBRARIES, guild):
        if aside:
            os.replace(old, aside / LIBRARIES / old.name)
    if (folder / LIBRARY).exists():
        (data / LIBRARIES).mkdir(exist_ok=True)
        os.replace(folder / LIBRARY, data / LIBRARIES / f"{guild}.db")
        backup.sync(data / LIBRARIES)


def _listed(rows: Mapping[str, int]) -> str:
    skipped = ("_sqlite_migrations",)
    return ", ".join(f"{n} in {table.replace('_', ' ')}" for table, n in rows.items() if n and table not in skipped)
