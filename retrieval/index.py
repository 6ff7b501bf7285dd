"""Everything a search reads, loaded once from a library file: texts, places and vectors side by side in memory."""

import math
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.answers import EssayInfo, Excerpt
from retrieval.citations import Citation, Point, citation
from retrieval.dense import Vectors
from retrieval.passages import Span
from retrieval.speech import REMEMBERED, speech
from retrieval.spelling import Lexicon
from retrieval.views import Places, RowOf, Sentences

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BYTES_OF_WORD = 160
"""What a word, its stem and their counts take in memory, about."""


@dataclass(frozen=True, slots=True)
class Index:
    """A library at one moment.

    Replaced as a whole when an essay comes or goes, so that a search never sees half of one. What there is of every
    paragraph, passage and sentence stands in columns; `places` and `sentences`, as (id, start, end), make values of
    them. `paragraph_of` (n) and `place_of` (m): the row in `places` of each passage and each sentence; `essay_of` (n):
    the essay of each passage, by id, in order; `bylines` (n): whether it is one; `passage_row` and `sentence_row`: rows
    by id; `words`: how often each word, folded, stands in the library; `stems`: their stems, and the initials of names;
    `spread`: in how many paragraphs each stem stands; `authors`: the ids of essays by each of their authors' names,
    folded; `made_by`: what made the vectors and cut the texts.
    """

    essays: dict[int, EssayInfo]
    texts: dict[int, str]
    places: Places
    vectors: Vectors
    passage_row: RowOf
    paragraph_of: NDArray[np.intp]
    essay_of: NDArray[np.int64]
    bylines: NDArray[np.bool_]
    sentences: Sentences
    words: Lexicon
    stems: frozenset[str]
    spread: Counter[str]
    authors: dict[str, frozenset[int]]
    sentence_row: RowOf
    place_of: NDArray[np.int32]
    made_by: dict[str, str]

    def rarity(self, stem: str) -> float:
        """From nearly 0 for a stem of every paragraph to 1 for one of none: its inverse document frequency.

        Source: K. Spärck Jones, Journal of Documentation 28 (1972); here as a share of the highest there is.
        """
        paragraphs = len(self.places) + 1
        return math.log(paragraphs / (self.spread[stem] + 0.5)) / math.log(paragraphs / 0.5)

    @property
    def memory(self) -> int:
        """Bytes held, about."""
        columns = (self.paragraph_of, self.essay_of, self.bylines, self.place_of, self.vectors.first)
        total = sum(column.nbytes for column in (*columns, *self.places.columns, *self.sentences.columns))
        total += self.passage_row.nbytes + self.sentence_row.nbytes
        total += self.vectors.passages.nbytes + self.vectors.sentences.nbytes
        total += sum(map(sys.getsizeof, self.texts.values()))
        return total + _BYTES_OF_WORD * (len(self.words) + len(self.spread))

    def allowed(self, essay: str | None, bylines: bool) -> NDArray[np.bool_]:
        """For each passage, whether it may answer: of the named essay (None: any), and only bylines or none of them."""
        kind = np.equal(self.bylines, bylines)
        if essay is None:
            return kind
        wanted = [number for number, info in self.essays.items() if info.slug == essay]
        return kind & self.of_essays(wanted)

    def of_essays(self, essays: Iterable[int]) -> NDArray[np.bool_]:
        """For each passage, whether it is of one of these essays, named by their ids."""
        found = np.zeros(len(self.essay_of), dtype=bool)
        for number in essays:
            first, behind = np.searchsorted(self.essay_of, [number, number + 1])
            found[first:behind] = True
        return found

    def excerpt(self, first: int, sentences: int, score: float = 0.0) -> Excerpt | None:
        """The excerpt of so many sentences from the sentence with that id, or None when there is no such run."""
        row = self.sentence_row.get(first)
        if row is None:
            return None
        place = self.places[self.place_of[row]]
        if sentences < 1 or row + sentences > place.sentences.stop:
            return None
        span = Span(self.sentences[row][1], self.sentences[row + sentences - 1][2])
        return self.cut(range(row, row + sentences), span, score)

    def cut(self, rows: range, span: Span, score: float = 0.0) -> Excerpt:
        """The words of this span, which lies in the sentences of these rows; they may run on over paragraphs."""
        place, last = self.places[self.place_of[rows[0]]], self.places[self.place_of[rows[-1]]]
        info, text, paragraph = self.essays[place.essay], self.texts[place.essay], place.paragraph
        sentences = min(rows.stop, place.sentences.stop) - rows.start
        above = text[max(paragraph.start - REMEMBERED, 0) : paragraph.start]
        said = speech(paragraph.text, span.start - paragraph.start, span.end - paragraph.start, above)
        voice = str(said) if said else None
        return Excerpt(
            essay=info.slug,
            file=info.file,
            title=info.title,
            author=info.author,
            year=info.year,
            section=paragraph.section,
            paragraph=paragraph.number,
            text=text[span.start : span.end],
            start=span.start,
            end=span.end,
            passage=paragraph.text,
            revision=info.revision,
            citation=citation(
                info.author, info.title, info.year, paragraph.section, paragraph.number, last.paragraph.number, voice
            ),
            permanent=str(Citation(info.slug, self._point(rows[0]), self._point(rows[-1]), info.revision)),
            voice=voice,
            score=score,
            place=place_name(self.sentences[rows[0]][0], sentences),
        )

    def _point(self, row: int) -> Point:
        place = self.places[self.place_of[row]]
        return Point(place.paragraph.number, row - place.sentences.start + 1)


def place_name(first: int, sentences: int) -> str:
    """The place of so many sentences, of which the first has this id."""
    return f"{base36(first)}.{base36(sentences)}"


def base36(number: int) -> str:
    """A number in few characters: places stand in Discord's custom ids, which hold at most 100."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
