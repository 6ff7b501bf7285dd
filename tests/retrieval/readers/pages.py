"""Made-up prose and pages for the tests of the readers."""

from retrieval.readers import Reading, read

PROSE = "Bread is carried to the neighbour's door before anybody has asked for it, and nobody writes it down."
MORE = "The second winter was harder, because the van had been sold and the road was under water for weeks."


def read_text(text: str, file: str = "essay.txt") -> Reading:
    return read(file, text.encode())


def texts(reading: Reading, *kinds: str) -> list[str]:
    return [block.text for block in reading.blocks if not kinds or block.kind in kinds]


def page(body: str, head: str = "<title>A Winter | The Gazette</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
