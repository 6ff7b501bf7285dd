"""Who wrote it? Such a question is put to the bylines, of the essay that is meant; bylines answer nothing else."""

import re
from collections.abc import Mapping

from retrieval.words import stem, stems

CERTAIN = 0.95
"""Support of the byline of an essay that is called by at least half of its title, or is the only one."""

HALF = 0.5

_WHO = re.compile(
    r"(?P<before>^.{0,40}?)\bwho(?:’s|'s|\s+is|\s+are|\s+was|\s+were)?\s+(?:wrote|the\s+(?:author|writer)s?)\b", re.I
)
_NAMED = re.compile(
    r"""^\W*(the\s+)?(author|writer)s?\s+of\b | ^\W*by\s+whom\b | ^\W*whose\s+(essay|text|piece|article)\s+is\b
      | \bwritten\s+by\s*(whom|who)?\W*$ | \bname\s+of\s+the\s+(author|writer)\b | \b(author|writer)[’']s\s+name\b""",
    re.I | re.X,
)
_OTHERWISE = re.compile(r"\b(what|why|how|which|according)\b", re.I)
_EVERY = re.compile(r"\b(these|those|them|essays|texts|pieces|articles|posts|all|each)\b", re.I)
_ESSAY = re.compile(r"\b(essay|text|piece|article|post|this|these|about)s?\b", re.I)
_OF_AUTHORS = frozenset(
    """wrote written writer writers author authors name essay essays text texts piece pieces article articles post
    posts""".split()
)


def asks_who_wrote(question: str) -> bool:
    """Whether an author is what is asked for; "what does the author of … mean" asks for something else."""
    who = _WHO.search(question)
    return bool(who and not _OTHERWISE.search(who["before"])) or bool(_NAMED.search(question))


def asks_for_all(question: str) -> bool:
    """Whether the authors of several essays are meant."""
    return bool(_EVERY.search(question))


def speaks_of_essay(question: str) -> bool:
    """Whether an essay of the library is meant, and not a work of which one speaks."""
    return bool(_ESSAY.search(question))


def work(words: list[str]) -> frozenset[str]:
    """The stems of the words that say of which essay; none when no single one is named."""
    return frozenset(stem(word) for word in words if word not in _OF_AUTHORS)


def called(work: frozenset[str], titles: Mapping[int, str]) -> dict[int, float]:
    """By essay, what share of these words stands in its title."""
    return {essay: len(work & stems(title)) / max(len(work), 1) for essay, title in titles.items()}


def sure_of_title(work: frozenset[str], essay: int, titles: Mapping[int, str]) -> float:
    """How sure it is that this essay is meant, going by its title: the share of it that is named, if no other is so.

    "Who wrote Justice?" may mean any of two essays with that word in their titles.
    """
    if [other for other, share in called(work, titles).items() if share == 1] != [essay]:
        return 0.0
    share = len(work) / len(stems(titles[essay]))
    return CERTAIN if share >= HALF else share
