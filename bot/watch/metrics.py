"""Health as Prometheus reads it. No label names a member, a server or a text."""

import platform
from collections.abc import Iterator
from itertools import accumulate
from typing import get_args

from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from bot import __version__
from bot.facilitation.delivery import State
from bot.facilitation.health import BOUNDS, OUTCOMES, Asked, Health

BUCKETS = (*(str(bound) for bound in BOUNDS), "+Inf")


class _Once(Collector):
    """Measures that are there already."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Each with its help."""
        yield from _single(self._health)
        yield from _labelled(self._health)


def printed(health: Health) -> bytes:
    """The page of `/metrics`."""
    registry = CollectorRegistry()
    registry.register(_Once(health))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


def _single(health: Health) -> Iterator[Metric]:
    gauges: tuple[tuple[str, str, float | None], ...] = (
        ("gateway_connected", "Whether Discord's gateway is connected.", health.connected),
        ("gateway_latency_seconds", "How long the gateway took for its last answer.", health.latency),
        ("identifies_left", "Sessions that Discord lets the bot begin today.", health.identifies),
        ("servers", "Servers that the bot is in.", health.servers),
        ("clock_quiet_seconds", "Time since the clock looked for what is due.", health.quiet),
        ("clock_holding", "Whether nothing is posted because the machine's clock is wrong.", health.holding),
        ("database_usable", "Whether bot.db can be read and written.", health.mail is not None),
        ("model_ready", "Whether the model is loaded.", health.model),
        ("questions_waiting", "Questions and pages under way or waiting for a thread.", health.questions),
        ("encoder_waiting", "Questions that wait for the model.", health.encoding),
        ("libraries", "Libraries in the data folder.", health.libraries),
        ("libraries_open", "Libraries held in memory.", health.opened),
        ("disk_free_bytes", "Free on the disk of the data folder.", health.free),
    )
    for name, told, value in gauges:
        if value is not None:
            yield GaugeMetricFamily(f"footnote_{name}", told, value=float(value))
    if health.mail is not None:
        late = health.mail.lag(health.now).total_seconds()
        yield GaugeMetricFamily("footnote_outbox_lag_seconds", "How late the oldest letter is that may go.", value=late)
        refused = "Letters that wait because Discord refused them."
        yield GaugeMetricFamily("footnote_outbox_refused", refused, value=health.mail.refused)


def _labelled(health: Health) -> Iterator[Metric]:
    build = InfoMetricFamily("footnote_build", "What runs.")
    build.add_metric([], {"version": __version__, "python": platform.python_version()})
    yield build
    files = GaugeMetricFamily("footnote_file_bytes", "Size of bot.db, and of all libraries.", labels=["file"])
    for name, size in health.files.items():
        files.add_metric([name], size)
    yield files
    if health.mail is not None:
        letters = GaugeMetricFamily("footnote_outbox_letters", "Letters of the outbox.", labels=["state"])
        for state in get_args(State):
            letters.add_metric([state], health.mail.letters.get(state, 0))
        yield letters
    asks = HistogramMetricFamily("footnote_ask_seconds", "Questions, and how long each took.", labels=["outcome"])
    for outcome in OUTCOMES:
        asked = health.asks.get(outcome, Asked())
        sums = zip(BUCKETS, accumulate(asked.numbers), strict=True)
        asks.add_metric([outcome], [(bound, float(number)) for bound, number in sums], asked.seconds)
    yield asks
