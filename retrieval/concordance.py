"""Every word of a library with its places, so that a quotation is found word by word."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]

END = -1
"""Stands after the last word of each essay, so that no quotation runs on into the next one."""

UNKNOWN = -2
"""The number of a word that the library lacks."""

MOST_VOTES = 50_000
"""Places looked at when a stretch like a quotation is sought; its rarest words go first."""

_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Written without spaces (Thai to Khmer, Chinese, Japanese): every character counts as a word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_DROPPED = re.compile(rf"[\[\]{_UNSEEN}]")
_APOSTROPHE = re.compile("[’‘ʼ＇]")


class Word(NamedTuple):
    """A word in its comparable form, and its place in the text as that is written."""

    folded: str
    start: int
    end: int


class Stretch(NamedTuple):
    """Words of the library from number `first` to before number `last`."""

    first: int
    last: int


@cache
def _word() -> re.Pattern[str]:
    """A word. Made when the first quotation is checked: it looks at every character for marks, 50 ms of a start."""
    marks = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.category(chr(code)).startswith("M"))
    letter = rf"[^\W_{_UNSPACED}]"
    # An apostrophe between letters belongs to the word, and so does the bracket of a changed initial: "[T]he".
    return re.compile(
        r"(?=[\w\[])(?:"
        rf"(?:\[{letter}\](?={letter}))?{letter}+(?:[{marks}{_UNSEEN}]+{letter}*|['’‘ʼ＇]{letter}+)*"
        rf"|[{_UNSPACED}][{marks}]*)"
    )


def words_of(text: str) -> Iterator[Word]:
    """The words of a text without regard to capitals, kind of apostrophe, ligatures and what stands between them."""
    for found in _word().finditer(text):
        yield Word(folded(found.group()), found.start(), found.end())


def folded(word: str) -> str:
    """The comparable form of a word; accents count, capitals do not."""
    plain = _APOSTROPHE.sub("'", _DROPPED.sub("", word))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())


class Concordance:
    """The words of all essays in one row of numbers; `starts` and `ends` are their offsets, `rows` their paragraphs."""

    def __init__(self, texts: Mapping[int, str], paragraphs: Sequence[tuple[int, int]]) -> None:
        """`paragraphs`: (essay, end offset) of each, in order; a heading counts to the paragraph under it."""
        self._numbers: dict[str, int] = {}
        self._written: dict[str, int] = {}
        numbers: list[int] = []
        spans: list[tuple[int, int]] = []
        essays: list[int] = []
        for essay, text in texts.items():
            found = list(_word().finditer(text))
            numbers += [self._numbered(word.group()) for word in found] + [END]
            spans += [word.span() for word in found] + [(len(text), len(text))]
            essays += [essay] * (len(found) + 1)
        self.numbers, self.essays = np.array(numbers, dtype=np.int64), np.array(essays, dtype=np.int64)
        self.starts, self.ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        self.rows = _rows(self.essays, self.starts, paragraphs)
        self._order = np.argsort(self.numbers, kind="stable")
        self._edges = np.searchsorted(self.numbers[self._order], np.arange(len(self._numbers) + 1))

    def number(self, word: str) -> int:
        """The number of a folded word; UNKNOWN when no essay has it."""
        return self._numbers.get(word, UNKNOWN)

    def places(self, number: int) -> Numbers:
        """Where a word stands, in order."""
        if number < 0:
            return np.zeros(0, dtype=np.int64)
        return self._order[self._edges[number] : self._edges[number + 1]]

    def find(self, numbers: Numbers) -> list[Stretch]:
        """Every stretch in which these words follow one another with no word between."""
        counts = [len(self.places(number)) for number in numbers]
        if not all(counts):
            return []
        rarest = int(np.argmin(counts))
        starts = self.places(int(numbers[rarest])) - rarest
        starts = starts[(starts >= 0) & (starts + len(numbers) <= len(self.numbers))]
        for offset, number in enumerate(numbers):
            starts = starts[self.numbers[starts + offset] == number]
        return [Stretch(int(start), int(start) + len(numbers)) for start in starts]

    def resembling(self, numbers: Numbers, most: int) -> list[Stretch]:
        """The stretches that share most with these words, as long as they and somewhat longer, best first.

        Every place of a shared word votes for the place where the quotation would begin if nothing was added or dropped
        before it; a rare word has more weight than a common one.
        """
        room = len(numbers) // 4 + 4
        begins, weights = self._votes(numbers)
        if not len(begins):
            return []
        # Votes that are some words apart belong together: two neighbouring bins are counted as one.
        bins, member = np.unique(begins // room, return_inverse=True)
        votes = np.bincount(member, weights)
        following = np.append(np.where(np.diff(bins) == 1, votes[1:], 0.0), 0.0)
        best = np.argsort(-(votes + following), kind="stable")[:most]
        spread = 2 * room + len(numbers)
        begin = [int(bins[one]) * room - room for one in best]
        return [part for first in begin for part in self._by_essay(first, first + room + spread)]

    def widened(self, stretch: Stretch, paragraphs: int) -> Stretch:
        """The stretch from so many paragraphs before it to so many after it, in the same essay."""
        first, last = int(self.rows[stretch.first]), int(self.rows[stretch.last - 1])
        begin = int(np.searchsorted(self.rows, first - paragraphs, "left"))
        end = int(np.searchsorted(self.rows, last + paragraphs, "right"))
        own = np.flatnonzero(self.essays[begin:end] == self.essays[stretch.first])
        return Stretch(begin + int(own[0]), begin + int(own[-1]) + 1)

    def _votes(self, numbers: Numbers) -> tuple[Numbers, NDArray[np.float64]]:
        places = [(self.places(int(number)) - offset) for offset, number in enumerate(numbers)]
        begins, weights, left = [], [], MOST_VOTES
        for found in sorted((one for one in places if len(one)), key=len):
            begins.append(found)
            weights.append(np.full(len(found), np.log(1 + len(self.numbers) / len(found))))
            left -= len(found)
            if left < 0:
                break
        if not begins:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        return np.concatenate(begins), np.concatenate(weights)

    def _by_essay(self, first: int, last: int) -> Iterator[Stretch]:
        """The parts of first to last, each in an essay of its own."""
        first, last = max(first, 0), min(last, len(self.numbers))
        for essay in dict.fromkeys(self.essays[first:last].tolist()):
            own = np.flatnonzero(self.essays[first:last] == essay)
            yield Stretch(first + int(own[0]), first + int(own[-1]) + 1)

    def _numbered(self, word: str) -> int:
        # An essay repeats its words: each way of writing one is folded once.
        number = self._written.get(word)
        if number is None:
            number = self._written[word] = self._numbers.setdefault(folded(word), len(self._numbers))
        return number


def _rows(essays: Numbers, starts: Numbers, paragraphs: Sequence[tuple[int, int]]) -> Numbers:
    """The row of the paragraph in which each word stands or, for a heading, of the next one."""
    rows = np.zeros(len(essays), dtype=np.int64)
    owners = np.array([essay for essay, _ in paragraphs], dtype=np.int64)
    ends = np.array([end for _, end in paragraphs], dtype=np.int64)
    for essay in np.unique(essays):
        words, own = np.flatnonzero(essays == essay), np.flatnonzero(owners == essay)
        if len(own):
            rows[words] = own[np.minimum(np.searchsorted(ends[own], starts[words], "right"), len(own) - 1)]
    return rows
