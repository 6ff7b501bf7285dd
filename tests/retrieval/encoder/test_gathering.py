"""The thread that gathers questions, and the models that are kept for older vectors."""

import gc
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval import EarlierModels, GatheringEncoder, UnknownModel
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


def test_questions_that_wait_go_through_the_model_together(gate: Gate) -> None:
    gathering = GatheringEncoder(gate)
    with ThreadPoolExecutor(6) as askers:
        first = askers.submit(gathering.encode_tokens, ["first"], question=True)
        assert gate.entered.wait(10)
        rest = [askers.submit(gathering.encode_tokens, [f"question {n}"], question=True) for n in range(5)]
        until(lambda: gathering.waiting == 5)
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
        question = askers.submit(gathering.encode_tokens, ["a question"], question=True)
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
            gathering.encode_tokens(texts, question=True)
    gathering.close()


def test_closing_lets_nobody_wait_for_ever(gate: Gate) -> None:
    gathering = GatheringEncoder(gate)
    with ThreadPoolExecutor(2) as askers:
        first = askers.submit(gathering.encode_tokens, ["first"], question=True)
        assert gate.entered.wait(10)
        second = askers.submit(gathering.encode_tokens, ["second"], question=True)
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


class Kinds(WordEncoder):
    """Remembers whether texts came as questions."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[tuple[int, bool]] = []

    def encode_tokens(self, texts, *, question=False):
        self.kinds.append((len(texts), question))
        return super().encode_tokens(texts)


def test_questions_stay_questions_and_passages_passages() -> None:
    inner = Kinds()
    gathering = GatheringEncoder(inner)
    gathering.encode_tokens(["one question"], question=True)
    gathering.encode_tokens(["one", "two"], question=True)
    gathering.encode_tokens(["a passage"])
    assert inner.kinds == [(1, True), (2, True), (1, False)]
    gathering.close()


def threads() -> int:
    return sum(thread.name.startswith("encoder") for thread in threading.enumerate())


def test_an_earlier_model_is_loaded_once_and_let_go_when_nobody_holds_it() -> None:
    before, loaded = threads(), []

    def load(identity: str) -> GatheringEncoder:
        loaded.append(identity)
        return GatheringEncoder(WordEncoder(identity=identity))

    models = EarlierModels(load)
    one, other = models("words-0"), models("words-0")
    assert one is other is not None
    assert one.encode(["hedge"]).shape == (1, 1024)
    assert (loaded, threads()) == (["words-0"], before + 1)
    del one, other
    gc.collect()
    until(lambda: threads() == before)
    assert models("words-0") is not None
    assert loaded == ["words-0", "words-0"]


def test_an_earlier_model_that_is_not_here_is_looked_for_once(caplog: pytest.LogCaptureFixture) -> None:
    looked = []

    def load(identity: str) -> WordEncoder:
        looked.append(identity)
        raise UnknownModel("It cannot be loaded.")

    models = EarlierModels(load)
    assert (models("gone"), models("gone")) == (None, None)
    assert looked == ["gone"]
    assert len(caplog.records) == 1


def test_an_earlier_model_that_makes_other_vectors_here_is_not_at_hand() -> None:
    assert EarlierModels(lambda identity: WordEncoder(identity="in fp32"))("in int8") is None


def test_closing_ends_the_threads_of_earlier_models() -> None:
    before, models = threads(), EarlierModels(lambda identity: GatheringEncoder(WordEncoder(identity=identity)))
    held = models("words-0")
    assert held is not None
    held.encode(["hedge"])
    models.close()
    assert threads() == before
