"""Synthetic vectors, clustered as those of texts are: what the engines are compared on.

20,000 clusters whose sizes follow Zipf's law, in 64 dimensions that are turned into 384, and some noise: the cosine of
two vectors is about 0.1 at random and about 0.7 to the nearest ten. Row n belongs to server n modulo their number.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.libraries import BUILD

Matrix = NDArray[np.float32]

DIMENSIONS, LATENT, CLUSTERS = 384, 64, 20_000
NEAREST = 10
OWN = 10_000
"""Passages of the server that is asked."""

NOISE = 0.35
QUESTIONS = 200


def path_of(rows: int) -> Path:
    return BUILD / "vectors" / f"{rows}.npy"


def file_of(rows: int) -> Path:
    """The vectors, made where they are not there yet."""
    path = path_of(rows)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.npy")
        held = np.lib.format.open_memmap(unfinished, "w+", np.float32, (rows, DIMENSIONS))
        centres, turned = _world()
        for start in range(0, rows, 50_000):
            stop = min(start + 50_000, rows)
            held[start:stop] = _drawn(stop - start, start + 1, centres, turned)
        held.flush()
        del held
        unfinished.rename(path)
    return path


def asked() -> Path:
    """Vectors of questions, drawn as the others are."""
    path = BUILD / "vectors" / "questions.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, _drawn(QUESTIONS, 0, *_world()))
    return path


def servers(rows: int) -> int:
    """How many servers share so many rows."""
    return rows // OWN


def of_server(vectors: Matrix, server: int) -> Matrix:
    """A server's own vectors as one block."""
    return np.ascontiguousarray(vectors[server :: servers(len(vectors))])


def nearest(vectors: Matrix, questions: Matrix) -> list[list[int]]:
    """The rows that are nearest indeed, in double precision."""
    cosines = questions.astype(np.float64) @ vectors.astype(np.float64).T
    return np.argsort(-cosines, axis=1)[:, :NEAREST].tolist()


def _world() -> tuple[Matrix, Matrix]:
    dice = np.random.default_rng(0)
    centres = dice.standard_normal((CLUSTERS, LATENT), dtype=np.float32) + 0.3
    return centres, dice.standard_normal((LATENT, DIMENSIONS), dtype=np.float32) / np.sqrt(LATENT)


def _drawn(number: int, seed: int, centres: Matrix, turned: Matrix) -> Matrix:
    dice = np.random.default_rng(seed)
    chosen = dice.zipf(1.2, 4 * number)
    chosen = np.resize(chosen[chosen <= CLUSTERS], number) - 1
    latent = centres[chosen] + 0.6 * dice.standard_normal((number, LATENT), dtype=np.float32)
    rows = latent @ turned + NOISE * dice.standard_normal((number, DIMENSIONS), dtype=np.float32)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
