"""The readers in a process of their own, started by `retrieval.apart`.

Standard input: the file's name, as JSON, on a line of its own, and the file. Standard output: `{"reading": …}` or
`{"refused": "…"}`.
"""

import json
import os
import sys
from dataclasses import asdict

from retrieval.errors import UnreadableFile
from retrieval.readers.limits import confine
from retrieval.readers.reading import read


def main() -> None:
    """Answer, whatever the file does; what ends the process itself is for the parent to put into words."""
    with os.fdopen(os.dup(1), "wb") as answer:
        os.dup2(2, 1)  # what a library prints must not be part of the answer
        confine()
        name = json.loads(sys.stdin.buffer.readline())
        answer.write(_answered(name, sys.stdin.buffer.read()))


def _answered(name: str, content: bytes) -> bytes:
    try:
        return json.dumps({"reading": asdict(read(name, content))}, ensure_ascii=False).encode()
    except UnreadableFile as refused:
        return json.dumps({"refused": str(refused)}).encode()


if __name__ == "__main__":
    main()
