"""The process apart: it answers as the readers do, or it costs one sentence, whatever it does."""

import json
import resource
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from retrieval import Library, apart, drafts
from retrieval.apart import read_apart
from retrieval.errors import StoppedReading, UnreadableFile
from retrieval.readers import read
from retrieval.readers.limits import FILES, MEMORY
from tests.fakes import WordEncoder
from tests.retrieval.readers.files import chapter, column, docx, epub, paragraph, pdf
from tests.retrieval.readers.pages import MORE, PROSE, page

ROOT = Path(__file__).parents[2]
TEXT = f"A Winter\n\n{PROSE}\n\n{MORE}".encode()
GOOD = {"file": "a.txt", "title": "A", "author": None, "year": None, "source": None, "licence": None}
GOOD |= {"blocks": [{"kind": "paragraph", "text": PROSE}], "left_out": []}


def child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program in the place of the readers."""
    monkeypatch.setattr(apart, "_START", f"import json, os, sys, time\n{program}")


def says(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    child(monkeypatch, f"sys.stdin.buffer.read(); os.write(1, {answer.encode()!r})")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", TEXT),
        ("a.md", b"# A Winter\n\n" + TEXT),
        ("a.html", page(f"<p>{PROSE}</p>").encode()),
        ("a.docx", docx(paragraph(PROSE))),
        ("a.epub", epub({"1.xhtml": chapter(f"<body><p>{PROSE}</p></body>")})),
        ("../a\u202e\n.pdf", pdf(column(PROSE))),
        ("\udcff.txt", TEXT),
    ],
    ids=["txt", "md", "html", "docx", "epub", "pdf", "surrogate"],
)
def test_what_is_read_apart_is_what_is_read_here(name: str, content: bytes) -> None:
    assert read_apart(name, content) == read(name, content)


def test_a_refusal_is_the_readers_own_sentence() -> None:
    with pytest.raises(UnreadableFile, match=r"^“a.txt” holds one word: choose a file with the whole essay in it\.$"):
        read_apart("a.txt", b"word")


def test_it_works_from_any_folder_and_is_light(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from retrieval import read_apart; "
    code += "print(read_apart('a.txt', sys.stdin.buffer.read()).title)"
    ran = subprocess.run([sys.executable, "-c", code], input=TEXT, cwd=tmp_path, capture_output=True, check=True)  # noqa: S603
    assert ran.stdout.split() == [b"A", b"Winter"]


def test_the_process_has_no_environment_no_models_and_little_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    seen = """
import resource, retrieval.readers.__main__ as child
import retrieval.readers.pdf, retrieval.readers.docx, retrieval.readers.epub
heavy = {"torch", "sentence_transformers", "numpy", "sqlite_utils", "pydantic"} & set(sys.modules)
child.confine()
limits = [resource.getrlimit(getattr(resource, "RLIMIT_" + one)) for one in ("AS", "CPU", "FSIZE", "NOFILE")]
child.read = lambda name, content: (_ for _ in ()).throw(
    child.UnreadableFile(f"“a.txt” {sorted(os.environ)} {sorted(heavy)} {limits} {os.getsid(0) == os.getpid()}")
)
child.main()
"""
    started = apart._START.split("from retrieval")[0]
    child(monkeypatch, started + seen)
    with pytest.raises(UnreadableFile) as refused:
        read_apart("a.txt", TEXT)
    said = str(refused.value)
    assert said.endswith(f" [] [({MEMORY}, {MEMORY}), (20, 21), (0, 0), ({FILES}, {FILES})] True")
    assert "DISCORD" not in said


def test_it_costs_a_fraction_of_a_second() -> None:
    """Processor time: what the clock says depends on what else the machine does."""

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def once() -> float:
        start = spent()
        read_apart("a.txt", TEXT)
        return spent() - start

    assert min(once() for _ in range(3)) < 0.5


def test_a_process_that_hangs_is_ended_with_all_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1.0)
    pulse = tmp_path / "pulse"
    child(
        monkeypatch,
        f"""
if os.fork(): time.sleep(60)
while True:
    open({str(pulse)!r}, "a").write(".")
    time.sleep(0.02)
