"""What the picture is drawn from, worked out by hand."""

from pathlib import Path

import pytest

from tests.benchmarks.reliability import Bin, bins, calibration_error, draw, wilson


def test_answers_of_like_support_are_counted_together_and_certainty_with_the_surest() -> None:
    held = bins([(0.05, False), (0.52, True), (0.58, False), (1.0, True), (0.95, True)])
    assert held == {0: Bin(1, 0.05, 0), 5: Bin(2, pytest.approx(0.55), 1), 9: Bin(2, pytest.approx(0.975), 2)}
    assert held[5].share == 0.5


def test_the_calibration_error_weighs_each_bin_by_its_answers() -> None:
    outcomes = [(0.05, False), (0.05, False), (0.75, True), (0.75, False)]
    assert calibration_error(outcomes) == pytest.approx((2 * 0.05 + 2 * 0.25) / 4)
    assert calibration_error([(1.0, True), (0.0, False)]) == 0


@pytest.mark.parametrize(
    ("right", "number", "low", "high"),
    [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_the_interval_of_a_share_is_wilsons(right: int, number: int, low: float, high: float) -> None:
    assert wilson(right, number) == pytest.approx((low, high), abs=1e-4)


def test_a_panel_is_drawn_for_what_there_is(tmp_path: Path) -> None:
    draw({"starter": [(0.1, False), (0.9, True)]}, tmp_path / "new" / "picture.png")
    assert (tmp_path / "new" / "picture.png").read_bytes().startswith(b"\x89PNG")
