"""Says whether the packages that only the demo needs are installed."""

from importlib.util import find_spec

SCRIPT_PACKAGES = ("simcord",)
# SimCord Preview's own extra would also install PyAV, over 100 MB for video that no one posts here.
PREVIEW_PACKAGES = (*SCRIPT_PACKAGES, "markdown_it", "linkify_it", "regex", "PIL")


def missing(packages: tuple[str, ...]) -> str | None:
    """The sentence for a person whose installation lacks one of `packages`, or None."""
    absent = [name for name in packages if find_spec(name) is None]
    if not absent:
        return None
    return f"The demo needs more packages ({', '.join(absent)}). Install them with: pip install -e .[demo]"
