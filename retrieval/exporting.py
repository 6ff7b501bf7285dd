"""A whole library as a zip of Markdown files and a list of them, which another library takes back."""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from retrieval.errors import UnreadableFile
from retrieval.intake import slugified
from retrieval.readers import LARGEST_FILE
from retrieval.rows import DraftRow, StandingEssay
from retrieval.texts import MATTER, reread, written

LISTING = "library.json"
FORMAT = 1
MOST_ESSAYS = 2_000
MOST_BYTES = 64 * 2**20
"""Of all essays of an export together, unpacked."""

_NO_EXPORT = "That is no export of a library: choose a zip that Footnote wrote, or add the files in it one by one."


def export(path: Path, essays: Iterable[StandingEssay]) -> None:
    """Write the zip; a file of that name is replaced when the new one is whole."""
    listed = []
    part = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for essay in essays:
                row, name = essay.row, f"essays/{essay.row.slug}.md"
                archive.writestr(_member(name), written(row, essay.layout))
                known = {key: getattr(row, key) for key in MATTER}
                listed.append({"slug": row.slug, "path": name, "file": row.file} | known)
            listing = {"format": FORMAT, "essays": listed}
            archive.writestr(_member(LISTING), json.dumps(listing, ensure_ascii=False, indent=2))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def is_export(content: bytes) -> bool:
    """Whether this is a zip with a list of essays in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return LISTING in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def taken_back(content: bytes) -> list[DraftRow]:
    """The essays of an export, each with the name and file name that it had. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = json.loads(_read(archive, LISTING))["essays"]
            if len(listed) > MOST_ESSAYS:
                raise UnreadableFile(f"That export lists more than {MOST_ESSAYS} essays: split it and add the parts.")
            if sum(archive.getinfo(str(one["path"])).file_size for one in listed) > MOST_BYTES:
                raise UnreadableFile("That export holds more than 64 MiB of text: split it and add the parts.")
            return [_essay(archive, **{key: str(one[key]) for key in ("slug", "path", "file")}) for one in listed]
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, OSError, RuntimeError, NotImplementedError) as error:
        raise UnreadableFile(_NO_EXPORT) from error


def _essay(archive: zipfile.ZipFile, slug: str, path: str, file: str) -> DraftRow:
    draft = reread(file, _read(archive, path))
    if draft is None:
        raise UnreadableFile(f"“{path[:80]}” in that export is not as Footnote wrote it: add this file by itself.")
    return replace(draft, row=replace(draft.row, slug=slugified(slug.replace("-", " "))))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member, as far as it may go; no more of it is unpacked than the zip says there is."""
    with archive.open(name) as member:
        content = member.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(f"“{name[:80]}” in that export is larger than 10 MiB: add the other files one by one.")
    return content


def _member(name: str) -> zipfile.ZipInfo:
    """With the same moment for all, so that the same library gives the same bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
