"""One idea put to every essay by itself: each answers for itself alone, in its own words, or is silent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from retrieval.answers import EssayInfo, Excerpt, fields
from retrieval.search import Search
from retrieval.support import Strictness

DEPTH = 8
"""Paragraphs of each essay that are looked at token by token: there may be a hundred essays."""


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


def compare(idea: Search, essays: Iterable[EssayInfo], strictness: Strictness) -> tuple[Side, ...]:
    """A side for each of these essays, by title, whatever they say."""
    # By title because any other order would be a judgement; by name where two have the same title.
    wanted = sorted(essays, key=lambda info: (info.title.casefold(), info.slug))
    return tuple(_side(idea, info, strictness) for info in wanted)


def as_json(side: Side) -> dict[str, Any]:
    """The side in the fields that scripts rely on; its excerpt as in an answer."""
    named = {"essay": side.essay.slug, "file": side.essay.file, "title": side.essay.title}
    return named | {"supported": side.supported, "excerpt": fields(side.excerpt) if side.excerpt else None}


def _side(idea: Search, info: EssayInfo, strictness: Strictness) -> Side:
    found = idea.answer(essay=info.slug, limit=1, strictness=strictness, depth=DEPTH)
    return Side(info, found.excerpts[0] if found.answered else None, found.support)
