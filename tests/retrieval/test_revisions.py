"""An essay gets another text and stays the essay it is; what cited the text before says that it changed."""

from datetime import timedelta
from pathlib import Path

import pytest

from retrieval import ChangedSince, Library, SameText, UnknownDraft, UnknownEssay, UnknownPlace
from tests.fakes import WordEncoder
from tests.retrieval.conftest import BAKERY, GARDEN, NOW

NEW = GARDEN.replace("My neighbour calls the poppies weeds.", "My neighbour calls the nettles weeds.")
LATER = NOW + timedelta(days=2)


def replaced(library: Library, text: str = NEW, slug: str = "the-allotment", now=NOW):
    return library.replace(slug, library.prepare("new.md", text.encode(), now).id, now)


def permanent(library: Library, place: str) -> str:
    return f"the-allotment ¶{place} @{library.essay('the-allotment').info.revision}"


def test_it_keeps_its_name_its_id_and_what_is_known_of_it(library: Library) -> None:
    library.edit("the-allotment", title="Our Plot", year=2001)
    before = library.essay("the-allotment").info
    number = library._store.rows()
    text = NEW.replace("# The Allotment", "# Another Title")
    draft = library.prepare("scan.md", text.encode(), NOW)
    library.describe(draft.id, licence="CC BY 4.0")
    result = library.replace("the-allotment", draft.id, NOW)
    after = library.essay("the-allotment").info
    assert (result.before, result.after, result.kept) == (before, after, 3)
    assert (after.slug, after.title, after.author, after.year) == ("the-allotment", "Our Plot", "Mara Lind", 2001)
    assert (after.licence, after.file) == ("CC BY 4.0", before.file), "plans name an essay by its file"
    assert after.revision != before.revision
    assert list(library._store.rows()) == list(number)
    assert "nettles" in library.essay("the-allotment").text
    assert library.drafts() == []


def test_what_is_asked_is_answered_from_the_new_text_alone(library: Library) -> None:
    library.ask("who has poppies?")
    replaced(library)
    assert "nettles" in library.ask("what does my neighbour call nettles?").excerpts[0].text
    assert library.check_quote("My neighbour calls the poppies weeds").verdict == "altered"
    assert library._store.matches("poppies", 1.0, 9) == []
    assert len(library._store.matches("nettles", 1.0, 9)) == 1
    for question in ("what is a weed?", "when is the oven lit?", "who digs alone?"):
        excerpt = library.ask(question).excerpts[0]
        assert library.essay(excerpt.essay).text[excerpt.start : excerpt.end] == excerpt.text
        assert library.cite(excerpt.permanent).excerpt == library.excerpt(excerpt.place)


def test_the_same_words_are_never_embedded_twice(library: Library, encoder: WordEncoder) -> None:
    draft = library.prepare("new.md", (NEW + "\nClose the gate. Close the gate.\n").encode(), NOW)
    encoder.calls.clear()
    library.replace("the-allotment", draft.id, NOW)
    texts = [text for call in encoder.calls for text in call]
    assert "My neighbour calls the nettles weeds." in texts
    assert len(texts) == len(set(texts))
    assert not any("The fence is shared" in text for text in texts)


def test_a_place_leads_to_the_same_words_or_to_nothing(library: Library) -> None:
    kept, changed = (library.cite(permanent(library, place)).excerpt for place in ("1.1-2", "2.1"))
    replaced(library)
    assert library.excerpt(kept.place).text == kept.text
    with pytest.raises(UnknownPlace, match="removed or replaced"):
        library.excerpt(changed.place)  # the sentence is the same; its paragraph is not


def test_a_place_of_a_paragraph_that_moved_is_not_moved_along(library: Library) -> None:
    excerpt = library.cite(permanent(library, "2.1")).excerpt
    replaced(library, GARDEN.replace("## Weeds", "One more paragraph stands here, about the water.\n\n## Weeds"))
    with pytest.raises(UnknownPlace):
        library.excerpt(excerpt.place)


