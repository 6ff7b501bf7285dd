"""A parsed page as one flat row of tags and texts, so that no rule has to recurse into it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

UNSEEN = frozenset(
    "script style template noscript svg math iframe object embed canvas audio video select textarea datalist".split()
)
"""Elements whose inside is never the page's text."""


@dataclass(slots=True)
class Element:
    """A tag with its attributes, and the places of its start and its end in the row."""

    tag: str
    attributes: dict[str, str]
    start: int
    end: int = -1

    @property
    def marks(self) -> set[str]:
        """Its classes and its id, in lower case."""
        return set(f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}".lower().split())


@dataclass(frozen=True, slots=True)
class End:
    """The end of an element."""

    element: Element


Event = Element | End | str


@dataclass(slots=True)
class Tree:
    """The row, and how much paragraph text stands before each of its places."""

    events: list[Event]
    before: list[int] = field(default_factory=list)

    def elements(self, *tags: str) -> list[Element]:
        """Those elements in the order of the page."""
        return [event for event in self.events if isinstance(event, Element) and event.tag in tags]

    def text(self, element: Element) -> str:
        """Everything written inside it, on one line."""
        texts = (event for event in self.events[element.start : element.end] if isinstance(event, str))
        return " ".join("".join(texts).split())

    def weigh(self, dropped: list[Element]) -> None:
        """Count text in paragraphs, without what is dropped; all text when the page has no paragraphs."""
        paragraphs = _lengths(self.events, dropped, inside_p=True)
        lengths = paragraphs if any(paragraphs) else _lengths(self.events, dropped, inside_p=False)
        self.before = [0, *accumulate(lengths)]

    def weight(self, element: Element | None = None) -> int:
        """Characters of paragraph text inside it; without one, of the whole page."""
        return self.before[element.end] - self.before[element.start] if element else self.before[-1]


def inside(element: Element, outer: Sequence[Element]) -> bool:
    """Whether one of these contains it; they follow each other on the page and do not contain one another."""
    before = bisect_right(outer, element.start, key=lambda one: one.start)
    return before > 0 and element.end <= outer[before - 1].end


def parse(page: str) -> Tree:
    """Of a page that `check_nesting` has let through."""
    events: list[Event] = []
    opened: list[Element] = []
    node: LexborNode | None = LexborHTMLParser(page).root
    while node is not None:
        if node.is_text_node:
            events.append(node.text_content or "")
        elif node.is_element_node:
            element = Element(node.tag or "", {k: v or "" for k, v in node.attributes.items()}, len(events))
            events.append(element)
            opened.append(element)
            if node.first_child is not None and element.tag not in UNSEEN:
                node = node.first_child
                continue
            _close(events, opened)
        while node is not None and node.next is None and opened:
            node = node.parent
            _close(events, opened)
        node = node.next if node is not None else None
    return Tree(events)


def _close(events: list[Event], opened: list[Element]) -> None:
    element = opened.pop()
    events.append(End(element))
    element.end = len(events)


def _lengths(events: list[Event], dropped: list[Element], *, inside_p: bool) -> list[int]:
    skipped = {element.start: element.end for element in dropped}
    lengths = [0] * len(events)
    depth = at = 0
    while at < len(events):
        event = events[at]
        if at in skipped:
            at = skipped[at]
            continue
        if isinstance(event, str):
            lengths[at] = len(event.strip()) if depth or not inside_p else 0
        elif isinstance(event, Element):
            depth += event.tag == "p"
        else:
            depth -= event.element.tag == "p"
        at += 1
    return lengths
