"""A prepared model on ONNX Runtime: vectors and token vectors of one pass, without torch."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder.manifest import GRAPH, TOKENIZER, WEIGHTS, Damaged, Manifest
from retrieval.encoder.protocol import Vectors, Words, encoded, shortest_first, unit
from retrieval.tokens import Encoded

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding

RUNS = 2
"""At once, each in one thread; one of them is always left to questions."""

FEW = 8
"""Up to so many texts are a question or what belongs to one; more is bulk work."""

TOGETHER = 256
"""Tokens, padding included, up to which texts share a pass: beyond that it costs more than it saves."""

VECTOR, TOKENS = "vector", "tokens"


class OnnxEncoder:
    """A prepared model, loaded. Raises Damaged, FileNotFoundError where there is none. Safe from any thread."""

    def __init__(self, folder: Path, manifest: Manifest | None = None, *, check: bool = True) -> None:
        self.manifest = manifest or Manifest.read(folder)
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer

        if check:
            self.manifest.check(folder, GRAPH, TOKENIZER)
        weights = _Checked(self.manifest, folder) if check else None
        self._session = _session(folder / GRAPH)
        if weights:
            weights.wait()
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._words = Words(self._tokenizer)
        self._running = threading.BoundedSemaphore(RUNS)
        self._bulk = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0

    @property
    def identity(self) -> str:
        """As its manifest says."""
        return self.manifest.identity

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self.manifest.dimensions

    @property
    def waiting(self) -> int:
        """Passes that are asked for and have not begun."""
        return self._waiting

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text; equal texts are computed once."""
        distinct = list(dict.fromkeys(texts))
        rows = np.empty((len(distinct), self.dimensions), dtype=np.float32)
        for numbers, _, (vectors,) in self._passes(distinct, self.manifest.prompts.passage or "", [VECTOR]):
            rows[numbers] = unit(vectors)
        if len(distinct) == len(texts):
            return rows
        row = {text: number for number, text in enumerate(distinct)}
        return rows[[row[text] for text in texts]]

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """As `encode`, with the last layer's token vectors of the same pass, but for [CLS], the prompt and the like."""
        prompts = self.manifest.prompts
        prompt = (prompts.question if question else prompts.passage) or ""
        done: dict[int, Encoded] = {}
        for numbers, read, (vectors, tokens) in self._passes(texts, prompt, [VECTOR, TOKENS]):
            for number, one, vector, its in zip(numbers, read, unit(vectors), tokens, strict=True):
                done[number] = encoded(texts[number], prompt, one.offsets, one.special_tokens_mask, vector, its)
        return [done[number] for number in range(len(texts))]

    def familiarity(self, word: str) -> float:
        """By its rank in the tokenizer's vocabulary, which is sorted by frequency; a word in pieces is not known."""
        return self._words.familiarity(word)

    def close(self) -> None:
        """Nothing is held open but memory."""

    def _passes(
        self, texts: Sequence[str], prompt: str, outputs: list[str]
    ) -> Iterator[tuple[list[int], "list[Encoding]", list[NDArray[np.float32]]]]:
        """The places of some of the texts, how they were read, and what came out for them; until all are through."""
        bulk = len(texts) > FEW
        for numbers in shortest_first(texts):
            read = self._tokenizer.encode_batch([prompt + texts[number] for number in numbers])
            if len(numbers) == 1 or len(read[0]) * len(numbers) <= TOGETHER:
                yield numbers, read, self._run(read, outputs, bulk)
                continue
            for number in numbers:
                alone = [self._tokenizer.encode(prompt + texts[number])]
                yield [number], alone, self._run(alone, outputs, bulk)

    def _run(self, read: "list[Encoding]", outputs: list[str], bulk: bool) -> list[NDArray[np.float32]]:
        known = {
            "input_ids": lambda one: one.ids,
            "attention_mask": lambda one: one.attention_mask,
            "token_type_ids": lambda one: one.type_ids,
        }
        feeds = {name: np.array([known[name](one) for one in read], dtype=np.int64) for name in self.manifest.inputs}
        # Of the places that there are, bulk work takes one at the most: a question never waits for it.
        with self._bulk if bulk else nullcontext():
            self._count(1)
            with self._running:
                self._count(-1)
                return list(self._session.run(outputs, feeds))

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more


class _Checked:
    """Reads the weights through beside the session, which takes about as long."""

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        self._found: Damaged | None = None
        self._thread = threading.Thread(target=self._check, args=(manifest, folder), name="checksum")
        self._thread.start()

    def wait(self) -> None:
        self._thread.join()
        if self._found:
            raise self._found

    def _check(self, manifest: Manifest, folder: Path) -> None:
        try:
            manifest.check(folder, WEIGHTS)
        except Damaged as damaged:
            self._found = damaged


def _session(graph: Path) -> "InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # With the arena: passes are so small that it holds few megabytes, and without it they take 4 % longer.
    options.log_severity_level = 3
    try:
        # Twelve of the fused ones cost twice what the two operators cost that they stand for.
        return onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
    except Exception as error:
        raise Damaged(f"{graph.name} cannot be loaded ({error})") from error
