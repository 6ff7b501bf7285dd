"""What a question asks for, where that changes the place to look or what counts there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.details import Place, asked_for
from retrieval.index import Index
from retrieval.names import missing
from retrieval.spelling import Familiarity, repair
from retrieval.words import STOP_WORDS, fold, stem, tokens

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_MARKS = re.compile('[“”"]')
_AUTHOR = re.compile(
    r"\b(who(’s|'s|\s+is|\s+are)?\s+(wrote|the\s+(author|writer)s?)|(author|writer)s?\s+of|written\s+by|whose\s+essay)\b",
    re.I,
)
_OF_AUTHORS = frozenset(
    "wrote written writer writers author authors essay essays text texts piece article post".split()
)
_ACROSS = re.compile(
    r"\b(essays|readings|texts|authors|writers|pieces|articles|compare|contrast|agree|disagree|differ|both\s+of"
    r"|each\s+(essay|author|text|reading))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and as it is searched for.

    `repaired`: without typing mistakes; `missing`: names and terms that stand nowhere in the library; `subjects`: where
    in `repaired` the words stand that carry its subject, and how rare each is in the library (0 to 1); `authors`: the
    ids of the essays by an author whom it names; `detail`: where the words stand of what a detail is asked of.
    """

    asked: str
    repaired: str
    missing: tuple[str, ...]
    subjects: dict[Place, float]
    authors: frozenset[int]
    detail: frozenset[Place]

    @classmethod
    def of(cls, asked: str, index: Index, familiarity: Familiarity) -> "Question":
        """The question put to this library."""
        asked = asked.encode(errors="replace").decode()  # half a surrogate pair is no text
        repaired = repair(asked, index.words, index.stems, familiarity)
        named = _authors(repaired, index)
        # An essay does not speak of its own author: the name says where to look, not what for.
        subjects = {place: index.rarity(stem(word)) for place, word in _subjects(repaired) if word not in named}
        lacking = missing(repaired, index.stems, familiarity)
        by = frozenset(essay for essays in named.values() for essay in essays)
        return cls(asked, repaired, lacking, subjects, by, frozenset(asked_for(repaired)))

    def words(self) -> list[str]:
        """The words that carry its subject, folded; of what it quotes, every word."""
        return list(dict.fromkeys(word for _, word in _subjects(self.repaired)))

    def phrases(self) -> list[str]:
        """What it quotes, folded."""
        return [" ".join(tokens(quoted)) for quoted in _QUOTED.findall(self.repaired)]

    def asks_for_author(self) -> bool:
        """Whether bylines are meant: they answer nothing else and, short as they are, match everything a little."""
        return bool(_AUTHOR.search(self.repaired))

    def work(self) -> frozenset[str]:
        """Of a question for an author: the stems of the words that say of which essay; none for all that are there."""
        return frozenset(stem(word) for word in self.words() if word not in _OF_AUTHORS)

    def asks_every_side(self) -> bool:
        """Whether it is put to several essays at once, so that each should have its say."""
        return bool(_ACROSS.search(self.repaired))


class Unread(Question):
    """A question of which nothing is understood but its words: no mistake, no name, no quotation mark, no side."""

    __slots__ = ()

    @classmethod
    def of(cls, asked: str, index: Index, familiarity: Familiarity) -> "Unread":
        """The question put to this library, as it stands."""
        plain = _MARKS.sub(" ", asked.encode(errors="replace").decode())
        subjects = {place: index.rarity(stem(word)) for place, word in _subjects(plain)}
        return cls(asked, plain, (), subjects, frozenset(), frozenset())

    def asks_for_author(self) -> bool:
        """Never."""
        return False

    def asks_every_side(self) -> bool:
        """Never."""
        return False


def _subjects(text: str) -> Iterator[tuple[Place, str]]:
    """Every word that is no function word or is quoted, with its place; all words when there are no others."""
    words = [((found.start(), found.end()), fold(found.group())) for found in _WORD.finditer(text)]
    quoted = [quoted.span() for quoted in _QUOTED.finditer(text)]
    kept = [
        (place, word)
        for place, word in words
        if word not in STOP_WORDS or any(start < place[0] < end for start, end in quoted)
    ]
    return iter(kept or words)


def _authors(text: str, index: Index) -> dict[str, frozenset[int]]:
    """The names of authors in the question, and the ids of their essays.

    A name that is also a word of the texts must have its capital: "mill" may be a mill.
    """
    named = {}
    for found in _WORD.finditer(text):
        word = fold(found.group())
        capital = found.group()[0].isupper() and not text.isupper()
        if word in index.authors and (capital or stem(word) not in index.spread):
            named[word] = index.authors[word]
    return named
