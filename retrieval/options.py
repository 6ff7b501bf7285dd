"""What can be said on the command line of a library, alike for every command."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from retrieval.models import Precision
from retrieval.support import Strictness

LibraryFile = Annotated[Path, typer.Argument(metavar="LIBRARY.db", help="The library file.")]
EssayName = Annotated[str, typer.Argument(metavar="ESSAY", help="An essay's name, as `essays` lists it.")]
EssayNames = Annotated[
    list[str] | None, typer.Option("--essay", metavar="ESSAY", help="Only this essay; can be given again.")
]
Model = Annotated[str, typer.Option(envvar="FOOTNOTE_ENCODER", help="A sentence-transformers model.")]
Revision = Annotated[
    str | None,
    typer.Option(envvar="FOOTNOTE_ENCODER_REVISION", help="Its revision: a branch, tag or commit of the hub."),
]
JudgeName = Annotated[
    str | None, typer.Option("--judge", envvar="FOOTNOTE_JUDGE", help="A CrossEncoder that has the last word.")
]
Strict = Annotated[Strictness, typer.Option("--strictness", help="What it takes to be an answer.")]
Format = Literal["plain", "markdown", "apa", "mla", "bibtex"]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts: JSON on standard output.")]


@dataclass(slots=True)
class Chosen:
    """What was said before the command."""

    models: Path = Path("data/models")
    precision: Precision = "fp32"


chosen = Chosen()
