"""Makes an essay ready to be written: its text is cut and every passage and sentence is embedded."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator

from retrieval.encoder import Encoder
from retrieval.passages import CutParagraph, Layout, Section, Span, cut
from retrieval.readers import Reading
from retrieval.rows import EssayRow, NewEssay
from retrieval.store import SLUG_CHARACTERS, Store
from retrieval.tokens import pack

Progress = Callable[[int, int], None]
"""Told (texts embedded so far, of how many)."""

PORTION = 64
"""Texts embedded between two reports of progress."""


def row_of(reading: Reading, layout: Layout) -> EssayRow:
    """The essay's own row; its revision names the text and nothing but the text."""
    return EssayRow(
        slug=slugified(reading.title),
        file=reading.file,
        title=reading.title,
        author=reading.author,
        year=reading.year,
        source=reading.source,
        licence=reading.licence,
        text=layout.text,
        revision=hashlib.sha256(layout.text.encode()).hexdigest()[:12],
    )


def embedded(row: EssayRow, layout: Layout, encoder: Encoder, progress: Progress | None = None) -> NewEssay:
    """The essay with its vectors. The slow part of adding: seconds for an essay, minutes for a book."""
    passages = [span for paragraph in layout.paragraphs for span in paragraph.passages]
    sentences = [span for paragraph in layout.paragraphs for span in paragraph.sentences]
    total = len(passages) + len(sentences)
    encoded: list[tuple[bytes, bytes]] = []
    vectors: list[bytes] = []
    for portion in _portions(layout.text, passages):
        encoded += [(one.vector.tobytes(), pack(one.tokens)) for one in encoder.encode_tokens(portion)]
        if progress:
            progress(len(encoded), total)
    for portion in _portions(layout.text, sentences):
        vectors += [row.tobytes() for row in encoder.encode(portion)]
        if progress:
            progress(len(encoded) + len(vectors), total)
    return NewEssay(row, layout, encoded, vectors)


def recut(store: Store) -> Iterator[tuple[EssayRow, Layout]]:
    """Every essay of a file cut anew by today's rules; sections and paragraphs stay where they are."""
    with store.reading():
        rows, sections, paragraphs = store.rows(), store.sections(), store.paragraphs()
    for number, row in rows.items():
        own = [section for section in sections if section.essay_id == number]
        position: dict[int | None, int] = {section.id: place for place, section in enumerate(own)}
        yield (
            row,
            Layout(
                row.text,
                tuple(Section(section.heading, section.start, section.end) for section in own),
                tuple(
                    CutParagraph(
                        p.number,
                        position.get(p.section_id),
                        p.start,
                        p.end,
                        *cut(row.text, Span(p.start, p.end)),
                    )
                    for p in paragraphs
                    if p.essay_id == number
                ),
            ),
        )


def slugified(title: str) -> str:
    """A title as a name of plain letters, digits and hyphens, e.g. `ally-vs-accomplice-in-justice-movements`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['`]", "", plain)).strip("-")
    if len(slug) > SLUG_CHARACTERS:
        slug = slug[: SLUG_CHARACTERS + 1].rpartition("-")[0] or slug[:SLUG_CHARACTERS]
    return slug or "essay"


def _portions(text: str, spans: list[Span]) -> Iterator[list[str]]:
    for start in range(0, len(spans), PORTION):
        yield [text[span.start : span.end] for span in spans[start : start + PORTION]]
