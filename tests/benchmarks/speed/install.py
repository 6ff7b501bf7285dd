"""Installs the peers of `peers.txt` into an environment of their own, build/benchmarks/peers; never into Footnote's."""

import subprocess
import sys
import venv
from pathlib import Path

from rich.console import Console

from tests.benchmarks.speed.driver import LOGS, PEERS

WANTED = Path(__file__).parent / "peers.txt"

err = Console(stderr=True)


def main() -> None:
    """Nothing where today's list was installed before."""
    ready, wanted = PEERS / ".ready", WANTED.read_text(encoding="utf-8")
    if ready.exists() and ready.read_text(encoding="utf-8") == wanted:
        return
    if not (PEERS / "bin" / "python").exists():
        err.print("Making an environment for the peers; the first time this takes a few minutes and 1.5 GB.")
        venv.create(PEERS, with_pip=True)
    missing = [one for one in pins(wanted) if not installed(one)]
    for one in missing:
        err.print(f"[yellow]{one} cannot be installed here: the table goes without it.[/]")
    ready.write_text(wanted, encoding="utf-8")
    if missing == pins(wanted):
        sys.exit("No peer could be installed: is there a package index?")


def pins(text: str) -> list[str]:
    """The lines of a requirements file that name something."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def installed(pin: str) -> bool:
    """Whether pip could install this, and nothing of what it needs at another version than the list says."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "install.log").open("a", encoding="utf-8") as log, err.status(f"Installing {pin}"):
        pip = [str(PEERS / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "-c", str(WANTED)]
        return subprocess.run([*pip, pin], stdout=log, stderr=subprocess.STDOUT).returncode == 0  # noqa: S603


if __name__ == "__main__":
    main()
