"""What a library gives away as Markdown is read back to the very same text, and so is a whole library."""

import json
import zipfile
from pathlib import Path

import frontmatter
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from retrieval import Library, UnreadableFile, is_export
from retrieval.intake import row_of
from retrieval.passages import lay_out
from retrieval.readers import Block, Reading, read
from retrieval.readers.decoding import MOST_SENTENCES
from retrieval.readers.normal import normal_form
from retrieval.texts import reread, written
from tests.fakes import WordEncoder
from tests.retrieval.conftest import GARDEN

SEEDS = sorted((Path(__file__).parents[2] / "seeds" / "essays").glob("*.md"))
ENOUGH = Block("paragraph", "These are enough words for a text.")

ODD = [
    "Share",
    "1986. A year like no other.",
    "- an item\n- another",
    "Rules:\n1. Close\n2. Return",
    "# no heading",
    "## no heading either",
    "---",
    "* * *",
    "*By Mara Lind*",
    "By Mara Lind",
    "May 3, 2026",
    "a\\",
    "\\# a\\\\ \\*",
    "line one\nline two\n\nline after a blank\n\n- item after a blank",
    "<b>bold</b> & &amp; [x](y) ![z](w) `code` a_b_c **d** ~~e~~ | f |",
    "Introduction",
    "> quoted",
    "    indented",
    "\u00a0hard\u00a0space\u00a0",
    "title: no: matter",
]


def given_back(blocks: list[Block], title: str = "A Title") -> None:
    reading = Reading("x.md", title, None, None, None, None, tuple(blocks), ())
    layout = lay_out(blocks)
    again = reread("x.md", written(row_of(reading, layout), layout).encode())
    assert again is not None
    assert again.layout == layout
    assert again.row == row_of(reading, layout)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("kind", ["paragraph", "heading", "byline", "item"])
def test_an_odd_paragraph_comes_back_as_it_is(odd: str, kind) -> None:
    given_back([Block(kind, normal_form(odd).strip(" \t\n")), ENOUGH])
    given_back([ENOUGH, Block(kind, normal_form(odd).strip(" \t\n"))])


_LINES = st.text("ab \\\n#*_-[]<>&`1.)=+~|:“é\u00a0", min_size=1, max_size=60)
_BLOCKS = st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "item", "byline"]), st.one_of(_LINES, st.text())))


@given(_BLOCKS, st.text(min_size=1))
@settings(max_examples=300, deadline=None)
def test_any_text_comes_back_as_it_is(blocks: list[tuple], title: str) -> None:
    tidy = [(kind, normal_form(text).strip(" \t\n")) for kind, text in blocks]
    name = " ".join(normal_form(title).split()) or "A Title"
    given_back([ENOUGH, *(Block(kind, text) for kind, text in tidy if text)], name)


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_the_starter_essays_come_back(file: Path, tmp_path: Path) -> None:
    library = Library.open(tmp_path / "l.db", WordEncoder())
    essay = library.essay(library.add(file.name, file.read_bytes()).essay.slug)
    text = library.text_of(essay.info.slug)
    again = Library.open(tmp_path / "again.db", WordEncoder())
    back = again.essay(again.add(file.name, text.encode()).essay.slug)
    assert (back.info, back.text, back.paragraphs) == (essay.info, essay.text, essay.paragraphs)
    assert again.text_of(back.info.slug) == text


def test_everything_that_is_known_comes_back(library: Library, tmp_path: Path) -> None:
    _, info = library.edit(
        "the-allotment",
        title='The "Allotment": a \\ *plot*',
        author="Mara Lind, Jo Ray",
        year=-44,
        source="https://example.org/a?b=c#d",
        licence="CC BY 4.0",
        note="slugs: many",
    )
    text = library.text_of("the-allotment")
    again = Library.open(tmp_path / "again.db", WordEncoder())
    back = again.add("allotment.md", text.encode()).essay
    assert (back.title, back.author, back.year, back.source, back.licence, back.note, back.revision) == (
        info.title,
        info.author,
        info.year,
        info.source,
        info.licence,
        info.note,
        info.revision,
    )


def test_it_is_markdown_with_front_matter_that_others_read(library: Library) -> None:
    library.edit("the-allotment", note="slugs: many", year=2001)
    text = library.text_of("the-allotment")
    page = frontmatter.loads(text)
    assert (page["title"], page["author"], page["year"], page["note"]) == (
        "The Allotment",
        "Mara Lind",
        2001,
        "slugs: many",
    )
    shown = MarkdownIt().render(page.content)
    assert shown.startswith("<h1>The Allotment</h1>\n<p><em>By Mara Lind</em></p>")
    assert "<h2>Weeds</h2>" in shown
    assert "<li>Return the fork.</li>" in shown


