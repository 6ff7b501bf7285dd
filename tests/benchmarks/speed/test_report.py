"""What was found is shown in full, and the picture can be drawn again from what was kept of it."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from tests.benchmarks.speed.chart import draw
from tests.benchmarks.speed.figures import Aim, Row
from tests.benchmarks.speed.growth import Growth
from tests.benchmarks.speed.report import Findings, as_markdown, print_report

SETS = {"starter": {"title": "Starter essays", "questions": 158, "R@1": 0.9, "excerpt @1": 0.8, "excerpt @3": 0.9}}

FOUND = Findings(
    ["Some processor, 2 cores"],
    [
        Row("1", "Question embedding / encode", "ms", 4, 10, Aim(0.45), spread=(0.38, 0.42)),
        Row("7", "Search in 10,000 of 1,000,000 passages / lancedb", "ms", aim=Aim(0.02), note="not installed"),
        Row("9", "Scan / reading", "GB/s", 8, 10, Aim(0.9, least=True)),
        Row("10", "Slowest answer", "s", 0.4, aim=Aim(0.5, absolute=True)),
    ],
    Growth({1_000: 2.0, 10_000: 4.0}, {1_000: 1.0, 10_000: 10.0}, {1_000: 0.1, 10_000: 0.2}, {1_000: 5.0}),
    {"fp32": {name: one | {"AUROC": None} for name, one in SETS.items()}},
    ["Medians."],
)


def test_every_row_is_in_the_markdown_also_those_that_were_not_measured() -> None:
    lines = as_markdown(FOUND).splitlines()
    assert "| 1 | Question embedding / encode | 4.0 ms | 10 ms | 0.400 (0.38–0.42) | ≤ 0.45 | yes |  |" in lines
    assert any("lancedb" in line and "| – | – | – | ≤ 0.020 | – | not installed |" in line for line in lines)
    assert any("≥ 0.90 | NO" in line for line in lines)
    assert any("0.40 s | – | – | ≤ 0.50 s | yes" in line for line in lines)
    assert "| exponent | 0.30 | 1.00 |  |  |" in lines
    assert "| Starter essays | 158 | fp32 | 0.900 | 0.800 | 0.900 | – |" in lines


def test_the_terminal_shows_the_same() -> None:
    console = Console(file=StringIO(), width=150)
    print_report(FOUND, console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(words in shown for words in ("Question embedding", "not installed", "Starter essays", "Medians."))


def test_findings_are_kept_and_drawn(tmp_path: Path) -> None:
    FOUND.kept(tmp_path / "bench.json")
    again = Findings.read(tmp_path / "bench.json")
    assert again == FOUND
    draw(again, tmp_path / "bench.png")
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_needs_no_growth(tmp_path: Path) -> None:
    draw(Findings(rows=FOUND.rows), tmp_path / "bench.png")
    assert (tmp_path / "bench.png").stat().st_size > 0
