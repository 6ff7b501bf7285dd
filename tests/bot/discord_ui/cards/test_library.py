"""Whatever stands in a file, what moderators see of it fits, and says what they have to look at."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord_ui.cards import details, drafts, library, replacing
from bot.discord_ui.controls.drafts import draft_card, drafts_button, starter_card
from bot.discord_ui.controls.library import removal_card, restore_buttons, whole_card
from bot.discord_ui.controls.replacing import replacement_card
from bot.facilitation.details import NAMES as DETAILS
from bot.facilitation.details import Details, Edited
from bot.facilitation.drafts import Draft, Published, Same, Scope, Taken, Waiting
from bot.facilitation.library import Holdings, Part, Stashed, Whole
from bot.facilitation.reading import Listing
from bot.facilitation.replacing import Lost, Pair, Replaced, Replacement, Saved
from tests.bot.discord_ui.cards.test_cards import LISTINGS, LOUD, NAMES, assert_fits
from tests.sim import buttons, read

DETAILS_OF = st.builds(Details, NAMES, *(st.none() | NAMES for _ in range(5)))
PARTS = st.lists(st.builds(Part, NAMES | st.none(), st.integers(0, 10**6)), max_size=30).map(tuple)
LINES = st.lists(LOUD, max_size=20).map(tuple)
DRAFTS = st.builds(
    Draft,
    st.integers(1, 10**9 - 1),
    NAMES,
    st.just("an EPUB book"),
    DETAILS_OF,
    st.booleans(),
    DETAILS_OF,
    PARTS,
    st.integers(0, 9999),
    st.integers(0, 10**7),
    LOUD,
    LINES,
    LINES,
)
PAIRS = st.lists(st.builds(Pair, st.integers(0, 9999), st.integers(0, 9999), LOUD, LOUD), max_size=9).map(tuple)
LOST = st.lists(st.builds(Lost, st.builds(Saved, NAMES, NAMES), LOUD, st.booleans()), max_size=9).map(tuple)
SOON = datetime(2026, 6, 1, tzinfo=UTC)
HEDGE = Listing("on-hedges", "hedges.md", "On Hedges", "Odile Marchetti", 1999, 2, 4, 900, "f" * 64)
PLAIN = Draft(
    3,
    "a.md",
    "Markdown",
    Details("Hedges", "O. M."),
    True,
    Details(),
    (Part(None, 90), Part("Wind", 460)),
    4,
    460,
    "A",
    (),
    (),
)


@given(DRAFTS, st.lists(LOUD, max_size=30), st.lists(LISTINGS, max_size=5), st.integers(1, 100))
@settings(deadline=None, max_examples=50)
async def test_a_draft_fits_with_the_news_above_it(
    draft: Draft, failures: list[str], there: list[Listing], total: int
) -> None:
    same = [Same(one.file, replace(one, slug=f"{n}" * 60), stashed=True) for n, one in enumerate(there)]
    news = drafts.taken(Taken(Scope(1, 9), 1, tuple(same), tuple(failures)))
    found = Waiting(draft, 1, total + 2, 2, Scope(1, 10**9 - 1))
    assert_fits(draft_card(found, news, restore_buttons(same)))
    assert_fits(draft_card(replace(found, shown=None), drafts.published([Published(one) for one in there] * 9)))
    assert_fits(drafts.told([*news, "a"], restore_buttons(same)))


@given(st.lists(LISTINGS, max_size=20), st.lists(NAMES, max_size=20), PARTS)
@settings(deadline=None, max_examples=30)
async def test_the_library_and_an_essay_fit(essays: list[Listing], waiting: list[str], parts: tuple[Part, ...]) -> None:
    found = Holdings(tuple(essays), tuple(waiting), tuple(Stashed(one, SOON) for one in essays))
    for number in range(library.lists(len(essays))):
        assert_fits(library.holdings(found, number, [[drafts_button(len(waiting))]]))
    for essay in essays[:1]:
        assert_fits(whole_card(Whole(essay, "x" * 20, parts, SOON, (SOON,) * 9)))
        assert_fits(library.removed(essay))
        assert_fits(library.restored(essay))
        assert_fits(removal_card(essay))


@given(LISTINGS, DRAFTS, PAIRS, LOST, st.booleans())
@settings(deadline=None, max_examples=50)
async def test_a_replacement_fits(
    essay: Listing, draft: Draft, pairs: tuple[Pair, ...], lost: tuple[Lost, ...], alike: bool
) -> None:
    assert_fits(replacement_card(Replacement(essay, draft, 9, pairs, pairs, pairs, alike, lost)))
    assert_fits(replacing.replaced(Replaced(essay, 1)))


@given(DETAILS_OF, DETAILS_OF, st.lists(NAMES, max_size=9))
@settings(deadline=None, max_examples=30)
async def test_a_change_of_details_fits(before: Details, after: Details, files: list[str]) -> None:
    assert_fits(details.edited(Edited("x" * 400, before.values(), after.values())))
    assert_fits(details.edited(Edited("x", {}, {})))
    assert_fits(starter_card(files))
    assert_fits(drafts.progress("*" * 400, 3, 7))
    assert DETAILS.keys() == before.values().keys()


def test_only_a_command_s_own_drafts_are_published_together() -> None:
    own = Waiting(PLAIN, 0, 3, 2, Scope(3, 5))
    assert "Publish all" in buttons(draft_card(own))
    assert "Publish all" not in buttons(draft_card(replace(own, scope=Scope())))
    assert "Publish all" not in buttons(draft_card(replace(own, ready=1)))


def test_what_may_be_the_essay_s_own_is_shown_first() -> None:
    long = "This sentence has ten words and may belong to somebody."
    shown = read(draft_card(Waiting(replace(PLAIN, left_out=("Menu", "Home", "Top", "Up", long)), 0, 1, 1, Scope())))
    assert "5 lines, 3 % of the words; ⚠️ 1 may be the essay's own, shown first" in shown
    assert f"first\n> {long}" in shown
    assert "> … and 1 more" in shown
    much = read(draft_card(Waiting(replace(PLAIN, left_out=("Menu",) * 200), 0, 1, 1, Scope())))
    assert "30 % of the words; ⚠️ that is much" in much


def test_sections_tell_their_minutes() -> None:
    shown = read(draft_card(Waiting(PLAIN, 0, 1, 1, Scope())))
    assert "**1 section**\n- above the first heading · 1 min\n- Wind · 2 min" in shown.replace(
        "*above", "above"
    ).replace("heading*", "heading")
    assert "**About 2 minutes**, 460 words, 4 ¶" in shown


def test_what_the_properties_say_is_named_as_such() -> None:
    draft = replace(PLAIN, details=Details("A"), suggested=Details(author="ann's laptop"))
    assert "**Author:** *not found* (the file's properties say “ann's laptop”)" in read(
        draft_card(Waiting(draft, 0, 1, 0, Scope()))
    )


def test_one_pair_is_two_short_lines() -> None:
    pair = Pair(3, 4, "a hedge", "the hedge")
    shown = read(replacement_card(Replacement(HEDGE, PLAIN, 1, (pair,), (), (), True, ())))
    assert "**Changed**\n> − ¶ 3: a hedge\n> + ¶ 4: the hedge" in shown


def test_a_byline_is_no_section() -> None:
    parts = (Part(None, 3), Part("Wind", 460))
    shown = read(draft_card(Waiting(replace(PLAIN, parts=parts), 0, 1, 1, Scope())))
    assert "**1 section**\n- Wind · 2 min" in shown


def test_an_export_of_more_than_can_be_added_at_once_says_so() -> None:
    assert library.exported(1) == "1 essay; `/library add` takes this zip again, here or elsewhere."
    assert "takes this zip again" in library.exported(99)
    assert "pack its files into several zips" in library.exported(100)
