"""Names and subjects that a question asks about and the library does not hold: the commonest trap of all.

"What does Audre Lorde say about …?" is near to much and answered by nothing when no text mentions her.
"""

import re
from collections.abc import Iterator, Set
from itertools import groupby

from retrieval.spelling import Familiarity, is_word
from retrieval.words import STOP_WORDS, fold, stem

SHORTEST_NUMBER = 3
"""Digits from which on a number is looked for as it stands."""

_WORD = re.compile(r"[#@]?\w+(?:[’'-]\w+)*")
_HONORIFICS = frozenset("mr mrs ms miss dr prof professor sir madam captain reverend saint st rabbi imam".split())
_COMMON = frozenset(
    """hi hiya hey hello lol ok okay please thanks summarise summarize paraphrase analyse analyze explain compare
    contrast describe discuss outline list define quote cite bot""".split()
)
"""Greetings, and what a question asks to be done: no subject of it, though a text may lack the word."""

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1000-\u109f]")
"""Japanese, Chinese, Thai, Lao, Khmer, Burmese: written without spaces, so that a run of letters is no word."""

_BETWEEN = re.compile(r"\W+")
_POSSESSIVE = re.compile(r"[’']s?$")


def missing(question: str, held: Set[str], familiarity: Familiarity) -> tuple[str, ...]:
    """What of the question stands nowhere in the library and can be nothing but a name or a term, as it was typed.

    `held` are the stems of the library's words. A run of capitalised words is one name, missing when any of them is; of
    the other words, the ones that the model does not know as words of its language, and numbers as long as a year.
    """
    if question.isupper():
        question = question.lower()
    found: list[str] = []
    first = True
    for capitalised, run in groupby(_words(question), key=lambda word: word[0].isupper()):
        words = [word for word in run if _is_subject(word)]
        absent = [word for word in words if not all(part in STOP_WORDS or stem(part) in held for part in _parts(word))]
        unknown = [word for word in absent if not _could_be_other(word, held, familiarity)]
        # The first word of a question is capitalised whatever it is.
        if capitalised and absent and (unknown or not first or len(words) > 1):
            found.append(" ".join(words))
        elif not capitalised:
            found += unknown
        first = False
    return tuple(dict.fromkeys(found))


def _is_subject(word: str) -> bool:
    """Whether the word can be what a question is about: no function word, title, initial or greeting."""
    parts = _parts(word)
    small = all(part in STOP_WORDS or part in _HONORIFICS or part in _COMMON or len(part) == 1 for part in parts)
    return not small and not _UNSPACED.search(word)


def is_name(term: str) -> bool:
    """Whether a missing term can be nothing else than what was meant: a name, with its capital, or a number."""
    return term[0].isupper() or _is_number(term)


def _is_number(word: str) -> bool:
    """Whether it is a number as long as a year; a shorter one may be spelled out in the text."""
    return word.isdecimal() and len(word) >= SHORTEST_NUMBER


def _could_be_other(word: str, held: Set[str], familiarity: Familiarity) -> bool:
    """Whether the texts may say the same in other words: not a long number, nor what is no word of the language."""
    if word.isdecimal():
        return not _is_number(word)
    return all(is_word(part, held, familiarity) for part in _parts(word))


def _words(question: str) -> Iterator[str]:
    return (_POSSESSIVE.sub("", found.group()) for found in _WORD.finditer(question))


def _parts(word: str) -> list[str]:
    return [part for part in _BETWEEN.split(fold(word)) if part]
