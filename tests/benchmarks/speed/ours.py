"""Footnote as a candidate, in a process of its own: what a row of the table measures of it, and of nothing else."""

import os
import time
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np

from retrieval import Encoder, Library, PreparedEncoder
from retrieval.dense import Held
from retrieval.evaluate import measure
from tests.benchmarks.libraries import BUILD, MODELS, benchmarks, opened
from tests.benchmarks.speed import askers, grown, vectors
from tests.benchmarks.speed.figures import overlap
from tests.benchmarks.speed.serving import resident, serve, timed

Precision = Literal["fp32", "int8"]

BLOCK = 720_000
"""Vectors in the block that is read whole: 1.1 GB, far more than any cache."""


@cache
def prepared(precision: Precision = "fp32") -> Encoder:
    """The model as the bot runs it; exported where it is not yet."""
    encoder: Encoder = PreparedEncoder(folder=MODELS, precision=precision)
    encoder.encode_tokens(["warm up"], question=True)
    return encoder


@cache
def library(path: str, precision: Precision = "fp32") -> Library:
    return Library.open(Path(path), prepared(precision), create=False)


def identity(precision: Precision = "fp32") -> str:
    return prepared(precision).identity


def embed(questions: list[str], precision: Precision) -> list[float]:
    """Seconds for each question, as an answer needs it: its vector and those of its tokens."""
    encoder = prepared(precision)
    return timed(lambda one: encoder.encode_tokens([one], question=True), questions)[0]


def nearest_alike(questions: list[str], texts: list[str]) -> float:
    """Share of the ten texts nearest to a question by fp32 that int8 finds as well."""
    found = {}
    precisions: tuple[Precision, ...] = ("fp32", "int8")
    for precision in precisions:
        encoder = prepared(precision)
        asked = np.stack([one.vector for one in encoder.encode_tokens(questions, question=True)])
        found[precision] = np.argsort(-(asked @ encoder.encode(texts).T), axis=1)[:, :10].tolist()
    return overlap(found["int8"], found["fp32"])


def index(files: list[str]) -> float:
    """Seconds to add these files to a new library."""
    encoder = prepared()
    with TemporaryDirectory(dir=BUILD) as folder:
        begun = time.perf_counter()
        with closing(Library.open(Path(folder) / "new.db", encoder)) as new:
            for file in map(Path, files):
                new.add(file.name, file.read_bytes())
        return time.perf_counter() - begun


def filled(files: list[str], path: str, precision: Precision = "fp32") -> None:
    """A library of these files; what is there already stays."""
    with closing(Library.open(Path(path), prepared(precision))) as kept:
        for file in map(Path, files):
            kept.add(file.name, file.read_bytes())
        kept.ask("warm up")


def missing(sizes: list[int]) -> list[int]:
    """The libraries that are still to be made."""
    return grown.missing(sizes, identity())


def make(passages: int) -> str:
    """The library of so many passages."""
    return str(grown.make(passages, prepared()))


def crowd(path: str, rounds: list[list[str]]) -> dict[str, Any]:
    return askers.crowd(prepared(), path, rounds)


def discord(path: str, questions: list[str]) -> dict[str, list[float]]:
    return askers.discord(prepared(), path, questions)


def ask(path: str, questions: list[str]) -> list[float]:
    """Seconds for each whole answer: question embedded, searched, excerpts cut, support judged."""
    return timed(library(path).ask, questions)[0]


def compare(path: str, ideas: list[str]) -> list[float]:
    """Seconds for what each essay says to an idea."""
    return timed(library(path).compare, ideas)[0]


def weigh(path: str, question: str, smallest: str) -> dict[str, float]:
    """Megabytes and seconds that the first answer from a library costs: it is read into memory for it.

    What answering itself needs is there already, as `smallest` has been asked before.
    """
    library(smallest).ask(question)
    before = resident()
    begun = time.perf_counter()
    library(path).ask(question)
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "megabytes": resident() - before}


def search(rows: int, server: int, first: int, number: int) -> tuple[list[float], list[list[int]]]:
    """Seconds and rows found in a server's own block for some of the questions that vectors.asked() holds."""
    held = own_block(rows, server)
    step = vectors.servers(rows)

    def one(question: Any) -> Any:
        cosines = held.cosines(question)
        best = np.argpartition(-cosines, vectors.NEAREST)[: vectors.NEAREST]
        return best[np.argsort(-cosines[best])]

    seconds, found = timed(one, list(np.load(vectors.asked())[first : first + number]))
    return seconds, [(server + step * best).tolist() for best in found]


def exact(rows: int, server: int, first: int, number: int) -> list[list[int]]:
    """The rows that `search` should find."""
    found = vectors.nearest(own_block(rows, server).block, np.load(vectors.asked())[first : first + number])
    return (server + vectors.servers(rows) * np.array(found)).tolist()


@cache
def own_block(rows: int, server: int) -> Held:
    return Held(vectors.of_server(np.load(vectors.file_of(rows), mmap_mode="r"), server))


@cache
def block() -> tuple[bytearray, Held]:
    """The same memory, as bytes and as vectors that begin with a line of the cache."""
    size = 4 * BLOCK * vectors.DIMENSIONS
    whole = bytearray(size + 64)
    start = -np.frombuffer(whole, np.uint8).ctypes.data % 64
    flat = np.frombuffer(whole, np.float32, size // 4, start)
    flat[:] = 0.05
    return whole, Held(flat.reshape(BLOCK, vectors.DIMENSIONS))


def scan() -> float:
    """Gigabytes a second of our own scan."""
    question = np.full(vectors.DIMENSIONS, 0.05, dtype=np.float32)
    _, held = block()
    return held.nbytes / _seconds(lambda: held.cosines(question)) / 1e9


def read() -> float:
    """Gigabytes a second of the quickest of three ways to look at every byte of the same block."""
    whole, held = block()
    flat = held.block.reshape(-1)
    # No byte of 0.05 is 255: memchr looks at all of them.
    ways = (lambda: np.dot(flat, flat), lambda: np.add.reduce(flat), lambda: whole.find(b"\xff"))
    return held.nbytes / min(map(_seconds, ways)) / 1e9


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def quality(precision: Precision, names: list[str]) -> dict[str, dict[str, Any]]:
    """The figures of the evaluation, by question set."""
    figures = {}
    for name, benchmark in benchmarks().items():
        if name in names:
            with opened(benchmark, prepared(precision), "" if precision == "fp32" else f"-{precision}") as held:
                report = measure(held, benchmark.questions())
            figures[name] = {
                "title": benchmark.title,
                "questions": report.supported + report.unsupported,
                "R@1": report.recall[1],
                "excerpt @1": report.excerpts[1],
                "excerpt @3": report.excerpts[3],
                "AUROC": report.auroc,
            }
    return figures


DEEDS = (
    identity,
    embed,
    nearest_alike,
    index,
    filled,
    missing,
    make,
    ask,
    compare,
    weigh,
    search,
    exact,
    scan,
    read,
    crowd,
    discord,
    quality,
)

if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    serve({deed.__name__: deed for deed in DEEDS})
