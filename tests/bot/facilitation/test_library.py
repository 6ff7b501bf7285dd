"""Only moderators change a library, and a file is refused by its size before it is fetched."""

import pytest

from bot.facilitation.errors import Refusal
from bot.facilitation.library import Upload, Visitor, check_size, require_moderator


def test_a_moderator_may_change_the_library() -> None:
    require_moderator(Visitor(1, 2, manages_server=True))


def test_another_member_may_not() -> None:
    with pytest.raises(Refusal, match="Only moderators"):
        require_moderator(Visitor(1, 2, manages_server=False))


def test_a_file_up_to_the_limit_passes() -> None:
    check_size(Upload("a.txt", 10 * 2**20), 10 * 2**20)


@pytest.mark.parametrize(("server_takes", "limit"), [(500 * 2**20, "10 MB"), (8 * 2**20, "8 MB")])
def test_a_larger_file_is_refused_with_the_smaller_limit(server_takes: int, limit: str) -> None:
    with pytest.raises(Refusal, match=f"up to {limit}"):
        check_size(Upload("a.txt", 10 * 2**20 + 1), server_takes)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refusal, match="is empty"):
        check_size(Upload("a.txt", 0), 10 * 2**20)
