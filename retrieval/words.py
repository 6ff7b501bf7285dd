"""Words as the full-text index sees them: lower case, without accents, stemmed; and the words that carry no subject."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
"""A word, to FTS5 and to us: an underscore parts words."""

_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_stemmer = snowballstemmer.stemmer("porter")

STOP_WORDS = frozenset(
    """a about above after again against all also am among an and any are aren as at be because been before being below
    between both but by can cannot could couldn d did didn do does doesn doing don done down during each either else
    ever every few for from further get gets give given gives go goes got had hadn has hasn have haven having he her
    here hers herself him himself his how however i if in into is isn it its itself just ll let lets like ll m made make
    makes many may me might mine more most much must my myself neither no nor not now of off on once one only or other
    others our ours ourselves out over own please re really s same say says she should shouldn so some somebody someone
    something such t tell than that the their theirs them themselves then there these they thing things this those
    through to too under until up upon us ve very was wasn we were weren what when where whether which while who whom
    whose why will with within without won would wouldn yes yet you your yours yourself yourselves
    dont cant wont doesnt isnt arent didnt wasnt werent hasnt havent wouldnt shouldnt couldnt whats whos thats theres im
    ive youre theyre its""".split()
)
"""English function words, and the verbs in which questions are put (does, say, tell): they match everything a
little."""


def fold(text: str) -> str:
    """The text as FTS5's `unicode61 remove_diacritics 2` sees it: in lower case and without accents."""
    if text.isascii():
        return text.lower()  # the same, in a fifth of the time
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return WORD.findall(fold(text))


def word_span(text: str, place: int) -> tuple[int, int]:
    """Where the word around a place in the text begins and ends; both the place itself between words."""
    start = end = place
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Porter's stem, the one FTS5's `porter` tokenizer stores.

    Source: M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980).
    """
    return str(_stemmer.stemWord(word))


def stems(text: str) -> frozenset[str]:
    """The distinct stems of a text's content words."""
    return frozenset(stem(word) for word in tokens(text) if word not in STOP_WORDS)
