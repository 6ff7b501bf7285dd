"""Markdown: the blocks of CommonMark with tables; front matter tells title, author, year and source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from retrieval.readers.blocks import Draft, Piece
from retrieval.readers.front import stands_alone
from retrieval.readers.furniture import is_bare_word, is_furniture
from retrieval.readers.headings import is_marked
from retrieval.readers.inline import Inline, read_inline
from retrieval.readers.lines import LONGEST_TITLE, ends_like_prose
from retrieval.readers.matter import split_matter
from retrieval.readers.normal import shortened
from retrieval.readers.plain import paragraphs

# Tags are taken out of paragraphs one by one, so that the emphasis between them is still read.
_PARSER = MarkdownIt("commonmark").enable("table").disable(["html_block", "inline", "text_join"])


@dataclass(slots=True)
class _List:
    number: int | None
    """The next item's number; none for bullets."""
    markup: str
    single: bool
    """A numbered list of one is a sentence that begins with a number: 1986. A year like no other."""
    marker: str = ""


@dataclass(slots=True)
class _Page:
    source: list[str] = field(default_factory=list)
    """The lines of the file, for what is left out of it as it stands there."""
    env: EnvType = field(default_factory=dict)
    lists: list[_List] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    """Places of first-level headings."""
    row: list[str] | None = None


def read_markdown(text: str) -> Draft:
    """All text of the file; comments, scripts and pictures alone in a paragraph are left out."""
    known, matter, body = split_matter(text)
    page = _Page()
    page.pieces += matter
    body = _without_comments(body, page.pieces)
    page.source = body.split("\n")
    tokens = _PARSER.parse(body, page.env)
    for at, token in enumerate(tokens):
        _take(tokens, at, token, page)
    page.pieces += _notes(page.env)
    return Draft(page.pieces, known if known.title else replace(known, title=_title(page)))


def _take(tokens: list[Token], at: int, token: Token, page: _Page) -> None:
    match token.type:
        case "inline":
            _take_inline(tokens[at - 1], read_inline(token.content, _PARSER, page.env), page)
        case "bullet_list_open":
            page.lists.append(_List(None, token.markup, False))
        case "ordered_list_open":
            page.lists.append(_List(int(token.attrGet("start") or 1), token.markup, _is_single(tokens, at)))
        case "bullet_list_close" | "ordered_list_close":
            page.lists.pop()
        case "list_item_open":
            _number(page.lists[-1], token)
        case "fence" | "code_block":
            groups = re.split(r"\n\s*\n", token.content.strip("\n"))
            texts = (text for group in groups for text in paragraphs([x for x in group.split("\n") if x.strip()]))
            page.pieces += [_piece(page, text) for text in texts]
        case "hr":
            page.pieces.append(Piece("left out", page.source[token.map[0]].strip() if token.map else token.markup))
        case "tr_open":
            page.row = []
        case "tr_close":
            page.pieces.append(_piece(page, " | ".join(cell for cell in page.row or [] if cell)))
            page.row = None


def _take_inline(opening: Token, inline: Inline, page: _Page) -> None:
    text = inline.lines[0] + "".join(map("".join, zip(inline.joins, inline.lines[1:], strict=True)))
    page.pieces += [Piece("left out", alt) for alt in inline.pictures if alt.strip()]
    if page.row is not None:
        page.row.append(" ".join(text.split("\n")).strip())
    elif opening.type == "heading_open":
        _take_heading(opening, text.replace("\n", " ").strip(), page)
    elif len(inline.lines) > 1 and all(_is_whole(line.strip()) for line in inline.lines):
        page.pieces += [_piece(page, line.strip()) for line in inline.lines]
    else:
        parts = [part.strip(" \t\n") for part in re.split(r"\n\n+", text)]
        page.pieces += [replace(_piece(page, part), bold=inline.bold) for part in parts if part]


def _take_heading(opening: Token, text: str, page: _Page) -> None:
    underlined = opening.markup in ("=", "-")
    if len(text) > LONGEST_TITLE or (underlined and ends_like_prose(text) and len(text) > LONGEST_TITLE // 2):
        page.pieces.append(_piece(page, text if underlined else f"{opening.markup} {text}"))
        return
    if opening.tag == "h1":
        page.titles.append(len(page.pieces))
    page.pieces.append(Piece("heading", text))


def _piece(page: _Page, text: str) -> Piece:
    if not page.lists:
        return Piece("paragraph", text)
    marker, page.lists[-1].marker = page.lists[-1].marker, ""
    alone = len(page.lists) == 1 and page.lists[0].single
    return Piece("paragraph" if alone else "item", marker + text)


def _number(own: _List, item: Token) -> None:
    if own.number is None:
        own.marker = "- "
        return
    own.marker = f"{item.info or own.number}{own.markup if own.single else '.'} "
    own.number += 1


def _is_single(tokens: list[Token], at: int) -> bool:
    items = 0
    for token in tokens[at + 1 :]:
        if token.level == tokens[at].level and token.type == "ordered_list_close":
            break
        items += token.type == "list_item_open" and token.level == tokens[at].level + 1
        if items > 1:
            return False
    return True


def _title(page: _Page) -> str | None:
    """The first `# `, unless it is only the first of several sections."""
    if not page.titles:
        return None
    first = page.pieces[page.titles[0]].text
    return None if is_marked(first) and len(page.titles) > 1 else first


def _is_whole(line: str) -> bool:
    return bool(is_furniture(line) or is_bare_word(line) or stands_alone(line))


def _without_comments(text: str, pieces: list[Piece]) -> str:
    for start, end in (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>")):
        kept: list[str] = []
        at = 0
        while (opening := text.find(start, at)) >= 0 and (closing := text.find(end, opening)) >= 0:
            kept.append(text[at:opening])
            at = closing + len(end)
            if start == "<!--":
                pieces += [Piece("left out", shortened(text[opening:at], 100))]
        text = "".join((*kept, text[at:]))
    return text


def _notes(env: EnvType) -> Iterator[Piece]:
    """`[^1]: Smith.` looks like a link's target but is a note."""
    for label, target in env.get("references", {}).items():
        if label.startswith("^") or not re.search(r"[/.#:@]", target["href"]):
            yield Piece("paragraph", f"[{label.lower()}]: {target['href']} {target['title']}".strip())
