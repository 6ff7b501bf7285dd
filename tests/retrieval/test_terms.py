"""What an essay is about, in its own words."""

import pytest

from retrieval import Library
from retrieval.terms import Terms

HASH = """# On Hashing

A hash table keeps its keys in buckets. The hash table grows when the buckets are full.

Every hash table has a load. Buckets that are full slow the hash table down, and its load must be kept low.
"""


@pytest.fixture
def terms(library: Library) -> Terms:
    library.add("hash.md", HASH.encode())
    return Terms.of(library._loaded())


def test_a_pair_of_words_takes_the_place_of_its_words(library: Library, terms: Terms) -> None:
    found = library.key_terms("on-hashing", 3)
    assert found[0] == "hash table"
    assert not {"hash", "table"} & set(found)
    assert "buckets" in found


def test_a_term_is_said_as_the_library_mostly_writes_it(library: Library, terms: Terms) -> None:
    assert {"neighbour", "weed"} & set(library.key_terms("the-allotment"))
    assert "dough" in library.key_terms("night-bread")


def test_what_stands_everywhere_counts_less(terms: Terms) -> None:
    assert terms.rarity("dough") > terms.rarity("hash tabl")


def test_two_texts_share_some_terms_and_not_others(terms: Terms) -> None:
    allotment, bread, _ = terms.often
    shared, only_one, only_other = terms.apart(
        (allotment, "Nobody digs for herself alone."), (bread, "A baker who works alone answers to the dough."), 2
    )
    assert shared == ("alone",)
    assert only_one == ("digs",)
    assert set(only_other) == {"baker", "dough"}
