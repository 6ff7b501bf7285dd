"""A process from its start to its first answer, as a line on standard output: how much memory it has then.

python -m tests.benchmarks.speed.first_answer {prepared|reference} LIBRARY MODELS QUESTION
"""

import sys
from pathlib import Path

from retrieval import Encoder, Library, PreparedEncoder, SentenceTransformerEncoder
from tests.benchmarks.speed.serving import resident


def main(kind: str, path: str, models: str, question: str) -> None:
    encoder: Encoder = PreparedEncoder(folder=Path(models)) if kind == "prepared" else SentenceTransformerEncoder()
    answer = Library.open(Path(path), encoder, create=False).ask(question)
    print(resident(), len(answer.excerpts), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
