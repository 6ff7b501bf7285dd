"""`make reliability`: does support mean what it says? Draws it against the share of first excerpts that are right.

Right is judged as in `retrieval.evaluate`; a question that the library does not answer has no right excerpt. Without
the question sets that lie beside the project only the starter essays are drawn, and the picture of the README stays.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.evaluate import first_is_right
from retrieval.support import THRESHOLDS
from tests.benchmarks.libraries import BUILD, PROJECT, Benchmark, RememberingEncoder, benchmarks, err, opened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PICTURE = PROJECT / "deploy" / "pictures" / "reliability.png"

BINS = 10

TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]

NORMAL_95 = 1.959964
"""Standard deviations to each side that hold 95 % of a normal distribution."""

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#555555"
"""Told apart by everybody: M. Okabe and K. Ito, "Color Universal Design" (2008)."""

PANELS = {"Questions about essays": ("starter", "essays"), "Questions to an encyclopedia": ("clapnq", "squad2")}
NAMES = {"starter": "starter essays", "essays": "three essays", "clapnq": "CLAPnq", "squad2": "SQuAD 2.0*"}
NOTES = {"squad2": "* Half of these have no answer there and were\nwritten to look as if they had one."}

Outcome = tuple[float, bool]
"""Support of an answer, and whether its first excerpt is right."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like support: their number, their mean support, and how many of them are right."""

    number: int
    support: float
    right: int

    @property
    def share(self) -> float:
        return self.right / self.number


def bins(outcomes: Iterable[Outcome]) -> dict[int, Bin]:
    """The bins that are not empty, by number from 0; the last holds support 1 as well."""
    held: dict[int, list[Outcome]] = {}
    for outcome in sorted(outcomes):
        held.setdefault(min(int(outcome[0] * BINS), BINS - 1), []).append(outcome)
    return {
        place: Bin(len(those), sum(support for support, _ in those) / len(those), sum(right for _, right in those))
        for place, those in held.items()
    }


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Expected calibration error: how far share and mean support are apart, over all answers.

    Source: M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian
    Binning", AAAI 2015; with bins of equal width.
    """
    return sum(one.number * abs(one.share - one.support) for one in bins(outcomes).values()) / len(outcomes)


def wilson(right: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22 (1927).
    """
    share, square = right / number, NORMAL_95**2
    middle = share + square / (2 * number)
    half = NORMAL_95 * math.sqrt(share * (1 - share) / number + square / (4 * number**2))
    low, high = (middle - half) / (1 + square / number), (middle + half) / (1 + square / number)
    return min(low, share), max(high, share)  # rounding alone would put a share of 0 or 1 outside


def main() -> None:
    known, encoder = benchmarks(), RememberingEncoder()
    whole = NAMES.keys() <= known.keys()
    found = {}
    for name in NAMES if whole else ["starter"]:
        with err.status(known[name].title):
            found[name] = outcomes(known[name], encoder)
    place = PICTURE if whole else BUILD / PICTURE.name
    draw(found, place)
    print(place)


def outcomes(benchmark: Benchmark, encoder: RememberingEncoder) -> list[Outcome]:
    """What came of every question."""
    questions = benchmark.questions()
    with opened(benchmark, encoder) as library:
        answers = library.ask_many([question.question for question in questions])
        return [
            (answer.support, question.supported and first_is_right(question, answer))
            for question, answer in zip(questions, answers, strict=True)
        ]


def draw(found: Mapping[str, Sequence[Outcome]], place: Path) -> None:
    """Write the picture: a panel for each kind of question that there is, with the numbers of questions below it."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    panels = {title: [name for name in names if name in found] for title, names in PANELS.items()}
    panels = {title: names for title, names in panels.items() if names}
    pyplot.rcParams.update({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False})
    # Seven inches at 200 dots: sharp in a README, which shows it half as large, at about 700 pixels.
    figure, axes = pyplot.subplots(
        2,
        len(panels),
        figsize=(3.5 * len(panels), 5),
        squeeze=False,
        height_ratios=(4, 1),
        layout="constrained",
    )
    for (upper, lower), (title, names) in zip(axes.T, panels.items(), strict=True):
        pooled = [outcome for name in names for outcome in found[name]]
        sources = " and ".join(f"{NAMES[name]} ({len(found[name]):,})" for name in names)
        errors = " and ".join(f"{calibration_error(found[name]):.2f}" for name in names)
        error = f"{calibration_error(pooled):.2f}{f' ({errors} alone)' if len(names) > 1 else ''}"
        upper.set_title(title, fontsize=9, fontweight="bold", loc="left", pad=30)
        under = f"{sources}\nexpected calibration error {error}"
        upper.text(0, 1.03, under, transform=upper.transAxes, fontsize=7.5, in_layout=False)
        _draw_shares(upper, bins(pooled))
        _draw_numbers(lower, bins(pooled))
        lower.set_xlabel("\n".join(["Support", *(NOTES[name] for name in names if name in NOTES)]))
    axes[0, 0].set_ylabel("Share of first excerpts that are right")
    axes[1, 0].set_ylabel("Questions")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3 if len(panels) > 1 else 1, frameon=False)
    place.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(place, dpi=200)
    pyplot.close(figure)


def _draw_shares(axes: "Axes", held: Mapping[int, Bin]) -> None:
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=":", label="support means what it says")
    for name, threshold in THRESHOLDS.items():
        label = "answered from here on" if name == "balanced" else None
        axes.axvline(threshold, color=ORANGE, linewidth=1, linestyle="--", label=label)
        axes.text(threshold - 0.01, 1.02, name, color=ORANGE, rotation=90, ha="right", va="top", fontsize=7.5)
    shares = [one.share for one in held.values()]
    intervals = [wilson(one.right, one.number) for one in held.values()]
    axes.errorbar(
        [one.support for one in held.values()],
        shares,
        [
            [share - low for share, (low, _) in zip(shares, intervals, strict=True)],
            [high - share for share, (_, high) in zip(shares, intervals, strict=True)],
        ],
        color=BLUE,
        fmt="o",
        markersize=5,
        capsize=2,
        label="share in a bin, with its 95 % interval",
    )
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xticks=TICKS, yticks=TICKS)


def _draw_numbers(axes: "Axes", held: Mapping[int, Bin]) -> None:
    middles = [(place + 0.5) / BINS for place in held]
    bars = axes.bar(middles, [one.number for one in held.values()], width=0.9 / BINS, color=BLUE, alpha=0.35)
    axes.bar_label(bars, fmt="{:,.0f}", fontsize=7, padding=1)
    axes.margins(y=0.25)
    axes.set(xlim=(-0.03, 1.03), xticks=TICKS, yticks=[])
    axes.spines.left.set_visible(False)


if __name__ == "__main__":
    main()
