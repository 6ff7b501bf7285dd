"""What the figures were measured on, so that a reader can judge them."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("numpy", "onnxruntime", "torch", "sentence-transformers")


def described(peers: dict[str, str]) -> list[str]:
    """Processor, memory, Python, packages, and how busy it was at the start."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    packages = {name: version(name) for name in PACKAGES} | peers
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    return [
        f"{processor(_cpuinfo())}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}; {', '.join(f'{name} {number}' for name, number in packages.items())}",
        f"Load average at the start (1, 5, 15 minutes): {load}",
    ]


def processor(cpuinfo: str) -> str:
    """The name in /proc/cpuinfo."""
    names = [line.partition(":")[2].strip() for line in cpuinfo.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor() or "an unknown processor"


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8") if path.exists() else ""
