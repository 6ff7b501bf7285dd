"""A look at HTML before it is parsed: pages that would keep every parser busy for minutes are refused.

It reads the tags as the HTML standard's tokenizer does, in one pass over the source. Where the two could differ
it counts too much rather than too little.
"""

import re
from collections import Counter

from retrieval.errors import UnreadableFile

DEEPEST = 1_000
MOST_ATTRIBUTES = 1_000
MOST_TAGS = 200_000
"""Encyclopedias' longest articles have a quarter of them."""

MOST_REOPENED = 100
"""Different <b>, <a>, <font> … left open: each is opened again in every block that follows."""

_SPACE = r"[\t\n\f\r ]"
_TAG_NAME = re.compile(r"</?([A-Za-z][^\t\n\f\r />]*)")
_ATTRIBUTE = re.compile(
    rf"(?:{_SPACE}|/)*+([^\t\n\f\r />][^\t\n\f\r />=]*+)(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*+\"|'[^']*+'"
    rf"|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?)?"
)
_TAG_END = re.compile(rf"(?:{_SPACE}|/)*+>")
_COMMENT_END = re.compile(r"--!?>")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen".split()
)
_CLOSED_BY_OTHERS = frozenset(
    "p li dt dd td th tr tbody thead tfoot caption colgroup option optgroup rb rt rp rtc html head body".split()
)
_REOPENED = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())
_NOT_RAW_INSIDE = ("svg", "math", "select")


class _Counts:
    """What is open at one point of the page."""

    def __init__(self) -> None:
        self.tags = 0
        self.stack: list[str] = []
        self.open: Counter[str] = Counter()
        self.reopened: dict[str, list[str]] = {}
        self.foreign: Counter[str] = Counter()

    def start(self, name: str, source: str) -> None:
        if name in _NOT_RAW_INSIDE:
            self.foreign[name] += 1
        if name in _REOPENED:
            same = self.reopened.setdefault(name, [])
            if same.count(source) < 3:  # the standard keeps no more than three of a kind
                same.append(source)
        elif name not in _VOID and name not in _CLOSED_BY_OTHERS:
            self.stack.append(name)
            self.open[name] += 1

    def end(self, name: str) -> None:
        if self.foreign[name]:
            self.foreign[name] -= 1
        if self.reopened.get(name):
            self.reopened[name].pop()
        if self.open[name]:
            while (last := self.stack.pop()) != name:
                self.open[last] -= 1
            self.open[name] -= 1

    def too_deep(self) -> bool:
        return len(self.stack) > DEEPEST or sum(map(len, self.reopened.values())) > MOST_REOPENED


def check_nesting(name: str, page: str) -> None:
    """Refuses what would hang the parser; takes time in proportion to the page's length."""
    counts = _Counts()
    at = page.find("<")
    while at >= 0:
        found = _TAG_NAME.match(page, at)
        if not found:
            at = page.find("<", _skipped(page, at))
            continue
        counts.tags += 1
        if counts.tags > MOST_TAGS:
            raise UnreadableFile(
                f"“{name}” has more than {MOST_TAGS:,} HTML tags: copy the essay's text into a .txt file and add that."
            )
        tag = found[1].lower()
        end = _tag_end(name, page, found.end())
        if end < 0:
            return
        if page[at + 1] == "/":
            counts.end(tag)
        else:
            counts.start(tag, page[at:end])
            if tag in _RAW and not +counts.foreign:
                end = _raw_end(page, tag, end)
        if counts.too_deep():
            raise UnreadableFile(
                f"“{name}” nests its HTML elements too deeply to be read safely: "
                "copy the essay's text into a .txt file and add that."
            )
        at = page.find("<", end)


def _tag_end(name: str, page: str, at: int) -> int:
    """Behind the tag, or -1 when the page ends inside it."""
    attributes = 0
    while not (found := _TAG_END.match(page, at)):
        attribute = _ATTRIBUTE.match(page, at)
        if not attribute:
            return -1
        at = attribute.end()
        attributes += 1
        if attributes > MOST_ATTRIBUTES:
            raise UnreadableFile(
                f"“{name}” has an HTML tag with thousands of attributes: "
                "copy the essay's text into a .txt file and add that."
            )
    return found.end()


def _skipped(page: str, at: int) -> int:
    """Behind a comment or declaration; behind the sign itself when it is only a less-than sign."""
    if page.startswith("<!--", at):
        if page.startswith(("<!-->", "<!--->"), at):
            return page.index(">", at) + 1
        found = _COMMENT_END.search(page, at + 4)
        return found.end() if found else len(page)
    if page.startswith(("<!", "<?", "</"), at):
        end = page.find(">", at + 2)
        return end + 1 if end >= 0 else len(page)
    return at + 1


def _raw_end(page: str, tag: str, at: int) -> int:
    """Scripts and the like are text up to their end tag; one that never comes leaves the rest to be counted."""
    found = re.compile(rf"</{tag}(?=[\t\n\f\r />])", re.IGNORECASE).search(page, at)
    return found.start() if found else at
