"""The command line: what a person sees and what a script reads."""

import json
from pathlib import Path

import pytest

import retrieval.__main__ as command
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN

FIELDS = """essay file title author section paragraph text start end passage revision citation score""".split()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two essays to stand in, and a model of words."""
    monkeypatch.setattr(command, "SentenceTransformerEncoder", lambda name: WordEncoder())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "allotment.md").write_text(GARDEN)
    (tmp_path / "bread.md").write_text(BAKERY)
    return tmp_path


class Shell:
    """Runs the program with words and gives back (exit code, standard output, standard error)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.argv", ["python -m retrieval", *words])
        code: str | int | None = 0
        try:
            command.main()
        except SystemExit as stopped:
            code = stopped.code
        printed = self._capsys.readouterr()
        return int(code or 0), printed.out, " ".join(printed.err.split())


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


@pytest.fixture
def filled(run: Shell) -> Shell:
    run("add", "l.db", "allotment.md", "bread.md")
    return run


def test_add_says_what_was_found_and_left_out(run: Shell, folder: Path) -> None:
    (folder / "page.txt").write_text(
        "top of page\n\nOn Gates\n\nA gate is a wall that has learned to be polite to guests.\n"
    )
    code, out, _ = run("add", "l.db", "page.txt")
    assert code == 0
    for line in ("title       On Gates", "author      not found", "paragraphs  1", "passages    1", "    top of page"):
        assert line in out


def test_add_takes_the_good_files_and_names_the_bad_one(run: Shell, folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    code, out, err = run("add", "l.db", "empty.txt", "missing.txt", "bread.md")
    assert code == 1
    assert "empty.txt" in err
    assert "missing.txt cannot be read" in err
    assert "night-bread" in out


def test_add_again_changes_nothing(filled: Shell) -> None:
    assert "already here as night-bread" in filled("add", "l.db", "bread.md")[1]


def test_essays_for_people_and_for_scripts(filled: Shell) -> None:
    assert "the-allotment: The Allotment by Mara Lind; 3 paragraphs" in filled("essays", "l.db")[1]
    listed = json.loads(filled("essays", "l.db", "--json")[1])
    assert [list(essay) for essay in listed] == [
        ["slug", "file", "title", "author", "year", "sections", "paragraphs", "words"]
    ] * 2
    assert {essay["file"] for essay in listed} == {"allotment.md", "bread.md"}


def test_show_prints_the_essay_with_its_places(filled: Shell) -> None:
    out = filled("show", "l.db", "the-allotment")[1]
    assert "Weeds" in out
    assert "¶ 3  Three rules hang on the shed:\n- Close the gate." in out
    assert json.loads(filled("show", "l.db", "the-allotment", "--json")[1])["paragraphs"][0]["number"] == 0


def test_remove_and_a_name_that_is_not_there(filled: Shell) -> None:
    assert "Removed “Night Bread”" in filled("remove", "l.db", "night-bread")[1]
    code, _, err = filled("remove", "l.db", "night-bread")
    assert code == 1
    assert "No essay here is called “night-bread”" in err


def test_ask_for_scripts_has_the_fields_that_stay(filled: Shell) -> None:
    answer = json.loads(filled("ask", "l.db", "which plant is a weed?", "--json")[1])
    assert list(answer) == ["question", "answered", "support", "excerpts", "ranking"]
    assert set(FIELDS) <= set(answer["excerpts"][0])
    assert len(answer["excerpts"]) == 3
    assert list(answer["ranking"][0]) == ["essay", "paragraph", "score"]


def test_ask_takes_a_file_of_questions_and_keeps_their_order(filled: Shell, folder: Path) -> None:
    questions = ["when is the oven lit?", "which plant is a weed?"]
    (folder / "q.jsonl").write_text("".join(json.dumps({"question": q, "id": 1}) + "\n" for q in questions))
    out = filled("ask", "l.db", "--questions", "q.jsonl", "--json", "--limit", "1")[1]
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["question"] for answer in answers] == questions
    assert [len(answer["excerpts"]) for answer in answers] == [1, 1]


def test_ask_for_people_quotes_and_cites(filled: Shell) -> None:
    out = filled("ask", "l.db", "A weed is a plant that one neighbour did not ask for")[1]
    assert "— Mara Lind, “The Allotment”, § Weeds, ¶ 2" in out


def test_what_the_library_does_not_hold_is_said_to_be_near_only(filled: Shell) -> None:
    assert "does not answer" in filled("ask", "l.db", "xylophone quasar")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ask", "none.db", "why?"), "There is no library at none.db"),
        (("ask", "l.db", "?!"), "There is no word in that question"),
        (("ask", "l.db"), "QUESTION or --questions"),
        (("ask", "l.db", "--questions", "allotment.md"), "each line must be JSON"),
        (("show", "l.db", "xyz"), "No essay here is called"),
        (("evaluate", "l.db", "allotment.md"), "allotment.md, line 1"),
        (("essays", "allotment.md"), "allotment.md is not a readable library"),
    ],
)
def test_what_is_wrong_is_one_sentence_without_a_traceback(
    filled: Shell, words: tuple[str, ...], sentence: str
) -> None:
    code, out, err = filled(*words)
    assert code != 0
    assert sentence in err
    assert "Traceback" not in out + err


def test_asking_makes_no_library(run: Shell, folder: Path) -> None:
    run("ask", "none.db", "why?")
    assert not (folder / "none.db").exists()


def test_evaluate_prints_every_figure(filled: Shell, folder: Path) -> None:
    gold = [{"file": "bread.md", "spans": ["The oven is lit at two."]}]
    rows = [
        {"id": "1", "question": "when is the oven lit?", "supported": True, "gold": gold},
        {"id": "2", "question": "who plays the xylophone?", "supported": False},
    ]
    (folder / "q.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = filled("evaluate", "l.db", "q.jsonl")[1]
    for figure in ("recall@1", "recall@3", "recall@5", "MRR@10", "excerpt hit @1", "excerpt hit @3", "AUROC", "90 %"):
        assert figure in out
    assert json.loads(filled("evaluate", "l.db", "q.jsonl", "--json")[1])["recall"]["1"] == 1
