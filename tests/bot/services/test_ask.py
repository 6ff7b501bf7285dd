"""Recent questions are few, in memory, and each member's own."""

from bot.facilitation.ask import Quotation, Reply, token_of
from bot.services.ask import RecentQuestions


def reply(question: str, count: int) -> Reply:
    quotations = (Quotation(f"{n}.1", "e", "E", None, None, None, 1, "A") for n in range(count))
    return Reply(question, True, tuple(quotations))


def test_a_question_is_recalled_by_its_token_whatever_was_found() -> None:
    questions = RecentQuestions()
    questions.remember(1, 2, reply("why?", 9))
    questions.remember(1, 2, reply("why not?", 9))
    found = [questions.recall(1, 2, token) for token in (token_of("why?"), token_of("why not?"), token_of("how?"))]
    assert found == ["why?", "why not?", None]


def test_another_member_or_server_recalls_nothing() -> None:
    questions = RecentQuestions()
    questions.remember(1, 2, reply("why?", 1))
    assert questions.recall(1, 3, token_of("why?")) is None
    assert questions.recall(2, 2, token_of("why?")) is None


def test_the_oldest_question_is_forgotten_first() -> None:
    questions = RecentQuestions(most=2)
    for member in (1, 2, 3):
        questions.remember(9, member, reply("why?", 1))
    assert [questions.recall(9, member, token_of("why?")) for member in (1, 2, 3)] == [None, "why?", "why?"]


def test_a_question_that_is_asked_again_is_not_the_oldest() -> None:
    questions = RecentQuestions(most=2)
    for member in (1, 2, 1, 3):
        questions.remember(9, member, reply("why?", 1))
    assert [questions.recall(9, member, token_of("why?")) for member in (1, 2, 3)] == ["why?", None, "why?"]


def test_two_questions_whose_cards_look_alike_lend_neither_a_heading() -> None:
    questions = RecentQuestions()
    questions.keep(1, 2, "Is a ramp cheap?", ["1.2:d99889"])
    assert questions.recall(1, 2, "1.2:d99889") == "Is a ramp cheap?"
    questions.keep(1, 2, "Is a ramp expensive?", ["1.2:d99889"])
    assert questions.recall(1, 2, "1.2:d99889") is None
