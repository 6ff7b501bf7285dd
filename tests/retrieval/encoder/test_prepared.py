"""A prepared model is the reference without torch, whole or not there, and made anew where it is damaged."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from retrieval import Library, ModelName, PreparedEncoder, SentenceTransformerEncoder, UnknownModel, prepare
from retrieval.encoder import Preparation, prepared
from retrieval.encoder.manifest import WEIGHTS, Damaged, Manifest, folder_of
from tests.retrieval.conftest import BAKERY, GARDEN
from tests.tiny import tiny_model

TEXTS = ["the gate is shut", "a baker says rye", "what is the passage", " the  gate ", "Madrid según " * 60, "", "it"]
PROMPTS = {"query": "what says ", "passage": "it says "}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> ModelName:
    """A little model with prompts of its own, by its folder."""
    return ModelName.of(str(tiny_model(tmp_path_factory.mktemp("tiny"), prompts=PROMPTS)))


@pytest.fixture(scope="module")
def made(tiny: ModelName, tmp_path_factory: pytest.TempPathFactory) -> Preparation:
    """What a real process made of it."""
    done = prepare(tiny, tmp_path_factory.mktemp("models"))
    assert done.manifest, done.why
    return done


@pytest.fixture
def quick(made: Preparation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Instead of a process of half a minute, what one has made; holds the identities that were asked for."""
    asked: list[str] = []

    def exported(named: ModelName, making: Path, fetch: bool) -> str:
        asked.append(named.identity)
        shutil.copytree(made.folder, making, dirs_exist_ok=True)
        return ""

    monkeypatch.setattr(prepared, "_exported", exported)
    return asked


@pytest.mark.parametrize("question", [True, False])
def test_vectors_tokens_and_places_are_those_of_the_reference(
    tiny: ModelName, made: Preparation, question: bool
) -> None:
    encoder, reference = PreparedEncoder(tiny, made.folder.parent), SentenceTransformerEncoder(tiny)
    assert encoder.identity == reference.identity
    assert encoder.dimensions == reference.dimensions == 32
    for texts in (TEXTS, TEXTS[:1], TEXTS * 5):
        pairs = zip(
            encoder.encode_tokens(texts, question=question),
            reference.encode_tokens(texts, question=question),
            strict=True,
        )
        for one, other in pairs:
            assert one.vector == pytest.approx(other.vector, abs=1e-5)
            assert one.tokens.spans.tolist() == other.tokens.spans.tolist()
            assert one.tokens.vectors == pytest.approx(other.tokens.vectors, abs=1e-4)
    assert encoder.encode(TEXTS) == pytest.approx(reference.encode(TEXTS), abs=1e-5)
    assert encoder.encode([]).shape == (0, 32)
    for word in ("the", "segun", "madrid", "nothing"):
        assert encoder.familiarity(word) == reference.familiarity(word)


def test_the_manifest_says_what_was_made_and_how_near_it_is(tiny: ModelName, made: Preparation) -> None:
    manifest = made.manifest
    assert manifest is not None
    assert manifest == Manifest.read(made.folder)
    assert (manifest.identity, manifest.longest, manifest.dimensions) == (tiny.identity, 64, 32)
    assert (manifest.prompts.question, manifest.prompts.passage) == tuple(PROMPTS.values())
    assert manifest.verified["least cosine"] > 0.9999
    assert manifest.verified["least cosine of tokens"] > 0.9999
    assert {"torch", "onnx", "onnxruntime"} <= set(manifest.made_with)
    assert sorted(path.name for path in made.folder.iterdir()) == sorted([*manifest.files, "manifest.json"])
    assert [path.name for path in made.folder.parent.iterdir()] == [made.folder.name]


def test_the_default_model_answers_as_the_reference_does(model: PreparedEncoder) -> None:
    texts = ["An ally stands beside people.", "The oven is lit at two. " * 40, "Zoë’s façade"]
    for one, other in zip(model.encode_tokens(texts), SentenceTransformerEncoder().encode_tokens(texts), strict=True):
        assert float(one.vector @ other.vector) > 0.9999
        assert (one.tokens.vectors * other.tokens.vectors).sum(axis=1).min() > 0.9999
        assert np.array_equal(one.tokens.spans, other.tokens.spans)


