"""What a text is about: its words and pairs of words, weighed by how rare they are in the library's paragraphs.

Source: K. Spärck Jones, "A statistical interpretation of term specificity", Journal of Documentation 28 (1972).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from retrieval.index import Index
from retrieval.words import STOP_WORDS, stem, tokens

SHORTEST = 3
"""Letters of a word that can be a term."""

TWICE = 2
"""A term stands so often in its essay at least: once is a mention, or a typing mistake."""

HOLDS = 0.5
"""A pair of words takes the place of a word of which it holds this share: "hash" that is mostly "hash table"."""

WEAK = frozenset(
    """able across actually add added adds along already although another around away back became become becomes
    behind best better came come comes coming course day describe describes different early end ends enough
    especially even everybody everyone everything fact far feel find first five four good great help helps instead
    keep kept kind know known knows last lastly late least less let likely little long look lot main mean means
    merely mostly must necessarily need needs never nobody none nothing often old one ones order others part
    particular people perhaps place point possible put quite rather right said second seem seems several show
    shows simply since six sometimes somewhat still stop stops sure take taken takes ten term terms think third
    though thought three time times today together took toward towards truly try turn two use used uses using
    usually want wants way ways well went whatever whenever whoever whole word words yet""".split()
)
"""English words that are often used and say little about what a text is about; stop words for terms only."""

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_POSSESSIVE = re.compile(r"[’']s?$")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a library.

    A term is named by its stems, joined by a space. `paragraphs`: how many there are; `held`: in how many of them each
    term stands; `often`: how often it stands in each essay; `forms`: how often it is written how.
    """

    paragraphs: int
    held: Counter[str]
    often: dict[int, Counter[str]]
    forms: dict[str, Counter[str]]

    @classmethod
    def of(cls, index: Index) -> "Terms":
        """Count every paragraph of the library, but for bylines."""
        held: Counter[str] = Counter()
        often: dict[int, Counter[str]] = {essay: Counter() for essay in index.essays}
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        places = [place for place in index.places if place.paragraph.number > 0]
        for place in places:
            seen = list(_found(place.paragraph.text))
            held.update({term for term, _ in seen})
            often[place.essay].update(term for term, _ in seen)
            for term, form in seen:
                forms[term][form] += 1
        return cls(len(places), held, often, dict(forms))

    def key(self, essay: int, number: int) -> tuple[str, ...]:
        """The key terms of an essay: often here and seldom elsewhere, the weightiest first."""
        often = {term: times for term, times in self.often[essay].items() if times >= TWICE}
        pairs = {
            pair: times
            for pair, times in often.items()
            if " " in pair and times >= HOLDS * min(often[word] for word in pair.split())
        }
        within = {word for pair, times in pairs.items() for word in pair.split() if times >= HOLDS * often[word]}
        candidates = {term for term in often if term in pairs or (" " not in term and term not in within)}
        return self._forms(candidates, essay, number)

    def apart(
        self, one: tuple[int, str], other: tuple[int, str], number: int
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Words that two texts, each given with its essay, share, and those that only one of them has."""
        ours, theirs = ({term for term, _ in _found(text) if " " not in term} for _, text in (one, other))
        return (
            self._forms(ours & theirs, one[0], number),
            self._forms(ours - theirs, one[0], number),
            self._forms(theirs - ours, other[0], number),
        )

    def _forms(self, terms: Set[str], essay: int, number: int) -> tuple[str, ...]:
        """The weightiest of the terms as they are mostly written; of two as weighty, the first of the alphabet."""
        weight = {term: self.often[essay][term] * self.rarity(term) for term in terms}
        first = sorted(terms, key=lambda term: (-weight[term], term))[:number]
        return tuple(self._form(term) for term in first)

    def _form(self, term: str) -> str:
        """How the library mostly writes a term; of forms as common, the one in small letters."""
        forms = self.forms[term]
        return max(forms, key=lambda form: (forms[form], form.islower()))

    def rarity(self, term: str) -> float:
        """Inverse document frequency; never near nothing, since what every essay here is about is a key term too."""
        return math.log(1 + self.paragraphs / self.held[term])


def _found(text: str) -> Iterator[tuple[str, str]]:
    """(term, form) of every word that carries a subject, and of every two of them with only a space between."""
    before: tuple[str, str, int] | None = None
    for found in _WORD.finditer(text):
        form = _POSSESSIVE.sub("", found.group())
        term = _term(form)
        if term is None:
            before = None
            continue
        yield term, form
        if before and text[before[2] : found.start()] == " " and before[0] != term:
            yield f"{before[0]} {term}", f"{before[1]} {form}"
        before = (term, form, found.end())


@lru_cache(maxsize=50_000)
def _term(word: str) -> str | None:
    """The stems of one word (of each part, with hyphens), or None when it carries no subject."""
    parts = tokens(word)
    if len(word) < SHORTEST or word.isdecimal() or all(part in STOP_WORDS or part in WEAK for part in parts):
        return None
    return "-".join(stem(part) for part in parts)
