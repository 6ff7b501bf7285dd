"""Libraries of any size, made quickly and kept: real sentences in ever new paragraphs, with vectors made from theirs.

Three sentences make a paragraph of one passage, a hundred paragraphs an essay. A sentence has the model's own vector
and tokens; a passage has the mean of its sentences' vectors and some noise, so that no two are alike. Simplified:
the vocabulary stops growing with the pool of sentences, sentences recur, and a passage of the longest library keeps two
tokens a sentence (its late interaction is the cheaper for it; with all of them the file would have 25 GB more).
Rows are written by the product's own code, many essays in one transaction.
"""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rich.progress import track

from retrieval import Encoder, parts
from retrieval.passages import CUTTING, CutParagraph, Layout, Span
from retrieval.rows import EssayRow, NewEssay
from retrieval.store import Store
from retrieval.tokens import Encoded, Tokens, pack
from tests.benchmarks.libraries import BUILD, err
from tests.benchmarks.speed import material

FOLDER = BUILD / "grown"
"""A file for each size, named by it: a shelf takes the number for a server's."""

SENTENCES = 3
PARAGRAPHS = 100
NOISE = 0.25

LONGEST = 1_000_000
FEW_TOKENS = 2
"""Tokens of a sentence that a passage keeps in a library of the longest kind."""

PORTION = 20
"""Essays written in one transaction."""

BYTES = {LONGEST: 12_000}
USUAL_BYTES = 47_000
"""Bytes a passage takes on the disk: most of it tokens."""


def file_of(passages: int) -> Path:
    return FOLDER / f"{passages}.db"


def missing(sizes: Sequence[int], identity: str) -> list[int]:
    """Those sizes that are still to be made: not there, half done, or by another model or other rules."""
    return [size for size in sizes if not _whole(size, identity)]


def bytes_needed(sizes: Sequence[int]) -> int:
    """Room on the disk while these are made; the log of the longest transaction is in it."""
    return sum(size * BYTES.get(size, USUAL_BYTES) for size in sizes)


def make(passages: int, encoder: Encoder) -> Path:
    """The library of so many passages, made where it is not there."""
    path = file_of(passages)
    if _whole(passages, encoder.identity):
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    for end in ("", "-wal", "-shm"):
        Path(f"{unfinished}{end}").unlink(missing_ok=True)
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    store = Store(unfinished)
    number = -(-passages // PARAGRAPHS)
    with err.status(f"The vectors of {len(material.sentences()):,} sentences"):
        essays = _essays(passages, material.sentences(), material.pool(encoder))
    shown = track(
        range(0, number, PORTION), f"A library of {passages:,} passages", console=err, disable=not err.is_terminal
    )
    for _ in shown:
        with store.writing() as db:
            for essay in _some(essays, PORTION):
                parts.insert(db, essay)
    with store.writing() as db:
        made_by = {"encoder": encoder.identity, "cutting": CUTTING}
        db.table("meta").upsert_all(({"key": key, "value": made_by[key]} for key in made_by), pk="key")
    store.settle()
    store.close()
    shutil.move(unfinished, path)
    return path


def _whole(passages: int, identity: str) -> bool:
    path = file_of(passages)
    if not path.exists():
        return False
    store = Store(path, create=False)
    try:
        return store.made_by() == {"encoder": identity, "cutting": CUTTING}
    finally:
        store.close()


def _some(essays: Iterator[NewEssay], most: int) -> Iterator[NewEssay]:
    for _ in range(most):
        if (essay := next(essays, None)) is not None:
            yield essay


def _essays(passages: int, texts: Sequence[str], encoded: Sequence[Encoded]) -> Iterator[NewEssay]:
    dice = np.random.default_rng(passages)
    tokens = [_cut(one.tokens, passages) for one in encoded]
    vectors = np.stack([one.vector for one in encoded])
    blobs = [one.vector.tobytes() for one in encoded]
    for number, start in enumerate(range(0, passages, PARAGRAPHS), start=1):
        chosen = dice.integers(len(texts), size=(min(PARAGRAPHS, passages - start), SENTENCES))
        means = vectors[chosen].mean(axis=1)
        means += NOISE * dice.standard_normal(means.shape, dtype=np.float32) / np.sqrt(means.shape[1])
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        layout = _laid_out([[texts[one] for one in row] for row in chosen])
        of_passages = [
            (mean.tobytes(), pack(_joined([tokens[one] for one in row], [len(texts[one]) for one in row])))
            for mean, row in zip(means, chosen, strict=True)
        ]
        row = EssayRow(
            slug=f"essay-{number}",
            file=f"{number}.md",
            title=f"Essay {number}",
            author=None,
            year=None,
            source=None,
            licence=None,
            text=layout.text,
            revision=hashlib.sha256(layout.text.encode()).hexdigest()[:12],
        )
        yield NewEssay(row, layout, of_passages, [blobs[one] for one in chosen.ravel()])


def _laid_out(paragraphs: Sequence[Sequence[str]]) -> Layout:
    """A text of these sentences, and where they stand in it."""
    text, cut = [], []
    place = 0
    for number, sentences in enumerate(paragraphs, start=1):
        start, spans = place, []
        for sentence in sentences:
            spans.append(Span(place, place + len(sentence)))
            place += len(sentence) + 1
        end = place - 1
        cut.append(CutParagraph(number, None, start, end, tuple(spans), (Span(start, end),)))
        text.append(" ".join(sentences))
        place = end + 2
    return Layout("\n\n".join(text), (), tuple(cut))


def _cut(tokens: Tokens, passages: int) -> Tokens:
    kept = FEW_TOKENS if passages >= LONGEST else len(tokens.spans)
    return Tokens(tokens.vectors[:kept], tokens.spans[:kept])


def _joined(tokens: Sequence[Tokens], lengths: Sequence[int]) -> Tokens:
    """The tokens of a passage of sentences that follow each other with a space between."""
    starts = np.cumsum([0, *(length + 1 for length in lengths[:-1])])
    spans = [one.spans + start for one, start in zip(tokens, starts, strict=True)]
    return Tokens(np.concatenate([one.vectors for one in tokens]), np.concatenate(spans).astype(np.int32))
