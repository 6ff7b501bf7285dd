"""The command line of a library: add, essays, show, remove, ask, evaluate."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from retrieval.answers import Added, Answer, Paragraph, as_json
from retrieval.encoder import DEFAULT_MODEL, SentenceTransformerEncoder
from retrieval.errors import LibraryError
from retrieval.evaluate import read_questions, report, table
from retrieval.library import Library

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
out = Console(soft_wrap=True, highlight=False, markup=False)
err = Console(stderr=True, highlight=False, markup=False)

LibraryFile = Annotated[Path, typer.Argument(metavar="LIBRARY.db", help="The library file.")]
EssayName = Annotated[str, typer.Argument(metavar="ESSAY", help="An essay's name, as `essays` lists it.")]
Model = Annotated[str, typer.Option(envvar="FOOTNOTE_ENCODER", help="A sentence-transformers model.")]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts: JSON on standard output.")]


@app.command()
def add(
    library: LibraryFile,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Essays: .txt, .md or .html.")],
    model: Model = DEFAULT_MODEL,
) -> None:
    """Add essays. Each file is taken whole or not at all."""
    refused = False
    with _opened(library, model, create=True) as opened:
        for file in files:
            try:
                _describe(_add(opened, file))
            except (LibraryError, OSError) as error:
                refused = True
                err.print(error if isinstance(error, LibraryError) else f"{file} cannot be read: {error.strerror}.")
    if refused:
        raise typer.Exit(1)


@app.command()
def essays(library: LibraryFile, json_: AsJson = False) -> None:
    """List the essays."""
    with _opened(library) as opened:
        infos = opened.essays()
    if json_:
        shown = ("slug", "file", "title", "author", "year", "sections", "paragraphs", "words")
        return _print_json([{name: getattr(info, name) for name in shown} for info in infos])
    for info in infos:
        by = f" by {info.author}" if info.author else ""
        year = f" ({info.year})" if info.year else ""
        out.print(f"{info.slug}: {info.title}{by}{year}; {info.paragraphs} paragraphs, {info.words} words")
    if not infos:
        out.print("No essays yet: add some with `python -m retrieval add`.")


@app.command()
def show(library: LibraryFile, essay: EssayName, json_: AsJson = False) -> None:
    """Print an essay with its sections and paragraph numbers."""
    with _opened(library) as opened:
        found = opened.essay(essay)
    if json_:
        return _print_json(asdict(found))
    out.print(found.info.title)
    section: str | None = None
    for paragraph in found.paragraphs:
        if paragraph.section != section:
            section = paragraph.section
            out.print(f"\n{section}")
        out.print(f"\n{_number(paragraph)}{paragraph.text}")


@app.command()
def remove(library: LibraryFile, essay: EssayName) -> None:
    """Remove an essay."""
    with _opened(library) as opened:
        out.print(f"Removed “{opened.remove(essay).title}”.")


@app.command()
def ask(
    library: LibraryFile,
    question: Annotated[str | None, typer.Argument(metavar="QUESTION")] = None,
    questions: Annotated[Path | None, typer.Option(help="A file with a `question` in each line of JSON.")] = None,
    essay: Annotated[str | None, typer.Option(help="Ask only this essay.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10, help="Excerpts at most.")] = 3,
    json_: AsJson = False,
    model: Model = DEFAULT_MODEL,
) -> None:
    """Answer a question, or a file of them, in the essays' own words."""
    if (question is None) == (questions is None):
        raise typer.BadParameter("give a QUESTION or --questions FILE")
    with _opened(library, model) as opened:
        if questions is None:
            answers = iter([opened.ask(question or "", essay=essay, limit=limit)])
        else:
            answers = opened.ask_many(_asked(questions), essay=essay, limit=limit)
        for answer in answers:
            if json_:
                _print_json(as_json(answer), indent=None)
            else:
                _print_answer(answer)


@app.command()
def evaluate(
    library: LibraryFile,
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl", help="See retrieval/README.md.")],
    json_: AsJson = False,
    model: Model = DEFAULT_MODEL,
) -> None:
    """Measure the library on questions with known passages."""
    asked = read_questions(questions)
    with _opened(library, model) as opened:
        answers = opened.ask_many([question.question for question in asked])
        answered = list(track(answers, "Asking", total=len(asked), console=err, transient=True))
        whole = [opened.essay(info.slug) for info in opened.essays()]
    paragraphs = {(e.info.slug, p.number): (e.info.file, p.text) for e in whole for p in e.paragraphs}
    results = report(asked, answered, paragraphs)
    if json_:
        return _print_json(asdict(results))
    figures = Table("figure", "value", title=f"{questions.name} on {library.name}")
    for row in table(results):
        figures.add_row(*row)
    out.print(figures)


def main() -> None:
    """Run the command line; whatever is wrong with a file or a question is one sentence and exit code 1."""
    try:
        app()
    except LibraryError as error:
        err.print(str(error))
        sys.exit(1)


@contextmanager
def _opened(path: Path, model: str = DEFAULT_MODEL, *, create: bool = False) -> Iterator[Library]:
    if not create and not path.exists():
        raise LibraryError(f"There is no library at {path}: make one with `python -m retrieval add {path} FILE...`.")
    with closing(Library.open(path, SentenceTransformerEncoder(model))) as library:
        yield library


def _add(library: Library, file: Path) -> Added:
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task(file.name, total=None)
        return library.add(
            file.name,
            file.read_bytes(),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _describe(added: Added) -> None:
    info = added.essay
    if added.already:
        return out.print(f"{info.file}: already here as {info.slug}; nothing changed.")
    out.print(f"{info.file}: added as {info.slug}")
    out.print(f"  title       {info.title}")
    out.print(f"  author      {info.author or 'not found'}")
    out.print(f"  year        {info.year or 'not found'}")
    out.print(f"  sections    {info.sections}")
    out.print(f"  paragraphs  {info.paragraphs}")
    out.print(f"  passages    {info.passages}")
    out.print(f"  left out    {len(added.left_out) or 'nothing'}{' as page furniture:' if added.left_out else ''}")
    for line in added.left_out:
        out.print(f"    {line}")


def _print_answer(answer: Answer) -> None:
    if not answer.answered:
        out.print("The library does not answer this." + (" Near, not an answer:" if answer.excerpts else ""))
    for excerpt in answer.excerpts:
        out.print(f"\n  {excerpt.text.replace(chr(10), chr(10) + '  ')}\n  — {excerpt.citation}")


def _asked(path: Path) -> list[str]:
    """The `question` of each line; the other fields of a question file are not needed to answer it."""
    try:
        return [
            str(json.loads(line)["question"]) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LibraryError(
            f'{path.name} cannot be read: each line must be JSON with a "question", such as {{"question": "…"}}.'
        ) from error


def _number(paragraph: Paragraph) -> str:
    return f"¶ {paragraph.number}  " if paragraph.number else ""


def _print_json(value: object, indent: int | None = 2) -> None:
    # Not through rich: a script reads every character as it is.
    print(json.dumps(value, ensure_ascii=False, indent=indent), flush=True)


if __name__ == "__main__":
    main()
