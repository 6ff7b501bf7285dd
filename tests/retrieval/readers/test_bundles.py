import io
import struct
import zipfile

import pytest

from retrieval.errors import UnreadableFile
from retrieval.readers import unbundle
from tests.retrieval.readers.files import docx, paragraph, zipped
from tests.retrieval.readers.pages import PROSE


def test_the_files_of_a_zip_have_bare_names_and_no_paths() -> None:
    content = zipped({"essays/": "", "essays/one.txt": "1", "../../etc/passwd": "2", "C:\\Users\\a\\two.md": "3"})
    assert unbundle("all.zip", content) == [("one.txt", b"1"), ("passwd", b"2"), ("two.md", b"3")]


def test_what_systems_put_beside_files_is_skipped() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("__MACOSX/._one.txt", ".DS_Store", "a/.git/config", "Thumbs.db", "one.txt"):
            archive.writestr(name, name)
        archive.writestr(link, "/etc/passwd")
    assert unbundle("all.zip", packed.getvalue()) == [("one.txt", b"one.txt")]


def test_any_other_file_is_the_only_one() -> None:
    word = docx(paragraph(PROSE))
    assert unbundle("../essay.docx", word) == [("essay.docx", word)]
    assert unbundle("essay.txt", b"words") == [("essay.txt", b"words")]
    assert unbundle("all.zip", zipped({"essay.docx": word})) == [("essay.docx", word)]


def test_a_file_in_it_that_is_no_essay_leaves_the_others_alone() -> None:
    assert len(unbundle("all.zip", zipped({"a.png": b"\x89PNG", "b.docx": b"PK\x03\x04", "c.txt": "c"}))) == 3


LOCKED = bytearray(zipped({"a.txt": "a"}))
LOCKED[6] |= 1
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped({}), "is an empty zip archive: put the essays' files into it"),
        (zipped({"__MACOSX/a": "a"}), "is an empty zip archive"),
        (zipped({"inner.zip": zipped({"a.txt": "a"})}), "has another zip archive in it, “inner.zip”: take that out"),
        (zipped({str(n): "a" for n in range(101)}), "holds more than 100 files: split it"),
        (zipped({str(n): "a" for n in range(2001)}), "holds more than 2,000 files"),
        (zipped({"a.txt": bytes(5 * 2**20)}), "holds a part that unpacks to more than a hundred times its size"),
        (zipped({"a.txt": bytes(21 * 2**20)}), "holds a part of more than 20 MiB"),
        (zipped({str(n): bytes(19 * 2**20) for n in range(3)}), "holds more than 50 MiB once it is unpacked"),
        (zipped({"a.txt": "a"}, zipfile.ZIP_LZMA), "is packed in an unusual way"),
        (bytes(LOCKED), "is protected by a password"),
        (zipped({"a.txt": "a" * 99})[:-30], "is damaged, or not all of it arrived"),
    ],
    ids="empty litter nested files members ratio part total method password truncated".split(),
)
def test_what_is_not_unpacked_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^“all.zip” {sentence}.*\\.$"):
        unbundle("all.zip", content)


def test_an_archive_cannot_hide_how_many_members_it_has() -> None:
    """Beside the list's length stands another one, for archives of more than 4 GiB, which zipfile believes."""
    packed = zipped({"a.txt": "a"})
    end = packed.index(b"PK\x05\x06")
    size, start = struct.unpack_from("<2L", packed, end + 12)
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    with pytest.raises(UnreadableFile, match=r"^“all.zip” holds more than 2,000 files"):
        unbundle("all.zip", packed[:end] + large + locator + packed[end:])
