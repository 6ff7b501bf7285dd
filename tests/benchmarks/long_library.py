"""Does an answer stay quick in a long library? A hundred essays against three, in one run, a question each in turn.

The texts are the sentences of the starter essays over and over, and the vectors of passages are made up of words: a
search costs the same whatever they mean. The question itself is encoded by the real model, as it would be.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval import Library, SentenceTransformerEncoder
from retrieval.evaluate import read_questions
from tests.benchmarks.libraries import PROJECT
from tests.fakes import WordEncoder

DIMENSIONS = 384
SENTENCES = 5
SHORT, LONG = (3, 13), (100, 50)
"""Essays, and paragraphs in each of them."""

QUESTIONS = 100
COMPARED = 15


def main() -> None:
    """Print medians in milliseconds and their ratio."""
    asked = [one.question for one in read_questions(PROJECT / "seeds" / "questions" / "starter.jsonl")][:QUESTIONS]
    model = SentenceTransformerEncoder()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        short, long = (
            stack.enter_context(closing(_library(Path(folder) / f"{shape[0]}.db", *shape))) for shape in (SHORT, LONG)
        )
        encoding, answers, sides = [], ([], []), ([], [])
        for question in ["warm up", *asked]:
            encoding.append(_seconds(partial(model.encode_tokens, [question], question=True)))
            for library, seconds in zip((short, long), answers, strict=True):
                seconds.append(_seconds(partial(library.ask, question)))
        for question in ["warm up", *asked[:COMPARED]]:
            for library, seconds in zip((short, long), sides, strict=True):
                seconds.append(_seconds(partial(library.compare, question)))
    encoded = _median(encoding)
    three, hundred = map(_median, answers)
    print(
        f"encoding a question {encoded:.1f} ms; answer from 3 essays {three:.1f} ms, from 100 essays {hundred:.1f} ms"
    )
    print(f"ratio {(hundred + encoded) / (three + encoded):.2f} with the encoding, {hundred / three:.2f} without")
    print(f"/compare over 3 essays {_median(sides[0]):.0f} ms, over 100 essays {_median(sides[1]):.0f} ms")


def _library(path: Path, essays: int, paragraphs: int) -> Library:
    words = [file.read_text() for file in sorted((PROJECT / "seeds" / "essays").iterdir()) if file.suffix == ".md"]
    sentences = [one.strip() for text in words for one in text.replace("\n", " ").split(". ") if len(one.split()) > 6]
    # One is left out, so that every round through them falls into other paragraphs.
    following = cycle(sentences[: len(sentences) // SENTENCES * SENTENCES - 1])
    library = Library.open(path, WordEncoder(DIMENSIONS))
    for number in range(essays):
        body = "\n\n".join(". ".join(islice(following, SENTENCES)) + "." for _ in range(paragraphs))
        library.add(f"{number}.md", f"# Essay {number}\n\n{body}\n".encode())
    return library


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _median(seconds: Sequence[float]) -> float:
    """In milliseconds, without the first."""
    return 1000 * statistics.median(seconds[1:])


if __name__ == "__main__":
    main()
