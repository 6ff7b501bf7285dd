"""Zip archives, which a Word document and an EPUB book are too: looked at before anything in them is unpacked.

Members are read into memory, one by one and no further than they say they are long; their names are never paths.
"""

import io
import struct
import zipfile
import zlib
from types import TracebackType

from retrieval.errors import UnreadableFile

MOST_MEMBERS = 2_000
MOST_UNPACKED = 50 * 2**20
LARGEST_MEMBER = 20 * 2**20
LARGEST_DIRECTORY = 2**20
"""Bytes of the list of members at the archive's end: zipfile reads all of it, whatever the number before it says."""

HIGHEST_RATIO = 100
RATIO_COUNTS_FROM = 2**20
"""A small member may be as repetitive as it likes."""

_START = 4_096
_END = struct.Struct("<4s4H2LH")
_LOCATOR = 20
"""Bytes before those, if the archive is of the kind for more than 65,535 members or 4 GiB."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, OSError, EOFError, KeyError, ValueError)


def is_zip(content: bytes) -> bool:
    """By its first bytes."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Archive:
    """An archive that is small enough, all in all, to be unpacked. Raises UnreadableFile."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        _check_directory(name, content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGE:
            raise _damaged(name) from None
        self._check()
        self.members = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def read(self, member: str) -> bytes:
        """All of a member. Raises UnreadableFile."""
        return self._taken(member, LARGEST_MEMBER)

    def start(self, member: str) -> bytes:
        """The first few thousand bytes of a member; nothing where there is no such member."""
        return self._taken(member, _START) if member in self.members else b""

    def _taken(self, member: str, most: int) -> bytes:
        try:
            with self._zip.open(self.members[member]) as opened:
                return opened.read(most)
        except RuntimeError:  # zipfile's word for a password
            raise _locked(self.name) from None
        except _DAMAGE:
            raise _damaged(self.name) from None

    def _check(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise _too_much(self.name, f"more than {MOST_MEMBERS:,} files")
        if sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise _too_much(self.name, f"more than {MOST_UNPACKED // 2**20} MiB once it is unpacked")
        for info in infos:
            ratio = info.file_size / max(1, info.compress_size)
            if info.file_size > LARGEST_MEMBER:
                raise _too_much(self.name, f"a part of more than {LARGEST_MEMBER // 2**20} MiB")
            if ratio > HIGHEST_RATIO and info.file_size > RATIO_COUNTS_FROM:
                raise _too_much(self.name, "a part that unpacks to more than a hundred times its size")
            if info.compress_type not in _METHODS:
                raise UnreadableFile(
                    f"“{self.name}” is packed in an unusual way: pack it again as a common zip, or add its files."
                )
            if info.flag_bits & 0x1:
                raise _locked(self.name)


def _check_directory(name: str, content: bytes) -> None:
    """Refuses by the archive's last lines what would take zipfile long to list."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - _END.size - 2**16))
    if at < 0 or at + _END.size > len(content):
        raise _damaged(name)
    _, _, _, _, members, size, _, _ = _END.unpack_from(content, at)
    larger = content[max(0, at - _LOCATOR) : at].startswith(b"PK\x06\x07")  # elsewhere stands that there are more
    if members > MOST_MEMBERS or size > LARGEST_DIRECTORY or larger:
        raise _too_much(name, f"more than {MOST_MEMBERS:,} files")


def _too_much(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"“{name}” holds {what}, so it is not unpacked: copy the essay's text into a .txt file, and add that."
    )


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” is damaged, or not all of it arrived: save or download it anew, and add that.")


def _locked(name: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” is protected by a password: save it without the password, and add that.")
