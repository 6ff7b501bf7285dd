"""One process for one data folder: a lock that the system takes back from whoever dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from bot.storage.desk import UnusableDesk

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # nobody else can read what is locked, and the number of whoever runs has to be read

    def _lock(file: IO[str]) -> None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)  # a lock begins here, and "a+" opens at the end of the file
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class AnotherCopy(Exception):
    """Another process works on the folder; the text is one sentence for the host."""


@contextmanager
def only_here(folder: Path) -> Iterator[None]:
    """Meanwhile no other process can do the same with this folder. Raises AnotherCopy and UnusableDesk."""
    with _locked(folder, "bot.lock", "Another copy runs on {folder}{number}: stop it first."):
        yield


@contextmanager
def only_backup(folder: Path) -> Iterator[None]:
    """The same for whoever makes a backup in a folder."""
    with _locked(folder, "backup.lock", "A backup is being made in {folder}{number}: try again when it is done."):
        yield


@contextmanager
def _locked(folder: Path, name: str, busy: str) -> Iterator[None]:
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise UnusableDesk(f"{path} cannot be opened ({error.strerror}): check FOOTNOTE_DATA.") from error
    with file:
        try:
            _lock(file)
        except OSError as error:
            raise AnotherCopy(busy.format(folder=folder, number=_number(file))) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _number(file: IO[str]) -> str:
    with suppress(OSError, ValueError):
        file.seek(0)
        return f" (process {int(file.read())})"
    return ""
