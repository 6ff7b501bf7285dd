"""The rows that are about the encoder, an answer and the bot: who is compared with whom, how often, and the aim."""

import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.benchmarks.libraries import BUILD, MODELS
from tests.benchmarks.speed import material
from tests.benchmarks.speed.driver import NotMeasured, Worker, command, environment, in_turn, to_one_core
from tests.benchmarks.speed.figures import Aim, Row, compared, quarters

CHUNK = 10
"""Questions of one repetition; its figure is their median."""

ASKERS = 50
OVERLAP = 0.88
MEGABYTES = 220


@dataclass(frozen=True, slots=True)
class Runs:
    """How often each thing is measured."""

    questions: int = 14
    portions: int = 6
    starts: int = 7
    searches: int = 15
    scans: int = 9
    crowds: int = 8
    commands: int = 60
    texts: int = 400


QUICK = Runs(questions=4, portions=2, starts=2, searches=5, scans=5, crowds=3, commands=20, texts=100)


@dataclass(slots=True)
class Stand:
    """Who is there: Footnote and plain sentence-transformers with one core, and Footnote with all of them."""

    ours: Worker
    plain: Worker
    whole: Worker
    runs: Runs
    asked: list[str]
    quick: bool

    def chunk(self, turn: int) -> list[str]:
        """The questions of one repetition: the same for all who take this turn, and for nobody again soon."""
        start = turn * CHUNK % (len(self.asked) - CHUNK)
        return self.asked[start : start + CHUNK]

    def plainly(self, turn: int) -> float:
        """A bare embedding of a question by its defaults."""
        return statistics.median(self.plain("embed", questions=self.chunk(turn)))

    def answered(self, path: str) -> Callable[[int], float]:
        """Whole answers from a library."""
        return lambda turn: statistics.median(self.ours("ask", path=path, questions=self.chunk(turn)))


def encoding(stand: Stand) -> Iterator[Row]:
    """Rows 1 and 2."""

    def ours(precision: str, turn: int) -> float:
        return statistics.median(stand.ours("embed", questions=stand.chunk(turn), precision=precision))

    took = in_turn(
        {"fp32": partial(ours, "fp32"), "int8": partial(ours, "int8"), "plain": stand.plainly}, stand.runs.questions
    )
    note = "with the vectors of its tokens, which `encode` leaves out"
    yield compared(
        "1", "Question embedding / SentenceTransformer.encode", took["fp32"], took["plain"], Aim(0.45), note=note
    )
    texts = [one for file in material.files() for one in material.embedded_texts(material.layout_of(file))[0]]
    alike = stand.ours("nearest_alike", questions=stand.asked[:100], texts=texts[: stand.runs.texts])
    yield compared(
        "2",
        "The same with int8",
        took["int8"],
        took["plain"],
        Aim(0.18),
        also=((f"top-10 overlap {alike:.2f}, at least {OVERLAP}", alike >= OVERLAP),),
    )


def indexing(stand: Stand) -> Iterator[Row]:
    """Row 3: each repetition is another part of the library, for all who take this turn."""
    portions = list(_portions(stand))
    texts = BUILD / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    sizes = []
    for number, files in enumerate(portions):
        cut = [material.embedded_texts(material.layout_of(file)) for file in files]
        passages, sentences = ([one for each in cut for one in each[kind]] for kind in (0, 1))
        (texts / f"{number}.json").write_text(json.dumps(passages + sentences))
        (texts / f"{number}-passages.json").write_text(json.dumps(passages))
        sizes.append((len(passages), len(sentences)))

    def ours(turn: int) -> float:
        return stand.ours("index", files=[str(file) for file in portions[turn]]) / sum(sizes[turn])

    def plain(ending: str, turn: int) -> float:
        took = stand.plain("index", texts=texts / f"{turn}{ending}.json", target=texts / "plain.db")
        return took / sum(sizes[turn])

    candidates = {"ours": ours, "plain": partial(plain, ""), "passages": partial(plain, "-passages")}
    took = in_turn(candidates, len(portions) - 1)
    of = f"{sum(one for one, _ in sizes[1:]):,} passages and {sum(one for _, one in sizes[1:]):,} sentences"
    yield compared(
        "3",
        "Indexing a library / encode with its defaults + sqlite-utils",
        took["ours"],
        took["plain"],
        Aim(0.36),
        note=f"per text, of {of}; ours also reads and cuts the files, in a process apart, and keeps token vectors",
    )
    yield compared(
        "3b",
        "… / the same, but its passages only, which is less work",
        took["ours"],
        took["passages"],
        note="per text that ours embeds",
        judged=False,
    )


