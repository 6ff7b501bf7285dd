"""Checks a quotation: exact, exact but from elsewhere, altered, or not in the library. A look-alike is no place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from retrieval.alignment import Pair, align
from retrieval.answers import Excerpt, fields
from retrieval.concordance import Concordance, Numbers, Stretch, Word, words_of
from retrieval.errors import EmptyQuotation
from retrieval.index import Index
from retrieval.passages import Span
from retrieval.places import around
from retrieval.words import STOP_WORDS

Verdict = Literal["exact", "elsewhere", "altered", "absent"]

MOST_DIFFERENT = 0.25
"""Share of differing words in an altered quotation. With more of them it is a sentence of its own."""

LEAST_SHARED = 4
"""Words that an altered quotation and the text have in common; LEAST_TELLING different ones are no function words. Half
of the quotation's own telling words must be among them, or "the … of the …" would be found everywhere."""

LEAST_TELLING = 2

UNMISTAKABLE = 7
"""With so many words in common and a single difference, function words will do."""

LONGEST_ALIGNED = 2_000
"""A quotation of more words is exact or absent: to line it up would take too long."""

CANDIDATES = 8
"""Stretches that are lined up with a quotation that is not exact."""

ELIDED_PARAGRAPHS = 1
"""What follows an ellipsis stands in the same paragraph or the next one."""

LEAST_AROUND_ELLIPSIS = 3
"""Words in a row that a quotation with ellipses needs somewhere: "ally […] accomplice" could be from anywhere."""

MOST_PLACES = 100
"""Places named of words that stand in more."""

_ELLIPSIS = re.compile(r"\[\s*(?:…|\.{2,}|\.(?:\s\.)+)\s*\]|\(\s*(?:…|\.{3,}|\.(?:\s\.)+)\s*\)|…|\.{3,}|\.(?:\s\.){2,}")


@dataclass(frozen=True, slots=True)
class Difference:
    """What the quotation says and what the text says instead, `text[start:end]`; either may be empty."""

    given: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a quotation. `differences` are those from the first place; without places it is absent."""

    quotation: str
    verdict: Verdict
    places: tuple[Excerpt, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def place(self) -> Excerpt | None:
        """Where it stands; the first place of several."""
        return self.places[0] if self.places else None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as its words; `elided`: how many of them stand before each ellipsis."""

    text: str
    words: tuple[Word, ...]
    elided: tuple[int, ...]

    @property
    def parts(self) -> Iterator[slice]:
        """The words between ellipses."""
        for start, end in pairwise((0, *self.elided, len(self.words))):
            yield slice(start, end)


@dataclass(frozen=True, slots=True)
class Alteration:
    """A quotation lined up with the stretch of the text that it alters."""

    stretch: Stretch
    pairs: tuple[Pair, ...]
    differing: int


def check(index: Index, concordance: Concordance, text: str, essay: str | None, author: str | None) -> Check:
    """Look a quotation up; `essay` (its slug) and `author` name where it is said to be from. Raises EmptyQuotation."""
    quotation = read(text)
    numbers = np.array([concordance.number(word.folded) for word in quotation.words], dtype=np.int64)
    named = {number for number in index.essays if _is_said(index, number, essay, author)}
    exact = _exact(concordance, quotation, numbers)
    if exact:
        said = [stretch for stretch in exact if int(concordance.essays[stretch.first]) in named]
        verdict: Verdict = "exact" if said else "elsewhere"
        return Check(text, verdict, _excerpts(index, concordance, said or exact, 1.0))
    altered = _altered(concordance, quotation, numbers)
    if not altered:
        return Check(text, "absent")
    altered.sort(key=lambda one: int(concordance.essays[one.stretch.first]) not in named)
    shared = 1 - altered[0].differing / len(altered[0].pairs)
    places = _excerpts(index, concordance, [one.stretch for one in altered], shared)
    return Check(text, "altered", places, tuple(_differences(index, concordance, quotation, altered[0])))


def as_json(checked: Check) -> dict[str, Any]:
    """The check in the fields that scripts rely on (see README, "For scripts")."""
    return {
        "verdict": checked.verdict,
        "place": fields(checked.place) if checked.place else None,
        "differences": [{"given": one.given, "text": one.text} for one in checked.differences],
        "places": [fields(place) for place in checked.places],
    }


def read(text: str) -> Quotation:
    """The words of a quotation and its ellipses; marks around and between words do not count. Raises EmptyQuotation."""
    ellipses = [found.start() for found in _ELLIPSIS.finditer(text)]
    words = tuple(words_of(text))
    if not words:
        raise EmptyQuotation("There is no word in that quotation: copy it here and check again.")
    before = {sum(word.start < ellipsis for word in words) for ellipsis in ellipses}
    return Quotation(text, words, tuple(sorted(before - {0, len(words)})))


def _is_said(index: Index, number: int, essay: str | None, author: str | None) -> bool:
    """Whether an essay is the one named; an author is named by any words of her name."""
    info = index.essays[number]
    wanted = {word.folded for word in words_of(author or "")}
    return (essay is None or info.slug == essay) and wanted <= {word.folded for word in words_of(info.author or "")}


def _exact(concordance: Concordance, quotation: Quotation, numbers: Numbers) -> list[Stretch]:
    whole = concordance.find(numbers)
    if whole or not quotation.elided:
        return whole
    if max(part.stop - part.start for part in quotation.parts) < LEAST_AROUND_ELLIPSIS:
        return []
    return _chained(concordance, [concordance.find(numbers[part]) for part in quotation.parts])


