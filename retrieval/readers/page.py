"""Which part of a web page is the essay: what to drop, and the element that holds most of the text."""

import re

from retrieval.readers.tree import Element, Tree, inside

_DROPPED_TAGS = frozenset("nav aside form button dialog menu header footer".split())
_DROPPED_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar".split()
)
_DROPPED_MARKS = frozenset(
    """comments comments-area comments-section comment-section comment-list commentlist comment-respond comment-form
    respond disqus_thread fb-comments post-comments sharedaddy share share-bar share-buttons share-links
    social-share social-sharing social-links social-media social-icons sharing sharing-buttons post-share
    entry-share addtoany_share_save_container a2a_kit addthis_toolbox jp-relatedposts related-posts relatedposts
    related related-articles related-content recent-posts read-next recommended recommendations more-posts
    wp-block-latest-posts cookie-notice cookie-banner cookie-consent cookie-bar cookies cookie-law-info-bar
    cookieconsent gdpr consent-banner onetrust-consent-sdk newsletter newsletter-signup newsletter-form email-signup
    mc_embed_signup subscribe subscribe-widget subscription-widget subscription-widget-wrap sidebar primary-sidebar
    widget-area widget secondary breadcrumb breadcrumbs post-navigation posts-navigation nav-links navigation
    pagination site-header site-footer site-nav site-navigation main-navigation main-nav navbar nav-menu menu
    mobile-menu skip-link skip-to-content screen-reader-text sr-only visually-hidden visuallyhidden post-tags
    tags-links cat-links entry-footer post-footer advertisement advert ads ad-container adsbygoogle promo popup
    modal mw-editsection noprint item-pagination blog-item-comments squarespace-comments""".split()
)
_COMMENTS = frozenset(
    """comments comments-area comments-section comment-section comment-list commentlist post-comments
    disqus_thread""".split()
)
_TITLE_BLOCK = "title-block-header"
"""Above a page that pandoc or Quarto made, whose sections have headings of the first level as well."""

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ENOUGH = 0.5
_AN_ESSAY = 600
"""Characters that are enough of an essay to let longer comments below it go."""
_A_PART = 0.15
"""Share of the text from which one of several <article>s counts as a part of the essay."""


def dropped_elements(tree: Tree) -> list[Element]:
    """What is not the essay, outermost elements only; never an element that holds most of the text."""
    tree.weigh([])
    whole = tree.weight()
    headings = tree.elements("h1")
    dropped: list[Element] = []
    within = 0  # how many <article> and <main> are open
    at = 0
    while at < len(tree.events):
        event = tree.events[at]
        at += 1
        if isinstance(event, str):
            continue
        if not isinstance(event, Element):
            within -= event.element.tag in ("article", "main")
        elif _goes(tree, event, within, headings) and _may_go(event, tree.weight(event), whole):
            dropped.append(event)
            at = event.end
        else:
            within += event.tag in ("article", "main")
    return dropped


def unread_elements(tree: Tree) -> list[Element]:
    """What nobody reads even in a file that is all essay: lists of links to its parts, and what is hidden."""
    elements = (event for event in tree.events if isinstance(event, Element))
    unread = (element for element in elements if element.tag == "nav" or _hidden(element))
    return _outermost([element for element in unread if element.tag not in ("html", "body", "head")])


def essay_elements(tree: Tree, dropped: list[Element]) -> list[Element]:
    """<article>s or <main>, if they hold most of the text; otherwise <body>, or nothing."""
    tree.weigh(dropped)
    gone = {element.start for element in dropped}
    whole = tree.weight()
    articles = _outermost([article for article in tree.elements("article") if not inside(article, dropped)])
    chosen = [article for article in articles if tree.weight(article) >= max(1, whole * _A_PART)]
    if whole and sum(map(tree.weight, chosen)) >= whole * _ENOUGH:
        main = next((m for m in tree.elements("main") if all(inside(article, [m]) for article in chosen)), None)
        titles = [h1 for h1 in tree.elements("h1") if not inside(h1, dropped)]
        outside = main and any(inside(h1, [main]) for h1 in titles) and not any(inside(h1, chosen) for h1 in titles)
        return [main] if main and outside else chosen
    for main in tree.elements("main"):
        if main.start not in gone and whole and tree.weight(main) >= whole * _ENOUGH:
            return [main]
    return tree.elements("body")[:1]


def _may_go(element: Element, weight: int, whole: int) -> bool:
    """Comments may be longer than the essay; anything else that holds most of the text is the essay."""
    most = weight > whole * _ENOUGH
    return not most or (not _COMMENTS.isdisjoint(element.marks) and whole - weight >= _AN_ESSAY)


def _goes(tree: Tree, element: Element, within: int, headings: list[Element]) -> bool:
    role = element.attributes.get("role", "").lower()
    if element.tag in ("html", "body", "head", "main", "article") or (role.startswith("doc-") and element.tag != "nav"):
        return element.tag not in ("html", "body", "head") and _hidden(element)
    if element.tag == "header" or role == "banner":
        return (
            not within
            and _TITLE_BLOCK not in element.marks
            and not (len(headings) == 1 and inside(headings[0], [element]))
            and not _in_quotation(tree, element)
        )
    if element.tag == "footer":
        return not _in_quotation(tree, element)
    return (
        element.tag in _DROPPED_TAGS
        or role in _DROPPED_ROLES
        or not _DROPPED_MARKS.isdisjoint(element.marks)
        or _hidden(element)
    )


def _hidden(element: Element) -> bool:
    attributes = element.attributes
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden", "").lower() == "true"
        or bool(_HIDDEN_STYLE.search(attributes.get("style", "")[:500]))
    )


def _in_quotation(tree: Tree, element: Element) -> bool:
    """Looks back no further than a quotation is long."""
    depth = 0
    for event in reversed(tree.events[max(0, element.start - 200) : element.start]):
        if isinstance(event, Element) and event.tag == "blockquote":
            depth += 1
        elif not isinstance(event, (Element, str)) and event.element.tag == "blockquote":
            depth -= 1
    return depth > 0


def _outermost(elements: list[Element]) -> list[Element]:
    kept: list[Element] = []
    for element in elements:
        if not kept or not inside(element, kept[-1:]):
            kept.append(element)
    return kept
