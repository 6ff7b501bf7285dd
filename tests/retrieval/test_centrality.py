"""Key passages: central, whole, one a paragraph, in reading order."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from retrieval import Library, UnknownEssay
from retrieval.centrality import LEANING, MOST_SENTENCES, key_sentences, lexrank
from tests.fakes import WordEncoder

RAIN = """# Rain

By Ada Moor

Rain fills the barrel and rain feeds the beans.

The neighbour owns a red bicycle with a bell.

It is rain that fills the barrel and feeds the beans.

Three things need rain:

- Rain for the barrel and rain for the beans.
- Rain for the frogs.
"""


@pytest.fixture
def rain(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "l.db", WordEncoder())
    library.add("rain.md", RAIN.encode())
    return library


def test_what_most_sentences_are_near_to_is_central() -> None:
    vectors = np.array([[1, 0, 0], [0, 1, 0], [0.6, 0.6, 0.53], [0, 0, -1]], dtype=np.float32)
    central = lexrank(vectors)
    assert central.sum() == pytest.approx(1)
    assert central.argmax() == 2
    assert central[0] == pytest.approx(central[1])


def test_sentences_that_share_nothing_are_equally_central() -> None:
    assert lexrank(np.eye(4, dtype=np.float32)) == pytest.approx(np.full(4, 0.25))
    assert len(lexrank(np.zeros((0, 3), dtype=np.float32))) == 0


def test_of_two_as_central_the_one_that_stands_by_itself_is_shown(rain: Library) -> None:
    (passage,) = rain.key_passages("rain", 1)
    assert passage.text == "Rain fills the barrel and rain feeds the beans."
    assert LEANING < 1


def test_bylines_and_list_items_are_never_key_passages(rain: Library) -> None:
    texts = [passage.text for passage in rain.key_passages("rain", 9)]
    assert not any("Moor" in text or text.startswith("-") or text.endswith(":") for text in texts)


def test_two_sentences_that_say_the_same_are_shown_once(rain: Library) -> None:
    assert [passage.paragraph for passage in rain.key_passages("rain", 9)] == [1, 2]


def test_key_passages_stand_in_reading_order_each_in_a_paragraph_of_its_own(library: Library) -> None:
    places = [passage.paragraph for passage in library.key_passages("the-allotment", 9)]
    assert len(places) > 1
    assert all(one < other for one, other in pairwise(places))


def test_a_key_passage_is_a_slice_of_the_text(library: Library) -> None:
    text = library.essay("night-bread").text
    for passage in library.key_passages("night-bread"):
        assert text[passage.start : passage.end] == passage.text


def test_an_essay_without_a_whole_sentence_has_none(library: Library) -> None:
    library.add("list.md", b"# Shopping\n\n- bread of yesterday\n- a pound of white beans\n- salt\n")
    assert library.key_passages("shopping") == ()


def test_of_a_very_long_text_only_the_sentences_near_its_mean_are_compared(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.centrality.MOST_SENTENCES", 2)
    index = library._loaded()
    assert len(key_sentences(index, next(iter(index.essays)), 9)) <= 2
    assert MOST_SENTENCES > 2


def test_an_unknown_essay_is_one_sentence(library: Library) -> None:
    for asked in (library.key_passages, library.key_terms):
        with pytest.raises(UnknownEssay, match="did you mean night-bread"):
            asked("nigth-bread")


def test_the_starter_essays_are_introduced_by_their_thesis(starter: Library) -> None:
    texts = [passage.text for passage in starter.key_passages("ally-or-accomplice")]
    assert len(texts) == 3
    assert "The difference between an ally and an accomplice is one of target." in texts
    assert "accomplice" in starter.key_terms("ally-or-accomplice")