ANSWER = """
import sys
from pathlib import Path
from retrieval import Library, PreparedEncoder
library = Library.open(Path(sys.argv[1]), PreparedEncoder(folder=Path(sys.argv[2])))
print(library.ask("who answers to the dough?").excerpts[0].text)
print(sorted({"torch", "transformers", "sentence_transformers", "onnx"} & set(sys.modules)))
"""


def test_a_process_that_answers_never_loads_torch(tmp_path: Path, models: Path) -> None:
    library = Library.open(tmp_path / "l.db", PreparedEncoder(folder=models))
    library.add("bread.md", BAKERY.encode())
    library.close()
    said = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", ANSWER, str(tmp_path / "l.db"), str(models)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert "dough" in said[0]
    assert said[1] == "[]"


@pytest.mark.parametrize("file", ["weights.bin", "model.onnx", "tokenizer.json", "manifest.json"])
def test_a_flipped_byte_is_found_before_a_vector_is_used(
    file: str,
    tiny: ModelName,
    made: Preparation,
    quick: list[str],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = folder_of(tmp_path, tiny)
    shutil.copytree(made.folder, folder)
    content = bytearray((folder / file).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / file).write_bytes(content)
    found = Preparation.found(tiny, tmp_path)
    assert found is not None
    assert found.damaged
    encoder = PreparedEncoder(tiny, tmp_path)
    expected = PreparedEncoder(tiny, made.folder.parent).encode(TEXTS)
    assert (encoder.encode(TEXTS) == expected).all()
    assert quick == [tiny.identity]
    assert [record.getMessage() for record in caplog.records if "damaged" in record.getMessage()] == [
        record.getMessage() for record in caplog.records
    ]
    assert len(caplog.records) == 1
    Manifest.read(folder).check(folder)


def test_a_missing_file_is_damage(tiny: ModelName, made: Preparation, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(made.folder, folder)
    (folder / WEIGHTS).unlink()
    with pytest.raises(Damaged, match=r"weights.bin cannot be read"):
        Manifest.read(folder).check(folder)


def test_a_first_start_says_that_the_model_is_prepared_once(
    tiny: ModelName, quick: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        assert PreparedEncoder(tiny, tmp_path).dimensions == 32
    assert quick == [tiny.identity]
    (line,) = (record.getMessage() for record in caplog.records)
    assert line.startswith("Preparing the model ")


def test_two_at_once_leave_one_whole_model(tiny: ModelName, quick: list[str], tmp_path: Path) -> None:
    starting = threading.Barrier(4)

    def start() -> None:
        starting.wait()
        prepare(tiny, tmp_path)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Preparation.found(tiny, tmp_path)
    assert found is not None
    assert found.manifest
    assert [path.name for path in tmp_path.iterdir()] == [found.folder.name]


def test_a_killed_preparation_leaves_nothing_that_is_used(tiny: ModelName, quick: list[str], tmp_path: Path) -> None:
    code = f"from retrieval import prepare; prepare({str(tiny.name)!r}, __import__('pathlib').Path({str(tmp_path)!r}))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[3]) as process:  # noqa: S603
        for _ in range(1000):
            if list(tmp_path.glob(".making-*")) or process.poll() is not None:
                break
            time.sleep(0.05)
        process.kill()
    assert Preparation.found(tiny, tmp_path) is None
    for left in tmp_path.glob(".making-*"):
        os.utime(left, (0, 0))
    prepare(tiny, tmp_path)
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".making-")] == []


def test_a_model_that_leaves_its_prompts_out_runs_as_the_reference_and_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tiny_model(tmp_path / "model", prompts=PROMPTS, include_prompt=False)
    encoder = PreparedEncoder(str(folder), tmp_path / "models")
    (encoded,) = encoder.encode_tokens(TEXTS[:1], question=True)
    (expected,) = SentenceTransformerEncoder(str(folder)).encode_tokens(TEXTS[:1], question=True)
    assert encoded.vector == pytest.approx(expected.vector, abs=1e-6)
    encoder.close()
    assert "it leaves its prompts out of its vectors" in caplog.records[-1].getMessage()
    tried: list[object] = []
    monkeypatch.setattr(prepared, "_exported", lambda *given: tried.append(given) or "no")
    again = PreparedEncoder(str(folder), tmp_path / "models")
    assert again.dimensions == 32
    again.close()
    assert not tried
    found = Preparation.found(ModelName.of(str(folder)), tmp_path / "models")
    assert found is not None
    assert found.why == "it leaves its prompts out of its vectors"
    monkeypatch.setattr(prepared, "versions", lambda: {"torch": "another"})
    PreparedEncoder(str(folder), tmp_path / "models").dimensions  # noqa: B018 - another torch may do better
    assert tried


def test_int8_that_cannot_be_made_is_fp32_and_says_so(
    tiny: ModelName, made: Preparation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exported(named: ModelName, making: Path, fetch: bool) -> str:
        if named.precision == "int8":
            return "in int8 it finds other passages"
        shutil.copytree(made.folder, making, dirs_exist_ok=True)
        return ""

    monkeypatch.setattr(prepared, "_exported", exported)
    encoder = PreparedEncoder(tiny, tmp_path, precision="int8")
    assert encoder.identity == tiny.identity


def test_a_folder_that_cannot_be_written_leaves_the_reference(tiny: ModelName, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = prepare(tiny, tmp_path / "file" / "models")
    assert "cannot be written" in done.why
    encoder = PreparedEncoder(tiny, tmp_path / "file" / "models")
    assert encoder.encode(["the gate"]).shape == (1, 32)
    encoder.close()


def test_a_model_that_is_not_here_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="“/no/such/model” cannot be loaded"):
        PreparedEncoder("/no/such/model", tmp_path, fetch=False).encode(["x"])
    assert list(tmp_path.iterdir()) == []


def test_what_a_process_says_when_it_dies_is_why(tiny: ModelName, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert prepare(tiny, tmp_path).why == "its preparation ended with 1 (it said nothing)"


def test_a_library_in_fp32_is_made_anew_in_int8_and_answers(models: Path, tmp_path: Path) -> None:
    exact, small = PreparedEncoder(folder=models), PreparedEncoder(folder=models, precision="int8")
    assert small.identity == "all-MiniLM-L6-v2 in int8"
    library = Library.open(tmp_path / "l.db", exact)
    library.add("bread.md", BAKERY.encode())
    library.add("garden.md", GARDEN.encode())
    library.close()
    library = Library.open(tmp_path / "l.db", small)
    assert library.outdated()
    library.refresh()
    assert not library.outdated()
    assert "dough" in library.ask("who answers to the dough?").excerpts[0].text
    library.close()
    rows = [one.encode([BAKERY])[0] for one in (exact, small)]
    assert 0.97 < float(rows[0] @ rows[1]) < 0.9999


def test_folders_are_readable_safe_and_nobody_elses(tmp_path: Path) -> None:
    named = [
        ModelName.of("some/model"),
        ModelName.of("some/model", "abc"),
        ModelName.of("some/model", precision="int8"),
        ModelName.of("other/model"),
        ModelName.of("../../etc"),
        ModelName.of("/a/модель"),
    ]
    folders = [folder_of(tmp_path, one) for one in named]
    assert len({str(folder).lower() for folder in folders}) == len(named)
    assert all(folder.parent == tmp_path and folder.name.isascii() for folder in folders)
    assert folders[0].name.startswith("model-fp32-")


def test_a_manifest_of_another_version_is_not_read(made: Preparation, tmp_path: Path) -> None:
    shown = json.loads((made.folder / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(shown | {"format": 0}))
    with pytest.raises(Damaged, match="of another version"):
        Manifest.read(tmp_path)
