"""Looks into the bytes of files: what was erased has to be gone from them, whatever a table says."""

from pathlib import Path


def traces(folder: Path, number: int) -> list[str]:
    """The files in which a number stands, as decimal digits or as SQLite writes it into a row."""
    wanted = str(number).encode(), number.to_bytes(8, "big")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if any(one in path.read_bytes() for one in wanted)]
