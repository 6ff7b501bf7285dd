"""First stage, words: BM25 from the library's own full-text index, and how rare the question's words are in it."""

import math

from retrieval.store import Store
from retrieval.words import content, stem

MOST_WORDS = 32
"""A question is cut to so many different words; more only slow FTS5 down."""

MOST_MATCHES = 200
"""Passages taken from the full-text index; one below that has no weight against the vectors."""

HEADING_WEIGHT = 0.5
"""Weight of a word in author, title and section against one in the passage itself."""


def match(store: Store, words: list[str]) -> dict[int, float]:
    """BM25 of the passages that hold any content word of the question, by passage id (higher is better)."""
    # Quoted, so that AND, NEAR or a column's name in a question are just words.
    query = " OR ".join(f'"{word}"' for word in content(words)[:MOST_WORDS])
    return dict(store.matches(query, HEADING_WEIGHT, MOST_MATCHES)) if query else {}


def rarity(store: Store, words: list[str]) -> dict[str, float]:
    """Inverse document frequency of the stems of the question's words; the rarest of all is one the library lacks.

    Source: K. Spärck Jones, "A statistical interpretation of term specificity", Journal of Documentation 28 (1972).
    """
    stems = {stem(word) for word in content(words)[:MOST_WORDS]}
    held = store.passages_with(stems)
    total = store.passage_count()
    return {word: math.log((total + 1) / (held.get(word, 0) + 0.5)) for word in stems}
