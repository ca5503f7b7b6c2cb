"""A message is one sentence that every language can say, with its own numbers, days and euros."""

from __future__ import annotations

from datetime import date

import pytest

from campus5g.cli.messages import compile_catalogues
from campus5g.core import message
from campus5g.core.codec import dump, load
from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Day, Message, msg


@pytest.fixture(autouse=True)
def compiled() -> None:
    compile_catalogues()
    message.catalogue.cache_clear()


def test_a_sentence_is_said_in_english_and_in_french() -> None:
    sentence = msg("“%(text)s” is not a day", text="soon")
    assert sentence.say("en") == "“soon” is not a day"
    assert sentence.say("fr") == "«\u00a0soon\u00a0» n’est pas une date"


def test_str_is_the_english_sentence() -> None:
    assert str(msg("event %(n)s was changed", n=3)) == "event 3 was changed"


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (125_050, "1\u202f250,50\u00a0€", "€1,250.50"),
        (100_000_000, "1\u202f000\u202f000\u00a0€", "€1,000,000"),
        (-1, "-0,01\u00a0€", "-€0.01"),
        (0, "0\u00a0€", "€0"),
    ],
)
def test_an_amount_is_written_as_each_language_writes_euros(cents: int, french: str, english: str) -> None:
    sentence = msg("%(sum)s", sum=Amount(cents))
    assert sentence.say("fr") == french
    assert sentence.say("en") == english


def test_a_day_is_written_in_words_of_the_language() -> None:
    sentence = msg("%(day)s", day=Day.of(date(2026, 11, 21)))
    assert sentence.say("fr") == "21 novembre 2026"
    assert sentence.say("en") == "November 21, 2026"


def test_numbers_follow_the_language_and_texts_stay_as_they_are() -> None:
    sentence = msg("%(n)s %(x)s %(t)s", n=50_000, x=2.5, t="50000")
    assert sentence.say("fr") == "50\u202f000 2,5 50000"
    assert sentence.say("en") == "50,000 2.5 50000"


def test_a_message_inside_a_message_is_said_in_the_same_language() -> None:
    inner = msg("“%(text)s” is not a day", text="x")
    outer = msg("%(where)s: %(what)s; expected %(expected)s.", where="f", what=inner, expected=msg("euros and cents"))
    assert outer.say("fr") == "f\u00a0: «\u00a0x\u00a0» n’est pas une date\u202f; attendu\u00a0: des euros et des centimes."


def test_an_unknown_sentence_or_language_falls_back_to_english() -> None:
    assert msg("never said before").say("fr") == "never said before"
    assert msg("euros and cents").say("de") == "euros and cents"


def test_a_percent_sign_survives_with_and_without_values() -> None:
    assert str(msg("half is 50 %")) == "half is 50 %"
    assert str(msg("half is 50 %%")) == "half is 50 %"
    assert str(msg("%(n)s %% of it", n=50)) == "50 % of it"


def test_a_message_comes_back_from_json_with_the_types_of_its_values() -> None:
    sentence = msg("a %(sum)s on %(day)s", sum=Amount(1050), day=Day("2026-11-21"))
    assert load(Message, dump(sentence)).say("fr") == sentence.say("fr")


def test_bad_input_says_where_what_and_what_is_expected_from_the_outside_in() -> None:
    fault = BadInput("buildings[3]", msg("a float"), msg("euros and cents")).within("site.json")
    assert str(fault) == "site.json, buildings[3]: a float; expected euros and cents."
    assert fault.sentence.say("fr").startswith("site.json, buildings[3]\u00a0: un nombre")
