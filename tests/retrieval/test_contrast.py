"""Pairs of passages: two essays, one subject, different words."""

from pathlib import Path

import numpy as np
import pytest

from retrieval import Library, UnknownEssay
from retrieval.contrast import PER_PARAGRAPH, _nearest
from tests.fakes import WordEncoder

WALLS = """# Walls

By Mara Lind

A garden wall keeps the wind from the beans and the neighbours from the gate.

Every house on the street has a chimney of red brick and a grey cat.
"""
FENCES = """# Fences

By Mara Lind

A garden fence lets the wind at the beans, and the neighbours quarrel at the gate.

Nobody reads the minutes of the meeting before the kettle boils.
"""
COPY = """# Copy

A garden wall keeps the wind from the beans and the neighbours from the gate.

Night buses carry sleeping students through the empty avenues.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library.open(tmp_path / "l.db", WordEncoder())
    for file, text in (("walls.md", WALLS), ("fences.md", FENCES), ("copy.md", COPY)):
        opened.add(file, text.encode())
    return opened


def test_a_pair_is_of_two_essays_with_the_words_they_share_and_those_they_do_not(library: Library) -> None:
    (pair,) = library.contrasts(["walls", "fences"])
    assert (pair.one.essay, pair.other.essay) == ("fences", "walls")
    assert (pair.one.paragraph, pair.other.paragraph) == (1, 1)
    assert "garden" in pair.shared
    assert "fence" in pair.only_one
    assert not {*pair.shared} & {*pair.only_one, *pair.only_other}


def test_excerpts_are_slices_of_the_text(library: Library) -> None:
    for pair in library.contrasts():
        for excerpt in (pair.one, pair.other):
            assert library.essay(excerpt.essay).text[excerpt.start : excerpt.end] == excerpt.text


def test_the_same_words_are_no_contrast(library: Library) -> None:
    assert library.contrasts(["walls", "copy"]) == ()


def test_bylines_and_another_subject_make_no_pair(library: Library) -> None:
    for pair in library.contrasts():
        assert pair.one.paragraph == pair.other.paragraph == 1


def test_one_named_essay_is_laid_beside_every_other(library: Library) -> None:
    assert library.contrasts(["walls"]) == library.contrasts(["walls", "fences"])
    library.add("more.md", FENCES.replace("# Fences", "# Hurdles").replace("fence", "hurdle").encode())
    assert {pair.one.essay for pair in library.contrasts(["walls"])} == {"fences", "hurdles"}


def test_no_more_pairs_than_asked_for_and_few_of_one_paragraph(library: Library) -> None:
    assert len(library.contrasts(limit=1)) == 1
    for number in range(4):
        text = WALLS.replace("# Walls", f"# Walls {number}").replace("beans", f"beans and plums {number}")
        library.add(f"{number}.md", text.encode())
    held = [(e.essay, e.paragraph) for pair in library.contrasts(limit=50) for e in (pair.one, pair.other)]
    assert max(map(held.count, held)) == PER_PARAGRAPH


def test_a_sentence_that_leans_brings_the_one_before(library: Library) -> None:
    library.add("a.md", b"# Bees\n\nBees are kept on the roof. They dance for pollen and honey in summer.\n")
    library.add("b.md", b"# Hives\n\nWasps hate a hive. They dance for honey and pollen in winter.\n")
    (pair,) = library.contrasts(["bees", "hives"])
    assert pair.one.text.startswith("Bees are kept on the roof. They")


def test_an_empty_library_and_a_single_essay_have_no_pairs(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "one.db", WordEncoder())
    assert library.contrasts() == ()
    library.add("walls.md", WALLS.encode())
    assert library.contrasts() == ()


def test_a_list_of_fragments_has_no_pairs(library: Library) -> None:
    library.add("list.md", b"# Shopping\n\n- garden wall from the street\n- beans\n- a gate for the neighbours\n")
    assert library.contrasts(["shopping"]) == ()


def test_an_unknown_essay_is_one_sentence(library: Library) -> None:
    with pytest.raises(UnknownEssay):
        library.contrasts(["walls", "hedges"])


def test_the_nearest_are_found_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    one, other = (random.normal(size=(size, 5)).astype(np.float32) for size in (7, 9))
    whole = _nearest(one, other)
    monkeypatch.setattr("retrieval.contrast.BLOCK", 3)
    for expected, actual in zip(whole, _nearest(one, other), strict=True):
        assert actual.tolist() == pytest.approx(expected.tolist())


def test_the_starter_essays_meet_over_their_common_words(starter: Library) -> None:
    pairs = starter.contrasts()
    assert len(pairs) >= 5
    assert any("allyship" in pair.shared for pair in pairs)
    assert all(pair.one.essay != pair.other.essay for pair in pairs)
    assert len({frozenset((pair.one.essay, pair.other.essay)) for pair in pairs}) >= 3
