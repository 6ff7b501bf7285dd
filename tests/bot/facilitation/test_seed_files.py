"""What is wrong with a file is said in sentences; its text and its name are taken from whatever was saved."""

import pytest

from bot.facilitation.seed_files import LARGEST, Fault, Faults, flowing, name_of, text_of


def test_a_fault_says_where_and_faults_come_in_the_order_of_files_and_lines() -> None:
    faults = Faults([Fault("b.toml", 2, "mend it."), Fault("a.toml", 9, "cut it."), Fault("b.toml", 0, "rename it.")])
    assert str(faults) == "a.toml, line 9: cut it.\nb.toml: rename it.\nb.toml, line 2: mend it."


def test_a_report_holds_whole_lines_and_counts_the_rest() -> None:
    faults = Faults([Fault("a.toml", line, "mend this line.") for line in range(1, 101)])
    report = faults.report(400)
    assert len(report) <= 400
    assert report.endswith("… and 89 more.")
    assert report.count("mend this line.") == 11
    assert faults.report(10_000) == str(faults)
    assert faults.report(400, lambda text: 2 * len(text)).endswith("… and 95 more.")
    assert len(Faults([Fault("a.toml", 1, "x" * 500)]).report(100)) <= 100


@pytest.mark.parametrize("content", ["é".encode(), b"\xef\xbb\xbf\xc3\xa9"])
def test_a_mark_at_the_beginning_is_not_part_of_the_text(content: bytes) -> None:
    assert text_of(content, "a.toml") == "é"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"x" * (LARGEST + 1), "a.toml: the file is too large: it may have up to 64 kB."),
        (
            b"a\nb\xff",
            "a.toml, line 2: this is not plain text in UTF-8: save the file with that encoding in a text editor.",
        ),
        ("a".encode("utf-16"), "a.toml, line 1: this is not plain text in UTF-8:"),
    ],
)
def test_a_file_that_is_no_text_says_how_to_save_it(content: bytes, fault: str) -> None:
    with pytest.raises(Faults) as caught:
        text_of(content, "a.toml")
    assert str(caught.value).startswith(fault)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("chalk-talk.toml", "chalk-talk"),
        ("protocols/Chalk Talk (2).TOML", "chalk-talk-2"),
        ("C:\\x\\Über_uns.toml", "über-uns"),
        ("notes", "notes"),
    ],
)
def test_a_name_is_the_files(file: str, name: str) -> None:
    assert name_of(file) == name


@pytest.mark.parametrize("file", ["---.toml", ".toml", f"{'x' * 61}.toml", f"{'𠀀' * 31}.toml"])
def test_a_file_without_a_usable_name_is_refused(file: str) -> None:
    with pytest.raises(Faults, match="rename the file"):
        name_of(file)


def test_line_breaks_are_spaces_but_for_paragraphs_and_lists() -> None:
    text = "\n\n  One\n two\u202e\t.\n \n\nThree:\n- four\nfive\n2. six\n\n\n"
    assert flowing(text) == "One two .\n\nThree:\n- four five\n2. six"
