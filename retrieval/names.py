"""Names and subjects that a question asks about and the library does not hold: the commonest trap of all.

"What does Audre Lorde say about …?" is near to much and answered by nothing when no text mentions her.
"""

import re
from collections.abc import Iterator, Set
from itertools import groupby

from retrieval.spelling import Familiarity, is_word
from retrieval.words import STOP_WORDS, fold, stem

_WORD = re.compile(r"[#@]?\w+(?:[’'-]\w+)*")
_POSSESSIVE = re.compile(r"[’']s?$")


def missing(question: str, held: Set[str], familiarity: Familiarity) -> tuple[str, ...]:
    """What of the question stands nowhere in the library and can be nothing but a name or a term, as it was typed.

    `held` are the stems of the library's words. A run of capitalised words is one name, missing when any of them is; of
    the other words, the ones that the model does not know as words of its language.
    """
    if question.isupper():
        question = question.lower()
    found: list[str] = []
    first = True
    for capitalised, run in groupby(_words(question), key=lambda word: word[0].isupper()):
        words = [word for word in run if not all(part in STOP_WORDS for part in _parts(word))]
        absent = [word for word in words if not all(part in STOP_WORDS or stem(part) in held for part in _parts(word))]
        unknown = [word for word in absent if not all(is_word(part, held, familiarity) for part in _parts(word))]
        # The first word of a question is capitalised whatever it is.
        if capitalised and absent and (unknown or not first or len(words) > 1):
            found.append(" ".join(words))
        elif not capitalised:
            found += unknown
        first = False
    return tuple(dict.fromkeys(found))


def is_name(term: str) -> bool:
    """Whether a missing term is a name beyond doubt: it was typed with a capital."""
    return term[0].isupper()


def _words(question: str) -> Iterator[str]:
    return (_POSSESSIVE.sub("", found.group()) for found in _WORD.finditer(question))


def _parts(word: str) -> list[str]:
    return [part for part in re.split(r"\W+", fold(word)) if part]
