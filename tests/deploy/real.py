"""What the files of deploy/ are compared with: the real settings, commands and words; and how tables are read."""

import ast
import re
from pathlib import Path

from bot.__main__ import cli

ROOT = Path(__file__).parents[2]


def settings() -> set[str]:
    """Every setting that is read."""
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'environ\.get\("((?:FOOTNOTE|DISCORD)_\w+)"', source))


def commands() -> set[str]:
    """Every command of `python -m bot`."""
    every = cli.registered_commands
    return {one.name or (one.callback.__name__ if one.callback else "") for one in every}


def sayings() -> str:
    """All words in the code of the bot, with a line for each string; parts of one f-string stand together."""
    found: list[str] = []
    for file in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
                found.append("".join(map(str, parts)))
    return "\n".join(found)


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of all tables whose first column has this heading."""
    rows: list[list[str]] = []
    within = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if cells and cells[0] == heading:
            within = True
        elif not cells:
            within = False
        elif within and not set(line) <= set("|-: "):
            rows.append(cells)
    return rows
