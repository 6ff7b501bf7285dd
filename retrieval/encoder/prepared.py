"""A model that is prepared once, in a process of its own, and runs without torch from then on."""

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from retrieval.encoder.gathering import GatheringEncoder
from retrieval.encoder.manifest import Damaged, Manifest, folder_of, versions
from retrieval.encoder.protocol import Encoder, Vectors
from retrieval.encoder.reference import SentenceTransformerEncoder
from retrieval.encoder.runtime import OnnxEncoder
from retrieval.errors import UnknownModel
from retrieval.models import DEFAULT_MODEL, ModelName, Precision
from retrieval.tokens import Encoded

MAKING = ".making-"
FORGOTTEN_SECONDS = 3600.0
"""After so long nobody is at work any more in a folder that a killed process left."""

AT_WORK_SECONDS = 0.5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preparation:
    """What became of a model on this machine: its folder and manifest, or why it cannot be used so."""

    folder: Path
    manifest: Manifest | None = None
    why: str = ""
    damaged: bool = False

    @classmethod
    def found(cls, named: ModelName, models: Path) -> "Preparation | None":
        """As it lies there, checked to the last byte; None when nothing was tried yet."""
        folder = folder_of(models, named)
        try:
            manifest = Manifest.read(folder)
            manifest.check(folder)
        except FileNotFoundError:
            why = _remembered(folder)
            return None if why is None else cls(folder, why=why)
        except Damaged as damaged:
            return cls(folder, why=str(damaged), damaged=True)
        return cls(folder, manifest)


def preparable() -> bool:
    """Whether what makes prepared models is installed; a machine that only runs them needs none of it."""
    return all(find_spec(name) for name in ("sentence_transformers", "torch", "onnx"))


def prepare(model: ModelName | str, models: Path, *, fetch: bool = True) -> Preparation:
    """Make a model anew, whatever was there. Raises UnknownModel when it cannot be loaded at all.

    Whatever happens on the way, the folder holds a whole model or none.
    """
    named = model if isinstance(model, ModelName) else ModelName.of(model)
    place = folder_of(models, named)
    making = models / f"{MAKING}{uuid.uuid4().hex}"
    try:
        making.mkdir(parents=True)
    except OSError as error:
        return Preparation(place, why=f"{models} cannot be written ({error.strerror})")
    try:
        _forget_killed(models)
        why = _exported(named, making, fetch)
        if why:
            _remember(place, why)
            return Preparation(place, why=why)
        done = Preparation(place, Manifest.read(making))
        _put(making, place)
        _note(place).unlink(missing_ok=True)
        return done
    finally:
        shutil.rmtree(making, ignore_errors=True)


