"""Running heads, page numbers and the like: lines that come back at the edges of most pages."""

import re
from collections import defaultdict
from collections.abc import Sequence

from retrieval.readers.blocks import Piece
from retrieval.readers.normal import folded
from retrieval.readers.typeset import Line

MOST_PAGES_HAVE_IT = 0.6
EDGE = 2
"""Lines at the top and at the bottom of a page among which it is looked for."""

LEAST_SIDES = 3
"""Left or right pages that are enough to know what only those have."""


def without_running_lines(pages: Sequence[Sequence[Line]]) -> tuple[list[Line], list[Piece]]:
    """All other lines, and each of those once; digits may differ from page to page."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for line in _at_edges(page):
            found[_key(line)].add(number)
    running = {key for key, numbers in found.items() if _comes_back(numbers, len(pages))}
    kept: list[Line] = []
    left_out: dict[str, Piece] = {}
    for page in pages:
        edges = _at_edges(page)
        for line in page:
            if _key(line) in running and line in edges:
                left_out.setdefault(_key(line), Piece("left out", line.text.strip(), page=line.page))
            else:
                kept.append(line)
    return kept, list(left_out.values())


def _at_edges(page: Sequence[Line]) -> list[Line]:
    heights = sorted({round(line.y) for line in page})
    edges = {*heights[:EDGE], *heights[-EDGE:]}
    return [line for line in page if round(line.y) in edges]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", folded(line.text))


def _comes_back(numbers: set[int], pages: int) -> bool:
    if pages < 2:
        return False
    if len(numbers) >= max(2, pages * MOST_PAGES_HAVE_IT):
        return True
    for side in (0, 1):
        own = len(range(side, pages, 2))
        if own >= LEAST_SIDES and sum(number % 2 == side for number in numbers) >= own * MOST_PAGES_HAVE_IT:
            return True
    return False
