"""Reads a library file into memory, as an `Index`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from retrieval import columns
from retrieval.authors import PARTICLES, authors
from retrieval.dense import EXACT_UP_TO, SENTENCES_HELD, All, Filed, Held, Rounded, Some, Vector, Vectors
from retrieval.index import Index
from retrieval.intact import intact
from retrieval.parts import vocabularies
from retrieval.scan import Quantized
from retrieval.spelling import Lexicon
from retrieval.store import Store
from retrieval.views import Places, RowOf, Sentences
from retrieval.vocabulary import merged
from retrieval.words import STOP_WORDS, WORD, fold

Rows = NDArray[np.intp]
Portions = Iterable[Vector]


def load(store: Store, exact_up_to: int = EXACT_UP_TO, sentences_held: int = SENTENCES_HELD) -> Index:
    """Read a library file into memory; an empty one gives an empty index.

    `exact_up_to`: passages that are held as they are; `sentences_held`: bytes of sentence vectors that are.
    """
    with store.reading() as db:
        made_by = columns.made_by(db)
        infos = {info.slug: info for info in store.essays()}
        rows = {number: intact(row) for number, row in store.rows().items()}
        headings = {section.id: section.heading for section in store.sections()}
        paragraphs = columns.paragraphs(db)
        passages, sentences = columns.spans(db, "passages"), columns.spans(db, "sentences")
        vocabulary = merged(vocabularies(db))

        width = columns.dimensions(db)
        paragraph_of, passage_order = _ordered(paragraphs.ids, passages)
        owner, sentence_order = _ordered(passages.ids[passage_order], sentences)
        # Rows stand in reading order, so the sentences of one paragraph, and of one passage, stand together.
        first = _edges(owner, len(passages.ids))
        passage_ids, sentence_ids = passages.ids[passage_order], sentences.ids[sentence_order]
        fetch = partial(store.vectors, encoder=made_by.get("encoder"))
        of_passages: All
        of_sentences: Some
        filed = Filed(passage_ids, width, partial(fetch, "passages"))
        if len(passage_ids) > exact_up_to:
            of_passages = Rounded(_rounded(columns.vectors(db, "passages"), passage_order, width), filed)
        else:
            of_passages = Held(_block(columns.vectors(db, "passages"), passage_order, width))
        if len(sentence_ids) * width * 4 > sentences_held:
            of_sentences = Filed(sentence_ids, width, partial(fetch, "sentences"))
        else:
            of_sentences = Held(_block(columns.vectors(db, "sentences"), sentence_order, width))
    place_of = paragraph_of[owner]
    small = partial(np.asarray, dtype=np.int32)
    return Index(
        essays={number: infos[row.slug] for number, row in rows.items()},
        texts=(texts := {number: row.text for number, row in rows.items()}),
        places=Places(
            texts,
            headings,
            paragraphs.essays,
            small(paragraphs.sections),
            small(paragraphs.numbers),
            small(paragraphs.starts),
            small(paragraphs.ends),
            _edges(place_of, len(paragraphs.ids)),
            _edges(paragraph_of, len(paragraphs.ids)),
            passage_ids,
            small(passages.starts[passage_order]),
        ),
        vectors=Vectors(of_passages, of_sentences, first),
        passage_row=RowOf(passage_ids),
        paragraph_of=paragraph_of,
        essay_of=paragraphs.essays[paragraph_of],
        bylines=(paragraphs.numbers == 0)[paragraph_of],
        sentences=Sentences(
            sentence_ids, small(sentences.starts[sentence_order]), small(sentences.ends[sentence_order])
        ),
        words=Lexicon(vocabulary.words),
        stems=frozenset(vocabulary.stems),
        spread=vocabulary.spread,
        authors=_authors({number: row.author for number, row in rows.items()}),
        sentence_row=RowOf(sentence_ids),
        place_of=small(place_of),
        made_by=made_by,
    )


def _ordered(owners: columns.Numbers, spans: columns.Spans) -> tuple[Rows, Rows]:
    """For spans in reading order: the row of each one's owner, and where it stands in `spans`."""
    by_id = np.argsort(owners)
    row = by_id[np.searchsorted(owners, spans.owners, sorter=by_id)]
    order = np.lexsort((spans.starts, row))
    return row[order], order


def _edges(owners: Rows, number: int) -> Rows:
    """The first row of each of so many owners, and the end."""
    return np.searchsorted(owners, np.arange(number + 1))


def _block(portions: Portions, order: Rows, width: int) -> Vector:
    """The vectors as one block, in this order."""
    block = columns.aligned(len(order), width)
    for rows, vectors in _placed(portions, order):
        block[rows] = vectors
    return block


def _rounded(portions: Portions, order: Rows, width: int) -> Quantized:
    """The same in 8 bits: the vectors themselves are never in memory together."""
    block = Quantized(len(order), width)
    for rows, vectors in _placed(portions, order):
        block.put(rows, vectors)
    return block


def _placed(portions: Portions, order: Rows) -> Iterable[tuple[Rows, Vector]]:
    place, done = np.argsort(order), 0
    for vectors in portions:
        yield place[done : done + len(vectors)], vectors
        done += len(vectors)


def _authors(bylines: Mapping[int, str | None]) -> dict[str, frozenset[int]]:
    """Essays by the names of their author; an institution's name is nobody's."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for essay, byline in bylines.items():
        for author in authors(byline):
            names = WORD.findall(fold(author.straight)) if author.given else []
            for name in names:
                if len(name) > 2 and name not in PARTICLES and name not in STOP_WORDS:
                    found[name].add(essay)
    return {name: frozenset(essays) for name, essays in found.items()}
