"""Lists that are shown page by page."""


def pages(total: int, on_one: int) -> int:
    """How many pages so many take, at least one."""
    return max(1, -(-total // on_one))
