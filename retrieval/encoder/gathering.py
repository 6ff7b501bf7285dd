"""An encoder in a thread of its own, where questions that wait share one pass; and the encoders of earlier vectors."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder.protocol import Encoder
from retrieval.errors import UnknownModel
from retrieval.tokens import Encoded

PORTION = 16
"""Texts of bulk work for which a question waits at the most."""

log = logging.getLogger(__name__)


class GatheringEncoder:
    """Runs another encoder in one thread of its own; questions that wait meanwhile go through it as one batch.

    Safe to call from any thread. Bulk work is fed in small portions, so that a question waits for one portion at the
    most.
    """

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self._thread = ThreadPoolExecutor(1, "encoder")
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, Future[Encoded]]] = []

    @property
    def identity(self) -> str:
        """The identity of the encoder within."""
        return self._inner.identity

    @property
    def dimensions(self) -> int:
        """Length of a vector; may load the model."""
        return self._thread.submit(lambda: self._inner.dimensions).result()

    @property
    def waiting(self) -> int:
        """Questions that wait for the next pass."""
        return len(self._waiting)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the encoder within, a portion at a time; waits for its turn."""
        portions = [self._thread.submit(self._inner.encode, portion).result() for portion in _portions(texts)]
        return np.concatenate(portions) if portions else np.zeros((0, self.dimensions), dtype=np.float32)

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """As the encoder within; a single question shares its pass with others that wait."""
        if question and len(texts) == 1:
            return [self._question(texts[0]).result()]
        run = partial(self._inner.encode_tokens, question=question)
        return [encoded for portion in _portions(texts) for encoded in self._thread.submit(run, portion).result()]

    def familiarity(self, word: str) -> float:
        """As the encoder within; a look into a table, which needs no turn."""
        return self._inner.familiarity(word)

    def close(self) -> None:
        """Finish what runs, drop what waits, end the thread."""
        self._thread.shutdown(cancel_futures=True)
        for _, answer in self._waiting:
            answer.cancel()

    def _question(self, text: str) -> Future[Encoded]:
        answer: Future[Encoded] = Future()
        with self._lock:
            self._waiting.append((text, answer))
        self._thread.submit(self._answer_waiting)
        return answer

    def _answer_waiting(self) -> None:
        """Whoever comes first takes all that wait; the calls behind it then find nothing left to do."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            encoded = self._inner.encode_tokens([text for text, _ in waiting], question=True)
        except BaseException as error:
            for _, answer in waiting:
                answer.set_exception(error)
            return
        for (_, answer), one in zip(waiting, encoded, strict=True):
            answer.set_result(one)


class EarlierModels:
    """The models of vectors that are still to be made anew, by identity; None for one that is not on this machine.

    Each is loaded once for all libraries, and let go when no library holds it any more. `load` gives an encoder that
    many threads can use.
    """

    def __init__(self, load: Callable[[str], Encoder]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._held: WeakValueDictionary[str, Encoder] = WeakValueDictionary()
        self._missing: set[str] = set()

    def __call__(self, identity: str) -> Encoder | None:
        """Load the model, which takes seconds, or give the one that is loaded."""
        with self._lock:
            held = self._held.get(identity)
            if held is None and identity not in self._missing:
                held = self._loaded(identity)
            return held

    def close(self) -> None:
        """Close all that are still held."""
        for held in list(self._held.values()):
            held.close()

    def _loaded(self, identity: str) -> Encoder | None:
        try:
            encoder = self._load(identity)
            # Not a lazy one: whether there are weights at all decides who answers.
            dimensions = encoder.dimensions
            if encoder.identity != identity:
                raise UnknownModel(f"what is here makes vectors of {encoder.identity}.")
        except Exception as error:
            # Whatever it is that this machine lacks: the vectors are made anew without it.
            log.warning("The earlier model %s is not at hand: %s", identity, error)
            self._missing.add(identity)
            return None
        log.info("Answering with the earlier model %s (%d dimensions).", identity, dimensions)
        self._held[identity] = encoder
        return encoder


def _portions(texts: Sequence[str]) -> list[Sequence[str]]:
    return [texts[start : start + PORTION] for start in range(0, len(texts), PORTION)]
