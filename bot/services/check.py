"""Is everything on this machine as it should be? Small checks, each of which says one thing."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval import ModelName, Preparation, preparable

PREPARE = "python -m bot prepare"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what to do about it; `wrong`: before Footnote is started."""

    text: str
    wrong: bool = False


def data_folder(data: Path) -> Finding:
    """Whether Footnote can write where its data lie, or make the folder."""
    place = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            return Finding(f"The data folder is {data.absolute()}, and can be written.")
    except OSError as error:
        return Finding(
            f"The data folder {data.absolute()} cannot be written ({error.strerror}): let the user that runs Footnote "
            "write there, or set FOOTNOTE_DATA to another folder.",
            wrong=True,
        )


def model(named: ModelName, models: Path) -> Finding:
    """Which engine runs the model, and whether what it reads is intact."""
    found = Preparation.found(named, models)
    if not preparable() and (found is None or found.manifest is None):
        return Finding(
            f"The model {named.short} is not prepared in {models}, and what prepares it is not installed: install "
            "sentence-transformers and torch, or copy the folder from another machine.",
            wrong=True,
        )
    if found is None:
        return Finding(f"The model {named.short} is not prepared yet: the first start does that, or {PREPARE}.")
    if found.damaged:
        return Finding(
            f"The model {named.short} is damaged in {found.folder} ({found.why}): run {PREPARE}.", wrong=True
        )
    if found.manifest is None:
        return Finding(
            f"The model {named.short} runs as sentence-transformers runs it, which takes three times the memory: "
            f"{found.why}. {PREPARE} tries again to prepare it."
        )
    return Finding("\n".join(prepared(named, found)))


def prepared(named: ModelName, done: Preparation) -> Iterator[str]:
    """What runs, from where, how near it is to the reference and how large it is."""
    if done.manifest is None:
        yield f"The model {named.short} cannot be prepared: {done.why}."
        yield "It runs as sentence-transformers runs it, which takes three times the memory."
        return
    files = done.manifest.files
    size = sum(file.bytes for file in files.values())
    yield f"The model {named.short} runs with onnxruntime, from {done.folder}; every checksum is right."
    yield (
        "Compared with the reference: "
        + ", ".join(f"{of} {one:.7g}" for of, one in done.manifest.verified.items())
        + "."
    )
    yield f"{size / 1e6:.0f} MB: " + ", ".join(f"{name} {file.bytes / 1e6:.1f}" for name, file in files.items()) + "."
