"""The command line of a library: essays in and out of it, questions and quotations put to it."""

import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Column, Table

from retrieval import comparison, contrast, places, printing, quotations
from retrieval.answers import Paragraph, as_json, fields
from retrieval.encoder import PreparedEncoder
from retrieval.errors import LibraryError, LockedLibrary, UnreadableFile
from retrieval.evaluate import Question, Report, measure, read_asked, read_questions, stages_table, table
from retrieval.exporting import is_export
from retrieval.judge import CrossEncoderJudge
from retrieval.library import Library
from retrieval.models import DEFAULT_MODEL, ModelName, Precision
from retrieval.options import (
    AsJson,
    EssayName,
    EssayNames,
    Format,
    JudgeName,
    LibraryFile,
    Model,
    Revision,
    Strict,
    chosen,
)
from retrieval.readers import LARGEST_FILE
from retrieval.stages import ALL, Stages, cumulative
from retrieval.stash import STASH_DAYS
from retrieval.support import Strictness

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
out = Console(soft_wrap=True, highlight=False, markup=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


@app.callback()
def _chosen(
    models: Annotated[
        Path | None, typer.Option(envvar="FOOTNOTE_MODELS", help="Where models are prepared; without it data/models.")
    ] = None,
    precision: Annotated[
        Precision, typer.Option(envvar="FOOTNOTE_PRECISION", help="Of a model's numbers; int8 answers sooner.")
    ] = "fp32",
) -> None:
    """What holds for every command: `python -m retrieval --precision int8 ask ...`."""
    chosen.models = models or Path(os.environ.get("FOOTNOTE_DATA") or "data") / "models"
    chosen.precision = precision


@app.command()
def add(
    library: LibraryFile,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Text, .md, .html, .docx, .epub or .pdf.")],
    model: Model = DEFAULT_MODEL,
    revision: Revision = None,
) -> None:
    """Add essays. Each file is taken whole or not at all."""
    readable = [file for file in files if file.is_file()]
    refused = len(files) - len(readable)
    for file in files:
        if file not in readable:
            err.print(f"{file} is not a file: check its name.")
    if readable:
        with _opened(library, model, revision, create=True) as opened:
            refused += sum(not _added(opened, file) for file in readable)
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
    """Remove an essay; it can be restored for 30 days."""
    now = _now()
    with _opened(library) as opened:
        title = opened.remove(essay, now).title
        opened.tidy(now)
    until = now + STASH_DAYS
    out.print(
        f"Removed “{title}”. Until {until.day} {until:%B %Y} it can be restored: `restore` with the name {essay}."
    )


@app.command()
def restore(
    library: LibraryFile,
    essay: Annotated[str | None, typer.Argument(metavar="ESSAY", help="Its name; without one, what there is.")] = None,
    model: Model = DEFAULT_MODEL,
    revision: Revision = None,
) -> None:
    """Bring a removed essay back, or list those that can be."""
    with _opened(library, model, revision) as opened:
        if essay is not None:
            info = opened.restore(essay)
            return out.print(f"Restored “{info.title}” as {info.slug}.")
        _print_lines(printing.removed(opened.removed()))


@app.command()
def text(library: LibraryFile, essay: EssayName) -> None:
    """Print an essay as a Markdown file, from which `add` reads the very same text."""
    with _opened(library) as opened:
        print(opened.text_of(essay), end="")


@app.command()
def export(library: LibraryFile, file: Annotated[Path, typer.Argument(metavar="FILE.zip")]) -> None:
    """Write all essays into a zip, which `add` takes back."""
    with _opened(library) as opened:
        try:
            number = opened.export(file)
        except OSError as error:
            raise LockedLibrary(f"{file} cannot be written ({error.strerror}): choose another place.") from error
    out.print(f"Wrote {number} essays to {file}.")


@app.command()
def ask(
    library: LibraryFile,
    question: Annotated[str | None, typer.Argument(metavar="QUESTION")] = None,
    questions: Annotated[Path | None, typer.Option(help="A file with a `question` in each line of JSON.")] = None,
    essay: Annotated[str | None, typer.Option(help="Ask only this essay.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10, help="Excerpts at most.")] = 3,
    strictness: Strict = "balanced",
    json_: AsJson = False,
    model: Model = DEFAULT_MODEL,
    revision: Revision = None,
    judge: JudgeName = None,
) -> None:
    """Answer a question, or a file of them, in the essays' own words."""
    if (question is None) == (questions is None):
        raise typer.BadParameter("give a QUESTION or --questions FILE")
    with _opened(library, model, revision, judge) as opened:
        if questions is None:
            answers = iter([opened.ask(question or "", essay=essay, limit=limit, strictness=strictness)])
        else:
            answers = opened.ask_many(read_asked(questions), essay=essay, limit=limit, strictness=strictness)
        for answer in answers:
            if json_:
                _print_json(as_json(answer), indent=None)
            else:
                _print_lines(printing.answer(answer))


@app.command()
def compare(
    library: LibraryFile,
    idea: Annotated[str, typer.Argument(metavar="IDEA")],
    essay: EssayNames = None,
    strictness: Strict = "balanced",
    json_: AsJson = False,
    model: Model = DEFAULT_MODEL,
    revision: Revision = None,
) -> None:
    """Put one idea to every essay: each answers for itself, by title."""
    with _opened(library, model, revision) as opened:
        sides = opened.compare(idea, essay or (), strictness=strictness)
    if json_:
        return _print_json([comparison.as_json(side) for side in sides])
    _print_lines(printing.sides(sides))


@app.command()
def contrasts(
    library: LibraryFile,
    essay: EssayNames = None,
    limit: Annotated[int, typer.Option(min=1, help="Pairs at most.")] = 10,
    json_: AsJson = False,
    model: Model = DEFAULT_MODEL,
) -> None:
    """Lay passages of different essays side by side that speak about the same thing."""
    with _opened(library, model) as opened:
        pairs = opened.contrasts(essay or (), limit)
    if json_:
        return _print_json([contrast.as_json(pair) for pair in pairs])
    _print_lines(printing.pairs(pairs))


@app.command()
def key(library: LibraryFile, essay: EssayName, json_: AsJson = False, model: Model = DEFAULT_MODEL) -> None:
    """Print an essay's key terms and key passages."""
    with _opened(library, model) as opened:
        info, terms, passages = opened.essay(essay).info, opened.key_terms(essay), opened.key_passages(essay)
    if json_:
        named = {"essay": info.slug, "file": info.file, "title": info.title, "terms": list(terms)}
        return _print_json(named | {"passages": [fields(passage) for passage in passages]})
    _print_lines(printing.key(info, terms, passages))


@app.command()
def quote(
    library: LibraryFile,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A quotation, with or without quotation marks.")],
    essay: Annotated[str | None, typer.Option(help="The essay it is said to be from.")] = None,
    author: Annotated[str | None, typer.Option(help="Who is said to have written it.")] = None,
    json_: AsJson = False,
    model: Model = DEFAULT_MODEL,
) -> None:
    """Check a quotation word for word: exact, from elsewhere, altered or not in the library."""
    with _opened(library, model) as opened:
        checked = opened.check_quote(text, essay=essay, author=author)
    if json_:
        return _print_json(quotations.as_json(checked))
    _print_lines(printing.checked(checked))


@app.command()
def cite(
    library: LibraryFile,
    citation: Annotated[list[str], typer.Argument(metavar="CITATION", help="Such as: essay ¶3.1-2 @d998894e675b")],
    format_: Annotated[Format, typer.Option("--format", help="How to write it down.")] = "plain",
    json_: AsJson = False,
    model: Model = DEFAULT_MODEL,
) -> None:
    """Print the words that a permanent citation names, and the citation as people write it down."""
    with _opened(library, model) as opened:
        cited = opened.cite(" ".join(citation))
    if json_:
        return _print_json(places.as_json(cited))
    out.print(f"{cited.excerpt.text}\n\n{cited.formats[format_]}")


@app.command()
def evaluate(
    library: LibraryFile,
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl", help="See retrieval/README.md.")],
    stages: Annotated[bool, typer.Option("--stages", help="What each stage adds, line by line.")] = False,
    strictness: Strict = "balanced",
    json_: AsJson = False,
    model: Model = DEFAULT_MODEL,
    revision: Revision = None,
    judge: JudgeName = None,
) -> None:
    """Measure the library on questions with known passages."""
    asked = read_questions(questions)
    title = f"{questions.name} on {library.name}"
    with _opened(library, model, revision, judge) as opened:
        compared = cumulative(judge is not None) if stages else {"": ALL}
        reports = {name: _measured(opened, asked, strictness, one, name) for name, one in compared.items()}
    if stages:
        if json_:
            return _print_json([{"stages": name, **asdict(results)} for name, results in reports.items()])
        return _print_table(title, *stages_table(reports))
    (results,) = reports.values()
    if json_:
        return _print_json(asdict(results))
    _print_table(title, ("figure", "value"), *table(results))


def main() -> None:
    """Run the command line; whatever is wrong with a file or a question is one sentence and exit code 1."""
    try:
        app()
    except LibraryError as error:
        err.print(str(error))
        sys.exit(1)


@contextmanager
def _opened(
    path: Path,
    model: str = DEFAULT_MODEL,
    revision: str | None = None,
    judge: str | None = None,
    *,
    create: bool = False,
) -> Iterator[Library]:
    # Prompts are part of what a library remembers, and nobody would type them each time.
    question, passage = (os.environ.get(name) for name in ("FOOTNOTE_QUERY_PROMPT", "FOOTNOTE_PASSAGE_PROMPT"))
    named = ModelName.of(model, revision, question, passage, chosen.precision)
    encoder = PreparedEncoder(named, chosen.models)
    opened = Library.open(path, encoder, create=create, judge=CrossEncoderJudge(judge) if judge else None)
    with closing(opened) as library:
        yield library


def _added(library: Library, file: Path) -> bool:
    """Add a file and say what became of it; False when it was refused."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
        with _progress() as bar:
            task = bar.add_task(file.name, total=None)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            whole = is_export(content)
            added = (
                library.take_back(content, progress) if whole else [library.add(file.name, content, progress=progress)]
            )
    except UnreadableFile as error:
        err.print(str(error))
    except OSError as error:
        err.print(f"{file} cannot be read ({error.strerror}): check its permissions.")
    else:
        for one in added:
            _print_lines(printing.added(one.essay.file if whole else file.name, one))
        return True
    return False


def _measured(library: Library, asked: Sequence[Question], strictness: Strictness, stages: Stages, name: str) -> Report:
    with _progress() as bar:
        task = bar.add_task(name or "Asking", total=len(asked))
        return measure(
            library,
            asked,
            strictness=strictness,
            stages=stages,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _progress() -> Progress:
    return Progress(console=err, transient=True, disable=not err.is_terminal)


def _print_table(title: str, head: tuple[str, ...], *rows: tuple[str, ...]) -> None:
    figures = Table(Column(head[0], no_wrap=True), *head[1:], title=title)
    for row in rows:
        figures.add_row(*row)
    out.print(figures)


def _print_lines(lines: Iterator[str]) -> None:
    for line in lines:
        out.print(line)


def _number(paragraph: Paragraph) -> str:
    return f"¶ {paragraph.number}  " if paragraph.number else ""


def _print_json(value: object, indent: int | None = 2) -> None:
    # Not through rich: a script reads every character as it is.
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # Line separators beyond ASCII, at which some programs would cut an answer in two.
    print(re.sub("[\x85\u2028\u2029]", lambda mark: f"\\u{ord(mark[0]):04x}", text), flush=True)


if __name__ == "__main__":
    main()
