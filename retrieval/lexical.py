"""First stage, words: BM25 from the library's own full-text index."""

from retrieval.store import Store

MOST_WORDS = 32
"""A question is cut to so many different words; more only slow FTS5 down."""

MOST_MATCHES = 200
"""Passages taken from the full-text index; one below that has no weight against the vectors."""

HEADING_WEIGHT = 0.5
"""Weight of a word in author, title and section against one in the passage itself."""


def match(store: Store, words: list[str], phrases: list[str]) -> dict[int, float]:
    """BM25 of the passages that hold any of the words or phrases, by passage id (higher is better)."""
    # Quoted, so that AND, NEAR or a column's name in a question are just words.
    query = " OR ".join(f'"{word}"' for word in [*phrases, *words][:MOST_WORDS])
    return dict(store.matches(query, HEADING_WEIGHT, MOST_MATCHES)) if query else {}
