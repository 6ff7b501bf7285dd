"""Whatever the term and the text, the glossary's cards fit into Discord's limits, and so do the buttons."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord_ui.cards import glossary, suggestions
from bot.discord_ui.controls.buttons import turn_buttons
from bot.discord_ui.controls.glossary import TurnGlossary, definition_card, proposal_card
from bot.facilitation.delivery import Letter
from bot.facilitation.glossary import LONGEST_TERM, ON_ONE_LIST, Defined, Definition, Lookup, Page, Proposal
from tests.bot.discord_ui.cards.test_cards import LOUD, NAMES, QUOTATIONS, assert_fits
from tests.sim import buttons

TERMS = st.text(st.sampled_from("*_<[🌿a "), min_size=1, max_size=LONGEST_TERM // 2)
DEFINITIONS = st.builds(Definition, TERMS, st.just("c" * 120), QUOTATIONS, st.none()) | st.builds(
    Definition, TERMS, st.just("c" * 120), st.none(), LOUD
)


@given(TERMS, DEFINITIONS | st.none(), st.lists(QUOTATIONS, max_size=3, unique_by=lambda one: one.place))
@settings(deadline=None, max_examples=60)
async def test_a_definition_fits(term: str, definition: Definition | None, near: list) -> None:  # type: ignore[type-arg]
    assert_fits(definition_card(Lookup(term, definition, tuple(near))))
    if definition is not None:
        assert_fits(glossary.made(Defined(definition, None)))
        assert_fits(glossary.removed(definition))


@given(TERMS, DEFINITIONS | st.none(), st.lists(QUOTATIONS, max_size=5, unique_by=lambda one: one.place))
@settings(deadline=None, max_examples=60)
async def test_definitions_to_choose_from_fit(term: str, present: Definition | None, choices: list) -> None:  # type: ignore[type-arg]
    card = proposal_card(Proposal(term, present, tuple(choices)))
    assert_fits(card)
    assert len(buttons(card)) == len(choices)


@given(st.lists(DEFINITIONS, min_size=1, max_size=ON_ONE_LIST))
@settings(deadline=None, max_examples=60)
async def test_a_list_of_terms_fits(shown: list[Definition]) -> None:
    page = Page(tuple(shown), 1, 200)
    assert_fits(glossary.listed(page, turn_buttons(TurnGlossary, "glossary", 1, page.pages)))


@given(NAMES, NAMES, st.sampled_from(["accepted", "declined"]), LOUD | st.none())
@settings(deadline=None, max_examples=60)
async def test_what_a_member_hears_of_her_suggestion_fits(
    title: str, server: str, decision: str, reason: str | None
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    content = {"title": title, "server": server, "decision": decision, "reason": reason}
    assert_fits(suggestions.letter(Letter("k", "suggestion-decided", 1, 2, now, now, content), None))