@pytest.mark.parametrize(("place", "words"), [("2.2", "My neighbour calls the poppies weeds."), ("1.1", "Nobody digs")])
def test_an_old_citation_says_changed_since_with_its_words_and_the_day(
    library: Library, place: str, words: str
) -> None:
    old = permanent(library, place)
    replaced(library)
    with pytest.raises(ChangedSince, match="Changed since: “The Allotment” got another text on 3 May 2026") as caught:
        library.cite(old)
    assert caught.value.text.startswith(words)
    assert (caught.value.essay, caught.value.replaced) == ("the-allotment", NOW)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_old_citation_is_never_moved_to_words_that_stand_elsewhere(library: Library) -> None:
    old = permanent(library, "2.1")
    replaced(
        library, "# The Allotment\n\nA weed is a plant that one neighbour did not ask for.\n\nNew words follow it.\n"
    )
    with pytest.raises(ChangedSince):
        library.cite(old)


def test_every_former_text_is_remembered_and_the_first_one_can_come_back(library: Library) -> None:
    first = permanent(library, "2.2")
    replaced(library)
    second = permanent(library, "2.2")
    replaced(library, NEW.replace("nettles", "thistles"), now=LATER)
    for old, word, day in ((first, "poppies", NOW), (second, "nettles", LATER)):
        with pytest.raises(ChangedSince, match=word) as caught:
            library.cite(old)
        assert caught.value.replaced == day
    replaced(library, GARDEN, now=LATER)
    assert library.cite(first).excerpt.text == "My neighbour calls the poppies weeds."
    with pytest.raises(ChangedSince):
        library.cite(second)


def test_a_place_that_the_former_text_lacked_too_is_told(library: Library) -> None:
    old = permanent(library, "9")
    replaced(library)
    with pytest.raises(UnknownPlace, match="has no paragraph 9") as caught:
        library.cite(old)
    assert not isinstance(caught.value, ChangedSince)
    with pytest.raises(UnknownPlace, match="counts sentences by rules 99"):
        library.cite(old.replace("¶9", "¶1.1") + "/99")


def test_a_former_text_that_came_back_as_another_essay_is_not_taken_for_the_first(library: Library) -> None:
    old = permanent(library, "2.2")
    replaced(library)
    again = library.add("again.md", GARDEN.encode(), title="Poppies").essay.slug
    with pytest.raises(ChangedSince):
        library.cite(old)
    assert library.cite(old.replace("the-allotment", again)).excerpt.essay == "poppies"


def test_a_former_text_is_only_that_of_its_own_essay(library: Library) -> None:
    old = permanent(library, "2.1")
    replaced(library)
    with pytest.raises(UnknownPlace, match="“night-bread” is here as") as caught:
        library.cite(old.replace("the-allotment", "night-bread"))
    assert not isinstance(caught.value, ChangedSince)
    library.remove("the-allotment", NOW)
    with pytest.raises(UnknownPlace, match="No essay here"):
        library.cite(old)
    library.restore("the-allotment")
    with pytest.raises(ChangedSince):
        library.cite(old)


def test_the_change_is_shown_before_it_is_made(library: Library) -> None:
    text = NEW.replace("Nobody digs", "A first paragraph, about the weather of that year.\n\nNobody digs")
    draft = library.prepare("new.md", text.replace("Three rules", "Four other things").encode(), NOW)
    change = library.replacement("the-allotment", draft.id)
    assert (change.essay, change.draft) == (library.essay("the-allotment").info, draft)
    assert change.kept == 2  # the byline and the paragraph about the fence
    assert [(pair.number_before, pair.number_after) for pair in change.changed] == [(2, 3), (3, 4)]
    assert "poppies" in change.changed[0].before
    assert "nettles" in change.changed[0].after
    assert [pair.after for pair in change.new] == ["A first paragraph, about the weather of that year."]
    assert change.gone == ()
    assert change.alike
    assert "poppies" in library.essay("the-allotment").text


def test_a_pair_begins_near_the_difference_and_is_short(library: Library) -> None:
    words = " ".join(f"word{n}" for n in range(300))
    library.add("long.md", f"# Long\n\n{words} ends here.\n".encode())
    draft = library.prepare("x.md", f"# Long\n\n{words.replace('word200', 'sword200')} ends here.\n".encode(), NOW)
    (pair,) = library.replacement("long", draft.id).changed
    assert pair.before.startswith("… ")
    assert " word200 " in pair.before
    assert " sword200 " in pair.after
    assert len(pair.before) < 210


