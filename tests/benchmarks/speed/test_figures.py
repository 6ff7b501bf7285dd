"""The arithmetic of the benchmark, worked out by hand."""

import pytest

from tests.benchmarks.speed.figures import Aim, Row, compared, exponent, number, overlap, quarters


def test_a_row_compares_medians_and_shows_how_far_rounds_lie_apart() -> None:
    row = compared("1", "this / that", [0.004, 0.001, 0.002], [0.004, 0.004, 0.004], Aim(0.5))
    assert (row.ours, row.peer, row.ratio) == (2.0, 4.0, 0.5)
    assert row.spread == (0.375, 0.75)
    assert row.met


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("1", "", "ms", 3, 4, Aim(0.75)), True),
        (Row("1", "", "ms", 3.1, 4, Aim(0.75)), False),
        (Row("9", "", "GB/s", 9, 10, Aim(0.9, least=True)), True),
        (Row("9", "", "GB/s", 8, 10, Aim(0.9, least=True)), False),
        (Row("10", "", "s", 0.4, None, Aim(0.5, absolute=True)), True),
        (Row("10", "", "s", 0.6, None, Aim(0.5, absolute=True)), False),
        (Row("5", "", "MB", 1, 4, Aim(0.4), also=(("under 220 MB", True),)), True),
        (Row("5", "", "MB", 1, 4, Aim(0.4), also=(("under 220 MB", False),)), False),
        (Row("7", "", "ms", 1, None, Aim(0.4)), None),
        (Row("7", "", "ms", 1, 2, Aim(0.4), judged=False), None),
        (Row("7", "", "ms", 1, 2), None),
    ],
)
def test_an_aim_is_met_with_all_that_belongs_to_it_or_not_judged(row: Row, met: bool | None) -> None:
    assert row.met is met


def test_the_exponent_is_the_slope_between_logarithms() -> None:
    assert exponent({10: 3.0, 100: 30.0, 1_000: 300.0}) == pytest.approx(1)
    assert exponent({10: 5.0, 1_000: 5.0}) == pytest.approx(0)
    assert exponent({10: 1.0, 1_000: 10.0}) == pytest.approx(0.5)


def test_overlap_is_the_share_of_what_was_wanted() -> None:
    assert overlap([[1, 2, 3], [4, 5]], [[3, 2, 9], [5, 4]]) == pytest.approx(4 / 5)


def test_a_spread_needs_three_rounds() -> None:
    assert quarters([1, 2]) is None
    assert quarters([1, 2, 3]) == (1.5, 2.5)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0123, "0.012"), (0.45, "0.45"), (0.5, "0.50"), (1.5, "1.5"), (12.3, "12"), (1234.5, "1,234"), (0, "0")],
)
def test_numbers_have_as_many_digits_as_a_reader_can_use(value: float, shown: str) -> None:
    assert number(value) == shown
