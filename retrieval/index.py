"""Everything a search reads, loaded once from a library file: texts, places and vectors side by side in memory."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.answers import EssayInfo, Excerpt, Paragraph
from retrieval.authors import PARTICLES, authors
from retrieval.citations import Citation, Point, citation
from retrieval.dense import Vector, Vectors
from retrieval.passages import Span
from retrieval.rows import EssayRow, ParagraphRow, SpanRow
from retrieval.speech import speech
from retrieval.store import Store
from retrieval.words import STOP_WORDS, WORD, fold, stem, tokens

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph: its essay's id, itself, the rows of its sentences, and its passages as id -> start."""

    essay: int
    paragraph: Paragraph
    sentences: range
    passages: dict[int, int]


@dataclass(frozen=True, slots=True)
class Index:
    """A library at one moment.

    Replaced as a whole when an essay comes or goes, so that a search never sees half of one. `places`: the
    paragraphs; `paragraph_of` (n) and `place_of` (m): the row in `places` of each passage and each sentence;
    `essay_of` (n): the essay of each passage, by id; `bylines` (n): whether it is one;
    `sentences` (m): (id, start, end); `passage_row` and `sentence_row`: rows by id;
    `words`: how often each word, folded, stands in the library; `stems`: their stems, and the initials of names;
    `spread`: in how many paragraphs each stem stands; `authors`: the ids of essays by each of their authors' names,
    folded; `made_by`: what made the vectors and cut the texts.
    """

    essays: dict[int, EssayInfo]
    texts: dict[int, str]
    places: list[Place]
    vectors: Vectors
    passage_row: dict[int, int]
    paragraph_of: NDArray[np.intp]
    essay_of: NDArray[np.intp]
    bylines: NDArray[np.bool_]
    sentences: list[tuple[int, int, int]]
    words: Counter[str]
    stems: frozenset[str]
    spread: Counter[str]
    authors: dict[str, frozenset[int]]
    sentence_row: dict[int, int]
    place_of: NDArray[np.intp]
    made_by: dict[str, str]

    def rarity(self, stem: str) -> float:
        """From nearly 0 for a stem of every paragraph to 1 for one of none: its inverse document frequency.

        Source: K. Spärck Jones, Journal of Documentation 28 (1972); here as a share of the highest there is.
        """
        paragraphs = len(self.places) + 1
        return math.log(paragraphs / (self.spread[stem] + 0.5)) / math.log(paragraphs / 0.5)

    def allowed(self, essay: str | None, bylines: bool) -> NDArray[np.bool_]:
        """For each passage, whether it may answer: of the named essay (None: any), and only bylines or none of them."""
        wanted = [number for number, info in self.essays.items() if essay is None or info.slug == essay]
        return np.isin(self.essay_of, wanted) & np.equal(self.bylines, bylines)

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
        said = speech(paragraph.text, span.start - paragraph.start, span.end - paragraph.start, text[: paragraph.start])
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
            place=f"{base36(self.sentences[rows[0]][0])}.{base36(sentences)}",
        )

    def _point(self, row: int) -> Point:
        place = self.places[self.place_of[row]]
        return Point(place.paragraph.number, row - place.sentences.start + 1)


def load(store: Store) -> Index:
    """Read a library file into memory; an empty one gives an empty index."""
    with store.reading():
        made_by = store.made_by()
        infos = {info.slug: info for info in store.essays()}
        rows, paragraphs = store.rows(), store.paragraphs()
        passages, sentences = store.passages(), store.sentences()
    passage_row = {passage.id: row for row, passage in enumerate(passages)}
    paragraph_row = {paragraph.id: row for row, paragraph in enumerate(paragraphs)}
    paragraph_of = np.array([paragraph_row[passage.owner] for passage in passages], dtype=np.intp)
    owner = np.array([passage_row[sentence.owner] for sentence in sentences], dtype=np.intp)
    # Rows come in reading order, so the sentences of one paragraph, and of one passage, stand together.
    starts: dict[int, dict[int, int]] = {paragraph.id: {} for paragraph in paragraphs}
    for passage in passages:
        starts[passage.owner][passage.id] = passage.start
    edges = np.searchsorted(paragraph_of[owner], np.arange(len(paragraphs) + 1)).tolist()
    words = Counter(word for row in rows.values() for word in tokens(_searched(row)))
    return Index(
        essays={number: infos[row.slug] for number, row in rows.items()},
        texts={number: row.text for number, row in rows.items()},
        places=[
            Place(
                row.essay_id,
                _paragraph(row, rows[row.essay_id].text),
                range(edges[number], edges[number + 1]),
                starts[row.id],
            )
            for number, row in enumerate(paragraphs)
        ],
        vectors=Vectors(_matrix(passages), _matrix(sentences), np.searchsorted(owner, np.arange(len(passages)))),
        passage_row=passage_row,
        paragraph_of=paragraph_of,
        essay_of=np.array([paragraph.essay_id for paragraph in paragraphs], dtype=np.intp)[paragraph_of],
        bylines=np.array([paragraph.number == 0 for paragraph in paragraphs], dtype=bool)[paragraph_of],
        sentences=[(sentence.id, sentence.start, sentence.end) for sentence in sentences],
        words=words,
        stems=frozenset(map(stem, words)) | {name for row in rows.values() for name in _acronyms(row.text)},
        spread=Counter(word for row in paragraphs if row.number for word in _stems(row, rows[row.essay_id].text)),
        authors=_authors({number: row.author for number, row in rows.items()}),
        sentence_row={sentence.id: row for row, sentence in enumerate(sentences)},
        place_of=paragraph_of[owner],
        made_by=made_by,
    )


def base36(number: int) -> str:
    """A number in few characters: places stand in Discord's custom ids, which hold at most 100."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def _stems(row: ParagraphRow, text: str) -> set[str]:
    return set(map(stem, tokens(text[row.start : row.end])))


def _authors(bylines: Mapping[int, str | None]) -> dict[str, frozenset[int]]:
    """Essays by the names of their author; an institution's name is nobody's."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for essay, byline in bylines.items():
        for author in authors(byline):
            names = WORD.findall(fold(author.straight)) if author.given else []
            for name in names:
                if len(name) > 2 and name not in PARTICLES and name not in STOP_WORDS:
                    found[name].add(essay)
    return {name: frozenset(essays) for name, essays in found.items()}


def _searched(row: EssayRow) -> str:
    return f"{row.title} {row.author or ''} {row.year or ''} {row.text}"


def _acronyms(text: str) -> Iterator[str]:
    """Initials of capitalised phrases, so that a question may say BLM of a text that spells it out."""
    for phrase in re.findall(r"[A-Z]\w+(?:[ -][A-Z]\w+)+", text):
        yield "".join(word[0] for word in re.split("[ -]", phrase)).lower()


def _paragraph(row: ParagraphRow, text: str) -> Paragraph:
    return Paragraph(row.number, row.section, text[row.start : row.end], row.start, row.end)


def _matrix(rows: list[SpanRow]) -> Vector:
    """The vectors of rows as one contiguous block."""
    if not rows:
        return np.zeros((0, 0), dtype=np.float32)
    # A copy is aligned, which makes the product with a question twice as fast.
    return np.frombuffer(b"".join(row.vector for row in rows), dtype=np.float32).reshape(len(rows), -1).copy()
