"""The XML inside documents and books: refused before it is read when it declares anything, or is endlessly deep."""

from xml.etree.ElementTree import Element
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from defusedxml.sax import parseString

from retrieval.errors import UnreadableFile

MOST_ELEMENTS = 500_000
DEEPEST = 120
LONGEST_VALUE = 300


def check_xml(name: str, part: bytes) -> None:
    """Refuses definitions of any kind (entities, whole files as entities) and what is too deep or too much."""
    try:
        parseString(part, _Count(name), forbid_dtd=True)
    except DefusedXmlException:
        raise _suspicious(name, "entities of its own") from None
    except (SAXException, ValueError, LookupError):
        raise _damaged(name) from None


def parse_xml(name: str, part: bytes) -> Element:
    """The root of a small part. Raises UnreadableFile."""
    check_xml(name, part)
    try:
        root: Element = fromstring(part, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise _damaged(name) from None
    return root


def values(root: Element) -> dict[str, str]:
    """The first text of every kind of element that has one, by its bare name."""
    found: dict[str, str] = {}
    for element in root.iter():
        if text := " ".join((element.text or "").split()):
            found.setdefault(bare(element.tag), text[:LONGEST_VALUE])
    return found


def bare(tag: str) -> str:
    """Without its namespace."""
    return tag.rpartition("}")[2]


class _Count(ContentHandler):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.depth = self.elements = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (xml.sax names it)
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST:
            raise _suspicious(self.name, "elements nested too deeply to be read safely")
        if self.elements > MOST_ELEMENTS:
            raise _suspicious(self.name, f"more than {MOST_ELEMENTS:,} elements")

    def endElement(self, name: str) -> None:  # noqa: N802
        self.depth -= 1


def _suspicious(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” has {what} inside: copy the essay's text into a .txt file, and add that.")


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(f"“{name}” is damaged inside: open it in the program it came from, save it, and add that.")
