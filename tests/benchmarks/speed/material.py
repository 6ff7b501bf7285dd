"""What is measured on: real files and questions, and sentences of theirs that are made into libraries of any size."""

import hashlib
import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval import Encoder
from retrieval.passages import Layout, lay_out
from retrieval.readers import read
from retrieval.tokens import Encoded, Tokens
from tests.benchmarks.libraries import BUILD, benchmarks

POOL = 4_000
"""Sentences from which libraries are made."""

WORDS = 6, 60
"""Fewest and most words of such a sentence."""


def files(*, starter_only: bool = False) -> list[Path]:
    """The starter essays, and the articles of SQuAD 2.0 where they are there."""
    known = benchmarks()
    names = ["starter"] if starter_only else [name for name in ("starter", "squad2") if name in known]
    return [
        file for name in names for folder in known[name].folders for file in sorted(folder.iterdir()) if is_text(file)
    ]


def is_text(file: Path) -> bool:
    return file.suffix in (".md", ".txt")


def questions() -> list[str]:
    """Real questions, those to the starter essays first, each once; always in the same order."""
    known = benchmarks()
    asked = [one.question for one in known["starter"].questions()]
    if "squad2" in known:
        others = [one.question for one in known["squad2"].questions()]
        asked += random.Random(6).sample(  # noqa: S311
            others, min(500, len(others))
        )
    return list(dict.fromkeys(asked))


def layout_of(file: Path) -> Layout:
    """A file as it is cut."""
    return lay_out(read(file.name, file.read_bytes()).blocks)


def embedded_texts(layout: Layout) -> tuple[list[str], list[str]]:
    """The passages and the sentences of an essay, as they are embedded: each once."""
    passages = [layout.text[span.start : span.end] for one in layout.paragraphs for span in one.passages]
    sentences = [layout.text[span.start : span.end] for one in layout.paragraphs for span in one.sentences]
    return list(dict.fromkeys(passages)), list(dict.fromkeys(sentences))


@cache
def sentences() -> list[str]:
    """Real sentences, each once."""
    found = dict.fromkeys(
        " ".join(one.split())
        for file in files()
        for one in embedded_texts(layout_of(file))[1]
        if WORDS[0] <= len(one.split()) <= WORDS[1]
    )
    return random.Random(6).sample(list(found), min(POOL, len(found)))  # noqa: S311


def pool(encoder: Encoder) -> list[Encoded]:
    """The vectors of `sentences`, kept between runs: making them takes a minute."""
    wanted = sentences()
    key = hashlib.sha256(json.dumps([encoder.identity, wanted]).encode()).hexdigest()[:12]
    kept = BUILD / f"sentences-{key}.npz"
    if not kept.exists():
        made = encoder.encode_tokens(wanted)
        BUILD.mkdir(parents=True, exist_ok=True)
        np.savez(
            kept,
            vectors=np.stack([one.vector for one in made]),
            tokens=np.concatenate([one.tokens.vectors for one in made]).astype(np.float16),
            spans=np.concatenate([one.tokens.spans for one in made]),
            counts=np.array([len(one.tokens.spans) for one in made]),
        )
    with np.load(kept) as held:
        return list(_unpacked(*(held[name] for name in ("vectors", "tokens", "spans", "counts"))))


def _unpacked(
    vectors: NDArray[np.float32], tokens: NDArray[np.float16], spans: NDArray[np.int32], counts: NDArray[np.intp]
) -> Iterator[Encoded]:
    edges = np.cumsum(counts)[:-1]
    parts = zip(vectors, np.split(tokens, edges), np.split(spans, edges), strict=True)
    for vector, own, places in parts:
        yield Encoded(vector, Tokens(own.astype(np.float32), places))
