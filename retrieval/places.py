"""Finds the sentences around any words of an essay, and the words that a permanent citation names."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.answers import Excerpt, fields
from retrieval.citations import FORMATS, Citation, Point, Reference
from retrieval.errors import UnknownPlace
from retrieval.index import Index
from retrieval.passages import CUTTING, Span
from retrieval.views import Place

_NUMBER = re.compile(r"-\d+$")


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


def sentences_of(own: Mapping[int, range], citation: Citation) -> range:
    """The rows of the sentences that a citation counts to, by those of each paragraph. Raises UnknownPlace."""
    rows = range(_rows(own, citation, citation.first)[0], _rows(own, citation, citation.last)[-1] + 1)
    if not rows:
        raise UnknownPlace(f"“{citation}” ends before it begins: give the earlier place first.")
    return rows


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
    own = (index.places[row] for row in index.places.of(essay))
    rows = sentences_of({place.paragraph.number: place.sentences for place in own}, citation)
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
    """The essay whose text the citation's revision names, under whatever name it is here.

    Not under a name that is given to another essay here; but one that came back from the stash may have got a number.
    """
    known = {info.slug: info.revision for info in index.essays.values()}
    for number, info in index.essays.items():
        if info.revision == citation.revision and (
            citation.essay not in known or _NUMBER.sub("", info.slug) == _NUMBER.sub("", citation.essay)
        ):
            return number
    here = f"; “{citation.essay}” is here as {known[citation.essay]}, another text" if citation.essay in known else ""
    raise UnknownPlace(f"No essay here has the text of revision {citation.revision}{here}: add that text to cite it.")


def _rows(own: Mapping[int, range], citation: Citation, point: Point) -> range:
    sentences = own.get(point.paragraph)
    if not sentences:
        raise UnknownPlace(
            f"“{citation.essay}” has no paragraph {point.paragraph}: its paragraphs are 1 to {max(own, default=0)}."
        )
    if point.sentence is None:
        return sentences
    if not 1 <= point.sentence <= len(sentences):
        raise UnknownPlace(
            f"Paragraph {point.paragraph} of “{citation.essay}” has no sentence {point.sentence}: "
            f"its sentences are 1 to {len(sentences)}."
        )
    row = sentences[point.sentence - 1]
    return range(row, row + 1)


def _place_at(index: Index, essay: int, offset: int) -> Place:
    """The paragraph in which a character stands; for one of a heading, the paragraph under it."""
    own = index.places.of(essay)
    row = bisect_right(index.places.ends, offset, own.start, own.stop)
    # Behind the last paragraph there can only be a heading.
    return index.places[min(row, own.stop - 1)]
