"""Rules are dated data: each has its days and its source, and a faulty file is refused with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campus5g.core.dated import load_table
from campus5g.core.errors import BadInput

HEAD = "source: {title: Official Journal, author: EU, date: '2014-06-17'}\nentries:\n"
OLD = "  - {key: rate, value: 20, valid_from: 2020-01-01, valid_to: 2023-12-31, unit: '%', article: Art. 1}\n"
NEW = "  - {key: rate, value: 25, valid_from: 2024-01-01, to_confirm: true}\n"


@pytest.fixture
def write(tmp_path: Path):
    def put(text: str, name: str = "rules.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_the_rule_of_a_day_is_the_one_that_holds_on_it(write) -> None:
    table = load_table(write(HEAD + OLD + NEW))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2099, 1, 1)]
    assert [(e := table.at("rate", day)) and e.value for day in days] == [None, 20, 20, 25, 25]


def test_a_rule_keeps_its_article_its_unit_and_its_source(write) -> None:
    entry = load_table(write(HEAD + OLD)).need("rate", date(2021, 5, 5))
    assert (entry.article, entry.unit, entry.to_confirm) == ("Art. 1", "%", False)
    assert (entry.source.title, entry.source.author, entry.source.date) == ("Official Journal", "EU", "2014-06-17")


def test_a_rule_that_nobody_verified_says_so(write) -> None:
    entry = load_table(write(HEAD + NEW)).need("rate", date(2024, 1, 1))
    assert entry.to_confirm
    assert entry.source.to_confirm


def test_a_source_of_one_entry_completes_that_of_the_file(write) -> None:
    extra = "  - {key: rate, value: 1, valid_from: 2024-01-01, source: {title: Amendment}}\n"
    source = load_table(write(HEAD + extra)).latest("rate").source
    assert (source.title, source.author) == ("Amendment", "EU")


def test_the_latest_rule_is_the_newest_even_after_its_end(write) -> None:
    assert load_table(write(HEAD + NEW + OLD)).latest("rate").value == 25


def test_a_key_without_a_rule_on_that_day_is_named(write) -> None:
    with pytest.raises(BadInput, match="rate: no rule holds on 2019-01-01"):
        load_table(write(HEAD + OLD)).need("rate", date(2019, 1, 1))


def test_two_rules_on_one_day_are_refused(write) -> None:
    clash = "  - {key: rate, value: 25, valid_from: 2023-12-31}\n"
    with pytest.raises(BadInput, match="two rules hold on 2023-12-31"):
        load_table(write(HEAD + OLD + clash))


def test_two_files_cannot_hold_one_rule_on_one_day(write) -> None:
    with pytest.raises(BadInput, match="two rules hold on 2024-01-01"):
        load_table(write(HEAD + NEW), write(HEAD + NEW, "again.yaml"))


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("  - {value: 1, valid_from: 2024-01-01}\n", "line 4: an entry without key or value"),
        ("  - {key: a, value: 1}\n", "line 4: a has no day from which it holds"),
        ("  - {key: a, value: 1, valid_from: soon}\n", "line 4: a has no day"),
        ("  - {key: a, value: 1, valid_from: 2024-01-01, until: 2025}\n", "line 4: unknown field until"),
        ("  - {key: a, value: 1, valid_from: 2024-01-02, valid_to: 2024-01-01}\n", "line 4: a ends before it starts"),
        ("  - just words\n", "an entry without key or value"),
        ("  - {key: a\n", "not YAML"),
    ],
)
def test_a_faulty_entry_is_refused_with_its_file_and_line(write, entry: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        load_table(write(HEAD + OLD + entry))
    assert str(refusal.value).startswith("rules.yaml, line ")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("text", ["", "[]", "entries: 3", "source: {title: x}"])
def test_a_file_without_entries_is_refused(write, text: str) -> None:
    with pytest.raises(BadInput, match=r"rules\.yaml: no list of entries"):
        load_table(write(text))
