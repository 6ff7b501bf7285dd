"""Every hostile file ends in time, in one sentence or a correct essay.

The slowest are left to `make hostile`.
"""

import os
import time

import pytest

from retrieval.apart import SECONDS, read_apart
from retrieval.errors import UnreadableFile
from retrieval.readers.normal import normal_form
from tests.retrieval.readers.hostile import ANY, CORPUS, READ, Hostile

ALL = bool(os.environ.get("FOOTNOTE_HOSTILE"))


def test_there_are_enough_of_them() -> None:
    assert len(CORPUS) >= 60


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(one, id=name, marks=pytest.mark.skipif(one.slow and not ALL, reason="make hostile"))
        for name, one in CORPUS.items()
    ],
)
def test_it_ends_in_a_sentence_or_an_essay(hostile: Hostile) -> None:
    content = hostile.make()
    start = time.monotonic()
    try:
        reading = read_apart(hostile.file, content)
    except UnreadableFile as refused:
        sentence = str(refused)
        assert hostile.outcome != READ, sentence
        assert hostile.outcome == ANY or hostile.outcome in sentence, sentence
        assert sentence.startswith("“")
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert len(sentence) < 300
    else:
        assert hostile.outcome in (READ, ANY), reading.blocks[0].text[:200]
        for block in reading.blocks:
            assert normal_form(block.text) == block.text
            assert "root:" not in block.text
    assert time.monotonic() - start < SECONDS + 2
