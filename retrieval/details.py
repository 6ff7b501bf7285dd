"""Questions for a detail of a thing: which magazine, how many members, whose name. About the same is no answer to them.

"Which magazine printed the article?" finds the article. Where nothing in the passage is like "magazine", the magazine
is most likely not there either: the commonest way in which a library of essays almost answers.
"""

import re
from collections.abc import Iterator

from retrieval.words import STOP_WORDS, WORD, fold

Place = tuple[int, int]
"""Where a word of the question begins and ends."""

MOST_WORDS = 3
"""Of the thing that is asked for: "which defense contractors"."""

_ATTRIBUTE = re.compile(
    r"""(?<!\bin\sthe\s)(?<!\bat\sthe\s)(?<!\ba\s)
      \b(?P<of>(sur)?names?|titles?|number|date|age|price|cost|percentage|year|address|salary)\s+of\b
    | [’']s\s+(?P<whose>(sur)?names?|titles?|age|price|cost|address|salary|job)\b
    | \b(?P<names>(sur)?names)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AUXILIARY = r"(is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|might|may|must)\b"
_BEFORE = r"(about|at|by|for|from|in|into|of|on|through|to|under|upon|with)"
_WHICH = re.compile(rf"\b(?P<inside>\w+\s+{_BEFORE}\s+)?(which|how\s+(many|much))\b", re.IGNORECASE)
_WHAT = re.compile(rf"\bwhat\s+(?!{_AUXILIARY}|s\b)(?P<thing>([\w’'-]+\s+){{1,3}}?)(?={_AUXILIARY})", re.IGNORECASE)
_GENERAL = frozenset(
    """argument arguments author authors bit bits difference differences essay essays example examples idea ideas kind
    kinds line lines one ones paragraph part parts passage people person piece point points problem reason reasons role
    sense sort sorts term terms text texts thing things type types view views way ways word words""".split()
)
"""What stands for anything: "which part", "what kind of"."""
_CLAUSE = frozenset("as because if since than that though until when where whether while who whom whose why".split())
"""With one of these it is no thing that is asked for: "what follows when they are absent"."""


def asked_for(question: str) -> list[Place]:
    """Where the words stand that say what is wanted: "which *defense contractors*", "the *name* of"; or nothing."""
    attribute = _ATTRIBUTE.search(question)
    if attribute:
        return [attribute.span(attribute.lastgroup or 0)]
    which, what = _WHICH.search(question), _WHAT.search(question)
    # "The way in which it fails" asks for nothing; "In which town" does.
    found = list(_noun_phrase(question, which.end(), len(question))) if which and not which["inside"] else []
    if not found and what and _CLAUSE.isdisjoint(what["thing"].casefold().split()):
        found = list(_noun_phrase(question, *what.span("thing")))
    return found[:MOST_WORDS]


def _noun_phrase(question: str, start: int, end: int) -> Iterator[Place]:
    """The first run of words between there that are no function words, up to one that stands for anything."""
    begun = False
    for found in WORD.finditer(question, start, end):
        word = fold(found.group())
        if word in _GENERAL or (begun and word in STOP_WORDS):
            return
        if word not in STOP_WORDS:
            begun = True
            yield found.span()
