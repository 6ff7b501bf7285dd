"""Discord's numbers, in one place (developer documentation, August 2026)."""

CARD_CHARACTERS = 4000
"""Display characters in all texts of one message."""

CARD_COMPONENTS = 40
CUSTOM_ID = 100
BUTTON_LABEL = 80
FORM_TITLE = 45
FIELD_LABEL = 45
FIELD_DESCRIPTION = 100
FORM_FIELDS = 5
DESCRIPTION = 100
"""Characters in the description of a command or of an option."""

CHOICES = 25
CHOICE_NAME = 100

EVENT_NAME = 100
EVENT_DESCRIPTION = 1000
EVENT_LOCATION = 100

EDIT_SECONDS = 1.0
"""Between two edits of one message; Discord allows five in five seconds."""


def length(text: str) -> int:
    """Characters as Discord may count them: a character beyond the basic plane may count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
