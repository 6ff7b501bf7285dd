"""The note of the last starts is whole or not there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.facilitation.starts import Starts
from bot.storage import starts

NOW = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
KNOWN = Starts((NOW, NOW + timedelta(seconds=3)), timedelta(minutes=4))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    starts.write(tmp_path, KNOWN)
    assert starts.read(tmp_path) == KNOWN
    assert [one.name for one in tmp_path.iterdir()] == [starts.FILE]


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"[]", b'{"starts": 3}', b'{"starts": [1e400], "waited": 0}', b"\xff"]
)
def test_what_cannot_be_read_is_nothing(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / starts.FILE).write_bytes(content)
    assert starts.read(tmp_path) == Starts()


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    starts.write(tmp_path, KNOWN)
    (tmp_path / f"{starts.FILE}.part").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one is the machine's choice
        starts.write(tmp_path, Starts())
    assert starts.read(tmp_path) == KNOWN
