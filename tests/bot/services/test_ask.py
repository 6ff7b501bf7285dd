"""Recent questions are few, in memory, and each member's own."""

from bot.facilitation.ask import Quotation, Reply
from bot.services.ask import RecentQuestions


def reply(question: str, count: int) -> Reply:
    quotations = (Quotation(f"{n}.1", "e", "E", None, None, None, 1, "A") for n in range(count))
    return Reply(question, True, tuple(quotations))


def test_each_card_of_a_reply_recalls_the_question() -> None:
    questions = RecentQuestions()
    questions.remember(1, 2, reply("why?", 9))
    assert [questions.recall(1, 2, place) for place in ("0.1", "3.1", "6.1", "1.1")] == ["why?"] * 3 + [None]


def test_another_member_or_server_recalls_nothing() -> None:
    questions = RecentQuestions()
    questions.remember(1, 2, reply("why?", 1))
    assert questions.recall(1, 3, "0.1") is None
    assert questions.recall(2, 2, "0.1") is None


def test_the_oldest_question_is_forgotten_first() -> None:
    questions = RecentQuestions(most=2)
    for member in (1, 2, 3):
        questions.remember(9, member, reply("why?", 1))
    assert [questions.recall(9, member, "0.1") for member in (1, 2, 3)] == [None, "why?", "why?"]
