"""The dashboard and the alert rules in deploy/ ask only for what `/metrics` prints."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.facilitation.delivery import State
from bot.facilitation.health import OUTCOMES, Health, Mail
from bot.watch.metrics import printed

DEPLOY = Path(__file__).parents[2] / "deploy"
METRIC = re.compile(r"\b(?:footnote|process)_\w+")
LABEL = re.compile(r'(\w+)(=~?)"([^"]*)"')
OF_PROMETHEUS = frozenset({"job"})
FULL = Health(
    now=datetime(2026, 3, 1, tzinfo=UTC),
    connected=True,
    latency=0.1,
    servers=1,
    identifies=1000,
    quiet=1.0,
    holding=False,
    mail=Mail({}, 0, None),
    model=True,
    asks={},
    questions=0,
    encoding=0,
    libraries=1,
    opened=1,
    files={"bot.db": 1, "libraries": 2},
    free=1,
)


@pytest.fixture(scope="module")
def page() -> dict[str, dict[str, set[str]]]:
    """Every name on the page of a bot that measures everything, with its labels and their values."""
    names: dict[str, dict[str, set[str]]] = {}
    for family in text_string_to_metric_families(printed(FULL).decode()):
        for sample in family.samples:
            labels = names.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    return names


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return list(group["rules"])


def panels() -> list[dict[str, Any]]:
    return list(json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))["panels"])


def expressions() -> list[str]:
    return [rule["expr"] for rule in rules()] + [one["expr"] for panel in panels() for one in panel["targets"]]


@pytest.mark.parametrize("expression", expressions())
def test_every_metric_and_every_label_that_is_named_exists(
    expression: str, page: dict[str, dict[str, set[str]]]
) -> None:
    bare = re.sub(r"\{.*?\}|\".*?\"", "", expression)
    names = METRIC.findall(bare)
    if not Path("/proc").exists():  # the library measures the process on Linux only
        names = [name for name in names if not name.startswith("process_")] or ["footnote_servers"]
    assert set(names) <= page.keys()
    assert names or bare.startswith("up")
    for name, selected in re.findall(r"\b((?:footnote|process)_\w+)\{(.*?)\}", expression):
        for label, how, value in LABEL.findall(selected):
            if label not in OF_PROMETHEUS:
                wanted = set(value.split("|")) if how == "=~" else {value}
                assert wanted <= page[name][label], f"{name} has no {label}={value}"


def test_everything_that_is_measured_is_shown(page: dict[str, dict[str, set[str]]]) -> None:
    shown = {name for expression in expressions() for name in METRIC.findall(expression)}
    assert {name for name in page if name.startswith("footnote_")} <= shown


def test_each_rule_says_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names)) >= 10
    for rule in rules():
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"].keys() == {"summary", "description"}
        for text in rule["annotations"].values():
            assert text.endswith((".", "))."))


def test_panels_have_titles_and_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert panel["title"]
        assert place["x"] + place["w"] <= 24
        assert not taken & cells, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in panels()}) == len(panels())


def test_the_page_has_every_state_and_every_outcome(page: dict[str, dict[str, set[str]]]) -> None:
    assert page["footnote_outbox_letters"]["state"] == set(State.__args__)  # type: ignore[attr-defined]
    assert page["footnote_ask_seconds_count"]["outcome"] == set(OUTCOMES)
