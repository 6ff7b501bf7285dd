"""Finds the sentences around any words of an essay, and the words that a permanent citation names."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from retrieval.answers import Excerpt, fields
from retrieval.citations import FORMATS, Citation, Point, Reference
from retrieval.errors import UnknownPlace
from retrieval.index import Index, Place
from retrieval.passages import CUTTING, Span


@dataclass(frozen=True, slots=True)
class Cited:
    """The words that a citation names, and the forms in which people write it down, by their names."""

    excerpt: Excerpt
    formats: dict[str, str]


def around(index: Index, essay: int, span: Span, score: float) -> Excerpt:
    """These very words of an essay; `place` and `permanent` name the whole sentences in which they stand."""
    first, last = _place_at(index, essay, span.start), _place_at(index, essay, span.end - 1)
    rows = range(first.sentences.start, last.sentences.stop)
    begin = bisect_right(rows, span.start, key=lambda row: index.sentences[row][2])
    end = bisect_right(rows, span.end - 1, key=lambda row: index.sentences[row][1])
    # Words of a heading stand in no sentence: the one under it has to do.
    begin = min(begin, len(rows) - 1)
    return index.cut(rows[begin : max(end, begin + 1)], span, score)


def cite(index: Index, citation: Citation) -> Cited:
    """The words that a citation names, whole. Raises UnknownPlace unless this very text is in the library."""
    excerpt = _found(index, citation)
    named = _reference(index, excerpt)
    return Cited(excerpt, {name: write(named) for name, write in FORMATS.items()})


def as_json(cited: Cited) -> dict[str, Any]:
    """The citation in the fields that scripts rely on (see README, "For scripts")."""
    return fields(cited.excerpt) | {"formats": cited.formats}


def _found(index: Index, citation: Citation) -> Excerpt:
    essay = _essay_of(index, citation)
    if citation.first.sentence is not None and citation.cutting != CUTTING:
        raise UnknownPlace(
            f"“{citation}” counts sentences by rules {citation.cutting}, this library by rules {CUTTING}: "
            f"cite the paragraph, as in “{citation.essay} ¶{citation.first.paragraph} @{citation.revision}”."
        )
    own = {place.paragraph.number: place for place in index.places if place.essay == essay}
    rows = range(_rows(own, citation, citation.first)[0], _rows(own, citation, citation.last)[-1] + 1)
    if not rows:
        raise UnknownPlace(f"“{citation}” ends before it begins: give the earlier place first.")
    return index.cut(rows, Span(index.sentences[rows[0]][1], index.sentences[rows[-1]][2]))


def _reference(index: Index, excerpt: Excerpt) -> Reference:
    essay = next(number for number, info in index.essays.items() if info.slug == excerpt.essay)
    return Reference(
        essay=excerpt.essay,
        author=excerpt.author,
        title=excerpt.title,
        year=excerpt.year,
        source=index.essays[essay].source,
        section=excerpt.section,
        paragraph=excerpt.paragraph,
        last=_place_at(index, essay, excerpt.end - 1).paragraph.number,
        permanent=excerpt.permanent,
    )


def _essay_of(index: Index, citation: Citation) -> int:
    """The essay whose text the citation's revision names, under whatever name it is here."""
    known = {info.slug: info.revision for info in index.essays.values()}
    if known.get(citation.essay, citation.revision) == citation.revision:
        for number, info in index.essays.items():
            if info.revision == citation.revision:
                return number
    here = f"; “{citation.essay}” is here as {known[citation.essay]}, another text" if citation.essay in known else ""
    raise UnknownPlace(f"No essay here has the text of revision {citation.revision}{here}: add that text to cite it.")


def _rows(own: dict[int, Place], citation: Citation, point: Point) -> range:
    place = own.get(point.paragraph)
    if place is None or not place.sentences:
        raise UnknownPlace(
            f"“{citation.essay}” has no paragraph {point.paragraph}: its paragraphs are 1 to {max(own, default=0)}."
        )
    if point.sentence is None:
        return place.sentences
    if not 1 <= point.sentence <= len(place.sentences):
        raise UnknownPlace(
            f"Paragraph {point.paragraph} of “{citation.essay}” has no sentence {point.sentence}: "
            f"its sentences are 1 to {len(place.sentences)}."
        )
    row = place.sentences[point.sentence - 1]
    return range(row, row + 1)


def _place_at(index: Index, essay: int, offset: int) -> Place:
    """The paragraph in which a character stands; for one of a heading, the paragraph under it."""
    row = bisect_right(index.places, (essay, offset), key=lambda place: (place.essay, place.paragraph.end))
    # Behind the last paragraph there can only be a heading.
    return index.places[row if row < len(index.places) and index.places[row].essay == essay else row - 1]
