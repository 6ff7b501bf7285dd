"""Many who ask at once, on the path that the bot takes; and one who asks in a simulated Discord."""

import asyncio
import shutil
import time
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.facilitation.errors import Refusal
from bot.services.ask import ask, consult
from bot.services.settings import SettingsBook
from bot.services.shelf import Shelf
from bot.storage.desk import Desk
from retrieval import Encoder, Library
from tests.sim import World, at_once, open_world

PAUSE = 61.0
"""Seconds on Discord's clock between two questions: nobody may ask much in a minute."""


def crowd(encoder: Encoder, file: str, rounds: list[list[str]]) -> dict[str, Any]:
    """For each round of questions that are put at once: seconds to the slowest answer; and how many were refused."""
    return asyncio.run(_crowd(encoder, Path(file), rounds))


def discord(encoder: Encoder, file: str, questions: list[str]) -> dict[str, list[float]]:
    """Seconds of `/ask` until its answer is sent to Discord, and of the answer alone, for each question in turn."""
    with TemporaryDirectory() as folder:
        return asyncio.run(_discord(encoder, Path(file), Path(folder), questions))


async def _crowd(encoder: Encoder, file: Path, rounds: list[list[str]]) -> dict[str, Any]:
    guild, refused, slowest, middle = int(file.stem), 0, [], []
    with TemporaryDirectory() as folder:
        desk = await Desk.open(Path(folder) / "bot.db")
        book, shelf = SettingsBook(desk), Shelf(file.parent, encoder)

        async def one(question: str) -> float | None:
            begun = time.perf_counter()
            try:
                await ask(shelf, book, guild, question)
            except Refusal:
                return None
            return time.perf_counter() - begun

        try:
            await ask(shelf, book, guild, "warm up")
            for questions in rounds:
                took = await asyncio.gather(*map(one, questions))
                answered = sorted(seconds for seconds in took if seconds is not None)
                refused += len(took) - len(answered)
                slowest.append(answered[-1])
                middle.append(answered[len(answered) // 2])
        finally:
            await shelf.close()
            await desk.close()
    return {"slowest": slowest, "median": middle, "refused": refused}


async def _discord(encoder: Encoder, file: Path, folder: Path, questions: list[str]) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {"ask": [], "answer": []}
    async with open_world(folder, encoder) as world:  # type: ignore[arg-type]  # any encoder serves
        server = world.server
        place = world.library_file(server)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        alone = Library.open(file, encoder, create=False)
        clock = _Stamped(world)
        members = cycle((server.ann, server.bob, server.mod))
        for question, member in zip(["warm up, please", *questions], members, strict=False):
            world.env.backend.advance_clock(PAUSE)
            begun = time.perf_counter()
            await at_once(world.env, server.channel, [(member, "ask", {"question": question})])
            seconds["ask"].append(clock.last - begun)
            begun = time.perf_counter()
            await asyncio.to_thread(partial(consult, alone, question))
            seconds["answer"].append(time.perf_counter() - begun)
        alone.close()
    return {name: each[1:] for name, each in seconds.items()}


class _Stamped(list[Any]):
    """The list in which the simulated Discord keeps what the bot sends, with the moment of the latest."""

    def __init__(self, world: World) -> None:
        super().__init__(world.env.backend.http_requests)
        self.last = 0.0
        world.env.backend.http_requests = self

    def append(self, request: Any) -> None:
        super().append(request)
        self.last = time.perf_counter()
