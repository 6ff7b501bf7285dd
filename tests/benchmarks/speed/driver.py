"""The other side: starts a process for each candidate, holds it to one core, and lets the candidates take turns."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.benchmarks.libraries import BUILD, PROJECT

PEERS = BUILD / "peers"
LOGS = BUILD / "logs"

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "RAYON_NUM_THREADS",
        "TOKIO_WORKER_THREADS",
        "LANCE_CPU_THREADS",
        "ORT_NUM_THREADS",
    ),
    "1",
)
QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "PYTHONWARNINGS": "ignore",
}


class NotMeasured(Exception):
    """Why a figure is missing."""


class Worker:
    """A candidate: a module that serves, run by some Python. With `one_core` it has one thread and one core.

    All that have one core have the same one: they take turns, and no other thread of theirs can help out unseen.
    """

    def __init__(self, module: str, *, python: Path | None = None, one_core: bool = True) -> None:
        self._name = module
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{module}.log").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(  # noqa: S603 (our own modules)
                command(module, python),
                cwd=PROJECT,
                env=environment(one_core),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
        if one_core:
            to_one_core(self._process.pid)

    def __call__(self, do: str, **how: Any) -> Any:
        """What came of it. Raises NotMeasured with what went wrong."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"do": do} | how, default=str) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise NotMeasured(f"{self._name} has ended; see {LOGS.name}/{self._name}.log") from None
        line = self._process.stdout.readline()
        if not line:
            raise NotMeasured(f"{self._name} ended without an answer; see {LOGS.name}/{self._name}.log")
        answer = json.loads(line)
        if "failed" in answer:
            raise NotMeasured(f"{self._name}: {answer['failed']}")
        return answer["done"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let it end by itself, as nobody asks any more."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def command(module: str, python: Path | None = None) -> list[str]:
    """How a module of this folder is run."""
    return [str(python or sys.executable), "-m", f"tests.benchmarks.speed.{module}"]


def environment(one_core: bool = True) -> dict[str, str]:
    """What a candidate's process is told."""
    return os.environ | QUIET | (ONE_THREAD if one_core else {})


def to_one_core(process: int) -> None:
    """Hold a process that has just begun, and the threads that it will have, to the last core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process, {max(os.sched_getaffinity(0))})


def peers_python() -> Path | None:
    """The Python of the peers' environment, where that is installed."""
    python = PEERS / "bin" / "python"
    return python if (PEERS / ".ready").exists() and python.exists() else None


def in_turn(candidates: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, list[float]]:
    """A figure of each candidate a round, A B A B …; the first round, in which everything is cold, is not counted."""
    figures: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, candidate in candidates.items():
            figure = candidate(turn)
            if turn:
                figures[name].append(figure)
    return figures
