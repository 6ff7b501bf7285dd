"""Essays written as other programs write them: their words come back, whatever the format.

The essays of the brief stay outside the repository; our own are always there.
"""

import html
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.readers import Reading, read

ROOT = Path(__file__).parents[3]
OUTSIDE = sorted((ROOT.parent / "shared" / "essays").glob("*.txt"))
OWN = sorted((ROOT / "seeds" / "essays").glob("*.md"))
LEAST = {"docx": 0.999, "epub": 0.999, "html": 0.999, "pdf": 0.99}

_TAGS = {"heading": "h2", "paragraph": "p", "byline": "p", "item": "p"}
_CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf={to}", "{page}")
PRINTERS = {
    "wkhtmltopdf": ("-q", "{page}", "{to}"),
    "weasyprint": ("{page}", "{to}"),
    "chromium": _CHROMIUM,
    "chromium-browser": _CHROMIUM,
    "google-chrome": _CHROMIUM,
    "soffice": ("--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", "{folder}", "{page}"),
}
PRINTER = next((name for name in PRINTERS if shutil.which(name)), None)

pytestmark = pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not here")


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603


def as_page(reading: Reading) -> str:
    body = "".join(
        f"<{_TAGS[block.kind]}>{html.escape(block.text)}</{_TAGS[block.kind]}>\n" for block in reading.blocks
    )
    title = html.escape(reading.title)
    head = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1>{body}</body></html>"


def by_pandoc(page: Path, to: Path) -> None:
    run("pandoc", "-s", "-f", "html", str(page), "-o", str(to))


def printed(page: Path, to: Path) -> None:
    if PRINTER is None:
        pytest.skip("nothing here prints a page to PDF")
    names = {"page": str(page), "to": str(to), "folder": str(to.parent)}
    run(PRINTER, *(word.format(**names) for word in PRINTERS[PRINTER]))


WRITERS: dict[str, Callable[[Path, Path], None]] = {
    "docx": by_pandoc,
    "epub": by_pandoc,
    "html": by_pandoc,
    "pdf": printed,
}


def words(reading: Reading) -> Counter[str]:
    text = " ".join((reading.title, *(block.text for block in reading.blocks)))
    return Counter(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("file", [*OWN, *OUTSIDE], ids=lambda file: file.stem[:16])
def test_words_are_kept(file: Path, kind: str, tmp_path: Path) -> None:
    wanted = read(file.name, file.read_bytes())
    page, written = tmp_path / "page.html", tmp_path / f"written.{kind}"
    page.write_text(as_page(wanted), "utf-8")
    WRITERS[kind](page, written if kind != "pdf" else tmp_path / "page.pdf")
    found = read(written.name, (tmp_path / ("page.pdf" if kind == "pdf" else written.name)).read_bytes())
    missing = words(wanted) - words(found)
    assert 1 - missing.total() / words(wanted).total() >= LEAST[kind], missing
    assert found.title == wanted.title
    assert sum(block.kind == "heading" for block in found.blocks) == sum(b.kind == "heading" for b in wanted.blocks)
    if kind != "pdf":
        assert [block.text for block in found.blocks] == [block.text for block in wanted.blocks]
