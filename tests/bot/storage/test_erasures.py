"""The memory of erasures: who was erased since, without a word of who it was."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage.erasures import REMEMBERED, Erasures, Mark
from tests.traces import traces

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANN, HERE = 1111111111111111111, 3333333333333333333


@pytest.fixture
def memory(tmp_path: Path) -> Erasures:
    return Erasures(tmp_path / "erasures.jsonl")


def test_whoever_was_erased_since_is_known_by_her_id_only(memory: Erasures, tmp_path: Path) -> None:
    before = memory.mark()
    with memory.noting(NOW, member=ANN):
        between = memory.mark()
    after = memory.mark()
    assert [memory.since(mark)(None, ANN) for mark in (before, between, after)] == [True, True, False]
    assert not memory.since(before)(HERE, ANN)
    assert not memory.since(before)(None, ANN + 1)
    assert traces(tmp_path, ANN) == []


def test_a_member_of_a_server_and_a_server_are_three_things(memory: Erasures) -> None:
    with memory.noting(NOW, guild=HERE, member=ANN), memory.noting(NOW, guild=HERE + 1):
        pass
    erased = memory.since(None)
    asked = [(HERE, ANN), (HERE + 1, None), (HERE, None), (None, ANN), (HERE + 1, ANN)]
    assert [erased(*one) for one in asked] == [True, True, False, False, False]


def test_of_another_memory_all_lines_count(memory: Erasures) -> None:
    with memory.noting(NOW, member=ANN):
        pass
    assert memory.since(Mark("another", 99))(None, ANN)


def test_without_a_file_nobody_was_erased(memory: Erasures, tmp_path: Path) -> None:
    assert (memory.mark(), memory.since(None)(None, ANN)) == (Mark("", 0), False)
    memory.thin(NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", range(1, 60, 7))
def test_a_line_that_was_cut_off_costs_no_other(memory: Erasures, left: int) -> None:
    with memory.noting(NOW, member=ANN):
        pass
    whole = memory.path.read_bytes()
    memory.path.write_bytes(whole[:-left])
    with memory.noting(NOW, member=ANN + 1):
        pass
    erased = memory.since(None)
    assert erased(None, ANN)
    assert erased(None, ANN + 1)


def test_what_is_too_old_is_forgotten_and_numbers_go_on(memory: Erasures) -> None:
    with memory.noting(NOW, member=ANN):
        pass
    old = memory.mark()
    memory.thin(NOW + REMEMBERED - timedelta(days=1))
    assert memory.since(None)(None, ANN)
    with memory.noting(NOW + REMEMBERED, member=ANN + 1):
        pass
    memory.thin(NOW + REMEMBERED)
    assert not memory.since(None)(None, ANN)
    assert memory.since(None)(None, ANN + 1)
    assert memory.mark() == Mark(old.memory, 4)
    assert memory.forgets(Mark(old.memory, 1))
    assert not memory.forgets(old)
    memory.thin(NOW + 9 * REMEMBERED)
    assert memory.mark() == Mark(old.memory, 4)
