"""Which essays are compared, and how many of them one card holds."""

import pytest

from bot.facilitation.ask import Quotation
from bot.facilitation.compare import MOST_MARKS, MOST_PARTS, MOST_QUOTED, ROOM, Side, named, parts
from bot.facilitation.errors import Refusal


def quoting(number: int, text: str = "A hedge.") -> Side:
    place = f"{number}.1"
    return Side(place, f"Essay {number}", Quotation(place, "e", f"Essay {number}", None, None, None, 1, text))


def silent(number: int) -> Side:
    return Side(f"{number:06x}", f"Essay {number}", None)


def test_all_essays_or_two() -> None:
    assert named(None, None) == ()
    assert named("a", "b") == ("a", "b")


@pytest.mark.parametrize(("first", "second"), [("a", None), (None, "a")])
def test_one_essay_alone_is_no_comparison(first: str | None, second: str | None) -> None:
    with pytest.raises(Refusal, match="second essay"):
        named(first, second)


def test_an_essay_is_not_compared_with_itself() -> None:
    with pytest.raises(Refusal, match="same essay twice"):
        named("a", "a")


def test_a_few_sides_stay_together_in_their_order() -> None:
    (part,) = parts([quoting(1), silent(2), quoting(3)])
    assert [side.title for side in part.sides] == ["Essay 1", "Essay 2", "Essay 3"]
    assert (part.first, part.last, part.total) == (1, 3, 3)
    assert [quotation.place for quotation in part.quotations] == ["1.1", "3.1"]
    assert part.key == "1.3:1.1,000002,3.1"


def test_many_sides_are_cut_into_cards_and_none_is_lost() -> None:
    sides = [quoting(number) if number % 3 else silent(number) for number in range(1, 40)]
    found = parts(sides)
    assert [side for part in found for side in part.sides] == sides
    assert all(len(part.quotations) <= MOST_QUOTED for part in found)
    assert all(len(",".join(side.mark for side in part.sides)) <= MOST_MARKS for part in found)
    assert [part.first for part in found[1:]] == [part.last + 1 for part in found[:-1]]


def test_long_quotations_get_cards_of_their_own() -> None:
    assert [len(part.sides) for part in parts([quoting(n, "word " * (ROOM // 5)) for n in range(3)])] == [1, 1, 1]


def test_more_essays_than_cards_are_counted() -> None:
    found = parts([quoting(number) for number in range(MOST_PARTS * MOST_QUOTED + 7)])
    assert len(found) == MOST_PARTS
    assert found[-1].total - found[-1].last == 7
