"""The encoder with the real default model, and with tiny models that carry prompts."""

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval import ModelName, SentenceTransformerEncoder, UnknownModel
from tests.tiny import TEXTS, tiny_model


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEncoder:
    """The default model as its own library runs it."""
    return SentenceTransformerEncoder()


def test_the_default_model_gives_unit_rows_and_knows_what_is_near(model: SentenceTransformerEncoder) -> None:
    ally, friend, oven = model.encode(["an ally of the movement", "a friend of the cause", "the oven is lit at two"])
    assert ally.shape == (model.dimensions,) == (384,)
    assert np.linalg.norm(ally) == pytest.approx(1, abs=1e-5)
    assert ally @ friend > ally @ oven


def test_equal_texts_get_equal_rows(model: SentenceTransformerEncoder) -> None:
    one, other, again = model.encode(["bread", "gate", "bread"])
    assert (one == again).all()
    assert (one != other).any()


def test_tokens_come_with_their_places_and_the_same_vector(model: SentenceTransformerEncoder) -> None:
    texts = ["Allyship isn’t a badge.", "Solidarity asks."]
    for text, encoded, vector in zip(texts, model.encode_tokens(texts), model.encode(texts), strict=True):
        assert encoded.vector == pytest.approx(vector, abs=1e-5)
        assert encoded.tokens.vectors.shape == (len(encoded.tokens.spans), 384)
        assert np.linalg.norm(encoded.tokens.vectors, axis=1) == pytest.approx(1, abs=1e-5)
        assert "".join(text[start:end] for start, end in encoded.tokens.spans) == text.replace(" ", "")


def test_a_model_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(UnknownModel, match="no/such-model"):
        SentenceTransformerEncoder("no/such-model").encode(["x"])


def test_the_default_model_asks_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert SentenceTransformerEncoder().dimensions == 384


def test_the_default_model_reads_questions_as_passages(model: SentenceTransformerEncoder) -> None:
    (as_question,), (as_passage,) = model.encode_tokens(TEXTS[:1], question=True), model.encode_tokens(TEXTS[:1])
    assert (as_question.vector == as_passage.vector).all()
    assert (as_question.tokens.vectors == as_passage.tokens.vectors).all()


PROMPTS = {"query": "what says ", "passage": "it says "}


@pytest.fixture(scope="module", params=[True, False], ids=["prompt pooled", "prompt left out"])
def prompted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that carries prompts of its own, and takes them into its vectors or not."""
    folder = tmp_path_factory.mktemp("prompted")
    return tiny_model(folder, prompts=PROMPTS, include_prompt=request.param)


def reference(folder: Path, texts: list[str], prompt: str) -> NDArray[np.float32]:
    """What the model's own library gives."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return np.asarray(model.encode(texts, prompt=prompt, normalize_embeddings=True))


def test_a_models_own_prompts_stand_before_questions_and_passages(prompted: Path) -> None:
    encoder = SentenceTransformerEncoder(str(prompted))
    as_questions = np.stack([one.vector for one in encoder.encode_tokens(TEXTS, question=True)])
    as_passages = np.stack([one.vector for one in encoder.encode_tokens(TEXTS)])
    assert as_questions == pytest.approx(reference(prompted, TEXTS, PROMPTS["query"]), abs=1e-5)
    assert as_passages == pytest.approx(reference(prompted, TEXTS, PROMPTS["passage"]), abs=1e-5)
    assert encoder.encode(TEXTS) == pytest.approx(as_passages, abs=1e-5)
    assert np.abs(as_questions - as_passages).max() > 1e-3


def test_tokens_of_the_prompt_take_no_part_and_places_are_those_of_the_text(prompted: Path) -> None:
    encoder = SentenceTransformerEncoder(str(prompted))
    for question in (True, False):
        for text, encoded in zip(TEXTS, encoder.encode_tokens(TEXTS, question=question), strict=True):
            assert "".join(text[start:end] for start, end in encoded.tokens.spans) == text.replace(" ", "")
            assert encoded.tokens.vectors.shape == (len(encoded.tokens.spans), encoder.dimensions)


def test_settings_overrule_a_models_own_prompts(prompted: Path) -> None:
    encoder = SentenceTransformerEncoder(ModelName.of(str(prompted), question="the gate "))
    (encoded,) = encoder.encode_tokens(TEXTS[:1], question=True)
    assert encoded.vector == pytest.approx(reference(prompted, TEXTS[:1], "the gate ")[0], abs=1e-5)
    assert encoder.encode(TEXTS) == pytest.approx(reference(prompted, TEXTS, PROMPTS["passage"]), abs=1e-5)


def test_a_model_of_a_known_family_gets_its_prompts(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "multilingual-e5-small")
    (encoded,) = SentenceTransformerEncoder(str(folder)).encode_tokens(TEXTS[:1], question=True)
    assert encoded.vector == pytest.approx(reference(folder, TEXTS[:1], "query: ")[0], abs=1e-5)
    assert np.abs(encoded.vector - reference(folder, TEXTS[:1], "")[0]).max() > 1e-3


def test_words_split_at_spaces_have_places_that_begin_with_the_word(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "spaced", prompts=PROMPTS, spaced=True)
    for question in (True, False):
        (encoded,) = SentenceTransformerEncoder(str(folder)).encode_tokens(["the gate says"], question=question)
        assert encoded.tokens.spans.tolist() == [[0, 3], [4, 8], [9, 13]]


def test_a_text_longer_than_the_model_reads_keeps_its_beginning(prompted: Path) -> None:
    (encoded,) = SentenceTransformerEncoder(str(prompted)).encode_tokens(["the gate " * 100], question=True)
    assert encoded.tokens.spans[0].tolist() == [0, 3]
    assert len(encoded.tokens.spans) < 64


def test_the_revision_reaches_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    def load(name: str, **options: object) -> object:
        given.update(options, name=name)
        raise OSError

    monkeypatch.setattr("sentence_transformers.SentenceTransformer", load)
    with pytest.raises(UnknownModel, match="“some/model@abc” cannot be loaded"):
        SentenceTransformerEncoder(ModelName.of("some/model", "abc")).encode(["x"])
    assert (given["name"], given["revision"], given["local_files_only"]) == ("some/model", "abc", False)
    with pytest.raises(UnknownModel):
        SentenceTransformerEncoder(ModelName.of("some/model"), fetch=False).encode(["x"])
    assert given["local_files_only"] is True


@pytest.mark.parametrize("spaced", [False, True])
def test_a_word_is_known_without_its_accents_and_capitals(tmp_path: Path, spaced: bool) -> None:
    encoder = SentenceTransformerEncoder(str(tiny_model(tmp_path, spaced=spaced)))
    assert 0 < encoder.familiarity("madrid") < encoder.familiarity("segun") < encoder.familiarity("the") < 1
    assert encoder.familiarity("sobre") == 0


def test_a_machine_without_what_prepares_models_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UnknownModel, match="is not prepared here, and the package sentence_transformers"):
        SentenceTransformerEncoder().encode(["x"])