def test_another_essay_altogether_is_not_alike(library: Library) -> None:
    change = library.replacement(
        "the-allotment", library.prepare("x.md", BAKERY.replace("rye", "oats").encode(), NOW).id
    )
    assert not change.alike
    assert (change.kept, len(change.new), len(change.gone)) == (0, 2, 4)


def test_the_citations_that_a_replacement_ends_are_listed(library: Library) -> None:
    stays, goes, shared = (permanent(library, place) for place in ("1.1", "2.2", "2.1"))
    bread = f"night-bread ¶1 @{library.essay('night-bread').info.revision}"
    draft = library.prepare("new.md", NEW.encode(), NOW)
    lost = library.lost("the-allotment", draft.id, [stays, bread, goes, "no citation", permanent(library, "9"), shared])
    assert [(one.citation, one.stands) for one in lost] == [(stays, True), (goes, False), (shared, True)]
    assert lost[1].text == "My neighbour calls the poppies weeds."
    library.replace("the-allotment", draft.id, NOW)
    for one in lost:
        with pytest.raises(ChangedSince) as caught:
            library.cite(one.citation)
        assert caught.value.text == one.text


def test_a_text_that_is_here_replaces_nothing(library: Library) -> None:
    for text, slug in ((GARDEN, "the-allotment"), (BAKERY, "night-bread")):
        draft = library.prepare("x.md", text.encode(), NOW)
        with pytest.raises(SameText, match=slug):
            library.replacement("the-allotment", draft.id)
        with pytest.raises(SameText, match=slug):
            library.replace("the-allotment", draft.id, NOW)


def test_without_essay_or_draft_nothing_is_replaced(library: Library) -> None:
    draft = library.prepare("new.md", NEW.encode(), NOW)
    with pytest.raises(UnknownEssay):
        library.replace("nothing", draft.id, NOW)
    library.discard(draft.id)
    with pytest.raises(UnknownDraft):
        library.replace("the-allotment", draft.id, NOW)


def test_a_replacement_that_cannot_be_embedded_changes_nothing(library: Library, encoder: WordEncoder) -> None:
    draft, essay = library.prepare("new.md", NEW.encode(), NOW), library.essay("the-allotment")
    encoder.encode = None  # type: ignore[method-assign, assignment]
    with pytest.raises(TypeError):
        library.replace("the-allotment", draft.id, NOW)
    assert library.essay("the-allotment") == essay
    assert library.drafts() == [draft]


def test_former_texts_outlive_another_model_and_other_rules_of_cutting(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = permanent(library, "2.2")
    replaced(library)
    number, kept = list(library._store.rows()), library.cite(permanent(library, "3")).excerpt
    library.close()
    monkeypatch.setattr("retrieval.opened.CUTTING", "later rules")
    again = Library.open(tmp_path / "library.db", WordEncoder(64, identity="words-2"))
    again.refresh()
    assert list(again._store.rows()) == number
    assert again.excerpt(kept.place).text == kept.text
    with pytest.raises(ChangedSince, match="poppies"):
        again.cite(old)


def test_a_former_text_can_be_given_again(library: Library) -> None:
    before, old = library.essay("the-allotment"), permanent(library, "1")
    assert library.replacements("the-allotment") == ()
    replaced(library)
    newer = permanent(library, "1")
    assert library.replacements("the-allotment") == (NOW,)
    draft = library.former("the-allotment", before.info.revision, LATER)
    library.replace("the-allotment", draft.id, LATER)
    assert library.essay("the-allotment") == before
    assert library.cite(old).excerpt.essay == "the-allotment"
    with pytest.raises(ChangedSince):
        library.cite(newer)
    assert library.replacements("the-allotment") == (LATER,)
    assert library.drafts() == []


def test_a_text_that_an_essay_never_had_cannot_be_given_again(library: Library) -> None:
    replaced(library)
    for slug, revision in (("the-allotment", "0" * 12), ("bread-at-night", "0" * 12)):
        with pytest.raises((UnknownPlace, UnknownEssay)):
            library.former(slug, revision, NOW)
    assert library.drafts() == []
