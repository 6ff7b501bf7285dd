"""A visit to the seeded server with the starter library, by a model that needs no loading."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.demo.visit import open_visit
from bot.demo.world import World
from bot.settings import Settings
from tests.fakes import WordEncoder


@pytest_asyncio.fixture
async def visited(tmp_path: Path) -> AsyncIterator[World]:
    async with open_visit(Settings(data=tmp_path), encoder=WordEncoder()) as world:
        yield world
