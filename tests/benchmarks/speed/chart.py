"""The picture of the README: each ratio against its aim, and how time and memory grow with the library."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.speed.figures import Row, number
from tests.benchmarks.speed.growth import Growth
from tests.benchmarks.speed.report import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#8C8C8C", "#222222"
"""Told apart by everybody: M. Okabe and K. Ito, "Color Universal Design" (2008)."""

TITLE = "Footnote beside what people would pick instead"

LABELS = {
    "1": "Embedding a question\nSentenceTransformer.encode",
    "2": "… with int8\nSentenceTransformer.encode",
    "3": "Indexing a library\nencode + sqlite-utils",
    "4": "Cold start to first answer\nsentence-transformers",
    "5": "Resident memory\nsentence-transformers",
    "6": "Search, 10,000 of {size}\nfull numpy scan",
    "7": "Search, 10,000 of {size}\n{peer}",
    "8": "Whole answer, 1,000 passages\nbare encode of the question",
    "9": "Scan, bytes a second\nreading memory",
    "10": "50 askers at once, slowest\nthe limit of 0.5 s",
    "11": "/ask in simulated Discord\nthe answer alone",
}


def draw(found: Findings, place: Path) -> None:
    """Write it: a bar for each judged row that was measured, and two panels of growth where there are sizes."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    rows = [row for row in found.rows if row.number in LABELS and shown(row) is not None]
    grows = len(found.growth.milliseconds) > 1
    pyplot.rcParams.update(
        {"font.size": 8, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY}
    )
    height = 0.9 + 0.36 * len(rows)
    # 7.4 inches at 200 dots: sharp in a README, which shows it half as large.
    figure = pyplot.figure(figsize=(7.4, height + (2.5 if grows else 0.2)), layout="constrained")
    grid = figure.add_gridspec(2 if grows else 1, 2, height_ratios=(height, 2.3) if grows else (1,))
    _draw_ratios(figure.add_subplot(grid[0, :]), rows)
    if grows:
        _draw_growth(figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[1, 1]), found.growth)
    figure.text(0.01, -0.005, _caption(found), fontsize=6.5, color="#555555", va="top")
    place.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(place, dpi=200, bbox_inches="tight", pad_inches=0.12, facecolor="white")
    pyplot.close(figure)


def shown(row: Row) -> float | None:
    """The length of a row's bar: its ratio; where the aim is a figure of our own, its share of that."""
    if row.aim and row.aim.absolute:
        return None if row.ours is None else row.ours / row.aim.limit
    return row.ratio


def limit(row: Row) -> float:
    """Where the mark of a row's aim stands on the same scale."""
    assert row.aim
    return 1.0 if row.aim.absolute else row.aim.limit


def label(row: Row) -> tuple[str, str]:
    """What was measured, and beside what."""
    size = row.what.partition("of ")[2].partition(" ")[0]
    words = LABELS[row.number].format(size=size, peer=row.what.rpartition("/ ")[2])
    first, _, second = words.partition("\n")
    recall = row.note.partition("its recall ")[2].partition(";")[0]
    return first, f"{second}, recall {recall}" if recall and row.number == "7" else second


def _draw_ratios(axes: "Axes", rows: list[Row]) -> None:
    values = [shown(row) or 0.0 for row in rows]
    low = 10**-0.35 * min(values + [limit(row) for row in rows])
    for place, (row, value) in enumerate(zip(rows, values, strict=True)):
        color = ORANGE if row.met is False else BLUE
        axes.barh(place, value - low, left=low, height=0.56, color=color, alpha=0.85)
        axes.plot([limit(row)] * 2, [place - 0.42, place + 0.42], color=INK, linewidth=1.8, zorder=3)
        right = max(value, limit(row))
        assert row.aim
        figure = f"{number(row.ours or 0)} {row.unit}" if row.aim.absolute else number(value)
        text = f"{figure}   aim {row.aim.shown(row.unit)}"
        axes.annotate(text, (right, place), (5, 0), textcoords="offset points", va="center", fontsize=7, color=INK)
        first, second = label(row)
        axes.annotate(
            first,
            (0, place),
            (-6, 4),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=7.5,
            color=INK,
        )
        axes.annotate(
            f"beside {second}",
            (0, place),
            (-6, -5),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=6.5,
            color="#666666",
        )
    axes.set_xscale("log")
    axes.set_xlim(low, 10**0.75 * max(values + [limit(row) for row in rows]))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks([])
    axes.axvline(1, color=GREY, linewidth=0.8, linestyle=":")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set_xlabel(
        "Ours / theirs in one run, on a logarithmic scale: 1 is as good as theirs, shorter is better (but for the scan)"
    )
    axes.set_title(TITLE, fontsize=10, fontweight="bold", loc="left", color=INK, x=-0.31)
    handles = _handles(any(row.met is False for row in rows))
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=3, frameon=False, fontsize=7)


def _handles(missed: bool) -> list[object]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[object] = [Patch(color=BLUE, alpha=0.85, label="aim met")]
    if missed:
        handles.append(Patch(color=ORANGE, alpha=0.85, label="aim not met"))
    return [*handles, Line2D([], [], color=INK, linewidth=1.8, label="aim")]


def _draw_growth(left: "Axes", right: "Axes", growth: Growth) -> None:
    time, memory = growth.exponents()
    _draw_line(left, growth.milliseconds, "ms")
    left.set_title(f"Milliseconds an answer: grows as n^{time:.2f}", fontsize=8, loc="left", color=INK)
    _draw_line(right, growth.megabytes, "MB")
    right.set_title(f"Megabytes of one library: n^{memory:.2f}", fontsize=8, loc="left", color=INK)


def _draw_line(axes: "Axes", figures: Mapping[int, float], unit: str) -> None:
    axes.plot(list(figures), list(figures.values()), color=BLUE, marker="o", markersize=4, linewidth=1.4)
    for size, value in figures.items():
        side = "left" if size == min(figures) else "right"  # beside the line, which goes up to the right
        place = (-4 if side == "left" else 2, 5)
        axes.annotate(
            f"{number(value)} {unit}", (size, value), place, textcoords="offset points", ha=side, fontsize=7, color=INK
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    low, high = min(figures.values()), max(figures.values())
    axes.set_ylim(low / 2, max(high * 3, low * 20))
    axes.set_xlim(min(figures) / 2, max(figures) * 2.2)
    axes.set_xticks(list(figures), [f"{size:,}" for size in figures])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set_xlabel("passages in the library")
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)


def _caption(found: Findings) -> str:
    return "\n".join(found.machine[:1]) + ("; one thread but for the crowd and Discord" if found.machine else "")
