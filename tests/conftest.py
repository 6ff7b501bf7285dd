"""Fixtures for all tests: the real model, the starter library, a simulated Discord with the real bot."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from filelock import FileLock

from bot.app import starter_library
from retrieval import Library, PreparedEncoder, Reading, drafts
from retrieval.readers import read
from tests.sim import HEDGES, TEA, World, open_world

MODELS = Path(__file__).parents[1] / "build" / "models"


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library reads files in this process: a process for each of so many little essays takes a third of a second."""

    def here(file: str, content: bytes, stop: object = None) -> Reading:
        return read(file, content)

    monkeypatch.setattr(drafts, "read_apart", here)


@pytest_asyncio.fixture
async def empty_world(tmp_path: Path) -> AsyncIterator[World]:
    """The bot in one server that has no essays."""
    async with open_world(tmp_path) as world:
        yield world


@pytest_asyncio.fixture
async def world(empty_world: World) -> World:
    """The bot in one server with two essays."""
    await empty_world.add_essay(empty_world.server, "hedges.md", HEDGES)
    await empty_world.add_essay(empty_world.server, "tea.md", TEA)
    return empty_world


@pytest.fixture(scope="session")
def models() -> Path:
    """Where the default model lies prepared; once for this machine, by whichever of several processes is first."""
    MODELS.mkdir(parents=True, exist_ok=True)
    with FileLock(MODELS / "lock"):
        PreparedEncoder(folder=MODELS).dimensions  # noqa: B018 - it is prepared when it is needed
    return MODELS


@pytest.fixture(scope="session")
def model(models: Path) -> PreparedEncoder:
    """The default model, loaded once."""
    return PreparedEncoder(folder=models)


@pytest.fixture(scope="session")
def starter(model: PreparedEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The starter essays with vectors of the real model."""
    library = starter_library(tmp_path_factory.mktemp("starter") / "starter.db", model)
    yield library
    library.close()
