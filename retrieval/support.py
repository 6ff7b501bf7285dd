"""How sure are we that the first excerpt answers the question? A number between 0 and 1, and where an answer begins.

All numbers of this judgement stand here. They were fitted in November 2026 with the default model to whether the first
excerpt holds the answer: on the questions in `seeds/questions`, on two sets of questions about three other essays (200)
and the same within 35 articles of Wikipedia, and on the development questions of SQuAD 2.0 and CLAPnq; and on questions
of each put to a library of another subject. A set about essays weighs three times, one of SQuAD's 1,000 questions a
tenth. `make reliability` draws how well they hold.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Literal

Strictness = Literal["strict", "balanced", "open"]

THRESHOLDS: Mapping[Strictness, float] = MappingProxyType({"strict": 0.5, "balanced": 0.28, "open": 0.18})
"""From this support on the excerpts are an answer; below, they are "near, not an answer".

"balanced" was chosen where about 85 of 100 answerable questions about essays are answered; of those that the essays
nearly answer, 10 to 35 are too, of those about other things 4. "strict" answers 60 and 10, "open" 95 and 45.
"""

LACKING = 0.05
"""Support at most where a name or a number of the question stands nowhere in the library: of 500 answerable questions
two had such a name, and both spelled it wrong. The same goes for a question of nothing but function words."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What can be seen of the first excerpt, all 0 to 1."""

    sentence: float
    """Cosine of its best sentence with the question."""
    tokens: float
    """Late interaction with it."""
    weakest: float
    """How well the question's least matched content word is matched in it."""
    asked: float
    """How badly the thing is matched whose name, number or the like is asked for (see `details`); 0 without one."""
    named: float
    """1 when a name or a number that is asked about stands nowhere in the library, 0.5 when only a term does not."""


WEIGHTS = Evidence(sentence=4.25, tokens=1.59, weakest=2.06, asked=-2.30, named=-0.68)
BIAS = -3.69
"""Logistic regression."""

_values = attrgetter(*Evidence.__slots__)


def support(evidence: Evidence) -> float:
    """The chance that the first excerpt is right, going by the evidence."""
    parts = zip(_values(WEIGHTS), _values(evidence), strict=True)
    chance = 1 / (1 + math.exp(-(BIAS + sum(weight * value for weight, value in parts))))
    return min(chance, LACKING) if evidence.named == 1 else chance
