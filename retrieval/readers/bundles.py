"""A zip of essays as the files in it."""

import stat
import zipfile

from retrieval.errors import UnreadableFile
from retrieval.readers.archives import Archive, is_zip
from retrieval.readers.decoding import check_size
from retrieval.readers.kinds import zipped
from retrieval.readers.names import clean_name

MOST_FILES = 100

_LITTER = frozenset(("thumbs.db", "desktop.ini"))


def unbundle(file: str, content: bytes) -> list[tuple[str, bytes]]:
    """The files of a zip by their bare names, in its order; any other file is the only one. Raises UnreadableFile.

    Whether a file in it is an essay, `read` says: one that is not leaves the others alone.
    """
    name = clean_name(file)
    check_size(name, content)
    if not is_zip(content) or zipped(name, content):
        return [(name, content)]
    with Archive(name, content) as archive:
        members = [member for member, info in archive.members.items() if not _skipped(info)]
        if len(members) > MOST_FILES:
            raise UnreadableFile(f"“{name}” holds more than {MOST_FILES} files: split it and add the parts.")
        files = [(clean_name(member), archive.read(member)) for member in members]
    if not files:
        raise UnreadableFile(f"“{name}” is an empty zip archive: put the essays' files into it.")
    for inner, held in files:
        if _is_bundle(inner, held):
            raise UnreadableFile(
                f"“{name}” has another zip archive in it, “{inner}”: take that out, and add its files by themselves."
            )
    return files


def _skipped(info: zipfile.ZipInfo) -> bool:
    """What systems put beside files, and links, which are paths."""
    parts = info.filename.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts if part not in (".", ".."))
    return hidden or parts[-1].lower() in _LITTER or stat.S_ISLNK(info.external_attr >> 16)


def _is_bundle(name: str, content: bytes) -> bool:
    try:
        return is_zip(content) and zipped(name, content) is None
    except UnreadableFile:
        return False
