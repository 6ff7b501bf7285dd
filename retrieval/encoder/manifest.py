"""What lies in a prepared model's folder: how it was made, how near it is to the reference, a checksum of each file."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Self

from retrieval.models import ModelName, Prompts

FORMAT = 1
NAME = "manifest.json"
GRAPH, WEIGHTS, TOKENIZER = "model.onnx", "weights.bin", "tokenizer.json"

_MAKERS = ("torch", "transformers", "sentence-transformers", "onnx", "onnxruntime", "tokenizers")
_BLOCK = 1 << 20


class Damaged(Exception):
    """The folder does not hold what its manifest says, or none that this version reads; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class File:
    """A file's size, and its SHA-256."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """As it lies there; read a block at a time."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
                size += len(block)
        return cls(size, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Manifest:
    """A prepared model. `verified` are the figures of its comparison with the reference."""

    identity: str
    dimensions: int
    longest: int
    prompts: Prompts
    inputs: tuple[str, ...]
    made_with: Mapping[str, str]
    verified: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises FileNotFoundError where no model was prepared, and Damaged."""
        try:
            text = (folder / NAME).read_bytes()
        except NotADirectoryError as error:
            raise FileNotFoundError(*error.args) from error
        except PermissionError as error:
            raise Damaged(f"{NAME} cannot be read ({error.strerror})") from error
        try:
            read = json.loads(text)
            if read.pop("format") != FORMAT:
                raise Damaged(f"{NAME} is of another version")
            checksum = read.pop("checksum")
            if checksum != _checksum(read):
                raise Damaged(f"{NAME} was changed")
            files = {name: File(**one) for name, one in read.pop("files").items()}
            prompts, inputs = Prompts(**read.pop("prompts")), tuple(read.pop("inputs"))
            return cls(files=files, prompts=prompts, inputs=inputs, **read)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Damaged(f"{NAME} cannot be read") from error

    def write(self, folder: Path) -> None:
        """Into the folder of the files that it describes."""
        shown = json.loads(json.dumps(asdict(self)))
        text = json.dumps({"format": FORMAT, **shown, "checksum": _checksum(shown)}, indent=2, ensure_ascii=False)
        (folder / NAME).write_text(f"{text}\n", encoding="utf-8")

    def check(self, folder: Path, *names: str) -> None:
        """Read the files through, all without names; raises Damaged for the first that is not as it was written."""
        for name in names or self.files:
            try:
                found = File.of(folder / name)
            except OSError as error:
                raise Damaged(f"{name} cannot be read ({error.strerror})") from error
            if found != self.files.get(name):
                raise Damaged(f"{name} is not as it was written")


def folder_of(models: Path, named: ModelName) -> Path:
    """Where a model is prepared: a name that can be read, is safe on every disk, and is no other model's."""
    identity = named.identity
    readable = re.sub(r"[^A-Za-z0-9.-]+", "-", Path(named.name).name).strip("-.")[:40]
    return models / f"{readable or 'model'}-{named.precision}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"


def versions() -> dict[str, str]:
    """Of the packages that make a prepared model, as they are installed here."""
    found = {}
    for name in _MAKERS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "missing"
    return found


def _checksum(shown: object) -> str:
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
