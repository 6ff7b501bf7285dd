"""Benchmark libraries hold what their folders hold, and are kept between runs."""

from pathlib import Path

import pytest

from tests.benchmarks import libraries
from tests.benchmarks.libraries import Benchmark, benchmarks, opened
from tests.benchmarks.stages import markdown
from tests.fakes import WordEncoder


def test_only_the_starter_essays_are_always_there(tmp_path: Path) -> None:
    assert list(benchmarks(tmp_path)) == ["starter"]
    (tmp_path / "eval" / "clapnq" / "library").mkdir(parents=True)
    (tmp_path / "eval" / "clapnq" / "questions.jsonl").touch()
    assert list(benchmarks(tmp_path)) == ["starter", "clapnq"]


def test_a_library_follows_its_folders_and_embeds_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "BUILD", tmp_path / "build")
    one, two = (tmp_path / name for name in ("one", "two"))
    for folder, text in ((one, "The oven is lit at two."), (two, "The gate is shut at dusk.")):
        folder.mkdir()
        (folder / f"{folder.name}.md").write_text(f"# {folder.name}\n\n{text}\n")
    encoder, benchmark = WordEncoder(), Benchmark("both", "Both", (one, two), one / "questions.jsonl")
    with opened(benchmark, encoder) as library:
        assert {info.file for info in library.essays()} == {"one.md", "two.md"}
    embedded = len(encoder.calls)
    (two / "two.md").unlink()
    with opened(benchmark, encoder) as library:
        assert {info.file for info in library.essays()} == {"one.md"}
    assert len(encoder.calls) == embedded


def test_rows_become_a_markdown_table() -> None:
    assert list(markdown([("stages", "R@1"), ("words", "0.5")])) == [
        "| stages | R@1 |",
        "| --- | ---: |",
        "| words | 0.5 |",
    ]
