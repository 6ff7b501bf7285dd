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
    monkeypatch.setattr(command, "PreparedEncoder", lambda name, folder: WordEncoder())
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
    assert "missing.txt is not a file" in err
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
    assert list(answer) == ["question", "answered", "support", "excerpts", "ranking", "missing", "read_as"]
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
    out = filled("ask", "l.db", "is there a slow train to the coast?")[1]
    assert out.startswith("The library does not answer this. Near, not an answer:")


def test_a_name_that_no_text_mentions_is_said(filled: Shell) -> None:
    assert "No text here mentions “Audre Lorde”." in filled("ask", "l.db", "what does Audre Lorde say of weeds?")[1]


def test_quote_for_people_and_for_scripts(filled: Shell) -> None:
    quotation = "a weed is a vegetable that one neighbour did not ask for"
    out = filled("quote", "l.db", quotation)[1]
    for part in ("Altered:", "quoted: vegetable    in the text: plant", "§ Weeds, ¶ 2", "the-allotment ¶2.1 @"):
        assert part in out
    checked = json.loads(filled("quote", "l.db", quotation, "--json")[1])
    assert list(checked) == ["verdict", "place", "differences", "places"]
    assert (checked["verdict"], checked["place"]["paragraph"]) == ("altered", 2)
    assert checked["differences"] == [{"given": "vegetable", "text": "plant"}]
    assert set(FIELDS) <= set(checked["place"])
    elsewhere = json.loads(filled("quote", "l.db", "the poppies weeds", "--author", "Jo Ray", "--json")[1])
    assert (elsewhere["verdict"], elsewhere["place"]["essay"]) == ("elsewhere", "the-allotment")
    absent = json.loads(filled("quote", "l.db", "the poppies tulips", "--essay", "night-bread", "--json")[1])
    assert absent == {"verdict": "absent", "place": None, "differences": [], "places": []}


def test_cite_prints_the_words_and_the_form(filled: Shell) -> None:
    permanent = json.loads(filled("quote", "l.db", "My neighbour calls", "--json")[1])["place"]["permanent"]
    out = filled("cite", "l.db", permanent)[1]
    assert out == "My neighbour calls the poppies weeds.\n\nMara Lind, “The Allotment”, § Weeds, ¶ 2\n"
    assert filled("cite", "l.db", *permanent.split())[1] == out
    assert "@misc{the-allotment," in filled("cite", "l.db", permanent, "--format", "bibtex")[1]
    cited = json.loads(filled("cite", "l.db", permanent, "--json")[1])
    assert cited["permanent"] == permanent
    assert list(cited["formats"]) == ["plain", "markdown", "apa", "mla", "bibtex"]


def test_compare_has_an_entry_for_each_essay_by_title(filled: Shell) -> None:
    idea = "A weed is a plant that one neighbour did not ask for"
    assert "“Night Bread” does not take this up." in filled("compare", "l.db", idea)[1]
    entries = json.loads(filled("compare", "l.db", idea, "--json")[1])
    assert [list(entry) for entry in entries] == [["essay", "file", "title", "supported", "excerpt"]] * 2
    assert [(entry["essay"], entry["supported"]) for entry in entries] == [
        ("night-bread", False),
        ("the-allotment", True),
    ]
    assert entries[0]["excerpt"] is None
    assert set(FIELDS) <= set(entries[1]["excerpt"])


def test_compare_can_be_kept_to_named_essays(filled: Shell) -> None:
    entries = json.loads(filled("compare", "l.db", "dough", "--json", "--essay", "night-bread")[1])
    assert [entry["file"] for entry in entries] == ["bread.md"]


def test_contrasts_for_people_and_for_scripts(filled: Shell, folder: Path) -> None:
    assert "No two essays here" in filled("contrasts", "l.db")[1]
    (folder / "oven.md").write_text("# Ovens\n\nThe oven is lit at six, when the street smells of coffee.\n")
    filled("add", "l.db", "oven.md")
    assert "1. Both: lit, oven" in filled("contrasts", "l.db")[1]
    (pair,) = json.loads(filled("contrasts", "l.db", "--json", "--essay", "ovens")[1])
    assert list(pair) == ["one", "other", "shared", "only_one", "only_other", "score"]
    assert set(FIELDS) <= set(pair["one"])


def test_key_for_people_and_for_scripts(filled: Shell) -> None:
    assert filled("key", "l.db", "night-bread")[1].startswith("Night Bread: ")
    found = json.loads(filled("key", "l.db", "night-bread", "--json")[1])
    assert list(found) == ["essay", "file", "title", "terms", "passages"]
    assert "dough" in found["terms"]
    assert set(FIELDS) <= set(found["passages"][0])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("quote", "l.db", "…"), "There is no word in that quotation"),
        (("quote", "l.db", "weeds", "--essay", "xyz"), "No essay here is called"),
        (("cite", "l.db", "night-bread"), "That is no citation"),
        (("cite", "l.db", "night-bread ¶1.1 @000000000000"), "No essay here has the text"),
        (("ask", "none.db", "why?"), "There is no library at none.db"),
        (("ask", "l.db", "?!"), "There is no word in that question"),
        (("ask", "l.db"), "QUESTION or --questions"),
        (("ask", "l.db", "--questions", "allotment.md"), "allotment.md, line 1: write JSON"),
        (("show", "l.db", "xyz"), "No essay here is called"),
        (("key", "l.db", "xyz"), "No essay here is called"),
        (("contrasts", "l.db", "--essay", "xyz"), "No essay here is called"),
        (("compare", "l.db", "?!"), "There is no word in that question"),
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


