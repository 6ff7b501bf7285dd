"""First stage, words: BM25 from the library's own full-text index."""

from collections.abc import Mapping

from retrieval.store import Store
from retrieval.words import stem

MOST_WORDS = 32
"""A question is cut to so many different words; more only slow FTS5 down."""

MOST_MATCHES = 200
"""Passages taken from the full-text index; one below that has no weight against the vectors."""

HEADING_WEIGHT = 0.5
"""Weight of a word in author, title and section against one in the passage itself."""

LARGE = 30_000
"""Up to so many passages every word of a question is looked up."""

POSTINGS = 30_000
"""In a larger library the rarest words are, as long as they stand in so many paragraphs together: FTS5 takes one to two
millionths of a second for each, and the commonest words of a question weigh least."""


def match(store: Store, words: list[str], phrases: list[str]) -> dict[int, float]:
    """BM25 of the passages that hold any of the words or phrases, by passage id (higher is better)."""
    # Quoted, so that AND, NEAR or a column's name in a question are just words.
    query = " OR ".join(f'"{word}"' for word in [*phrases, *words][:MOST_WORDS])
    return dict(store.matches(query, HEADING_WEIGHT, MOST_MATCHES)) if query else {}


def affordable(words: list[str], spread: Mapping[str, int], passages: int) -> list[str]:
    """Those of a question's words that are looked up in a library of so many passages; the rarest always is.

    `spread`: in how many paragraphs each stem stands.
    """
    if passages <= LARGE:
        return words
    kept: set[str] = set()
    cost = 0
    for word in sorted(words, key=lambda word: spread.get(stem(word), 0)):
        cost += spread.get(stem(word), 0)
        if kept and cost > POSTINGS:
            break
        kept.add(word)
    return [word for word in words if word in kept]
