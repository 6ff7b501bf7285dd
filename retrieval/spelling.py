"""Repairs typing mistakes in a question by the library's own words; what might be right stays as it is."""

import re
from collections.abc import Callable, Iterator, Mapping, Set

from rapidfuzz.distance import OSA, Prefix

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
_SUFFIXES = """s es ed d ing er ers or ors ly ness ship ships ism ist ists ity ment ments able ible ful less al ally ic
ical tion tions ation ations y est ish ise ize ised ized ising izing hood wise like""".split()
_PREFIXES = "un re in im dis anti non pre over mis under co inter intra post pro counter de self".split()


def repair(question: str, library: Mapping[str, int], held: Set[str], familiarity: Familiarity) -> str:
    """The question with each mistyped word replaced by the nearest word of the library.

    `library` counts its words, folded; `held` are their stems. A word is mistyped when neither the library nor the
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
        return _nearest(folded, library) or word

    return _WORD.sub(repaired, question)


def is_word(word: str, held: Set[str], familiarity: Familiarity) -> bool:
    """Whether the library or the model knows the word, or what is left of it without an ordinary affix."""
    # The vocabulary of most models is American.
    american = re.sub("tre(s?)$", r"ter\1", re.sub(r"([iy])s(e[ds]?|ing|ations?)$", r"\1z\2", word)).replace(
        "our", "or"
    )
    return any(
        familiarity(part) > 0 or stem(part) in held
        for spelt in dict.fromkeys((word, american))
        for part in (spelt, *_without_affix(spelt))
    )


def _without_affix(word: str) -> Iterator[str]:
    shorter = [word[: -len(suffix)] for suffix in _SUFFIXES if word.endswith(suffix)]
    shorter += [f"{part}e" for part in shorter]
    shorter += [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    return (part for part in shorter if len(part) >= LEAST_LEFT)


def _nearest(word: str, library: Mapping[str, int]) -> str | None:
    """The library's word with the fewest slips; of equals the one that begins alike longest, then the commonest."""
    if len(word) == SHORTEST:
        return next((other for other in STOP_WORDS if _swapped(word, other)), None)
    allowed = 2 if len(word) >= LONG else 1
    best: tuple[int, int, int, str] | None = None
    for other in (*library, *STOP_WORDS):
        if other[0] == word[0] and abs(len(other) - len(word)) <= allowed and len(other) > SHORTEST:
            slips = OSA.distance(word, other, score_cutoff=allowed)
            if slips <= allowed:
                alike = Prefix.similarity(word, other)
                best = min(filter(None, (best, (slips, -alike, -library.get(other, 0), other))))
    return best[3] if best else None


def _swapped(word: str, other: str) -> bool:
    return sorted(word) == sorted(other) and OSA.distance(word, other) == 1
