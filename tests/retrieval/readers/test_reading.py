import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import retrieval.readers
from retrieval.errors import UnreadableFile
from retrieval.readers import Reading, read
from retrieval.readers.normal import normal_form
from tests.retrieval.readers.pages import MORE, PROSE, page, read_text, texts

NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a", ""]) | st.text(max_size=20)
WORDS = (
    PROSE,
    "word ",
    "The Road",
    "By Jane Doe",
    "Share",
    "Home",
    "June 3, 1999",
    "4 min read",
    "Introduction",
    "§1 X",
)
MARKS = """# ## --- - >
* ** _ ` `` [ ]( ) < > | |-|-| ' " · \\ &#8203; &nbsp; [a]: ![x](y) title: <!-- --> <html> <h1> <p>
</p> <div> <br> <li> <ol> <article> <nav> <td> <b> </""".split()
SPACES = ("\n", "\n\n", "  \n", "\t", "    ", "\r\n", "\x0c", "\u00a0", "\u0301", " ")
SCRAPS = st.lists(st.sampled_from((*WORDS, *MARKS, *SPACES)), max_size=60).map("".join)


def test_the_public_names() -> None:
    names = ["Block", "Kind", "LARGEST_FILE", "Reading", "Suggested", "read", "unbundle"]
    assert sorted(retrieval.readers.__all__) == names


@settings(deadline=None, max_examples=300)
@given(NAMES, st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | SCRAPS.map(str.encode))
@example("a.html", page("<p>" * 50 + PROSE).encode())
@example("a.md", b"---\na: b\n---\none two three four five")
def test_anything_is_read_or_refused_with_a_sentence(file: str, content: bytes) -> None:
    try:
        reading = read(file, content)
    except UnreadableFile as refused:
        sentence = str(refused)
        assert sentence.startswith("“")
        assert sentence.endswith(".")
        assert "\n" not in sentence
        return
    assert reading.title.strip()
    for block in reading.blocks:
        assert block.text.strip()
        assert normal_form(block.text) == block.text
        assert "\n\n" not in block.text
        assert block.kind in ("paragraph", "item") or "\n" not in block.text


@settings(deadline=None, max_examples=200)
@given(SCRAPS)
def test_no_word_of_a_plain_text_is_lost(scraps: str) -> None:
    """Every line is in the title, in a block or among what was left out."""
    assume("<html>" not in scraps)
    reading = read("a.txt", f"{scraps}\n\n{PROSE}".encode())
    kept = "".join("".join((reading.title, *texts(reading), *reading.left_out)).split())
    for word in normal_form(scraps).split():
        if word.isalpha():
            assert word in kept


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("word", "“a.txt” holds one word: choose a file with the whole essay in it."),
        ("bread and salt only", "“a.txt” holds only 4 words: choose a file with the whole essay in it."),
        (
            "Share\n\nHome",
            "“a.txt” has no text of an essay in it: choose a file that has, or paste the text into a .txt file.",
        ),
        ("word " * 400_001, "“a.txt” holds more than 2 million characters: split it and add the parts."),
    ],
    ids=["one", "four", "furniture", "long"],
)
def test_a_text_that_is_no_essay_gets_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_text(text, "a.txt")
    assert str(refused.value) == sentence


def test_the_name_in_a_sentence_is_clean() -> None:
    with pytest.raises(UnreadableFile, match=r"^“passwd\.txt” is empty"):
        read("../../etc/pass\u202ewd\n.txt", b"")


def test_without_a_title_the_name_of_the_file_is_one() -> None:
    reading = read_text(f"{PROSE}\n\n{MORE}", "folder/my-essay.txt")
    assert reading == Reading("my-essay.txt", "My essay", None, None, None, None, reading.blocks, ())
    assert texts(reading) == [PROSE, MORE]


def test_the_type_is_decided_by_the_content_first() -> None:
    assert texts(read_text(page(f"<p>{PROSE}</p>"), "essay.md")) == [PROSE]
    assert texts(read_text(f"A Winter\n\n*{PROSE}*", "essay.txt")) == [f"*{PROSE}*"]
    assert texts(read_text(f"# A Winter\n\n*{PROSE}*", "essay.MD")) == [PROSE]
    assert texts(read_text(f"A Winter\n\n{PROSE}", "essay.pdf")) == [PROSE]


def test_a_very_long_title_is_shortened() -> None:
    assert len(read_text(page(f"<p>{PROSE}</p>", f"<title>{'winter ' * 100}</title>"), "x.html").title) == 200


def test_chinese_is_counted_by_characters() -> None:
    assert texts(read_text("団結とは何か。")) == ["団結とは何か。"]