def starting(stand: Stand) -> Iterator[Row]:
    """Rows 4 and 5: child processes, from their start to their first answer."""
    folder = BUILD / "first"
    folder.mkdir(parents=True, exist_ok=True)
    files = [str(file) for file in material.files(starter_only=True)]
    stand.ours("filled", files=files, path=folder / "prepared.db")
    if not (folder / "reference.db").exists():
        shutil.copyfile(folder / "prepared.db", folder / "reference.db")
    megabytes: dict[str, list[float]] = {"prepared": [], "reference": []}

    def started(kind: str, turn: int) -> float:
        begun = time.perf_counter()
        words = [kind, str(folder / f"{kind}.db"), str(MODELS), stand.asked[turn]]
        with subprocess.Popen(  # noqa: S603 (our own module)
            [*command("first_answer"), *words], stdout=subprocess.PIPE, env=environment(), encoding="utf-8"
        ) as process:
            to_one_core(process.pid)
            assert process.stdout
            line = process.stdout.readline().split()
            seconds = time.perf_counter() - begun
        if not line:
            raise NotMeasured(f"first_answer {kind} ended without an answer")
        megabytes[kind].append(float(line[0]))
        return seconds

    took = in_turn({kind: partial(started, kind) for kind in megabytes}, stand.runs.starts)
    yield compared(
        "4",
        "Cold start to the first answer / with sentence-transformers",
        took["prepared"],
        took["reference"],
        Aim(0.15),
        note="the starter essays, exported model, files in the system's cache",
    )
    ours, theirs = (statistics.median(megabytes[kind][1:]) for kind in ("prepared", "reference"))
    yield Row(
        "5",
        "Resident memory after the first answer / with sentence-transformers",
        "MB",
        ours,
        theirs,
        Aim(0.40),
        also=((f"under {MEGABYTES} MB", ours < MEGABYTES),),
    )


def answering(stand: Stand, paths: dict[int, str]) -> Iterator[Row]:
    """Row 8, and the same in smaller and larger libraries."""
    candidates = {f"{size}": stand.answered(path) for size, path in paths.items()} | {"plain": stand.plainly}
    took = in_turn(candidates, stand.runs.questions)
    judged = 1_000
    for size in sorted(paths, key=lambda size: (size != judged, size)):
        main = size == judged
        yield compared(
            "8" if main else f"8 ({size:,})",
            f"Whole answer among {size:,} passages / bare embedding by encode",
            took[f"{size}"],
            took["plain"],
            Aim(1.0),
            judged=main,
        )


def scanning(stand: Stand) -> Iterator[Row]:
    """Row 9."""
    speeds = in_turn({"scan": lambda _: stand.ours("scan"), "read": lambda _: stand.ours("read")}, stand.runs.scans)
    yield Row(
        "9",
        "Float32 scan / reading the same 1.1 GB",
        "GB/s",
        statistics.median(speeds["scan"]),
        statistics.median(speeds["read"]),
        Aim(0.90, least=True),
        note="read: the quickest of numpy's dot, numpy's sum and memchr",
        spread=quarters([scan / read for scan, read in zip(speeds["scan"], speeds["read"], strict=True)]),
    )


def crowding(stand: Stand, path: str, number: str = "10", limit: float = 0.5, rounds: int | None = None) -> Row:
    """Row 10: many ask at once, on all cores."""
    rounds = rounds or stand.runs.crowds
    asked = [[stand.asked[(turn * ASKERS + one) % len(stand.asked)] for one in range(ASKERS)] for turn in range(rounds)]
    took = stand.whole("crowd", path=path, rounds=asked)
    size, refused = int(Path(path).stem), took["refused"]
    return Row(
        number,
        f"{ASKERS} askers at once among {size:,} passages: slowest answer",
        "s",
        statistics.median(took["slowest"]),
        aim=Aim(limit, absolute=True),
        also=((f"{refused} refused", False),) if refused else (),
        note=f"median of {rounds} rounds; worst {max(took['slowest']):.2f} s, half answered in "
        f"{statistics.median(took['median']):.2f} s",
    )


def commanding(stand: Stand, path: str) -> Iterator[Row]:
    """Row 11."""
    took = stand.whole("discord", path=path, questions=stand.asked[: stand.runs.commands])
    yield compared(
        "11",
        "/ask in the simulated Discord, end to end / the answer alone",
        took["ask"],
        took["answer"],
        Aim(1.5),
        note="among 1,000 passages; from the command's arrival until its answer is sent",
    )


def _portions(stand: Stand) -> Iterator[Sequence[Path]]:
    """Files for one repetition each, of about equal length; the first is for warming up."""
    files = sorted(material.files(starter_only=stand.quick), key=lambda file: -file.stat().st_size)
    yield files[-1:]
    number = min(stand.runs.portions, len(files))
    for start in range(number):
        yield files[start::number]
