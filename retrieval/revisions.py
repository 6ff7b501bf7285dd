"""An essay that gets another text: what changes, and what becomes of the citations of the text before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest

from rapidfuzz import fuzz

from retrieval.answers import EssayInfo
from retrieval.citations import Citation, parse_citation
from retrieval.drafts import Draft
from retrieval.errors import ChangedSince, UnknownPlace
from retrieval.layouts import sentences
from retrieval.passages import Layout, Span, words
from retrieval.places import sentences_of
from retrieval.rows import FormerRow

SHOWN = 200
"""Characters of a paragraph in a pair to look at."""

LEAD = 40
"""Characters shown before the first difference."""

RESEMBLING = 60
"""Of 100: from here on two paragraphs are one that was changed, below an old one that went and a new one."""

NEAR = 12
"""Paragraphs looked at to find the one that a changed one was."""

ALIKE = 0.3
"""Share of the words in paragraphs that stay or were changed, from which on it is another version of one text."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph before and after, cut to where they differ; without `before` it is new, without `after` gone."""

    number_before: int | None
    number_after: int | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a draft would change in an essay; `kept` counts the paragraphs that stay, word for word."""

    essay: EssayInfo
    draft: Draft
    kept: int
    changed: tuple[Pair, ...]
    new: tuple[Pair, ...]
    gone: tuple[Pair, ...]
    share: float

    @property
    def alike(self) -> bool:
        """Whether it looks like another version of the same text at all."""
        return self.share >= ALIKE


@dataclass(frozen=True, slots=True)
class Lost:
    """A permanent citation that a replacement makes one of a former text.

    `text` is what it names; `stands`: the very same words will stand under the same numbers of the new text.
    """

    citation: str
    text: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of an essay: as it was, as it is, and the paragraphs that stayed word for word."""

    before: EssayInfo
    after: EssayInfo
    kept: int


def change(essay: EssayInfo, draft: Draft, old: Layout, new: Layout) -> Change:
    """What the draft would change, paragraph by paragraph."""
    kept, pairs = 0, list[Pair]()
    same_words = 0
    before, after = _paragraphs(old), _paragraphs(new)
    matched = SequenceMatcher(None, [text for _, text in before], [text for _, text in after], autojunk=False)
    for what, i, j, k, m in matched.get_opcodes():
        if what == "equal":
            kept += j - i
            same_words += sum(words(text) for _, text in before[i:j])
        else:
            pairs += _pairs(before[i:j], after[k:m])
    changed = tuple(pair for pair in pairs if pair.number_before is not None and pair.number_after is not None)
    numbers = {pair.number_after for pair in changed}
    resembling = sum(words(text) for number, text in after if number in numbers)
    total = max(sum(words(text) for _, text in side) for side in (before, after))
    return Change(
        essay,
        draft,
        kept,
        changed,
        tuple(pair for pair in pairs if pair.number_before is None),
        tuple(pair for pair in pairs if pair.number_after is None),
        min(1.0, (same_words + resembling) / max(total, 1)),
    )


def lost(revision: str, old: Layout, new: Layout, citations: Iterable[str]) -> tuple[Lost, ...]:
    """Those of these permanent citations that are of this revision, which `new` is to replace."""
    found = []
    for given in citations:
        citation = parse_citation(given)
        if citation is None or citation.revision != revision or (text := _cited(old, citation)) is None:
            continue  # it leads nowhere today
        found.append(Lost(given, text, stands=_cited(new, citation) == text))
    return tuple(found)


def changed_since(citation: Citation, slug: str, title: str, former: FormerRow) -> ChangedSince:
    """The error that a citation of a former text is. Raises UnknownPlace for a place that this text lacked too."""
    if citation.first.sentence is not None and citation.cutting != former.cutting:
        raise UnknownPlace(
            f"“{citation}” counts sentences by rules {citation.cutting}, and that text was cut by rules "
            f"{former.cutting}: cite the paragraph, as in “{slug} ¶{citation.first.paragraph} @{former.revision}”."
        )
    return ChangedSince(slug, title, _words(former.layout, citation), datetime.fromisoformat(former.replaced_at))


def _cited(layout: Layout, citation: Citation) -> str | None:
    try:
        return _words(layout, citation)
    except UnknownPlace:
        return None


def _words(layout: Layout, citation: Citation) -> str:
    """The words under these numbers of a text. Raises UnknownPlace."""
    rows: dict[int, range] = {}
    first = 0
    for paragraph in layout.paragraphs:
        rows[paragraph.number] = range(first, first + len(paragraph.sentences))
        first += len(paragraph.sentences)
    spans: list[Span] = list(sentences(layout))
    cited = sentences_of(rows, citation)
    return layout.text[spans[cited[0]].start : spans[cited[-1]].end]


def _paragraphs(layout: Layout) -> list[tuple[int, str]]:
    return [(one.number, layout.text[one.start : one.end]) for one in layout.paragraphs]


def _pairs(before: Sequence[tuple[int, str]], after: Sequence[tuple[int, str]]) -> Iterator[Pair]:
    """Old and new paragraphs of one stretch, in order; those that resemble each other together."""
    at = 0
    for number, text in after:
        near = before[at : at + NEAR]
        likeness = [fuzz.ratio(old, text, score_cutoff=RESEMBLING) for _, old in near]
        best = max(range(len(near)), key=lambda place: likeness[place], default=0)
        if not near or not likeness[best]:
            yield Pair(None, number, "", _shown(text, 0))
            continue
        yield from (Pair(gone, None, _shown(old, 0), "") for gone, old in near[:best])
        old_number, old = near[best]
        differ = _first_difference(old, text)
        yield Pair(old_number, number, _shown(old, differ), _shown(text, differ))
        at += best + 1
    yield from (Pair(gone, None, _shown(old, 0), "") for gone, old in before[at:])


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip_longest(one, other)) if a != b), 0)


def _shown(text: str, differ: int) -> str:
    """A piece of a paragraph, from a little before the difference on, that begins and ends with a whole word."""
    start = text.rfind(" ", 0, max(0, differ - LEAD)) + 1
    piece = text[start : start + SHOWN]
    if start + SHOWN < len(text):
        piece = piece.rpartition(" ")[0] + " …"
    return ("… " if start else "") + piece
