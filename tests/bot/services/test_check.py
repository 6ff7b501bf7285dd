"""What a host reads before the first start."""

from pathlib import Path

import pytest

from bot.services import check
from retrieval import ModelName
from retrieval.encoder import prepared
from retrieval.encoder.manifest import folder_of

NAMED = ModelName.of("some/model")


def test_a_data_folder_that_is_not_there_yet_is_made_at_the_first_start(tmp_path: Path) -> None:
    assert not check.data_folder(tmp_path / "new" / "data").wrong
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = check.data_folder(tmp_path / "file" / "data")
    assert found.wrong
    assert "let the user that runs Footnote write there, or set FOOTNOTE_DATA" in found.text


def test_a_model_that_was_not_prepared_yet_needs_nothing(tmp_path: Path) -> None:
    found = check.model(NAMED, tmp_path)
    assert (found.wrong, "the first start does that, or python -m bot prepare" in found.text) == (False, True)


def test_why_the_reference_runs_is_told(tmp_path: Path) -> None:
    prepared._remember(folder_of(tmp_path, NAMED), "it leaves its prompts out of its vectors")
    found = check.model(NAMED, tmp_path)
    assert not found.wrong
    assert "three times the memory: it leaves its prompts out of its vectors. python -m bot prepare tries" in found.text


def test_a_damaged_model_is_wrong(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, NAMED)
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    found = check.model(NAMED, tmp_path)
    assert found.wrong
    assert found.text.endswith("run python -m bot prepare.")


def test_a_prepared_model_tells_its_figures(models: Path) -> None:
    text = check.model(ModelName.of(), models).text
    for words in ("runs with onnxruntime, from", "every checksum is right", "least cosine", "91 MB: model.onnx"):
        assert words in text


def test_a_machine_that_has_no_model_and_cannot_prepare_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "preparable", lambda: False)
    found = check.model(ModelName.of(), tmp_path)
    assert found.wrong
    assert "is not prepared in" in found.text
    assert "install sentence-transformers and torch, or copy the folder from another machine" in found.text


def test_a_prepared_model_needs_nothing_that_prepares_it(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "preparable", lambda: False)
    assert not check.model(ModelName.of(), models).wrong
