"""Repairs typing mistakes in a question by the library's own words; what might be right stays as it is."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from functools import cached_property

from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import extract

from retrieval.words import STOP_WORDS, fold, stem

SHORTEST = 3
"""Letters of a word that is repaired; in one as short only two swapped letters are (teh), or all would be
neighbours."""

LEAST_LEFT = 4
"""Letters that must be left of a word without its affix."""

LONG = 8
"""From so many letters on two slips are repaired, below only one."""

Familiarity = Callable[[str], float]
"""How common a word is in the language of the model: 0 for one it does not know, up to 1."""

_WORD = re.compile(r"[^\W\d_]+")
_YSE = re.compile(r"([iy])s(e[ds]?|ing|ations?)$")
_TRE = re.compile("tre(s?)$")
_SUFFIXES = """s es ed d ing er ers or ors ly ness ship ships ism ist ists ity ment ments able ible ful less al ally ic
ical tion tions ation ations y est ish ise ize ised ized ising izing hood wise like""".split()
_PREFIXES = "un re in im dis anti non pre over mis under co inter intra post pro counter de self".split()


class Lexicon:
    """The words of a library, folded, with how often each stands there."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words

    def __len__(self) -> int:
        return len(self._words)

    def nearest(self, word: str) -> str | None:
        """The word with the fewest slips; of equals the one that begins alike longest, then the commonest."""
        if len(word) == SHORTEST:
            return next((other for other in STOP_WORDS if _swapped(word, other)), None)
        allowed = 2 if len(word) >= LONG else 1
        lengths = range(max(len(word) - allowed, SHORTEST + 1), len(word) + allowed + 1)
        alike = [other for length in lengths for other in self._alike.get((word[0], length), ())]
        found = extract(word, alike, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        ranked = (
            (slips, -Prefix.similarity(word, other), -self._words.get(other, 0), other) for other, slips, _ in found
        )
        return min(ranked, default=(0, 0, 0, None))[3]

    @cached_property
    def _alike(self) -> dict[tuple[str, int], list[str]]:
        """The library's words and the function words, by first letter and length: made with the first mistake."""
        alike = defaultdict(list)
        for word in {**self._words, **dict.fromkeys(STOP_WORDS)}:
            alike[word[0], len(word)].append(word)
        return dict(alike)


def repair(question: str, library: Lexicon, held: Set[str], familiarity: Familiarity) -> str:
    """The question with each mistyped word replaced by the nearest word of the library.

    `library` holds its words, `held` are their stems. A word is mistyped when neither the library nor the
    model knows it, with or without an ordinary affix. Slips are insertions, deletions, substitutions and swaps of
    neighbours; the first letter must be right (F. J. Damerau, "A technique for computer detection and correction of
    spelling errors", CACM 7, 1964).
    """

    def repaired(found: re.Match[str]) -> str:
        word = found.group()
        folded = fold(word)
        acronym = sum(letter.isupper() for letter in word) > 1
        if len(folded) < SHORTEST or acronym or folded in STOP_WORDS or is_word(folded, held, familiarity):
            return word
        return library.nearest(folded) or word

    return _WORD.sub(repaired, question)


def is_word(word: str, held: Set[str], familiarity: Familiarity) -> bool:
    """Whether the library or the model knows the word, or what is left of it without an ordinary affix."""
    return any(familiarity(part) > 0 or stem(part) in held for part in _parts(word))


def _parts(word: str) -> Iterator[str]:
    yield word
    yield from _without_affix(word)
    # The vocabulary of most models is American.
    american = _TRE.sub(r"ter\1", _YSE.sub(r"\1z\2", word)).replace("our", "or")
    if american != word:
        yield american
        yield from _without_affix(american)


def _without_affix(word: str) -> Iterator[str]:
    shorter = [word[: -len(suffix)] for suffix in _SUFFIXES if word.endswith(suffix)]
    shorter += [f"{part}e" for part in shorter]
    shorter += [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    return (part for part in shorter if len(part) >= LEAST_LEFT)


def _swapped(word: str, other: str) -> bool:
    return sorted(word) == sorted(other) and OSA.distance(word, other) == 1
