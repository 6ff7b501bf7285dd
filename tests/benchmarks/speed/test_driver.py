"""Candidates take turns, answer by lines, and know nothing of Footnote where they are its peers."""

import ast
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.speed import grown, install, machine, vectors
from tests.benchmarks.speed.driver import NotMeasured, Worker, in_turn
from tests.benchmarks.speed.serving import status_megabytes

HERE = Path(__file__).parent


def test_candidates_take_turns_and_the_first_round_does_not_count() -> None:
    turns: list[tuple[str, int]] = []

    def candidate(name: str, turn: int) -> float:
        turns.append((name, turn))
        return float(turn)

    figures = in_turn({"a": lambda turn: candidate("a", turn), "b": lambda turn: candidate("b", turn)}, 2)
    assert figures == {"a": [1.0, 2.0], "b": [1.0, 2.0]}
    assert turns == [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2), ("b", 2)]


def test_a_worker_answers_and_says_what_went_wrong() -> None:
    with Worker("peers", python=Path(sys.executable)) as worker:
        assert list(worker("versions", names=["numpy"])) == ["numpy"]
        with pytest.raises(NotMeasured, match="PackageNotFoundError"):
            worker("versions", names=["no-such-package"])
        assert worker("versions", names=[]) == {}


@pytest.mark.parametrize("name", ["peers.py", "serving.py"])
def test_what_runs_in_the_peers_environment_imports_nothing_of_footnote(name: str) -> None:
    tree = ast.parse((HERE / name).read_text(encoding="utf-8"))
    imported = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    imported |= {each.name for one in ast.walk(tree) if isinstance(one, ast.Import) for each in one.names}
    ours = {one for one in imported if one and one.split(".")[0] in ("bot", "retrieval", "tests")}
    assert ours <= {"tests.benchmarks.speed.serving"}


def test_torch_is_the_first_of_the_peers_and_every_one_is_pinned() -> None:
    pins = install.pins(install.WANTED.read_text(encoding="utf-8"))
    assert pins[0] == "torch==2.13.0"
    assert all("==" in pin for pin in pins)


def test_what_the_system_says_is_read() -> None:
    assert machine.processor("processor: 0\nmodel name\t: Some Processor @ 2 GHz\n") == "Some Processor @ 2 GHz"
    assert status_megabytes("VmHWM:\t  9 kB\nVmRSS:\t   1000 kB\n", "VmRSS") == pytest.approx(1.024)


def test_a_grown_text_is_what_its_layout_says() -> None:
    sentences = [["One is here.", "Two is there."], ["Three."]]
    layout = grown._laid_out(sentences)
    assert layout.text == "One is here. Two is there.\n\nThree."
    cut = [[layout.text[span.start : span.end] for span in one.sentences] for one in layout.paragraphs]
    assert cut == sentences
    assert [layout.text[one.passages[0].start : one.passages[0].end] for one in layout.paragraphs] == [
        "One is here. Two is there.",
        "Three.",
    ]


def test_the_nearest_vectors_are_those_with_the_highest_cosines() -> None:
    rows = np.eye(12, 384, dtype=np.float32)
    question = np.arange(384, dtype=np.float32)[np.newaxis]
    assert vectors.nearest(rows, question) == [list(range(11, 1, -1))]
    assert vectors.of_server(np.zeros((20_000, 4), dtype=np.float32), 1).shape == (10_000, 4)