class PreparedEncoder:
    """A model as `prepare` left it in a folder; it is prepared when it is first needed. Safe from any thread.

    Where it cannot be prepared the reference runs here, and one warning says why.
    """

    def __init__(
        self,
        model: ModelName | str = DEFAULT_MODEL,
        folder: Path = Path("data/models"),
        *,
        precision: Precision | None = None,
        fetch: bool = True,
    ) -> None:
        named = model if isinstance(model, ModelName) else ModelName.of(model)
        self._named = replace(named, precision=precision or named.precision)
        self._models = folder
        self._fetch = fetch
        self._loading = threading.Lock()
        self._used: Encoder | None = None

    @property
    def identity(self) -> str:
        """Known at once for fp32, which is the reference in other words; for others once it is known what runs."""
        return self._named.identity if self._named.precision == "fp32" else self._loaded().identity

    @property
    def dimensions(self) -> int:
        """Length of a vector; loads the model."""
        return self._loaded().dimensions

    @property
    def waiting(self) -> int:
        """Passes that are asked for and have not begun; loads nothing."""
        return self._used.waiting if self._used else 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text of the library, in order."""
        return self._loaded().encode(texts)

    def encode_tokens(self, texts: Sequence[str], *, question: bool = False) -> list[Encoded]:
        """The same vectors, and with each the vectors of its tokens; `question`: the texts are questions."""
        return self._loaded().encode_tokens(texts, question=question)

    def familiarity(self, word: str) -> float:
        """How common a word, in lower case, is in the model's language: 0 for one it does not know, up to 1."""
        return self._loaded().familiarity(word)

    def close(self) -> None:
        """End the thread of the reference, where it runs."""
        if self._used is not None:
            self._used.close()

    def _loaded(self) -> Encoder:
        if self._used is None:
            with self._loading:
                if self._used is None:
                    self._used = self._load(self._named)
        return self._used

    def _load(self, named: ModelName) -> Encoder:
        why = self._why_not(named)
        if isinstance(why, OnnxEncoder):
            return why
        if named.precision == "fp32":
            log.warning("The model %s runs with torch, which takes three times the memory: %s.", named.short, why)
            return GatheringEncoder(SentenceTransformerEncoder(named, fetch=self._fetch))
        log.warning("The model %s runs in fp32: %s.", named.name, why)
        return self._load(replace(named, precision="fp32"))

    def _why_not(self, named: ModelName) -> OnnxEncoder | str:
        """The prepared model, which may have to be made, or why there is none."""
        folder = folder_of(self._models, named)
        try:
            return OnnxEncoder(folder)
        except FileNotFoundError:
            why = _remembered(folder)
            if why is not None:
                return why
            log.warning(
                "Preparing the model %s in %s, once; this takes about half a minute.", named.short, self._models
            )
        except Damaged as damaged:
            log.warning("The prepared model in %s is damaged (%s) and is made anew.", folder, damaged)
        except ImportError as error:
            return f"the package {error.name} cannot be imported"
        done = prepare(named, self._models, fetch=self._fetch)
        try:
            return done.why or _opened(folder)
        except (OSError, Damaged, ImportError) as error:
            return str(error)


def _exported(named: ModelName, making: Path, fetch: bool) -> str:
    """Fill the folder in another process, which takes torch away with it; gives why not, or nothing."""
    words = [sys.executable, "-m", "retrieval.encoder.export", str(making.resolve()), named.identity]
    ours = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (ours, os.environ.get("PYTHONPATH"))))
    until_we_end, ours_to_hold = os.pipe()
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and words
            words if fetch else [*words, "--local"],
            env=os.environ | {"PYTHONPATH": path, "TOKENIZERS_PARALLELISM": "false"},
            stdin=until_we_end,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    finally:
        os.close(until_we_end)
        os.close(ours_to_hold)
    try:
        said = json.loads(done.stdout.splitlines()[-1])
        outcome, why = said["outcome"], said["why"]
    except (ValueError, LookupError, TypeError):
        log.info("Preparing %s: %s", named.short, done.stderr[-2000:])
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return f"its preparation ended with {done.returncode} ({last[:200]})"
    if outcome == "unknown":
        raise UnknownModel(why)
    return str(why)


def _opened(folder: Path) -> OnnxEncoder:
    """What was made just now, or by another process at the same moment, which may be about to put its own there."""
    try:
        return OnnxEncoder(folder)
    except (OSError, Damaged):
        time.sleep(AT_WORK_SECONDS)
        return OnnxEncoder(folder)


def _put(made: Path, place: Path) -> None:
    """Move a folder to its place, which may be taken; whoever looks there sees a whole one or none."""
    old = made.with_name(f"{made.name}-old")
    with suppress(FileNotFoundError):
        place.rename(old)
    with suppress(OSError):  # another process was quicker, with the same model
        made.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _forget_killed(models: Path) -> None:
    for left in models.glob(f"{MAKING}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > FORGOTTEN_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _note(place: Path) -> Path:
    return place.with_name(f"{place.name}.unfit.json")


def _remember(place: Path, why: str) -> None:
    """Not every start should try for half a minute; other versions of what makes models may do better."""
    with suppress(OSError):
        _note(place).write_text(json.dumps({"why": why, "made_with": versions()}, indent=2), encoding="utf-8")


def _remembered(place: Path) -> str | None:
    try:
        noted = json.loads(_note(place).read_text(encoding="utf-8"))
        return str(noted["why"]) if noted["made_with"] == versions() else None
    except (OSError, ValueError, LookupError, TypeError):
        return None
