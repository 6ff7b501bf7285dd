"""One paragraph of Markdown as plain text: marks of emphasis and link targets go, everything a reader reads stays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

MARKUP_CHARACTERS = 300
"""A paragraph with more of them, and little else, is not parsed: it would take minutes and is not prose."""

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_BREAKING = frozenset(
    "address article aside blockquote center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 "
    "h6 header hr li main "
    "nav ol p pre section summary table tbody td th thead tr ul".split()
)
_SILENT = frozenset(
    "a abbr acronym audio b bdi bdo big button cite code col colgroup data del dfn em embed font i iframe "
    "img input ins kbd label map "
    "mark noscript object param picture q rp rt ruby s samp script small source span strike strong style "
    "sub sup svg time tt u var "
    "video wbr".split()
)
_TEX = frozenset(",;:{}%$&=/^'\"")
"""Escaped by mathematics, hardly ever by an author of Markdown: the backslash stays."""


@dataclass(slots=True)
class Inline:
    """Lines of a paragraph with what joins them: a blank where the file only wraps, a line break, a blank line."""

    lines: list[str] = field(default_factory=lambda: [""])
    joins: list[str] = field(default_factory=list)
    bold: bool = False
    pictures: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Go on with the line."""
        self.lines[-1] += text

    def end_line(self, join: str) -> None:
        """Begin another."""
        self.joins.append(join)
        self.lines.append("")


def read_inline(content: str, parser: MarkdownIt, env: EnvType) -> Inline:
    """The text of one paragraph, heading or cell."""
    inline = Inline()
    marks = sum(content.count(mark) for mark in "[]*_`<!&\\")
    if marks > MARKUP_CHARACTERS and marks * 5 > len(content):
        for at, line in enumerate(content.split("\n")):
            if at:
                inline.end_line(" ")
            inline.add(line)
        return inline
    if "``" in content and "''" in content:  # quotation marks of TeX, not code
        content = content.replace("`", r"\`")
    tokens: list[Token] = []
    parser.inline.parse(content, parser, env, tokens)
    _render(tokens, inline)
    return inline


def _render(tokens: Sequence[Token], inline: Inline) -> None:
    literal = _inside_words(tokens)
    links: list[int] = []
    strong = bold = plain = 0
    for at, token in enumerate(tokens):
        before = len(inline.lines[-1])
        match token.type:
            case "text" | "code_inline":
                inline.add(token.content)
            case "text_special":
                inline.add(token.markup if token.info == "escape" and token.content in _TEX else token.content)
            case "softbreak":
                inline.end_line(" ")
            case "hardbreak":
                inline.end_line("\n")
            case "image":
                inline.pictures.append(token.content)
            case "html_inline":
                _tag(token.content, inline)
            case "link_open":
                links.append(before)
            case "link_close":
                _number_in_brackets(inline, links.pop())
            case "em_open" | "em_close" | "strong_open" | "strong_close":
                strong += token.nesting if token.type.startswith("strong") else 0
                if at in literal:
                    inline.add(token.markup)
        if token.content.strip():
            bold, plain = bold + bool(strong), plain + (not strong)
    inline.bold = bold > 0 and plain == 0


def _inside_words(tokens: Sequence[Token]) -> set[int]:
    """Marks of emphasis that open in the middle of a word, as in 2*3*4: no emphasis was meant."""
    literal: set[int] = set()
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.type in ("em_open", "strong_open"):
            opened.append(at)
        elif token.type in ("em_close", "strong_close") and opened:
            start = opened.pop()
            left = tokens[start - 1].content[-1:] if start else ""
            if left.isalnum():
                literal |= {start, at}
    return literal


def _tag(source: str, inline: Inline) -> None:
    found = _TAG.match(source)
    name = found[1].lower() if found else ""
    if name == "br":
        inline.end_line("\n")
    elif name in _BREAKING:
        inline.end_line("\n\n")
    elif found and name not in _SILENT:
        inline.add(source)  # <ref>, <sigh>: not HTML, so it is the author's


def _number_in_brackets(inline: Inline, start: int) -> None:
    """[1] and [^note] are references that the reader sees with their brackets."""
    line = inline.lines[-1]
    if re.fullmatch(r"\d+|\^\w+", line[start:]):
        inline.lines[-1] = f"{line[:start]}[{line[start:]}]"
