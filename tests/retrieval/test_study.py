"""What is costly is worked out once, for as long as the library stays as it is."""

import pytest

from retrieval import Library
from tests.retrieval.conftest import NOW


def test_it_is_worked_out_once_until_an_essay_comes_or_goes(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(index: object, essay: int, number: int) -> list[tuple[int, float]]:
        asked.append(essay)
        return []

    monkeypatch.setattr("retrieval.study.key_sentences", counted)
    for _ in range(2):
        library.key_passages("night-bread")
    assert len(asked) == 1
    library.remove("the-allotment", NOW)
    library.key_passages("night-bread")
    assert len(asked) == 2


def test_pairs_are_looked_for_once_whatever_is_asked_of_them(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("retrieval.study.neighbours", lambda index: asked.append(index) or [])
    library.contrasts()
    library.contrasts(["night-bread"], limit=1)
    assert len(asked) == 1
    library.remove("night-bread", NOW)
    library.contrasts()
    assert len(asked) == 2
