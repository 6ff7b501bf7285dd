"""What answers are measured on: the starter essays, and question sets that lie beside the project, where they do.

FOOTNOTE_BENCHMARKS names their folder (../shared without). It holds `essays/` with questions in `eval/essays/`, and
`eval/clapnq/` and `eval/squad2/`, each a `library/` of files with `questions.jsonl`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from retrieval import Encoder, Library, PreparedEncoder
from retrieval.evaluate import Question, read_questions
from retrieval.tokens import Encoded

PROJECT = Path(__file__).parents[2]
MODELS = PROJECT / "build" / "models"
BUILD = PROJECT / "build" / "benchmarks"
"""Libraries stay here, so that a second run embeds only what changed."""

err = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Questions, and the folders of the essays they are put to."""

    name: str
    title: str
    folders: tuple[Path, ...]
    file: Path

    def questions(self) -> list[Question]:
        return read_questions(self.file)


class RememberingEncoder(PreparedEncoder):
    """The default model; a question that is put to it again is not encoded again."""

    def __init__(self) -> None:
        super().__init__(folder=MODELS)
        self._questions: dict[str, Encoded] = {}

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        if not question:
            return super().encode_tokens(texts)
        new = [text for text in dict.fromkeys(texts) if text not in self._questions]
        self._questions.update(zip(new, super().encode_tokens(new, question=True), strict=True))
        return [self._questions[text] for text in texts]


def benchmarks(shared: Path | None = None) -> dict[str, Benchmark]:
    """Those whose files are there, by name."""
    shared = shared or Path(os.environ.get("FOOTNOTE_BENCHMARKS", PROJECT.parent / "shared"))
    sets = shared / "eval"
    seeds, essays, squad = PROJECT / "seeds", shared / "essays", sets / "squad2" / "library"
    known = [
        Benchmark("starter", "Starter essays", (seeds / "essays",), seeds / "questions" / "starter.jsonl"),
        Benchmark("essays", "Three essays", (essays,), sets / "essays" / "questions.jsonl"),
        Benchmark("clapnq", "CLAPnq", (sets / "clapnq" / "library",), sets / "clapnq" / "questions.jsonl"),
        Benchmark("squad2", "SQuAD 2.0", (squad,), sets / "squad2" / "questions.jsonl"),
        Benchmark("big", "Three essays within SQuAD 2.0", (squad, essays), sets / "essays" / "questions.jsonl"),
    ]
    return {one.name: one for one in known if all(path.exists() for path in (*one.folders, one.file))}


@contextmanager
def opened(benchmark: Benchmark, encoder: Encoder, ending: str = "") -> Iterator[Library]:
    """Its library with every file of its folders, as it is now, and no other; `ending`: of the name of its file."""
    BUILD.mkdir(parents=True, exist_ok=True)
    files = [
        file for folder in benchmark.folders for file in sorted(folder.iterdir()) if file.suffix in (".md", ".txt")
    ]
    with closing(Library.open(BUILD / f"{benchmark.name}{ending}.db", encoder)) as library:
        shown = track(files, f"{benchmark.title}: reading", console=err, transient=True, disable=not err.is_terminal)
        current = {library.add(file.name, file.read_bytes()).essay.slug for file in shown}
        for info in library.essays():
            if info.slug not in current:
                library.remove(info.slug, datetime.fromtimestamp(0, UTC))
        yield library