def test_a_misspelt_file_makes_no_library(run: Shell, folder: Path) -> None:
    assert run("add", "new.db", "missing.txt")[0] == 1
    assert not (folder / "new.db").exists()


def test_a_folder_or_a_huge_file_is_refused_in_a_sentence(run: Shell, folder: Path) -> None:
    (folder / "huge.txt").write_bytes(b"word " * 3_000_000)
    code, _, err = run("add", "l.db", "huge.txt", ".")
    assert code == 1
    assert "huge.txt" in err
    assert ". is not a file" in err


def test_a_question_file_may_hold_any_line_separator_and_a_byte_order_mark(filled: Shell, folder: Path) -> None:
    line = json.dumps({"question": "when is\u2028the oven lit?"}, ensure_ascii=False)
    (folder / "q.jsonl").write_text(f"\ufeff{line}\n\n{line}\n", encoding="utf-8")
    assert len(filled("ask", "l.db", "--questions", "q.jsonl", "--json")[1].splitlines()) == 2


@pytest.mark.parametrize("line", ['{"question": null}', '{"question": 7}', "[]", '"why?"'])
def test_a_question_that_is_no_text_is_told_with_its_line(filled: Shell, folder: Path, line: str) -> None:
    (folder / "q.jsonl").write_text(f'{{"question": "why?"}}\n{line}\n')
    code, _, err = filled("ask", "l.db", "--questions", "q.jsonl", "--json")
    assert code == 1
    assert "q.jsonl, line 2" in err


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
    stages = filled("evaluate", "l.db", "q.jsonl", "--stages")[1]
    for figure in ("words only", "+ token by token", "+ reading the question", "R@1", "AUROC", "–"):
        assert figure in stages
    *_, last = json.loads(filled("evaluate", "l.db", "q.jsonl", "--stages", "--json")[1])
    whole = json.loads(filled("evaluate", "l.db", "q.jsonl", "--json")[1])
    assert last == {"stages": "+ reading the question"} | whole


def test_model_revision_and_prompts_make_the_identity_of_the_vectors(
    filled: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[str] = []

    def encoder(model, folder):
        named.append(model.identity)
        return WordEncoder()

    monkeypatch.setattr(command, "PreparedEncoder", encoder)
    filled("ask", "l.db", "weeds?", "--model", "some/model", "--revision", "abc")
    monkeypatch.setenv("FOOTNOTE_ENCODER", "other/model")
    monkeypatch.setenv("FOOTNOTE_ENCODER_REVISION", "main")
    monkeypatch.setenv("FOOTNOTE_QUERY_PROMPT", "query: ")
    filled("compare", "l.db", "weeds")
    assert named == ["some/model@abc", 'other/model@main with [{"question": "query: "}, {}]']


def test_a_judge_has_the_last_word(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    class Judge:
        def __init__(self, name: str) -> None:
            self.identity = name

        def judge(self, question, texts):
            return [0.9 if self.identity in text else 0.1 for text in texts]

    monkeypatch.setattr(command, "CrossEncoderJudge", Judge)
    question = "what is shared on our allotment?"
    for word in ("poppies", "slugs"):
        _, out, _ = filled("ask", "l.db", question, "--json", "--judge", word)
        assert word in json.loads(out)["excerpts"][0]["text"]


def test_a_removed_essay_can_be_listed_and_restored(filled: Shell) -> None:
    code, out, _ = filled("remove", "l.db", "the-allotment")
    assert code == 0
    assert "Removed “The Allotment”. Until " in out
    assert "`restore` with the name the-allotment" in out
    assert filled("restore", "l.db")[1].startswith("the-allotment: The Allotment; until ")
    assert filled("restore", "l.db", "the-allotment")[1] == "Restored “The Allotment” as the-allotment.\n"
    assert filled("restore", "l.db")[1] == "Nothing was removed that could be restored.\n"
    assert filled("restore", "l.db", "nothing")[0] == 1
    assert "Nobody digs" in filled("show", "l.db", "the-allotment")[1]


def test_adding_a_removed_essay_again_says_that_it_was_restored(filled: Shell) -> None:
    filled("remove", "l.db", "the-allotment")
    assert "the same text was removed before; restored as the-allotment" in filled("add", "l.db", "allotment.md")[1]


def test_a_text_goes_out_and_in_again(filled: Shell, folder: Path) -> None:
    (folder / "out.md").write_text(filled("text", "l.db", "the-allotment")[1])
    assert "out.md: already here as the-allotment" in filled("add", "l.db", "out.md")[1]


def test_a_library_goes_into_a_zip_and_into_another_library(filled: Shell) -> None:
    assert filled("export", "l.db", "all.zip")[1] == "Wrote 2 essays to all.zip.\n"
    code, out, _ = filled("add", "other.db", "all.zip")
    assert code == 0
    assert "allotment.md: added as the-allotment" in out
    assert filled("essays", "other.db")[1] == filled("essays", "l.db")[1]
    code, _, err = filled("export", "l.db", "nowhere/all.zip")
    assert (code, "cannot be written" in err) == (1, True)
