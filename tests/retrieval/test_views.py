"""Values made from columns: each once, and rows by their ids."""

import numpy as np
import pytest

from retrieval import Library, views
from retrieval.views import RowOf


@pytest.mark.parametrize("ids", [[3, 5, 9], [9, 3, 5]])
def test_the_row_of_each_id(ids: list[int]) -> None:
    row = RowOf(np.array(ids))
    assert [row[number] for number in ids] == [0, 1, 2]
    assert row.of([4, *ids, 99, 0]).tolist() == [-1, 0, 1, 2, -1, -1]
    assert row.of([]).tolist() == []
    with pytest.raises(KeyError):
        row[4]


def test_where_there_are_no_ids_there_are_no_rows() -> None:
    assert RowOf(np.array([], dtype=np.int64)).of([1, 2]).tolist() == [-1, -1]


def test_a_paragraph_is_made_once_and_not_kept_for_ever(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "REMEMBERED", 2)
    places = library._loaded().places
    assert places[0] is places[np.int64(0)]
    assert [place.paragraph.text for place in places] == [place.paragraph.text for place in places[:]]
    assert len(places._made) <= 2
    assert places[-1] == places[len(places) - 1]