def _chained(concordance: Concordance, parts: Sequence[Sequence[Stretch]]) -> list[Stretch]:
    """The stretches in which the parts follow one another near enough, from the first to the last word."""
    chains = parts[-1]
    for part in reversed(parts[:-1]):
        longer: dict[int, Stretch] = {}
        following = np.array([chain.first for chain in chains], dtype=np.int64)
        for stretch in part:
            nearest = int(np.searchsorted(following, stretch.last))
            if nearest < len(chains) and _follows(concordance, stretch, chains[nearest]):
                # Of several beginnings with one end, the nearest one; stretches come in order.
                longer[nearest] = Stretch(stretch.first, chains[nearest].last)
        chains = list(longer.values())
    return list(chains)


def _follows(concordance: Concordance, stretch: Stretch, following: Stretch) -> bool:
    last, first = stretch.last - 1, following.first
    near = concordance.rows[first] - concordance.rows[last] <= ELIDED_PARAGRAPHS
    return bool(near and concordance.essays[first] == concordance.essays[last])


def _altered(concordance: Concordance, quotation: Quotation, numbers: Numbers) -> list[Alteration]:
    """The stretches that differ least from the quotation, if that is little enough to be unmistakable."""
    if not LEAST_SHARED <= len(numbers) <= LONGEST_ALIGNED:
        return []
    found: dict[Stretch, Alteration] = {}
    for candidate in concordance.resembling(numbers, CANDIDATES):
        stretch = concordance.widened(candidate, ELIDED_PARAGRAPHS) if quotation.elided else candidate
        alteration = _aligned(concordance, quotation, numbers, stretch)
        if alteration and _is_unmistakable(quotation, alteration):
            found[alteration.stretch] = alteration
    least = min((one.differing for one in found.values()), default=0)
    best: dict[Stretch, Alteration] = {}
    for one in found.values():
        if one.differing == least and one.stretch not in best:
            # There may be more places with the same words than there were candidates.
            best |= {same.stretch: same for same in _repeated(concordance, one)}
    return list(best.values())


def _repeated(concordance: Concordance, alteration: Alteration) -> Iterator[Alteration]:
    first, last = alteration.stretch
    for stretch in concordance.find(concordance.numbers[first:last]):
        pairs = (_moved(one, stretch.first - first) for one in alteration.pairs)
        yield Alteration(stretch, tuple(pairs), alteration.differing)


def _moved(pair: Pair, by: int) -> Pair:
    return pair if pair.stands is None else pair._replace(stands=pair.stands + by)


def _aligned(concordance: Concordance, quotation: Quotation, numbers: Numbers, within: Stretch) -> Alteration | None:
    pairs = align(numbers, concordance.numbers[within.first : within.last], quotation.elided)
    placed = [_moved(one, within.first) for one in pairs]
    stands = [one.stands for one in placed if one.stands is not None]
    if not stands:
        return None
    return Alteration(Stretch(stands[0], stands[-1] + 1), tuple(placed), sum(not one.same for one in placed))


def _is_unmistakable(quotation: Quotation, alteration: Alteration) -> bool:
    words = [word.folded for word in quotation.words]
    shared = [words[one.quoted] for one in alteration.pairs if one.quoted is not None and one.same]
    length = max(len(words), sum(one.stands is not None for one in alteration.pairs))
    if not 0 < alteration.differing <= MOST_DIFFERENT * length or len(shared) < LEAST_SHARED:
        return False
    if alteration.differing == 1 and len(shared) >= UNMISTAKABLE:
        return True
    telling = len(set(filter(_tells, shared)))
    return telling >= LEAST_TELLING and 2 * telling >= len(set(filter(_tells, words)))


def _tells(word: str) -> bool:
    return not STOP_WORDS.issuperset(word.split("'"))


def _differences(
    index: Index, concordance: Concordance, quotation: Quotation, alteration: Alteration
) -> Iterator[Difference]:
    """Words that differ side by side are one difference; an ellipsis parts them."""
    essay = index.texts[int(concordance.essays[alteration.stretch.first])]
    for before, pairs in _runs(alteration.pairs):
        given = [quotation.words[one.quoted] for one in pairs if one.quoted is not None]
        stands = [one.stands for one in pairs if one.stands is not None]
        if stands:
            start, end = int(concordance.starts[stands[0]]), int(concordance.ends[stands[-1]])
        elif before is None:
            start = end = int(concordance.starts[alteration.stretch.first])
        else:
            start = end = int(concordance.ends[before])
        said = quotation.text[given[0].start : given[-1].end] if given else ""
        yield Difference(said, essay[start:end], start, end)


def _runs(pairs: Iterable[Pair]) -> list[tuple[int | None, list[Pair]]]:
    """The pairs that differ, run by run, each with the text's word before it."""
    runs: list[tuple[int | None, list[Pair]]] = []
    before, going_on = None, False
    for pair in pairs:
        elided = before is not None and pair.stands is not None and pair.stands > before + 1
        if not pair.same and (elided or not going_on):
            runs.append((before, []))
        if not pair.same:
            runs[-1][1].append(pair)
        going_on = not pair.same
        before = before if pair.stands is None else pair.stands
    return runs


def _excerpts(
    index: Index, concordance: Concordance, stretches: Sequence[Stretch], score: float
) -> tuple[Excerpt, ...]:
    return tuple(
        around(
            index,
            int(concordance.essays[first]),
            Span(int(concordance.starts[first]), int(concordance.ends[last - 1])),
            score,
        )
        for first, last in stretches[:MOST_PLACES]
    )
