"""A model's name, revision and prompts: what they are called, and which prompts are used."""

import pytest

from retrieval.models import DEFAULT_MODEL, ModelName, Prompts

E5 = Prompts("query: ", "passage: ")
BGE = Prompts("Represent this sentence for searching relevant passages: ", "")


@pytest.mark.parametrize(
    ("model", "identity"),
    [
        (ModelName.of(), DEFAULT_MODEL),
        (ModelName.of("", "", "", ""), DEFAULT_MODEL),
        (ModelName.of("some/model"), "some/model"),
        (ModelName.of("some/model", "abc"), "some/model@abc"),
        (ModelName.of("/models/a@b"), "/models/a@b@"),
        (ModelName.of("/models/a@b", "c"), "/models/a@b@c"),
        (ModelName.of("some/model", question="¿dónde @ “x”? "), None),
        (ModelName.of("some/model", "abc", passage="p: "), 'some/model@abc with [{"passage": "p: "}, {}]'),
        (ModelName.of("intfloat/e5-small-v2", "abc", "q with [{", "p"), None),
        (ModelName.of(precision="int8"), f"{DEFAULT_MODEL} in int8"),
        (ModelName.of("some/model", "abc", passage="p: ", precision="int8"), None),
        (ModelName.of("/models/one in int8"), "/models/one in int8@"),
        (ModelName.of("/models/one in int8", precision="int8"), "/models/one in int8@ in int8"),
    ],
)
def test_an_identity_leads_back_to_its_model(model: ModelName, identity: str | None) -> None:
    assert identity is None or model.identity == identity
    assert ModelName.parse(model.identity) == model
    assert "\n" not in model.identity


def test_whatever_changes_the_vectors_changes_the_identity() -> None:
    models = [
        ModelName.of("m"),
        ModelName.of("m", "1"),
        ModelName.of("m", "2"),
        ModelName.of("m", question="q"),
        ModelName.of("m", passage="q"),
        ModelName.of("m", question="q", passage="q"),
        ModelName("m", family=E5),
        ModelName.of("m", precision="int8"),
    ]
    assert len({model.identity for model in models}) == len(models)


def test_an_identity_of_another_kind_is_a_name() -> None:
    assert ModelName.parse("words-1 with an oddity") == ModelName("words-1 with an oddity")


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("intfloat/multilingual-e5-small", E5),
        ("intfloat/e5-large-v2", E5),
        ("/models/e5-base", E5),
        ("/cache/models--intfloat--e5-base/snapshots/abc", E5),
        ("intfloat/multilingual-e5-large-instruct", Prompts("", "")),
        ("intfloat/e5-mistral-7b-instruct", Prompts("", "")),
        ("BAAI/bge-small-en-v1.5", BGE),
        ("BAAI/bge-large-en", BGE),
        ("BAAI/bge-large-en-noinstruct", Prompts("", "")),
        ("BAAI/bge-m3", Prompts("", "")),
        ("BAAI/bge-small-zh-v1.5", Prompts("", "")),
        (DEFAULT_MODEL, Prompts("", "")),
    ],
)
def test_families_without_prompts_of_their_own_are_known_by_name(name: str, prompts: Prompts) -> None:
    assert ModelName.of(name).chosen({"query": "", "document": ""}, None) == prompts


@pytest.mark.parametrize(
    ("own", "default", "chosen"),
    [
        ({"query": "q ", "document": "d "}, None, Prompts("q ", "d ")),
        ({"query": "q ", "document": "", "passage": "p "}, None, Prompts("q ", "p ")),
        ({"query": "q "}, None, Prompts("q ", "")),
        ({"query": "", "document": "", "retrieval": "r "}, "retrieval", Prompts("r ", "r ")),
        ({"query": "q ", "clustering": "c "}, "clustering", Prompts("q ", "")),
        ({"query": "", "document": ""}, "query", E5),
        ({}, None, E5),
    ],
)
def test_prompts_that_a_model_carries_come_before_those_of_its_family(own, default, chosen: Prompts) -> None:
    assert ModelName.of("e5-small").chosen(own, default) == chosen


def test_the_hosts_prompts_come_first_each_for_itself() -> None:
    named = ModelName.of("e5-small", question="ask: ")
    assert named.chosen({"query": "q ", "document": "d "}, None) == Prompts("ask: ", "d ")
    assert named.chosen({}, None) == Prompts("ask: ", "passage: ")
