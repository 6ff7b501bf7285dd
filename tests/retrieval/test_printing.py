"""What a person reads of comparisons, pairs and key passages."""

import pytest

from retrieval import Library
from retrieval.printing import key, pairs, sides


def test_a_silent_essay_says_so(library: Library) -> None:
    text = "\n".join(sides(library.compare("A weed is a plant that one neighbour did not ask for")))
    assert text.startswith("\n“Night Bread” does not take this up.")
    assert "— Mara Lind, “The Allotment”, § Weeds, ¶ 2" in text


def test_pairs_are_numbered_and_none_is_said(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(pairs(())) == ["No two essays here speak about the same thing."]
    monkeypatch.setattr("retrieval.contrast.NEAR", -1)
    text = "\n".join(pairs(library.contrasts()))
    assert text.startswith("\n1. Both: ")
    assert text.count("only here") % 2 == 0


def test_an_essay_is_introduced_by_terms_and_passages(library: Library) -> None:
    info = library.essay("night-bread").info
    lines = list(key(info, ("dough", "oven"), library.key_passages("night-bread", 1)))
    assert lines[0] == "Night Bread: dough, oven"
    assert "— “Night Bread”, ¶" in lines[1]
