"""A disk of a few megabytes, to be filled to the last byte; where nobody may mount one, its tests are left out."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The folder in which it is."""
    place, mount, umount = tmp_path / "small", shutil.which("mount"), shutil.which("umount")
    place.mkdir()
    if os.name == "nt" or not mount or not umount:
        pytest.skip("needs mount")
    command = [mount, "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run([umount, "-l", str(place)], check=True)  # noqa: S603


def fill_up(place: Path) -> Path:
    """Not a byte is left; whoever deletes the file has room again."""
    with (place / "ballast").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
    return place / "ballast"
