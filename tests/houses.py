"""A data folder as a host has it: bot.db with rows in every table, and a library for each of two servers."""

from pathlib import Path

from bot.storage.desk import Desk
from retrieval import Library
from tests.bot.storage.test_privacy import ANN, AWAY, BOB, HERE, fill
from tests.fakes import WordEncoder
from tests.sim import HEDGES, TEA

__all__ = ["ANN", "AWAY", "BOB", "HERE", "a_house", "add_essay"]


async def a_house(folder: Path) -> Path:
    """Two servers in which Ann and Bob did everything, each with an essay of its own."""
    desk = await Desk.open(folder / "bot.db")
    await desk.run(lambda db: (fill(db, HERE, 1), fill(db, AWAY, 11)))
    await desk.close()
    add_essay(folder, HERE, "hedges.md", HEDGES)
    add_essay(folder, AWAY, "tea.md", TEA)
    return folder


def add_essay(folder: Path, guild: int, file: str, text: str) -> None:
    """Into the library of a server, which is begun where there is none."""
    (folder / "libraries").mkdir(parents=True, exist_ok=True)
    library = Library.open(folder / "libraries" / f"{guild}.db", WordEncoder())
    library.add(file, text.encode())
    library.close()
