"""Writes down today's schemas as they are released, with rows in every table, as SQL that a person can read.

python -m tests.released.write

What is there already was released, and is never written anew: hosts have such files. The first ones were made from the
migrations as they stood when they were released.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage import commands, departures
from bot.storage.desk import Desk
from bot.storage.migrations import names as bot_names
from retrieval import Library, library_schema
from retrieval.parts import _INDEXED
from tests.bot.storage.test_privacy import AWAY, HERE, NOW, fill
from tests.fakes import WordEncoder
from tests.sim import HEDGES, TEA

FOLDER = Path(__file__).parent
WINDY = HEDGES.replace("wind out", "wind and the rain out")


def dumped(path: Path) -> str:
    """A database as the statements that make it; a full-text index is filled by them, not copied."""
    with closing(sqlite3.connect(path)) as db:
        return "".join(f"{line};\n" for line in _statements(db))


def desk_file(folder: Path) -> Path:
    """A bot.db with rows in every table."""

    async def made() -> None:
        desk = await Desk.open(folder / "bot.db")
        await desk.run(lambda db: (fill(db, HERE, 1), departures.note(db, AWAY, NOW), commands.publish(db, 5, "abc")))
        await desk.close()

    asyncio.run(made())
    return folder / "bot.db"


def library_file(folder: Path) -> Path:
    """A library with rows in every table; its vectors are as short as can be."""
    library = Library.open(folder / "library.db", WordEncoder(8))
    slug = library.add("hedges.md", HEDGES.encode()).essay.slug
    library.replace(slug, library.prepare("windy.md", WINDY.encode(), NOW).id, NOW)
    library.define("hedge", slug, "1.1")
    tea = library.add("tea.md", TEA.encode()).essay.slug
    library.remove(tea, NOW)
    library.prepare("tea.md", TEA.replace("kettle", "pot").encode(), NOW)
    library.close()
    return folder / "library.db"


def _statements(db: sqlite3.Connection) -> Iterator[str]:
    tables = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    virtual = [name for name, sql in tables if sql.startswith("CREATE VIRTUAL")]
    own = [one for one in tables if not any(one[0].startswith(f"{name}_") for name in virtual)]
    for name, sql in own:
        if not name.startswith("sqlite_"):
            yield sql
    for name, _ in own:
        if name not in virtual:
            yield from _rows(db, name)
    if virtual:
        for (essay,) in db.execute("SELECT id FROM essays").fetchall():
            for row in db.execute(_INDEXED, [essay]).fetchall():
                yield f"INSERT INTO passage_words (rowid, heading, body) VALUES ({', '.join(_quoted(db, row))})"
    for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid"):
        yield sql


def _rows(db: sqlite3.Connection, table: str) -> Iterator[str]:
    if table == "sqlite_sequence":
        yield "DELETE FROM sqlite_sequence"
    for row in db.execute(f'SELECT * FROM "{table}"').fetchall():
        yield f'INSERT INTO "{table}" VALUES ({", ".join(_quoted(db, row))})'


def _quoted(db: sqlite3.Connection, row: tuple[object, ...]) -> list[str]:
    return [db.execute("SELECT quote(?)", [value]).fetchone()[0] for value in row]


def main() -> None:
    """Write what is not there yet."""
    for kind, last, made in (("bot", max(bot_names()), desk_file), ("library", max(library_schema()), library_file)):
        path = FOLDER / f"{kind}-{last}.sql"
        if not path.exists():
            with TemporaryDirectory() as folder:
                path.write_text(dumped(made(Path(folder))), encoding="utf-8")
            print(f"Wrote {path}")


if __name__ == "__main__":
    main()
