"""What the process that reads files may use of the machine."""

import importlib
from typing import Any

MEMORY = 2**30
SECONDS = 20
FILES = 64


def confine() -> None:
    """Set the limits for good; where the system has none (Windows), those of the parent have to do."""
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:
        return
    wanted = {"AS": MEMORY, "CPU": SECONDS, "FSIZE": 0, "NOFILE": FILES, "CORE": 0}
    for name, most in wanted.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            # A second more before the end that says nothing of its reason.
            resource.setrlimit(kind, (most, most + (name == "CPU" and most != hard)))
        except (ValueError, OSError):  # macOS has RLIMIT_AS and refuses to set it
            continue
