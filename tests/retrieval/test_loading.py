"""What is loaded stands in reading order, and answers the same whether it is in memory or in the file."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from retrieval import Library, loading, opened, search
from retrieval.answers import Answer
from retrieval.loading import load
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW

QUESTIONS = ("which plant is a weed?", "who answers to the dough?", "what is shared?", "who wrote The Allotment?")


@pytest.fixture
def long(tmp_path: Path, encoder: WordEncoder) -> Library:
    """A library of more paragraphs than are looked at, and of one that is a long list."""
    library = Library.open(tmp_path / "long.db", encoder)
    for essay in range(3):
        body = "\n\n".join(f"Tool {one} of shed {essay} digs bed {one * 7 % 11}. Nobody lends it." for one in range(60))
        library.add(f"{essay}.md", f"# Shed {essay}\n\nBy Ann Rye\n\n{body}\n".encode())
    items = "\n".join(
        f"- Seed {one} is sown by hand in bed {one}, and rarely comes up in a dry month." for one in range(400)
    )
    library.add("list.md", f"# Seeds\n\nWhat is sown:\n\n{items}\n".encode())
    return library


def seen(answer: Answer) -> object:
    return (
        [(excerpt.place, excerpt.text) for excerpt in answer.excerpts],
        [(one.essay, one.paragraph, round(one.score, 4)) for one in answer.ranking],
        round(answer.support, 4),
    )


def test_rows_are_in_reading_order_whenever_they_were_written(library: Library) -> None:
    draft = library.prepare("a.md", GARDEN.replace("poppies", "nettles").encode(), NOW)
    library.replace("the-allotment", draft.id, NOW)
    index = load(library._store)
    assert [place.essay for place in index.places] == sorted(place.essay for place in index.places)
    for number, place in enumerate(index.places):
        text = index.texts[place.essay]
        assert place.paragraph.text == text[place.paragraph.start : place.paragraph.end]
        spans = [index.sentences[row] for row in place.sentences]
        assert spans[0][1] == place.paragraph.start
        assert [start for _, start, _ in spans] == sorted(start for _, start, _ in spans)
        assert {index.paragraph_of[index.passage_row[passage]] for passage in place.passages} == {number}
        for row in place.sentences:
            assert index.sentence_row[index.sentences[row][0]] == row
            assert index.place_of[row] == number
    assert index.places[-1] == index.places[len(index.places) - 1] == index.places[-1:][0]
    assert list(index.sentences) == index.sentences[:]
    assert 10**9 not in index.sentence_row
    vectors = WordEncoder().encode([place.paragraph.text for place in index.places])
    first = [index.passage_row[next(iter(place.passages))] for place in index.places]
    assert np.allclose(index.vectors.passages[first], vectors, atol=1e-6)


@pytest.mark.parametrize("limits", [{"sentences_held": 0}, {"exact_up_to": 0, "sentences_held": 0}])
def test_vectors_in_the_file_answer_as_those_in_memory(
    limits: dict[str, int], long: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = ("what digs bed 3?", "which tool is of shed 2?", "what is sown in bed 17?", "who wrote Shed 1?")
    before = [seen(long.ask(question)) for question in questions]
    sides = [side.excerpt and side.excerpt.place for side in long.compare("tools that dig")]
    passages, key = long.contrasts(), long.key_passages("shed-1")
    held = long.memory
    long.release()
    monkeypatch.setattr(opened, "load", partial(load, **limits))
    assert [seen(long.ask(question)) for question in questions] == before
    assert [side.excerpt and side.excerpt.place for side in long.compare("tools that dig")] == sides
    assert [(one.one.place, one.other.place) for one in long.contrasts()] == [
        (one.one.place, one.other.place) for one in passages
    ]
    assert [one.place for one in long.key_passages("shed-1")] == [one.place for one in key]
    assert long._loaded().vectors.sentences.nbytes == 0
    assert long.memory < held or "exact_up_to" in limits  # a block of 8-bit vectors has its full width


def test_a_narrow_look_finds_what_a_wide_one_does(long: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = ("what digs bed 3?", "which tool is of shed 2?", "what is sown in bed 17?", "is anything lent?")
    monkeypatch.setattr(search, "WIDTH", 10**6)
    wide = [long.ask(question) for question in questions]
    monkeypatch.setattr(search, "WIDTH", 3)
    narrow = [long.ask(question) for question in questions]
    assert [seen(one)[0] for one in narrow] == [seen(one)[0] for one in wide]  # type: ignore[index]


def test_a_list_of_many_passages_leaves_room_for_others(long: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WIDTH", 1)
    assert len(long.ask("which seed is sown by hand in a dry month?").ranking) == search.RANKED


def test_what_is_held_is_told_and_let_go(library: Library) -> None:
    library.release()
    assert library.memory == 0
    library.ask(QUESTIONS[0])
    assert library.memory > len(GARDEN) + len(BAKERY)
    library.release()
    assert library.memory == 0
    assert library.ask(QUESTIONS[0]).answered


def test_an_empty_library_is_loaded_as_one(tmp_path: Path, encoder: WordEncoder) -> None:
    index = loading.load(Library.open(tmp_path / "l.db", encoder)._store)
    assert (len(index.places), len(index.sentences), len(index.spread), dict(index.passage_row)) == (0, 0, 0, {})
