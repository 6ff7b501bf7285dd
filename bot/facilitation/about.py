"""What Footnote says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """`model` is the name of the model that compares questions with passages."""

    version: str
    model: str
