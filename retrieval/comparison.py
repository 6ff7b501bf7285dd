"""One idea put to every essay by itself: each answers for itself alone, in its own words, or is silent."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from retrieval.answers import EssayInfo, Excerpt, fields
from retrieval.index import Index
from retrieval.questions import Question
from retrieval.search import answer
from retrieval.store import Store
from retrieval.tokens import Encoded


@dataclass(frozen=True, slots=True)
class Side:
    """What one essay says to an idea: its best excerpt, or None where the essay does not take it up."""

    essay: EssayInfo
    excerpt: Excerpt | None
    support: float

    @property
    def supported(self) -> bool:
        """Whether the essay takes the idea up."""
        return self.excerpt is not None


def compare(store: Store, index: Index, idea: Question, encoded: Encoded, essays: Collection[str]) -> tuple[Side, ...]:
    """A side for each of the named essays (none: all), by title, whatever they say; `encoded` is the repaired idea."""
    wanted = [info for info in index.essays.values() if not essays or info.slug in essays]
    # By title because any other order would be a judgement; by name where two have the same title.
    wanted.sort(key=lambda info: (info.title.casefold(), info.slug))
    return tuple(_side(store, index, idea, encoded, info) for info in wanted)


def as_json(side: Side) -> dict[str, Any]:
    """The side in the fields that scripts rely on; its excerpt as in an answer."""
    named = {"essay": side.essay.slug, "file": side.essay.file, "title": side.essay.title}
    return named | {"supported": side.supported, "excerpt": fields(side.excerpt) if side.excerpt else None}


def _side(store: Store, index: Index, idea: Question, encoded: Encoded, info: EssayInfo) -> Side:
    found = answer(store, index, idea, encoded, info.slug, limit=1)
    return Side(info, found.excerpts[0] if found.answered else None, found.support)
