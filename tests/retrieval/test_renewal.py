"""Vectors of another model serve until new ones are made: no question waits, and none meets both."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval import Encoder, Library, search
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, NOW

QUESTION = "which plant is a weed?"


class Slow(WordEncoder):
    """Stands still before passages until `go_on` is set."""

    def __init__(self, dimensions: int = 64) -> None:
        super().__init__(dimensions, identity="words-2")
        self.begun, self.go_on = threading.Event(), threading.Event()

    def encode(self, texts):
        self.begun.set()
        assert self.go_on.wait(10)
        return super().encode(texts)


@pytest.fixture
def reopened(library: Library, tmp_path: Path) -> Callable[..., Library]:
    """Opens the library of two essays, which another model made, with this one."""
    library.close()
    return lambda encoder, earlier: Library.open(tmp_path / "library.db", encoder, earlier=earlier)


def test_a_question_during_a_refresh_is_answered_by_the_old_model_and_after_it_by_the_new(reopened) -> None:
    old, new = WordEncoder(), Slow()
    given: list[str] = []

    def earlier(identity: str) -> Encoder:
        given.append(identity)
        return old

    library = reopened(new, earlier)
    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(library.refresh)
        assert new.begun.wait(10)
        assert library.serves()
        assert library.ask(QUESTION).excerpts[0].essay == "the-allotment"
        assert library.compare("weeds")[1].supported
        assert old.calls == [[QUESTION], ["weeds"]]
        assert not refreshing.done()
        new.go_on.set()
        refreshing.result(10)
    assert not library.outdated()
    new.calls.clear()
    assert library.ask(QUESTION).excerpts[0].essay == "the-allotment"
    assert new.calls == [[QUESTION]]
    assert len(old.calls) == 2
    assert given == ["words-1"]


def test_the_old_model_is_let_go_after_the_change(reopened) -> None:
    library = reopened(WordEncoder(identity="words-2"), lambda identity: WordEncoder(identity=identity))
    library.ask(QUESTION)
    assert library._serving
    library.refresh()
    assert library._serving is None


def test_where_the_old_model_is_gone_a_question_waits_for_the_new_vectors(reopened) -> None:
    new = WordEncoder(64, identity="words-2")
    library = reopened(new, lambda identity: None)
    assert not library.serves()
    assert library.ask(QUESTION).excerpts[0].essay == "the-allotment"
    assert not library.outdated()


def test_after_new_rules_of_cutting_the_same_model_goes_on(reopened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.opened.CUTTING", "later rules")
    encoder = WordEncoder()

    def earlier(identity: str) -> Encoder:
        raise AssertionError("the model is the same")

    library = reopened(encoder, earlier)
    assert (library.outdated(), library.serves()) == (True, True)
    assert library.ask(QUESTION).excerpts[0].essay == "the-allotment"
    assert encoder.calls == [[QUESTION]]


@pytest.mark.parametrize("rules", [None, "later rules"])
def test_a_question_in_whose_midst_the_vectors_change_is_put_again(
    reopened, monkeypatch: pytest.MonkeyPatch, rules: str | None
) -> None:
    if rules:
        monkeypatch.setattr("retrieval.opened.CUTTING", rules)
    old, new = WordEncoder(), WordEncoder(64, identity="words-2")
    library = reopened(new, lambda identity: old)
    before = search.late.sought
    asked = []

    def sought(*arguments):
        asked.append(arguments[0])
        library.refresh()
        return before(*arguments)

    monkeypatch.setattr(search.late, "sought", sought)
    answer = library.ask(QUESTION)
    assert asked == [QUESTION, QUESTION]
    monkeypatch.undo()
    if rules:
        monkeypatch.setattr("retrieval.opened.CUTTING", rules)
    assert answer == library.ask(QUESTION)
    assert new.calls[-1] == [QUESTION]


def test_an_essay_that_comes_or_goes_during_a_refresh_is_not_lost(reopened, tmp_path: Path) -> None:
    new = Slow()
    library = reopened(new, lambda identity: WordEncoder(identity=identity))
    other = Library.open(tmp_path / "library.db", WordEncoder())
    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(library.refresh)
        assert new.begun.wait(10)
        other.add("oats.md", BAKERY.replace("rye", "oats").encode())
        library.remove("the-allotment", NOW)
        new.go_on.set()
        refreshing.result(10)
    assert not library.outdated()
    assert [info.slug for info in library.essays()] == ["night-bread", "night-bread-2"]
    assert "oats" in library.ask("what smells of oats?").excerpts[0].text
    assert sum(text.startswith("The oven") for call in new.calls for text in call if "rye" in text) == 1


def test_an_essay_added_during_the_change_has_vectors_of_the_new_model(reopened) -> None:
    new = WordEncoder(64, identity="words-2")
    library = reopened(new, lambda identity: WordEncoder(identity=identity))
    library.add("oats.md", BAKERY.replace("rye", "oats").encode())
    assert not library.outdated()
    assert library._loaded().vectors.passages[[0]].shape == (1, 64)


def test_a_refresh_that_breaks_off_leaves_the_old_vectors(reopened) -> None:
    class Tired(WordEncoder):
        def encode_tokens(self, texts: Sequence[str], *, question: bool = False):
            raise MemoryError

    library = reopened(Tired(identity="words-2"), lambda identity: WordEncoder(identity=identity))
    with pytest.raises(MemoryError):
        library.refresh()
    assert library.outdated()
    assert library.ask(QUESTION).excerpts[0].essay == "the-allotment"
