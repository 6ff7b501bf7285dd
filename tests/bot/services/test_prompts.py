"""Prompts out of a real library: what is shown stands in it, and who holds evidence is said."""

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.facilitation.prompts import Prompt, term_of
from bot.facilitation.protocols import Phase, Protocol, Shown
from bot.services import prompts
from bot.services.shelf import Shelf
from retrieval import Library, UnknownCitation
from tests.fakes import WordEncoder
from tests.sim import HEDGES, TEA


def protocol(*shown: Shown, question: str = "What does “{title}” say?") -> Protocol:
    phases = tuple(Phase(one, "Say.", "open", 5, 24, one, "factual", (question,), "time") for one in shown)
    return Protocol("talk", "Talk", "", "", "", "", 3, 12, phases)


(PIVOTAL,) = protocol("pivotal").phases


def test_the_starter_essays_give_every_kind_of_passage(starter: Library) -> None:
    slugs = ["ally-or-accomplice", "solidarity-instead-of-allyship"]
    talk = protocol("opening", "pivotal", "contrast", "pivotal", question="What does “{title}” say about “{term}”?")
    found = prompts.grounded(starter, slugs, talk)
    places = [one.quotation.place for prompt in found for one in prompt.passages]
    assert len(set(places)) == len(places) == 5
    assert found[0].passages[0].quotation.paragraph <= prompts.BEGINNING
    assert [one.quotation.essay for one in found[2].passages] == slugs
    for prompt, phase in zip(found, talk.phases, strict=True):
        for one in prompt.passages:
            assert starter.cite(one.permanent).excerpt.text == one.quotation.text
        about_a_term = term_of(phase, prompt.question or "") is not None
        assert ("Ally or Accomplice" in {one.title for one in prompt.evidence}) == about_a_term


def test_a_single_essay_is_laid_beside_the_others(starter: Library) -> None:
    (found,) = prompts.grounded(starter, ["ally-or-accomplice"], protocol("contrast"))
    ours, other = (one.quotation.essay for one in found.passages)
    assert ours == "ally-or-accomplice" != other


def test_a_question_that_no_text_answers_has_no_evidence(starter: Library) -> None:
    asked = Prompt(question="How many volcanoes erupted in Iceland in 1783?")
    assert prompts.with_evidence(starter, ["ally-or-accomplice"], asked, PIVOTAL).unanswered


def test_a_question_to_the_members_is_not_looked_for_and_one_about_a_term_by_its_term(starter: Library) -> None:
    both = ["ally-or-accomplice", "solidarity-instead-of-allyship"]
    members = Prompt(question="What does “Ally or Accomplice” say?")
    assert prompts.with_evidence(starter, both, members, PIVOTAL).evidence == ()
    term = Prompt(question="Which of our sentences depends on “accomplice”?")
    (phase,) = protocol("pivotal", question="Which of our sentences depends on “{term}”?").phases
    found = prompts.with_evidence(starter, both, term, phase)
    assert [one.holds for one in found.evidence] == [True, False]


def test_what_was_chosen_stays_unless_its_text_is_gone(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "l.db", WordEncoder())
    slug = library.add("hedges.md", HEDGES.encode()).essay.slug
    (first,) = prompts.grounded(library, [slug], protocol("pivotal"))
    mine = replace(first, question="Mine?")
    assert prompts.grounded(library, [slug], protocol("pivotal"), {1: mine})[0].question == "Mine?"
    library.remove(slug, datetime(2026, 5, 3, tzinfo=UTC))
    tea = library.add("tea.md", TEA.encode()).essay.slug
    (again,) = prompts.grounded(library, [tea], protocol("pivotal"), {1: mine})
    assert again.passages[0].quotation.essay == tea
    assert again.question == "Mine?"
    library.close()


def test_a_citation_becomes_a_passage(starter: Library) -> None:
    place = starter.key_passages("ally-or-accomplice", 1)[0]
    assert prompts.cited(starter, place.permanent).quotation.text == place.text
    with pytest.raises(UnknownCitation):
        prompts.cited(starter, "somewhere")


async def test_without_a_library_a_session_has_no_passages(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, WordEncoder())
    assert await prompts.listings(shelf, 1) == ()
    (found,) = await prompts.prepare(shelf, 1, ["hedges"], protocol("pivotal"))
    assert found == Prompt()
    await shelf.close()


def test_a_question_of_nothing_but_signs_is_no_fault(starter: Library) -> None:
    assert prompts.with_evidence(starter, ["ally-or-accomplice"], Prompt(question="?!"), PIVOTAL).evidence == ()


async def test_nobody_waits_for_a_library_that_cannot_compare_texts_yet(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, WordEncoder())
    await shelf.fill(1, lambda library: library.add("hedges.md", HEDGES.encode()))
    talk = protocol("pivotal", "pivotal")
    before = await prompts.prepare(shelf, 1, ["on-hedges"], talk)
    await shelf.close()
    later = Shelf(tmp_path, WordEncoder(identity="words-2"))
    gate = threading.Event()
    long = asyncio.create_task(later.fill(2, lambda library: gate.wait(20)))
    kept = await asyncio.wait_for(prompts.prepare(later, 1, ["on-hedges"], talk, {1: before[0]}), 5)
    assert (kept[0], kept[1].passages) == (before[0], ())
    gate.set()
    await long
    await asyncio.gather(*later._renewals.values())
    assert (await prompts.prepare(later, 1, ["on-hedges"], talk))[1].passages
    await later.close()
