"""What a question asks for, where that changes the place to look."""

import re
from dataclasses import dataclass

from retrieval.index import Index
from retrieval.names import missing
from retrieval.spelling import Familiarity, repair
from retrieval.words import content, tokens


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and as it is searched for.

    `repaired`: without typing mistakes; `missing`: names and terms that stand nowhere in the library.
    """

    asked: str
    repaired: str
    missing: tuple[str, ...]

    @classmethod
    def of(cls, asked: str, index: Index, familiarity: Familiarity) -> "Question":
        """The question put to this library."""
        asked = asked.encode(errors="replace").decode()  # half a surrogate pair is no text
        repaired = repair(asked, index.words, index.stems, familiarity)
        return cls(asked, repaired, missing(repaired, index.stems, familiarity))

    def words(self) -> list[str]:
        """The words that carry its subject, folded."""
        return content(tokens(self.repaired))


_AUTHOR = re.compile(r"\b(who\s+(wrote|is the author|are the authors)|author\s+of|written\s+by|whose\s+essay)\b", re.I)


def asks_for_author(question: str) -> bool:
    """Whether bylines are meant: they answer nothing else and, short as they are, match everything a little."""
    return bool(_AUTHOR.search(question))
