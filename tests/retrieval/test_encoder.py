"""The encoders: the real model once, and the thread that gathers questions."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval import GatheringEncoder, SentenceTransformerEncoder, UnknownModel
from tests.fakes import WordEncoder


class Gate(WordEncoder):
    """Stands still in its first call until `open` is set, so that questions pile up behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.entered = threading.Event()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.entered.set()
        assert self.open.wait(10)
        return super().encode(texts)


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    for _ in range(1000):
        if happened():
            return
        time.sleep(0.01)
    raise TimeoutError


@pytest.fixture
def gate() -> Gate:
    return Gate()


def test_the_default_model_gives_unit_rows_and_knows_what_is_near(model: SentenceTransformerEncoder) -> None:
    ally, friend, oven = model.encode(["an ally of the movement", "a friend of the cause", "the oven is lit at two"])
    assert ally.shape == (model.dimensions,) == (384,)
    assert np.linalg.norm(ally) == pytest.approx(1, abs=1e-5)
    assert ally @ friend > ally @ oven


def test_equal_texts_get_equal_rows(model: SentenceTransformerEncoder) -> None:
    one, other, again = model.encode(["bread", "gate", "bread"])
    assert (one == again).all()
    assert (one != other).any()


def test_tokens_come_with_their_places_and_the_same_vector(model: SentenceTransformerEncoder) -> None:
    texts = ["Allyship isn’t a badge.", "Solidarity asks."]
    for text, encoded, vector in zip(texts, model.encode_tokens(texts), model.encode(texts), strict=True):
        assert encoded.vector == pytest.approx(vector, abs=1e-5)
        assert encoded.tokens.vectors.shape == (len(encoded.tokens.spans), 384)
        assert np.linalg.norm(encoded.tokens.vectors, axis=1) == pytest.approx(1, abs=1e-5)
        assert "".join(text[start:end] for start, end in encoded.tokens.spans) == text.replace(" ", "")


def test_a_model_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(UnknownModel, match="no/such-model"):
        SentenceTransformerEncoder("no/such-model").encode(["x"])


def test_questions_that_wait_go_through_the_model_together(gate: Gate) -> None:
    gathering = GatheringEncoder(gate)
    with ThreadPoolExecutor(6) as askers:
        first = askers.submit(gathering.encode_tokens, ["first"])
        assert gate.entered.wait(10)
        rest = [askers.submit(gathering.encode_tokens, [f"question {n}"]) for n in range(5)]
        until(lambda: len(gathering._waiting) == 5)
        gate.open.set()
        rows = [asked.result(10)[0].vector for asked in (first, *rest)]
    assert [len(call) for call in gate.calls] == [1, 5]
    assert all(
        (row == WordEncoder().encode([text])[0]).all() for row, text in zip(rows[1:], gate.calls[1], strict=True)
    )
    gathering.close()


def test_bulk_work_lets_a_question_through_between_its_portions(gate: Gate) -> None:
    gathering = GatheringEncoder(gate)
    with ThreadPoolExecutor(2) as askers:
        bulk = askers.submit(gathering.encode, [f"text {n}" for n in range(100)])
        assert gate.entered.wait(10)
        question = askers.submit(gathering.encode_tokens, ["a question"])
        until(lambda: bool(gathering._waiting))
        gate.open.set()
        assert bulk.result(10).shape[0] == 100
        question.result(10)
    assert gate.calls.index(["a question"]) <= 2
    gathering.close()


def test_an_error_of_the_model_reaches_the_one_who_asked() -> None:
    class Broken(WordEncoder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            raise UnknownModel("no model")

    gathering = GatheringEncoder(Broken())
    for texts in (["one"], ["one", "two"]):
        with pytest.raises(UnknownModel):
            gathering.encode_tokens(texts)
    gathering.close()


def test_closing_lets_nobody_wait_for_ever(gate: Gate) -> None:
    gathering = GatheringEncoder(gate)
    with ThreadPoolExecutor(2) as askers:
        first = askers.submit(gathering.encode_tokens, ["first"])
        assert gate.entered.wait(10)
        second = askers.submit(gathering.encode_tokens, ["second"])
        until(lambda: bool(gathering._waiting))
        closing = threading.Thread(target=gathering.close)
        closing.start()
        until(lambda: gathering._thread._shutdown)
        gate.open.set()
        closing.join(10)
        assert len(first.result(10)) == 1
        with pytest.raises(CancelledError):
            second.result(10)


def test_no_texts_give_no_rows() -> None:
    gathering = GatheringEncoder(WordEncoder())
    assert gathering.encode([]).shape == (0, 1024)
    gathering.close()
