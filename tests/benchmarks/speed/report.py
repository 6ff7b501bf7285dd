"""What was found, as a table in the terminal, as Markdown, and as JSON from which the picture can be drawn again."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.speed.figures import Aim, Row, number
from tests.benchmarks.speed.growth import Growth
from tests.benchmarks.stages import markdown

HEAD = ("#", "measured: ours / peer", "ours", "peer", "ratio", "aim", "met")
SETS = ("R@1", "excerpt @1", "excerpt @3", "AUROC")
VERDICTS = {True: "yes", False: "NO", None: "–"}


@dataclass(slots=True)
class Findings:
    """All of a run. `quality`: by precision and question set; `notes`: what else a reader should know."""

    machine: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    growth: Growth = field(default_factory=Growth)
    quality: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def kept(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Findings":
        found = json.loads(path.read_text(encoding="utf-8"))
        rows = [Row(**row | _as_values(row)) for row in found["rows"]]
        by_size = {name: {int(size): one for size, one in each.items()} for name, each in found["growth"].items()}
        return cls(found["machine"], rows, Growth(**by_size), found["quality"], found["notes"])


def _as_values(row: dict[str, Any]) -> dict[str, Any]:
    """What JSON has as dictionaries and lists."""
    return {
        "aim": row["aim"] and Aim(**row["aim"]),
        "also": tuple(map(tuple, row["also"])),
        "spread": row["spread"] and tuple(row["spread"]),
    }


def print_report(found: Findings, console: Console) -> None:
    for line in found.machine:
        console.print(line, style="dim", highlight=False)
    table = Table(*HEAD, title="Footnote beside what people would pick instead")
    for column in table.columns[2:6]:
        column.justify = "right"
    for row, cells in zip(found.rows, map(_cells, found.rows), strict=True):
        style = {True: "green", False: "bold red", None: ""}[row.met]
        table.add_row(
            *cells[:1], cells[1] + "".join(f"\n[dim]{one}[/]" for one in _remarks(row)), *cells[2:], style=style
        )
    console.print(table)
    for title, head, body in _others(found):
        other = Table(*head, title=title)
        for line in body:
            other.add_row(*line)
        console.print(other)
    for note in found.notes:
        console.print(note, highlight=False)


def as_markdown(found: Findings) -> str:
    lines = ["# Footnote beside what people would pick instead", "", *(f"- {line}" for line in found.machine), ""]
    body = [(*_cells(row), "; ".join(_remarks(row))) for row in found.rows]
    lines += [*_left(markdown([(*HEAD, "remarks"), *body])), ""]
    for title, head, others in _others(found):
        lines += [f"## {title}", "", *markdown([head, *others]), ""]
    return "\n".join([*lines, *(f"{note}\n" for note in found.notes)])


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "–" if row.ratio is None else number(row.ratio, 3)
    if row.spread:
        ratio += f" ({number(row.spread[0])}–{number(row.spread[1])})"
    aim = row.aim.shown(row.unit) if row.aim and row.judged else "–"
    return row.number, row.what, _figure(row.ours, row.unit), _figure(row.peer, row.unit), ratio, aim, VERDICTS[row.met]


def _remarks(row: Row) -> list[str]:
    return [one for one in (*(text for text, _ in row.also), row.note) if one]


def _figure(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{number(value)} {unit}"


def _others(found: Findings) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    growth = found.growth
    if growth.milliseconds:
        head = ("passages", "ms an answer", "MB in memory", "s to the first answer", "ms of /compare")
        columns = growth.milliseconds, growth.megabytes, growth.loading, growth.comparing
        body = [
            (f"{size:,}", *(number(each[size]) if size in each else "–" for each in columns))
            for size in growth.milliseconds
        ]
        if len(body) > 1:
            body.append(("exponent", *(f"{one:.2f}" for one in growth.exponents()), "", ""))
        yield "Growth with the library", head, body
    quality = [
        (one["title"], f"{one['questions']:,}", precision, *(_share(one[name]) for name in SETS))
        for precision, sets in found.quality.items()
        for one in sets.values()
    ]
    if quality:
        yield "Quality of the same answers", ("questions", "number", "model", *SETS), sorted(quality)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _left(lines: Iterator[str]) -> list[str]:
    """The columns of words and not of figures begin at the left."""
    head, rule, *body = lines
    return [head, rule.replace("---:", "---", 1).removesuffix("---: |") + "--- |", *body]
