"""What a web page says of itself in its head: title, author and date."""

import re

from retrieval.readers.blocks import Known
from retrieval.readers.bylines import alone, signed
from retrieval.readers.dates import year_of
from retrieval.readers.normal import folded, normal_form
from retrieval.readers.tree import Element, Tree, inside

_SITE_AFTER = re.compile(r"\s+(?:\||::|»|·|•)\s+[^|»·•]{1,80}$")
_DASH_AFTER = re.compile(r"\s+[-–—]\s+(?P<site>[^–—]{1,80})$")
_DATES = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "citation_publication_date",
    "pubdate",
)
_AUTHORS = (
    "author",
    "article:author",
    "dc.creator",
    "citation_author",
    "parsely-author",
    "byl",
    "sailthru.author",
    "twitter:creator",
)
_AUTHOR_MARKS = frozenset(
    """author byline post-author entry-author author-name byline-name blog-author-name author-link author__name
    byline__name post-meta-author""".split()
)


def read_head(tree: Tree, essay: list[Element], dropped: list[Element]) -> Known:
    """Title: the essay's own <h1>, og:title, another <h1>, <title>; a site's name behind it is cut off."""
    meta = _metadata(tree)
    site = meta.get("og:site_name", "")
    own: list[str] = []
    other: list[str] = []
    for heading in tree.elements("h1"):
        text = tree.text(heading)
        if text and folded(text) != folded(site) and len(text) <= 300:
            (own if inside(heading, essay) and not inside(heading, dropped) else other).append(text)
    page = next((text for element in tree.elements("title") if (text := tree.text(element))), "")
    titles = (*own[:1], _without_site(meta.get("og:title", ""), site), *other[:1], _without_site(page, site))
    title = next((title for title in titles if title), None)
    return Known(_line(title), _line(_author(tree, meta, essay, dropped)), _year(tree, meta, essay, dropped))


def _metadata(tree: Tree) -> dict[str, str]:
    """The first of each name: a page may repeat itself, in other words."""
    found: dict[str, str] = {}
    for element in tree.elements("meta"):
        name = (
            element.attributes.get("property")
            or element.attributes.get("name")
            or element.attributes.get("itemprop")
            or ""
        )
        content = " ".join(element.attributes.get("content", "").split())[:500]
        authors = found.get("author", "").split(" and ")
        if name.lower() == "author" and all(map(alone, (content, *authors))) and content not in authors:
            found["author"] += f" and {content}"
        if content:
            found.setdefault(name.lower(), content)
    return found


def _without_site(title: str, site: str) -> str:
    if (found := _DASH_AFTER.search(title)) and site and folded(found["site"]) == folded(site):
        return title[: found.start()]
    return _SITE_AFTER.sub("", title)


def _author(tree: Tree, meta: dict[str, str], essay: list[Element], dropped: list[Element]) -> str | None:
    for name in _AUTHORS:
        value = meta.get(name, "")
        if (
            value
            and not re.match(r"https?:|@|www\.|/", value)
            and folded(value) not in ("admin", "administrator", "editor", "")
        ):
            found = signed(value)
            return found.author if found else value[:200]
    for element in tree.events:
        if (
            not isinstance(element, Element)
            or not _says_author(element)
            or inside(element, dropped)
            or not inside(element, essay)
        ):
            continue
        text = tree.text(element)
        if len(text) <= 200 and (found := signed(text) or alone(text)):
            return found.author
    return None


def _says_author(element: Element) -> bool:
    return (
        element.attributes.get("rel", "").lower() == "author"
        or element.attributes.get("itemprop", "").lower() == "author"
        or not _AUTHOR_MARKS.isdisjoint(element.marks)
    )


def _year(tree: Tree, meta: dict[str, str], essay: list[Element], dropped: list[Element]) -> int | None:
    values = [meta[name] for name in _DATES if name in meta]
    values += [
        time.attributes.get("datetime", "")
        for time in tree.elements("time")
        if inside(time, essay) and not inside(time, dropped) and _is_its_date(tree, time, essay)
    ]
    return next((year for value in values if (year := year_of(value))), None)


def _is_its_date(tree: Tree, time: Element, essay: list[Element]) -> bool:
    """Above the text or marked as the date of publication; a <time> in a sentence is prose."""
    if {
        "published",
        "entry-date",
        "post-date",
        "dt-published",
        "datepublished",
    } & time.marks or "pubdate" in time.attributes:
        return True
    return any(
        tree.before[time.start] - tree.before[one.start] < 300 for one in essay if one.start <= time.start < one.end
    )


def _line(text: str | None) -> str | None:
    return (" ".join(normal_form(text).split()) or None) if text else None
