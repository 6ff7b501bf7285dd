"""Forms stay within Discord's limits, are known by their names, and leave nothing behind."""

import pytest

from bot.discord_ui.client import STRAY
from bot.discord_ui.controls.referral import QuestionForm
from bot.discord_ui.controls.suggestions import SuggestionForm
from bot.discord_ui.door import FORMS
from bot.discord_ui.limits import CUSTOM_ID, FIELD_DESCRIPTION, FIELD_LABEL, FORM_FIELDS, FORM_TITLE
from tests.sim import World, hand_in, read


async def test_every_form_fits() -> None:
    for form in (QuestionForm.about("q" * 100, "q" * 300), QuestionForm.about(None, None), SuggestionForm.empty()):
        drawn = form.to_dict()
        assert len(drawn["title"]) <= FORM_TITLE
        assert len(drawn["custom_id"]) <= CUSTOM_ID
        assert len(drawn["components"]) <= FORM_FIELDS
        for one in drawn["components"]:
            assert len(one.get("label", "")) <= FIELD_LABEL
            assert len(one.get("description") or "") <= FIELD_DESCRIPTION


def test_every_form_has_a_name_of_its_own() -> None:
    assert len({form.name for form in FORMS}) == len(FORMS)


async def test_a_form_that_is_closed_without_a_word_is_not_waited_for() -> None:
    assert SuggestionForm.empty().is_finished()


@pytest.mark.parametrize("custom_id", ["footnote:suggest", "footnote:suggest-form:1", "footnote:else", ""])
async def test_a_form_that_nobody_knows_does_nothing_and_says_so(world: World, custom_id: str) -> None:
    s = world.server
    (result,) = await hand_in(world.env, s.ann, s.channel, (custom_id, {"title": "Sister Outsider"}))
    assert read(result) == STRAY
    assert result.ephemeral


async def test_fields_that_are_not_ours_are_left_aside(world: World) -> None:
    s = world.server
    (result,) = await hand_in(
        world.env, s.ann, s.channel, ("footnote:suggest-form", {"title": "Sister Outsider", "state": "accepted"})
    )
    assert result.ephemeral
    assert result.acknowledged
