"""What a question asks for, where that changes the place to look or what counts there."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from retrieval.authorship import asks_who_wrote
from retrieval.details import Place, asked_for
from retrieval.index import Index
from retrieval.names import missing
from retrieval.spelling import Familiarity, repair
from retrieval.words import STOP_WORDS, WORD, fold, stem, tokens

_EMPTY = STOP_WORDS | {"author", "authors", "essay", "essays"}
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_MARKS = re.compile('[“”"]')
_ACROSS = re.compile(
    r"\b(essays|readings|texts|authors|writers|pieces|articles|compare|contrast|agree|disagree|differ|both\s+of"
    r"|each\s+(essay|author|text|reading))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and as it is searched for.

    `repaired`: without typing mistakes; `missing`: names and terms that stand nowhere in the library; `subjects`: where
    in `repaired` the words stand that carry its subject, and how rare each is in the library (0 to 1); `vague`: there
    are none but function words; `authors`: the ids of the essays by an author whom it names; `detail`: where the words
    stand of what a detail is asked of.
    """

    asked: str
    repaired: str
    missing: tuple[str, ...]
    subjects: dict[Place, float]
    vague: bool
    authors: frozenset[int]
    detail: frozenset[Place]
    searched: tuple[str, ...]

    @classmethod
    def of(cls, asked: str, index: Index, familiarity: Familiarity) -> "Question":
        """The question put to this library."""
        asked = _well_formed(asked)
        repaired = repair(asked, index.words, index.stems, familiarity)
        words = _words(repaired)
        content = _content(repaired, words)
        said = content or words
        named = _authors(words.values(), index)
        # An essay does not speak of its own author: the name says where to look, not what for.
        subjects = {place: index.rarity(stem(word)) for place, word in said.items() if word not in named}
        vague = named.keys() >= set(content.values())
        lacking = missing(repaired, index.stems, familiarity)
        by = frozenset(essay for essays in named.values() for essay in essays)
        detail = frozenset(asked_for(repaired))
        return cls(asked, repaired, lacking, subjects, vague, by, detail, _once(said))

    def words(self) -> list[str]:
        """Those it is searched by."""
        return list(self.searched)

    def phrases(self) -> list[str]:
        """What it quotes, folded."""
        return [" ".join(tokens(quoted)) for quoted in _QUOTED.findall(self.repaired)]

    def asks_for_author(self) -> bool:
        """Whether bylines are meant: they answer nothing else and, short as they are, match everything a little."""
        return asks_who_wrote(self.repaired)

    def asks_every_side(self) -> bool:
        """Whether it is put to several essays at once, so that each should have its say."""
        return bool(_ACROSS.search(self.repaired))


class Unread(Question):
    """A question of which nothing is understood but its words: no mistake, no name, no quotation mark, no side."""

    __slots__ = ()

    @classmethod
    def of(cls, asked: str, index: Index, familiarity: Familiarity) -> "Unread":
        """The question put to this library, as it stands."""
        plain = _MARKS.sub(" ", _well_formed(asked))
        words = _words(plain)
        said = _content(plain, words) or words
        subjects = {place: index.rarity(stem(word)) for place, word in said.items()}
        return cls(asked, plain, (), subjects, False, frozenset(), frozenset(), _once(said))

    def asks_for_author(self) -> bool:
        """Never."""
        return False

    def asks_every_side(self) -> bool:
        """Never."""
        return False


def _well_formed(text: str) -> str:
    """Without halves of surrogate pairs, which are no text, and with accents on their letters."""
    return unicodedata.normalize("NFC", text.encode(errors="replace").decode())


def _words(text: str, start: int = 0, end: int | None = None) -> dict[Place, str]:
    found = WORD.finditer(text, start, len(text) if end is None else end)
    return {word.span(): fold(word.group()) for word in found}


def _content(text: str, words: Mapping[Place, str]) -> dict[Place, str]:
    """The words that carry a subject: no function words, but for quoted ones, and not those for what is being read."""
    quoted = {place for found in _QUOTED.finditer(text) for place in _words(text, *found.span())}
    return {place: word for place, word in words.items() if word not in _EMPTY or place in quoted}


def _once(words: Mapping[Place, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.values()))


def _authors(words: Iterable[str], index: Index) -> dict[str, frozenset[int]]:
    """The names of authors among the words, and the ids of their essays.

    Not a name that also stands in the texts: it may be a word like any other, or one of whom another essay speaks.
    """
    return {word: index.authors[word] for word in words if word in index.authors and stem(word) not in index.spread}
