"""`make evaluate`: what each stage adds, on every benchmark that is there, as Markdown on standard output."""

from collections.abc import Iterable

from retrieval.evaluate import measure, stages_table
from retrieval.stages import cumulative
from tests.benchmarks.libraries import RememberingEncoder, benchmarks, err, opened


def main() -> None:
    encoder = RememberingEncoder()
    for benchmark in benchmarks().values():
        questions = benchmark.questions()
        reports = {}
        with opened(benchmark, encoder) as library:
            for name, stages in cumulative(judge=False).items():
                with err.status(f"{benchmark.title}: {name}"):
                    reports[name] = measure(library, questions, stages=stages)
        supported = sum(question.supported for question in questions)
        print(f"### {benchmark.title}: {supported} questions that it answers, {len(questions) - supported} others\n")
        print("\n".join(markdown(stages_table(reports))), end="\n\n", flush=True)


def markdown(rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    """A Markdown table; the first row is its head."""
    head, *body = rows
    for row in (head, ["---", *["---:"] * (len(head) - 1)], *body):
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    main()
