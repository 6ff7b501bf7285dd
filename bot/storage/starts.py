"""The last starts, in a small file of the data folder: bot.db may be what keeps Footnote from starting."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.facilitation.starts import Starts

FILE = "starts.json"


def read(folder: Path) -> Starts:
    """What is known; nothing if the file is not there or says nothing that can be read."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        moments = (datetime.fromtimestamp(float(one), UTC) for one in found["starts"])
        return Starts(tuple(sorted(moments)), timedelta(seconds=float(found["waited"])))
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return Starts()


def write(folder: Path, known: Starts) -> None:
    """Put it in the place of what was known, as a whole or not at all. Raises OSError."""
    whole, part = folder / FILE, folder / f"{FILE}.part"
    content = {"starts": [one.timestamp() for one in known.moments], "waited": known.wait.total_seconds()}
    with part.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(whole)
