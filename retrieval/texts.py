"""An essay as a Markdown file, from which exactly the same text is read again.

The readers guess: what is a byline, a heading, a line of the page around the essay. A file that Footnote wrote needs no
guessing, so it is read back by the strict rules of this module, and only when the text is the one whose revision it
names. Any other file, and one of these that somebody edited, is for the readers.
"""

import json
import re

from retrieval.describing import DETAILS, EARLIEST_YEAR, LATEST_YEAR, LONGEST
from retrieval.errors import UnreadableFile
from retrieval.intact import revision_of
from retrieval.intake import slugified
from retrieval.layouts import blocks
from retrieval.passages import Layout, lay_out
from retrieval.readers import LARGEST_FILE, Block
from retrieval.readers.decoding import FEWEST_WORDS, LONGEST_TEXT, check_sentences
from retrieval.readers.lines import word_count
from retrieval.readers.names import clean_name
from retrieval.readers.normal import normal_form, shortened
from retrieval.rows import DraftRow, EssayRow

MATTER = (*DETAILS, "language", "revision")
"""What stands in the front matter, in this order; a value is a string or number of JSON, which YAML reads too."""

_MARKUP = re.compile(r"([\\`*_\[<&])|^(?=[#>=+~|])", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\n!-/:-@\[-`{-~])")
_BREAK = re.compile(r"(?<=\n)\n|\n(?!(?:[-*•]|\d{1,3}[.)]) )")
"""A line break inside a paragraph that needs a mark: one before a list item does not."""


def written(row: EssayRow, layout: Layout) -> str:
    """The Markdown file of an essay."""
    known = {name: getattr(row, name) for name in MATTER}
    matter = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in known.items() if value is not None]
    body = [f"# {_marked(row.title)}", *map(_written, blocks(layout))]
    return "\n".join(["---", *matter, "---", "", "\n\n".join(body), ""])


def reread(file: str, content: bytes) -> DraftRow | None:
    """The essay in a file that Footnote wrote, with all that is known of it; None for any other file."""
    if not content.startswith(b"---\n") or len(content) > LARGEST_FILE:
        return None
    try:
        head, body = content.decode()[4:].split("\n---\n\n# ", 1)
        known = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in head.split("\n"))}
        check_sentences(file, [body])  # here nobody ends what takes too long
    except (ValueError, RecursionError, UnreadableFile):
        return None
    found = [_read(part) for part in body.removesuffix("\n").split("\n\n")[1:]]
    layout = lay_out(found)
    text, language = layout.text, known.get("language")
    tidy = all(block.text.strip(" \t\n") == block.text != "" for block in found) and normal_form(text) == text
    prose = sum(word_count(block.text) for block in found if block.kind == "paragraph")
    details = {name: _detail(name, known.get(name)) for name in DETAILS}
    if (
        not tidy
        or not details["title"]
        or known.get("revision") != revision_of(text)
        or prose < FEWEST_WORDS
        or len(text) > LONGEST_TEXT
    ):
        return None
    row = EssayRow(
        slug=slugified(str(details["title"])),
        file=clean_name(file),
        text=text,
        revision=revision_of(text),
        language=language if isinstance(language, str) and re.fullmatch(r"[A-Za-z-]{2,20}", language) else None,
        **details,  # type: ignore[arg-type]
    )
    return DraftRow(0, "Markdown", row, layout, (), ())


def _detail(name: str, value: object) -> str | int | None:
    if name == "year":
        return value if type(value) is int and EARLIEST_YEAR <= value <= LATEST_YEAR else None
    return shortened(normal_form(value), LONGEST[name]) or None if isinstance(value, str) else None


def _written(block: Block) -> str:
    text = _BREAK.sub("\\\\\n", _marked(block.text))
    if block.kind == "heading":
        return f"## {text}"
    return f"*{text}*" if block.kind == "byline" else text


def _read(part: str) -> Block:
    if part.startswith("## "):
        return Block("heading", _plain(part[3:]))
    if part.startswith("*") and len(part) > 2:
        return Block("byline", _plain(part[1:-1]))
    return Block("paragraph", _plain(part))


def _marked(text: str) -> str:
    """With a backslash before everything that Markdown would read as a mark."""
    return _MARKUP.sub(r"\\\1", text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
