"""Draws a text inert: Discord shows its characters and makes no markdown, mention, emoji or link of them."""

import re

from bot.discord_ui.limits import length

# One pass without nested repetition, so time grows with the length (discord.utils.escape_markdown is cubic on
# "[a]("). A bare address stays as it is, as far as its characters are harmless, so that it can be copied.
_LOUD = re.compile(
    r"""(?P<address>https?://[\w\-./?=&%\#+:;,$!]+)
    | (?P<always>[\\*_~`|<\[])
    | (?P<everyone>@(?=everyone|here))
    | (?P<emoji>:(?=[^\s:]+:))
    | (?P<number>^[ \t]*\d+)(?=[.)])
    | (?P<indent>^[ \t]*)(?P<opening>[\#>+\-])""",
    re.MULTILINE | re.VERBOSE,
)

CUT = " […]"


def inert(text: str) -> str:
    """The text with a backslash before everything that Discord would act on; its escapes are not shown."""
    return _LOUD.sub(_quiet, text)


def line(text: str, most: int) -> str:
    """The text inert on one line, cut so that its drawing has at most `most` characters."""
    return fit(" ".join(text.split()), most)


def link(text: str, most: int) -> str:
    """An address as it stands, without the preview that Discord would unfold; anything else as a line."""
    found = _LOUD.fullmatch(text)
    return f"<{text}>" if found and found["address"] and length(text) + 2 <= most else line(text, most)


def fit(text: str, most: int, mark: str = "") -> str:
    """The text inert, cut after a word so that its drawing has at most `most` characters, a `mark` before each line."""
    drawn = _marked(inert(text), mark)
    if length(drawn) <= most:
        return drawn
    cut = inert(CUT)
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        fits = length(_marked(inert(text[:middle]) + cut, mark)) <= most
        low, high = (middle, high) if fits else (low, middle - 1)
    kept = text[:low]
    whole_words = kept.rpartition(" ")[0].rstrip()
    return _marked(inert(whole_words if len(whole_words) > low // 2 else kept) + cut, mark)


def _marked(drawn: str, mark: str) -> str:
    return "\n".join(mark + line for line in drawn.splitlines()) if mark else drawn


def _quiet(found: re.Match[str]) -> str:
    if found["address"]:
        return found[0]
    if found["number"]:
        return found[0] + "\\"
    if found["opening"]:
        return f"{found['indent']}\\{found['opening']}"
    return "\\" + found[0]
