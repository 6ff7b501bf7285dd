"""HTML: the essay's element of a web page as pieces; navigation, comments and the like are left out."""

import re

from retrieval.readers.blocks import Draft, Piece, Suggested
from retrieval.readers.furniture import ITEM
from retrieval.readers.head import read_head
from retrieval.readers.nesting import check_nesting
from retrieval.readers.normal import shortened
from retrieval.readers.page import dropped_elements, essay_elements, unread_elements
from retrieval.readers.tree import Element, Tree, parse
from retrieval.readers.walk import walk

SHOWN = 100
"""Characters shown of a part of the page that was left out."""

_PAGE = re.compile(r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*[\s/>]")


def begins_like_html(text: str) -> bool:
    """A page whatever its file is called."""
    return bool(_PAGE.match(text[:5000]))


def has_tags(text: str) -> bool:
    """At least one tag: a fragment of HTML rather than text."""
    return bool(_TAG.search(text))


def read_html(name: str, text: str) -> Draft:
    """Raises UnreadableFile for a page that no parser would survive."""
    check_nesting(name, text)
    tree = parse(text)
    dropped = dropped_elements(tree)
    essay = essay_elements(tree, dropped)
    pieces: list[Piece] = []
    at = next((body.start for body in tree.elements("body")), 0)
    for element in essay:
        pieces += [
            Piece("left out", shortened(piece.text, SHOWN)) for piece in _between(tree, at, element.start, dropped)
        ]
        pieces += _between(tree, element.start, element.end, dropped)
        at = element.end
    pieces += [
        Piece("left out", shortened(piece.text, SHOWN)) for piece in _between(tree, at, len(tree.events), dropped)
    ]
    known = read_head(tree, essay, dropped)
    language = next((html.attributes.get("lang") for html in tree.elements("html")), None)
    return Draft(pieces, known, Suggested(known.title, known.author, known.year, language))


def read_leaf(name: str, text: str) -> tuple[list[Piece], Tree]:
    """HTML that is all essay, as a book holds it, with no web site around it. Raises UnreadableFile."""
    check_nesting(name, text)
    tree = parse(text)
    tree.weigh([])
    body = next(iter(tree.elements("body")), None)
    return (_between(tree, body.start, body.end, unread_elements(tree)) if body else []), tree


def _between(tree: Tree, start: int, end: int, dropped: list[Element]) -> list[Piece]:
    """The pieces of one stretch, with a line for each dropped element that held text."""
    pieces: list[Piece] = []
    at = start
    for element in dropped:
        if element.start < at or element.end > end:
            continue
        pieces += walk(tree.events[at : element.start])
        if lines := walk(tree.events[element.start : element.end]):
            text = " ".join(ITEM.sub("", line.text, count=1) for line in lines)
            pieces.append(Piece("left out", shortened(text, SHOWN)))
        at = element.end
    return pieces + walk(tree.events[at:end])
