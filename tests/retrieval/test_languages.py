"""Essays in another language than English: the right words, verbatim, with every accent and mark."""

from pathlib import Path

import pytest

from retrieval import Library
from tests.fakes import WordEncoder

HUERTO = """# El huerto común

Por Inés Muñoz

Nadie cava sólo para sí. ¿De quién es el agua? «El agua es de quien la cuida», decía mi abuela, y la señalaba.

El año pasado la sequía dejó sin higos a las niñas del barrio. ¡Qué pena! Este otoño, en cambio, llovió a cántaros.

La cerca no es un muro: se construyó para las cabras, no para los vecinos.
"""

PAN = """# Pan de noche

El horno se enciende a las dos. A las cuatro la calle huele a centeno, y el panadero aún no ha dicho ni una palabra.

La masa no discute, pero tampoco perdona.
"""


@pytest.fixture
def spanish(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "biblioteca.db", WordEncoder())
    library.add("huerto.md", HUERTO.encode())
    library.add("pan.md", PAN.encode())
    return library


@pytest.mark.parametrize(
    ("question", "essay", "words"),
    [
        (
            "¿De quién es el agua, según la abuela?",
            "el-huerto-comun",
            "«El agua es de quien la cuida», decía mi abuela",
        ),
        (
            "¿por qué las niñas se quedaron sin higos el año pasado?",
            "el-huerto-comun",
            "la sequía dejó sin higos a las niñas",
        ),
        ("¿Para qué se construyó la cerca?", "el-huerto-comun", "se construyó para las cabras, no para los vecinos."),
        (
            "¿a qué huele la calle a las cuatro?",
            "pan-de-noche",
            "la calle huele a centeno, y el panadero aún no ha dicho",
        ),
        ("SEQUIA E HIGOS DEL ANO PASADO", "el-huerto-comun", "la sequía dejó sin higos"),
    ],
)
def test_a_spanish_question_is_answered_from_the_right_passage_verbatim(
    spanish: Library, question: str, essay: str, words: str
) -> None:
    answer = spanish.ask(question)
    first = answer.excerpts[0]
    assert (first.essay, words in first.text) == (essay, True)
    for excerpt in answer.excerpts:
        text = {"el-huerto-comun": HUERTO, "pan-de-noche": PAN}[excerpt.essay]
        assert excerpt.text in text


def test_a_spanish_quotation_is_checked_word_for_word(spanish: Library) -> None:
    assert spanish.check_quote("«El agua es de quien la cuida», decía mi abuela").verdict == "exact"
    assert spanish.check_quote("El agua es de quien la bebe, decía mi abuela").verdict == "altered"


def test_a_reporting_verb_in_spanish_names_nobody(spanish: Library) -> None:
    answer = spanish.ask("¿Qué decía mi abuela del agua?")
    assert "decía mi abuela" in answer.excerpts[0].text
    assert answer.excerpts[0].voice is None
