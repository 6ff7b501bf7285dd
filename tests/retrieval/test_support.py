"""How sure: more of what speaks for an answer never makes it less sure, and a name that is lacking ends it."""

from dataclasses import astuple, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.support import LACKING, THRESHOLDS, WEIGHTS, Evidence, support

SHARE = st.floats(0, 1)
EVIDENCE = st.builds(Evidence, *[SHARE] * len(fields(Evidence)))
NAMES = [field.name for field in fields(Evidence)]


@given(EVIDENCE)
def test_it_is_a_chance(evidence: Evidence) -> None:
    assert 0 <= support(evidence) <= 1


@given(EVIDENCE, st.sampled_from(NAMES), SHARE)
def test_each_piece_of_evidence_speaks_one_way(evidence: Evidence, name: str, value: float) -> None:
    weight = astuple(WEIGHTS)[NAMES.index(name)]
    more = replace(evidence, **{name: max(value, getattr(evidence, name))})
    assert (support(more) - support(evidence)) * weight >= 0


@given(EVIDENCE)
def test_a_name_that_stands_nowhere_is_never_answered(evidence: Evidence) -> None:
    assert support(replace(evidence, named=1.0)) <= LACKING < min(THRESHOLDS.values())


def test_what_is_asked_for_exactly_must_be_there() -> None:
    about = Evidence(sentence=0.5, tokens=0.6, weakest=0.3, asked=0.0, named=0.0)
    assert support(about) > THRESHOLDS["balanced"] > support(replace(about, asked=0.8))


def test_stricter_asks_for_more() -> None:
    assert THRESHOLDS["strict"] > THRESHOLDS["balanced"] > THRESHOLDS["open"] > 0
    assert support(Evidence(1, 1, 1, 0, 0)) == pytest.approx(0.99, abs=0.02)
