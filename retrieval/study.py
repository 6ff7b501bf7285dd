"""What can be worked out of a whole library before anybody asks: each thing once, when it is first wanted."""

from collections.abc import Collection
from functools import cached_property

from retrieval.answers import Excerpt
from retrieval.centrality import key_sentences
from retrieval.concordance import Concordance
from retrieval.contrast import ContrastPair, Neighbours, chosen, neighbours
from retrieval.index import Index
from retrieval.quotations import Check, check
from retrieval.terms import Terms


class Study:
    """One Index and what has been worked out of it. Thrown away with it, so nothing in it can be out of date.

    Safe to use from several threads: at worst they work out the same thing twice.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._central: dict[tuple[int, int], list[tuple[int, float]]] = {}

    def key_passages(self, slug: str, number: int) -> tuple[Excerpt, ...]:
        """The most central sentences of an essay, in reading order."""
        essay = self._essay(slug)
        if (essay, number) not in self._central:
            self._central[essay, number] = key_sentences(self.index, essay, number)
        found = self._central[essay, number]
        excerpts = (self.index.excerpt(self.index.sentences[row][0], 1, central) for row, central in found)
        return tuple(excerpt for excerpt in excerpts if excerpt)

    def key_terms(self, slug: str, number: int) -> tuple[str, ...]:
        """The key terms of an essay, the weightiest first."""
        return self._terms.key(self._essay(slug), number)

    def contrasts(self, essays: Collection[str], limit: int) -> tuple[ContrastPair, ...]:
        """Pairs of passages between the named essays (none: all)."""
        return tuple(chosen(self.index, self._terms, self._neighbours, essays, limit))

    def check(self, text: str, essay: str | None, author: str | None) -> Check:
        """What became of a quotation that is said to be from this essay and author."""
        return check(self.index, self._concordance, text, essay, author)

    @cached_property
    def _concordance(self) -> Concordance:
        places = self.index.places
        paragraphs = list(zip(places.essays.tolist(), places.ends.tolist(), strict=True))
        return Concordance(self.index.texts, paragraphs)

    @cached_property
    def _terms(self) -> Terms:
        return Terms.of(self.index)

    @cached_property
    def _neighbours(self) -> list[Neighbours]:
        return neighbours(self.index)

    def _essay(self, slug: str) -> int:
        return next(number for number, info in self.index.essays.items() if info.slug == slug)
