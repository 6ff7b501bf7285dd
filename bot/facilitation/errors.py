"""The one error that a person is meant to read."""


class Refusal(Exception):
    """Something that cannot be done: `str(refusal)` is one sentence that says what to do next."""
