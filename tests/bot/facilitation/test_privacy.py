"""A member taken out of values and words."""

from typing import Any

import pytest

from bot.facilitation.privacy import Kept, without

ANN = 123456789012345678


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (ANN, None),
        (ANN + 1, ANN + 1),
        (True, True),
        (None, None),
        (1.5, 1.5),
        (f"<@{ANN}> and <@!{ANN}> and {ANN}", "somebody and somebody and somebody"),
        (f"<@{ANN}1> and 9{ANN}", f"<@{ANN}1> and 9{ANN}"),
        ([ANN, 5, [ANN]], [5, []]),
        (
            {"member": ANN, f"{ANN}": [str(ANN)], "n": {"by": ANN}},
            {"member": None, "somebody": ["somebody"], "n": {"by": None}},
        ),
    ],
)
def test_only_she_is_taken_out(value: Any, left: Any) -> None:
    assert without(value, ANN) == left


def test_nobody_with_a_small_id_takes_a_yes_for_herself() -> None:
    assert without([True, 1, 2], 1) == [True, 2]


def test_all_that_is_kept_is_counted() -> None:
    assert Kept(1, {"suggestions": ({"title": "A"}, {"title": "B"}), "audit": ()}, named=2).total == 4
