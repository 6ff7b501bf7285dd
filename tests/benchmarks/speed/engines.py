"""Rows 6 and 7: a server's own 10,000 passages among those of all servers, searched by us and by what people pick."""

import statistics
from collections.abc import Iterator

from rich.console import Console

from tests.benchmarks.libraries import BUILD
from tests.benchmarks.speed import vectors
from tests.benchmarks.speed.driver import NotMeasured, Worker, in_turn
from tests.benchmarks.speed.figures import Aim, Row, compared, overlap
from tests.benchmarks.speed.rows import CHUNK, Stand

MANY, FEWER = 1_000_000, 100_000
"""Vectors of all servers; fewer for an engine that would take a quarter of an hour or more to build."""

SLOW = ("chromadb",)
AIMS = {"sqlite-vec": 0.15, "chromadb": 0.01, "lancedb": 0.02, "txtai": 0.05}
SERVER = 5

BYTES = {"sqlite-vec": 1.7e9, "lancedb": 1.7e9, "chromadb": 0.3e9, "txtai": 2.5e9}
"""On the disk, at the sizes above."""

err = Console(stderr=True)


def bytes_needed(quick: bool) -> float:
    """Room for vectors and engines that are not built yet."""
    rows = FEWER if quick else MANY
    own = sum(0 if vectors.path_of(size).exists() else size * 1536 for size in {FEWER, rows})
    return own + (0 if quick else sum(each for name, each in BYTES.items() if not _built(name, rows_of(name, quick))))


def rows_of(engine: str, quick: bool) -> int:
    """Among how many vectors an engine is asked."""
    return FEWER if quick or engine in SLOW else MANY


def searching(stand: Stand, engines: Worker | None) -> Iterator[Row]:
    """Our own scan of the server's block against a full scan by numpy and, where they are installed, the engines."""
    files = {size: vectors.file_of(size) for size in {rows_of("numpy", stand.quick), FEWER}}
    peer = engines or stand.plain
    for name in ("numpy", *AIMS):
        size = rows_of(name, stand.quick)
        number, what = ("6", "a full scan by numpy") if name == "numpy" else ("7", name)
        aim = Aim(AIMS.get(name, 0.02))
        what = f"Search in {vectors.OWN:,} of {size:,} passages / {what}"
        folder = BUILD / "engines" / f"{size}"
        try:
            if name != "numpy" and not engines:
                raise NotMeasured("not installed: make peers")
            if stand.quick and name != "numpy" and not _built(name, size):
                raise NotMeasured("not built yet: make bench")
            with err.status(f"Building {name} of {size:,} vectors"):
                seconds = peer("build", engine=name, vectors=files[size], servers=vectors.servers(size), folder=folder)
            if seconds is not None:
                err.print(f"{name}: {size:,} vectors in {seconds:.0f} s")
            yield _row(stand, peer, name, size, number, what, aim)
        except NotMeasured as error:
            yield Row(number, what, "ms", aim=aim, note=str(error))


def _row(stand: Stand, peer: Worker, name: str, size: int, number: str, what: str, aim: Aim) -> Row:
    folder = BUILD / "engines" / f"{size}"
    found: dict[str, list[list[int]]] = {"ours": [], "peer": []}

    def place(turn: int) -> dict[str, int]:
        return {"server": SERVER, "first": turn * CHUNK % vectors.QUESTIONS, "number": CHUNK}

    def ours(turn: int) -> float:
        seconds, rows = stand.ours("search", rows=size, **place(turn))
        found["ours"] += rows
        return statistics.median(seconds)

    def theirs(turn: int) -> float:
        seconds, rows = peer("search", engine=name, folder=folder, questions=vectors.asked(), **place(turn))
        found["peer"] += rows
        return statistics.median(seconds)

    took = in_turn({"ours": ours, "peer": theirs}, stand.runs.searches)
    wanted = [row for turn in range(stand.runs.searches + 1) for row in stand.ours("exact", rows=size, **place(turn))]
    mine, other = overlap(found["ours"], wanted), overlap(found["peer"], wanted)
    notes = [f"its recall {other:.2f}"]
    if size < rows_of("numpy", quick=False):
        notes.append("among fewer, which flatters it" if name in SLOW else "among fewer, for quickness")
    return compared(
        number,
        what,
        took["ours"],
        took["peer"],
        aim,
        also=((f"our recall {mine:.4g}", mine == 1),),
        note="; ".join(notes),
        judged=name in SLOW or size == MANY,
    )


def _built(name: str, size: int) -> bool:
    return (BUILD / "engines" / f"{size}" / name / "built").exists()