def test_a_file_that_somebody_edited_is_read_by_the_readers(library: Library) -> None:
    text = library.text_of("the-allotment").replace("poppies", "nettles")
    assert reread("x.md", text.encode()) is None
    assert library.add("x.md", text.encode()).essay.slug == "the-allotment-2"
    assert [p.number for p in library.essay("the-allotment-2").paragraphs] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: ", "titel: "),
        ('"Mara Lind"', "Mara Lind"),
        ("revision: ", "revision: 1"),
        ("\n# The", "\n## The"),
        ("---\n", "---\r\n"),
        ("---\n", "\ufeff---\n"),
        ("slugs", "slu\u200bgs"),
    ],
)
def test_what_is_not_quite_of_this_form_is_for_the_readers(library: Library, old: str, new: str) -> None:
    assert reread("x.md", library.text_of("the-allotment").replace(old, new, 1).encode()) is None


@pytest.mark.parametrize("content", [b"---\n", b"---\n\xff", b"---\na\n---\n\n# x", b"---\na: " + b"[" * 99_999])
def test_what_only_begins_like_one_is_for_the_readers(content: bytes) -> None:
    assert reread("x.md", content) is None


def test_a_library_goes_into_a_zip_and_comes_back(library: Library, tmp_path: Path) -> None:
    library.add("other.md", GARDEN.replace("poppies", "nettles").encode())
    library.edit("the-allotment-2", title="Another Plot", note="slugs")
    assert library.export(tmp_path / "all.zip") == 3
    content = (tmp_path / "all.zip").read_bytes()
    assert is_export(content)
    again = Library.open(tmp_path / "again.db", WordEncoder())
    assert [added.already for added in again.take_back(content)] == [False] * 3
    assert again.essays() == library.essays()
    assert [again.essay(e.slug).paragraphs for e in again.essays()] == [
        library.essay(e.slug).paragraphs for e in library.essays()
    ]
    assert all(added.already for added in again.take_back(content))
    again.export(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == content


def test_the_zip_lists_what_is_in_it(library: Library, tmp_path: Path) -> None:
    library.export(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        listed = json.loads(archive.read("library.json"))
        assert [one["slug"] for one in listed["essays"]] == ["the-allotment", "night-bread"]
        first = listed["essays"][0]
        assert (first["title"], first["revision"], first["path"]) == (
            "The Allotment",
            library.essay("the-allotment").info.revision,
            "essays/the-allotment.md",
        )
        for one in listed["essays"]:
            assert archive.read(one["path"]).decode() == library.text_of(one["slug"])
            assert read(one["file"], archive.read(one["path"])).title == one["title"]


def _zip(path: Path, **files: str) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return path.read_bytes()


@pytest.mark.parametrize(
    "listing",
    ["", "[]", "{}", '{"essays": 3}', '{"essays": [1]}', '{"essays": [{"slug": "x", "path": "y", "file": "z"}]}'],
)
def test_a_zip_that_is_no_export_is_refused_in_a_sentence(library: Library, tmp_path: Path, listing: str) -> None:
    content = _zip(tmp_path / "x.zip", library_json=listing)
    with pytest.raises(UnreadableFile, match="no export of a library"):
        library.take_back(content)
    with pytest.raises(UnreadableFile, match="no export of a library"):
        library.take_back(b"PK\x03\x04 and no more")
    assert not is_export(b"PK\x03\x04 and no more")


def test_an_export_that_somebody_edited_is_refused_whole(library: Library, tmp_path: Path) -> None:
    listing = '{"essays": [{"slug": "x", "path": "a.md", "file": "z.md"}]}'
    edited = library.text_of("the-allotment").replace("poppies", "nettles")
    with pytest.raises(UnreadableFile, match="not as Footnote wrote it"):
        library.take_back(_zip(tmp_path / "x.zip", library_json=listing, a_md=edited))
    huge = "x" * (10 * 2**20 + 1)
    with pytest.raises(UnreadableFile, match="larger than 10 MiB"):
        library.take_back(_zip(tmp_path / "y.zip", library_json=listing, a_md=huge))
    many = [{"slug": f"x{n}", "path": "a.md", "file": "z.md"} for n in range(7)]
    with pytest.raises(UnreadableFile, match="more than 64 MiB"):
        library.take_back(_zip(tmp_path / "z.zip", library_json=json.dumps({"essays": many}), a_md=huge))
    with pytest.raises(UnreadableFile, match="more than 2000 essays"):
        library.take_back(_zip(tmp_path / "z.zip", library_json=json.dumps({"essays": many * 300}), a_md=""))
    assert len(library.essays()) == 2


def test_an_export_that_cannot_be_written_leaves_nothing_behind(library: Library, tmp_path: Path) -> None:
    (tmp_path / "all.zip").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OSError, match="directory"):
        library.export(tmp_path / "all.zip")
    assert sorted(tmp_path.iterdir()) == before


def test_what_would_take_long_is_left_to_the_process_that_can_be_ended() -> None:
    blocks = [Block("paragraph", "These are enough words for a text.")] * 9
    reading = Reading("x.md", "X", None, None, None, None, tuple(blocks), ())
    layout = lay_out(blocks)
    file = written(row_of(reading, layout), layout)
    assert reread("x.md", file.encode()) is not None
    many = "\n\n".join(["a b c d e f"] * (MOST_SENTENCES + 1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("retrieval.texts.lay_out", lambda blocks: pytest.fail("it was laid out"))
        assert reread("x.md", f"{file}\n{many}\n".encode()) is None
