"""An optional last stage: a model that reads question and words together judges which words answer best.

Off unless a judge is named. The mix below is untuned: no weights of such a model came along to tune it with.
"""

import logging
import math
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from retrieval.errors import UnknownModel
from retrieval.excerpts import Window

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

JUDGED = 10
"""Runs of sentences that are judged: a judge reads each of them with the question, which takes its time."""

JUDGE_SHARE = 0.5
"""The judge's share in support, the rest is the evidence's; half and half, since neither was measured to be better."""

_FURTHEST = 1e-6

log = logging.getLogger(__name__)


class Judge(Protocol):
    """What an answer needs of a judge."""

    @property
    def identity(self) -> str:
        """Model and revision."""

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each of the texts answers the question, 0 to 1, in order."""


class CrossEncoderJudge:
    """A CrossEncoder of sentence-transformers with a single score, by name or folder, loaded when it is first needed.

    Safe to use from several threads, one after the other. Raises UnknownModel on first use when it cannot be loaded.
    """

    def __init__(self, name: str, revision: str | None = None) -> None:
        self.identity = f"{name}@{revision}" if revision else name
        self._name = name
        self._revision = revision
        # Held while it works: a tokenizer must not be used twice at once.
        self._working = threading.Lock()
        self._model: CrossEncoder | None = None

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        """The model's scores through a sigmoid, whatever function the model itself would put them through."""
        import torch

        with self._working:
            if self._model is None:
                self._model = self._load()
            if not texts:
                return []
            pairs = [(question, text) for text in texts]
            scores = self._model.predict(pairs, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False)
        return [float(score) for score in scores]

    def _load(self) -> "CrossEncoder":
        try:
            from sentence_transformers import CrossEncoder
            from transformers.utils import logging as transformers_logging
        except ImportError as error:
            raise UnknownModel(
                f"The judge “{self.identity}” needs the package {error.name}: install it, or leave the setting empty "
                "to do without one."
            ) from error
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        log.info("Loading the judge %s.", self.identity)
        here = Path(self._name).is_dir()
        try:
            model: CrossEncoder = CrossEncoder(self._name, device="cpu", revision=self._revision, local_files_only=here)
        except (OSError, ValueError) as error:
            raise UnknownModel(
                f"The judge “{self.identity}” cannot be loaded: check its name, or leave the setting empty to do "
                "without one."
            ) from error
        if model.num_labels != 1:
            raise UnknownModel(
                f"The judge “{self.identity}” gives {model.num_labels} scores instead of one: choose a CrossEncoder "
                "that was made for ranking, or leave the setting empty to do without one."
            )
        return model


def judged(judge: Judge, question: str, found: Iterable[Window], words: Callable[[Window], str]) -> list[Window]:
    """The same windows with the judge's scores, which are thereby what the best of them are chosen by; best first."""
    windows = list(found)
    scores = judge.judge(question, [words(window) for window in windows])
    given = [replace(window, score=score) for window, score in zip(windows, scores, strict=True)]
    return sorted(given, key=lambda window: -window.score)


def agreed(support: float, judged: float) -> float:
    """The chance that the first excerpt is right, going by the evidence and by the judge's score of the first excerpt.

    Log-odds are averaged rather than chances, so that one who is sure counts for more than one who is not.
    """
    odds = (1 - JUDGE_SHARE) * _log_odds(support) + JUDGE_SHARE * _log_odds(judged)
    return 1 / (1 + math.exp(-odds))


def _log_odds(chance: float) -> float:
    kept = min(max(chance, _FURTHEST), 1 - _FURTHEST)
    return math.log(kept / (1 - kept))
