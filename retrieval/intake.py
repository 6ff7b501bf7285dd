"""Makes an essay ready to be written: its text is cut and every passage and sentence is embedded."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from retrieval import layouts
from retrieval.encoder import Encoder
from retrieval.intact import revision_of
from retrieval.memory import VectorMemory
from retrieval.parts import SLUG_CHARACTERS
from retrieval.passages import CutParagraph, Layout, Section
from retrieval.readers import Reading
from retrieval.rows import Embedded, EssayRow, NewEssay, Vectors
from retrieval.store import Store
from retrieval.tokens import pack

Progress = Callable[[int, int], None]
"""Told (texts embedded so far, of how many)."""

PORTION = 64
"""Texts embedded between two reports of progress; the memory has them then, whatever happens next."""


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
        revision=revision_of(layout.text),
        language=reading.suggested.language,
    )


def embedded(
    row: EssayRow,
    layout: Layout,
    encoder: Encoder,
    progress: Progress | None = None,
    *,
    known: Vectors | None = None,
    memory: VectorMemory | None = None,
) -> NewEssay:
    """The essay with its vectors. The slow part of adding: seconds for an essay, minutes for a book.

    The same words are embedded once, and those that are `known`, or in the `memory`, not at all.
    """
    passages = [layout.text[span.start : span.end] for one in layout.paragraphs for span in one.passages]
    sentences = [layout.text[span.start : span.end] for one in layout.paragraphs for span in one.sentences]
    made = _known(passages, sentences, encoder, known or Vectors(), memory)
    whole = _without_tokens(passages, made)
    ready = made.keys() | set(whole)
    parts = [text for text in dict.fromkeys(sentences) if text not in ready]
    done = 0
    for texts, embed in ((whole, _with_tokens), (parts, _alone)):
        for portion in _portions(texts):
            new = dict(zip(portion, embed(encoder, portion), strict=True))
            if memory:
                memory.remember(encoder, new)
            made |= new
            done += len(portion)
            if progress:
                progress(done, len(whole) + len(parts))
    packed = [(made[text][0], made[text][1] or b"") for text in passages]
    return NewEssay(row, layout, packed, [made[text][0] for text in sentences])


def recut(store: Store) -> Iterator[tuple[EssayRow, Layout]]:
    """Every essay of a file cut anew by today's rules; sections and paragraphs stay where they are."""
    with store.reading():
        rows, sections, paragraphs = store.rows(), store.sections(), store.paragraphs()
    for number, row in rows.items():
        own = [section for section in sections if section.essay_id == number]
        position: dict[int | None, int] = {section.id: place for place, section in enumerate(own)}
        yield (
            row,
            layouts.recut(
                Layout(
                    row.text,
                    tuple(Section(section.heading, section.start, section.end) for section in own),
                    tuple(
                        CutParagraph(p.number, position.get(p.section_id), p.start, p.end, (), ())
                        for p in paragraphs
                        if p.essay_id == number
                    ),
                )
            ),
        )


def slugified(title: str) -> str:
    """A title as a name of plain letters, digits and hyphens, e.g. `ally-vs-accomplice-in-justice-movements`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['`]", "", plain)).strip("-")
    if len(slug) > SLUG_CHARACTERS:
        slug = slug[: SLUG_CHARACTERS + 1].rpartition("-")[0] or slug[:SLUG_CHARACTERS]
    return slug or "essay"


def _known(
    passages: list[str], sentences: list[str], encoder: Encoder, known: Vectors, memory: VectorMemory | None
) -> dict[str, Embedded]:
    made: dict[str, Embedded] = {text: (vector, None) for text, vector in known.sentences.items()}
    made |= known.passages
    if memory:
        made |= memory.recall(encoder, {*_without_tokens(passages, made), *(set(sentences) - made.keys())})
    return made


def _without_tokens(passages: list[str], made: dict[str, Embedded]) -> list[str]:
    """Passages to embed, each once: also those that were only a sentence so far."""
    return [text for text in dict.fromkeys(passages) if made.get(text, (b"", None))[1] is None]


def _with_tokens(encoder: Encoder, texts: list[str]) -> list[Embedded]:
    return [(one.vector.tobytes(), pack(one.tokens)) for one in encoder.encode_tokens(texts)]


def _alone(encoder: Encoder, texts: list[str]) -> list[Embedded]:
    return [(vector.tobytes(), None) for vector in encoder.encode(texts)]


def _portions(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), PORTION):
        yield texts[start : start + PORTION]
