"""`make bench` and `make bench-quick`: every row of the table in one tree of processes that take turns."""

import argparse
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from tests.benchmarks.libraries import BUILD, PROJECT, benchmarks
from tests.benchmarks.speed import engines, grown, growth, install, machine, material, rows
from tests.benchmarks.speed.chart import draw
from tests.benchmarks.speed.driver import NotMeasured, Worker, peers_python
from tests.benchmarks.speed.figures import Row
from tests.benchmarks.speed.report import Findings, as_markdown, print_report
from tests.benchmarks.speed.rows import QUICK, Runs, Stand

PICTURE = PROJECT / "deploy" / "pictures" / "bench.png"
KEPT, TABLE = BUILD / "bench.json", BUILD / "bench.md"

SMALLEST = 40
JUDGED = 1_000
ALSO = 10_000
LONGEST = 1_000_000
QUICK_SETS = ("starter", "essays")
ALL_ROWS = ("1", "3", "4", "6", "8", "9", "10", "11", "growth", "quality")
"""What --only may name: 2 comes with 1, 5 with 4, 7 with 6."""

err = Console(stderr=True)


def main() -> None:
    wish = _wish()
    if wish.draw:
        draw(Findings.read(KEPT), PICTURE)
        print(PICTURE)
        return
    BUILD.mkdir(parents=True, exist_ok=True)
    begun, found = time.monotonic(), Findings()
    with ExitStack() as stack:
        stand, peer = _stand(stack, wish.quick)
        versions = peer("versions", names=["sqlite-vec", "chromadb", "lancedb", "txtai"]) if peer else {}
        found.machine = machine.described(versions)
        try:
            _measure(found, stand, peer, wish.only)
        except KeyboardInterrupt:
            found.notes.append("Interrupted: some rows are missing.")
    found.notes.append(f"{_how(stand.runs)} {time.monotonic() - begun:.0f} s in all.")
    if not wish.only:
        found.kept(KEPT.with_stem("bench-quick") if wish.quick else KEPT)
        (TABLE.with_stem("bench-quick") if wish.quick else TABLE).write_text(as_markdown(found), encoding="utf-8")
    if wish.picture or not (wish.quick or wish.only):
        draw(found, PICTURE)
    console = Console()
    print_report(found, console if console.is_terminal else Console(width=150))


def _how(runs: Runs) -> str:
    return (
        "Medians; in brackets between which the middle half of the rounds' ratios lies. Rounds, in turn: "
        f"{runs.questions} of {rows.CHUNK} questions, {runs.portions} of indexing, {runs.starts} starts, "
        f"{runs.searches} of {rows.CHUNK} searches, {runs.scans} scans, {runs.crowds} crowds, {runs.commands} "
        "commands; the first of each is not counted. One thread on one core for both, but for rows 10 and 11."
    )


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under three minutes: nothing of a million, fewer rounds")
    parser.add_argument("--picture", action="store_true", help="draw the README's picture also of a quick run")
    parser.add_argument("--draw", action="store_true", help="only draw the picture of the last full run again")
    parser.add_argument("--only", nargs="+", choices=ALL_ROWS, help="only these rows, in the terminal only")
    return parser.parse_args()


def _stand(stack: ExitStack, quick: bool) -> tuple[Stand, Worker | None]:
    if not quick:
        install.main()
    python = peers_python()
    if python is None:
        err.print("Without the peers' environment, sentence-transformers is Footnote's own; `make bench` installs it.")
    peer = stack.enter_context(Worker("peers", python=python)) if python else None
    plain = stack.enter_context(Worker("peers", python=python))
    ours = stack.enter_context(Worker("ours"))
    whole = stack.enter_context(Worker("ours", one_core=False))
    return Stand(ours, plain, whole, QUICK if quick else Runs(), material.questions(), quick), peer


def _measure(found: Findings, stand: Stand, peer: Worker | None, only: list[str] | None) -> None:
    wanted = only or ALL_ROWS
    sizes = [SMALLEST, *growth.SIZES] if not stand.quick else [SMALLEST, JUDGED, ALSO]
    if not {"8", "10", "11", "growth"} & set(wanted):
        sizes = []
    elif only and "growth" not in only:
        sizes = [SMALLEST, JUDGED, ALSO]
    _require_room(stand, sizes, "6" in wanted)
    paths = {}
    for size in sizes:
        with err.status(f"A library of {size:,} passages"):
            paths[size] = stand.whole("make", passages=size)
    answering = {size: paths[size] for size in (SMALLEST, JUDGED, ALSO) if size in paths}
    steps: dict[str, tuple[str, Callable[[], Iterable[Row]]]] = {
        "1": ("Embedding questions", lambda: rows.encoding(stand)),
        "3": ("Indexing", lambda: rows.indexing(stand)),
        "4": ("Starting", lambda: rows.starting(stand)),
        "6": ("Searching", lambda: engines.searching(stand, peer)),
        "8": ("Answering", lambda: rows.answering(stand, answering)),
        "9": ("Scanning", lambda: rows.scanning(stand)),
        "10": ("Fifty askers", lambda: [rows.crowding(stand, paths[JUDGED])]),
        "11": ("Simulated Discord", lambda: rows.commanding(stand, paths[JUDGED])),
    }
    for name, (title, step) in steps.items():
        if name in wanted:
            _take(found, name, title, step)
    if "growth" in wanted:
        own = {size: path for size, path in paths.items() if size != SMALLEST}
        with err.status("Growth") as status:
            try:
                found.growth = growth.growing(stand, own, paths[SMALLEST], status.update)
            except NotMeasured as error:
                found.notes.append(f"Growth was not measured: {error}")
        if LONGEST in paths:
            crowd = lambda: [rows.crowding(stand, paths[LONGEST], "growth", limit=3.0, rounds=2)]  # noqa: E731
            _take(found, "growth", "Fifty askers among a million passages", crowd)
    if "quality" in wanted:
        names = [name for name in benchmarks() if not stand.quick or name in QUICK_SETS]
        for precision in ("fp32", "int8"):
            with err.status(f"Quality with {precision}"):
                found.quality[precision] = stand.whole("quality", precision=precision, names=names)


def _take(found: Findings, name: str, title: str, step: Callable[[], Iterable[Row]]) -> None:
    """Add the rows of a step; where it fails, a row that says so."""
    begun = time.monotonic()
    with err.status(title):
        try:
            found.rows += step()
        except NotMeasured as error:
            found.rows.append(Row(name, title, "ms", note=f"not measured: {error}"))
    err.print(f"{title}: {time.monotonic() - begun:.0f} s", style="dim", highlight=False)


def _require_room(stand: Stand, sizes: list[int], searched: bool) -> None:
    """Say how much is to be written, and end here where there is no room for it."""
    missing = stand.ours("missing", sizes=sizes)
    needed = grown.bytes_needed(missing) + (engines.bytes_needed(stand.quick) if searched else 0)
    free = shutil.disk_usage(BUILD).free
    if needed > 0.9 * free:
        raise SystemExit(
            f"{needed / 1e9:.0f} GB are to be written into {BUILD}, and {free / 1e9:.0f} GB are free there."
        )
    if needed > 1e9:
        shown = Path(*BUILD.parts[-2:])
        err.print(
            f"{needed / 1e9:.0f} GB are written into {shown} and kept for the next run ({free / 1e9:.0f} GB free)."
        )


if __name__ == "__main__":
    main()
