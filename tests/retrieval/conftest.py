"""Small essays whose words a test can reason about."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval import Library
from tests.fakes import WordEncoder

NOW = datetime(2026, 5, 3, 18, 30, tzinfo=UTC)

GARDEN = """# The Allotment

By Mara Lind

Nobody digs for herself alone on our allotment. The fence is shared, the water is shared, and the slugs are shared.

## Weeds

A weed is a plant that one neighbour did not ask for. My neighbour calls the poppies weeds. I call them red.

Three rules hang on the shed:

- Close the gate.
- Return the fork.
- Ask before you dig.
"""

BAKERY = """# Night Bread

The oven is lit at two. By four the street smells of rye, and the baker has not spoken a word.

A baker who works alone answers to the dough. The dough does not argue, but it does not forgive either.
"""


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: WordEncoder) -> Iterator[Library]:
    """A library of two essays."""
    opened = Library.open(tmp_path / "library.db", encoder)
    opened.add("allotment.md", GARDEN.encode())
    opened.add("bread.md", BAKERY.encode())
    yield opened
    opened.close()