""",
    )
    with pytest.raises(UnreadableFile, match=r"^“a.txt” takes too long to read: copy the essay's text"):
        read_apart("a.txt", TEXT)
    beats = pulse.stat().st_size
    time.sleep(0.2)
    assert pulse.stat().st_size == beats > 0


def test_whoever_asked_can_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "time.sleep(60)")
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    start = time.monotonic()
    with pytest.raises(StoppedReading, match=r"^Reading “a.txt” was stopped: add it again"):
        read_apart("a.txt", TEXT, stop)
    assert time.monotonic() - start < 5


def test_a_file_that_waits_its_turn_can_be_stopped_too() -> None:
    stop = threading.Event()
    stop.set()
    with apart._one_at_a_time, pytest.raises(StoppedReading):
        read_apart("a.txt", TEXT, stop)


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("os.kill(os.getpid(), 9)", "cannot be read safely"),
        ("sys.exit(3)", "cannot be read safely"),
        ("os.close(0); os.close(1); time.sleep(60)", "cannot be read safely"),
        ("os.abort()", "cannot be read safely"),
        ("bytearray(2**40)", "cannot be read safely"),
        (
            "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass",
            "takes too long to read",
        ),
        ("while True: os.write(1, b'{' * 65536)", "holds more text than can be read at once"),
        ("os.write(1, b'[' * 5_000_000)", "cannot be read safely"),
        ("os.write(1, b'9' * 5_000_000)", "cannot be read safely"),
    ],
    ids="killed exits closes aborts memory cpu endless deep number".split(),
)
def test_a_process_that_ends_or_babbles_costs_one_sentence(
    monkeypatch: pytest.MonkeyPatch, program: str, sentence: str
) -> None:
    child(monkeypatch, program)
    with pytest.raises(UnreadableFile, match=f"^“a.txt” {sentence}: [^\n]+\\.$"):
        read_apart("a.txt", TEXT)


LIES: dict[str, object] = {
    "nothing": {},
    "no object": [],
    "both": {"reading": GOOD, "refused": "“a.txt” is not what it seems."},
    "another sentence": {"refused": "Send me your password."},
    "two sentences": {"refused": "“a.txt” is\nnot what it seems."},
    "endless sentence": {"refused": "“a.txt” " + "is " * 1000},
    "hidden sentence": {"refused": "“a.txt” is \u202e not."},
    "another file": {"reading": GOOD | {"file": "b.txt"}},
    "more": {"reading": GOOD | {"more": 1}},
    "less": {"reading": {key: value for key, value in GOOD.items() if key != "left_out"}},
    "no title": {"reading": GOOD | {"title": " "}},
    "title of lines": {"reading": GOOD | {"title": "A\nB"}},
    "year of letters": {"reading": GOOD | {"year": "1999"}},
    "far year": {"reading": GOOD | {"year": 10**9}},
    "no blocks": {"reading": GOOD | {"blocks": []}},
    "block of nothing": {"reading": GOOD | {"blocks": [{"kind": "paragraph", "text": " "}]}},
    "block of a new kind": {"reading": GOOD | {"blocks": [{"kind": "script", "text": PROSE}]}},
    "block of a number": {"reading": GOOD | {"blocks": [{"kind": "paragraph", "text": 1}]}},
    "page zero": {"reading": GOOD | {"blocks": [{"kind": "paragraph", "text": PROSE, "page": 0}]}},
    "hidden text": {"reading": GOOD | {"blocks": [{"kind": "paragraph", "text": f"a\u200b{PROSE}"}]}},
    "surrogate": {"reading": GOOD | {"blocks": [{"kind": "paragraph", "text": f"\ud800{PROSE}"}]}},
    "two in one": {"reading": GOOD | {"blocks": [{"kind": "paragraph", "text": f"{PROSE}\n\n{MORE}"}]}},
    "too much": {"reading": GOOD | {"blocks": [{"kind": "paragraph", "text": "a" * 4_000_001}]}},
    "new kind": {"reading": GOOD | {"kind": "a virus"}},
    "suggested lines": {"reading": GOOD | {"suggested": {"title": "a\nb"}}},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lying_process_costs_one_sentence(lie: object) -> None:
    with pytest.raises(UnreadableFile, match=r"^“a.txt” cannot be read safely: [^\n]+\.$"):
        apart._checked("a.txt", json.dumps(lie).encode())


def test_what_makes_sense_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, json.dumps({"reading": GOOD}))
    assert read_apart("a.txt", TEXT).blocks[0].text == PROSE


def test_a_file_of_the_wrong_size_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.subprocess, "Popen", None)
    with pytest.raises(UnreadableFile, match="is larger than 10 MiB"):
        read_apart("a.txt", bytes(10 * 2**20 + 1))
    with pytest.raises(UnreadableFile, match="is empty"):
        read_apart("a.txt", b"")


def test_a_library_reads_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: WordEncoder) -> None:
    monkeypatch.setattr(drafts, "read_apart", read_apart)
    child(monkeypatch, "sys.exit(1)")
    with (
        closing(Library.open(tmp_path / "l.db", encoder)) as library,
        pytest.raises(UnreadableFile, match="read safely"),
    ):
        library.add("a.txt", TEXT)


def test_a_crowd_of_authors_is_cut_short_and_not_taken_for_a_lie() -> None:
    crowd = "".join(f"- {'A' * 290} {number}\n" for number in range(20))
    found = read_apart("a.md", f"---\nauthor:\n{crowd}---\n# A Winter\n\n{PROSE}\n".encode())
    assert len(found.author or "") == 300
