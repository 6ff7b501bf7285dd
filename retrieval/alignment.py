"""Lines a quotation up, word by word, with the stretch of a text that differs least from it.

Source: P. H. Sellers, "The theory and computation of evolutionary distances", Journal of Algorithms 1 (1980).
"""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from retrieval.concordance import Numbers

DROPPED = 1000
CHANGED = 1001
ADDED = 1002
"""What a word costs that the quotation leaves out, changes, or has besides. As good as equal: of two readings with as
many differences the one that keeps more of the text's words wins, and then the one with as many words as the text."""


class Pair(NamedTuple):
    """A word of the quotation and the word of the text that stands for it; None where one has no such word."""

    quoted: int | None
    stands: int | None
    same: bool


def align(quoted: Numbers, text: Numbers, elided: Collection[int] = ()) -> list[Pair]:
    """The pairs of the cheapest reading, in order; the text around it costs nothing.

    `elided`: how many words of the quotation stand before each of its ellipses, where the text may go on for free.
    """
    cost = np.zeros((len(quoted) + 1, len(text) + 1), dtype=np.int64)
    along = np.arange(len(text) + 1) * DROPPED
    for row, number in enumerate(quoted, 1):
        best = cost[row - 1] + ADDED
        best[1:] = np.minimum(best[1:], cost[row - 1, :-1] + np.where(text == number, 0, CHANGED))
        if row in elided:
            best = np.minimum.accumulate(best)
        elif row < len(quoted):
            best = np.minimum.accumulate(best - along) + along
        cost[row] = best
    return _path(cost, quoted, text, elided)


def _path(cost: Numbers, quoted: Numbers, text: Numbers, elided: Collection[int]) -> list[Pair]:
    row, column = len(quoted), int(np.argmin(cost[-1]))
    pairs: list[Pair] = []
    while row:
        here = cost[row, column]
        same = column > 0 and bool(text[column - 1] == quoted[row - 1])
        if column and here == cost[row - 1, column - 1] + (0 if same else CHANGED):
            row, column = row - 1, column - 1
            pairs.append(Pair(row, column, same))
        elif here == cost[row - 1, column] + ADDED:
            row -= 1
            pairs.append(Pair(row, None, False))
        else:
            column -= 1
            if row not in elided:
                pairs.append(Pair(None, column, False))
    return pairs[::-1]
