"""Readers of calls: recognised from content, reported line by line, refused whole when cut."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campus5g.core.calls import Call, CallKind, CallStatus
from campus5g.core.errors import BadInput
from campus5g.funding.readers import merge_calls, merge_feeds, read_calls, read_feeds
from campus5g.funding.readers.fields import day, plain_text
from campus5g.funding.sirene import check_siren

ON = date(2026, 11, 21)
TOPIC = {"topic_id": "HORIZON-X-01", "title": "Robots in ports", "programme": "Horizon Europe", "description": "Cranes.",
         "deadline": "2026-12-01", "action_type": "HORIZON Innovation Actions"}  # fmt: skip
AID = {"titre": "Éclairer la commune", "url": "https://example.org/aides/842b-eclairer/", "financeurs": ["Région Bretagne"],
       "beneficiaires": ["Communes", "Intercommunalités / Pays"], "types_aide": ["Subvention"], "descriptif": "LED",
       "date_cloture": "31/12/2026"}  # fmt: skip
HEADER = (
    "id,titre,promesse,description,eligibilite,types_aides,porteurs,cibles,eligibilite_geographique,date_ouverture,date_cloture"
)
ROW = (
    'a1,Aide test,Promesse,"Sur\ndeux lignes",Tous,financement,"[{""nom"":""ADEME""}]",professionnels,'
    "REG-32|DEP-2A,,2026-01-04T23:00:00.000Z"
)


def lines(*records: dict[str, object]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(content: str | bytes, name: str = "calls.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.mark.parametrize(
    ("file", "form", "count"),
    [
        ("eu_calls_2026.jsonl.gz", "eu_calls", 690),
        ("fr_aides_territoires_sample.jsonl.gz", "aides_territoires", 274),
        ("tee_data_gouv_export.csv.gz", "dispositif_aide", 190),
    ],
)
def test_the_feeds_that_ship_are_read_whole(root: Path, file: str, form: str, count: int) -> None:
    calls, report = read_calls(root / "dunkerque" / "calls" / file)
    assert (report.format, report.read, report.kept, report.refused) == (form, count, count, ())
    assert len(calls) == len({call.id for call in calls}) == count
    assert all(call.title and call.source.author and call.source.licence for call in calls)


def test_the_feeds_that_ship_are_the_given_ones_byte_for_byte(root: Path, shared: Path) -> None:
    given = shared / "data" / "funding"
    for file, origin in (
        ("eu_calls_2026.jsonl.gz", given), ("fr_aides_territoires_sample.jsonl.gz", given),
        ("tee_data_gouv_export.csv.gz", given / "formats"),
    ):  # fmt: skip
        assert (root / "dunkerque" / "calls" / file).read_bytes() == (origin / file).read_bytes()


def test_a_raw_answer_of_the_portal_keeps_the_english_version_of_a_topic(shared: Path) -> None:
    calls, report = read_calls(shared / "data" / "funding" / "formats" / "sedia_search_response.sample.json.gz")
    (call,) = calls
    assert (call.id, call.language) == ("HORIZON-CL4-2025-04-DATA-03", "en")
    assert (call.budget_eur, call.min_aid_eur, call.max_aid_eur) == (15e6, 4e6, 6e6)
    assert call.closes == (date(2025, 10, 2),)
    assert call.status(ON) is CallStatus.CLOSED
    assert "<" not in call.text[:2000]
    assert report.read == report.kept + len(report.refused) + len(report.merged) == 5


def test_a_closing_at_midnight_in_paris_is_the_day_that_the_feed_means(write: Callable[..., Path]) -> None:
    (call,), _ = read_calls(write(f"{HEADER}\n{ROW}\n", "aids.csv"))
    assert call.closes == (date(2026, 1, 5),)
    assert call.territories == ("REG-32", "DEP-2A")
    assert call.funder == "ADEME"


def test_aids_for_communes_are_for_public_bodies(write: Callable[..., Path]) -> None:
    (call,), _ = read_calls(write(lines(AID)))
    assert call.beneficiaries == ("public_body",)
    assert call.territories == ("REG-53",)
    assert call.closes == (date(2026, 12, 31),)
    assert call.id == "aides-territoires:842b-eclairer"


def test_a_call_for_interest_is_told_from_a_call_and_a_scheme(write: Callable[..., Path]) -> None:
    kinds = []
    for title in ("AMI ports du futur", "Appel à projets ports", "Prêt vert", "Famille d'accueil"):
        (call,), _ = read_calls(write(lines({**AID, "titre": title})))
        kinds.append(call.kind)
    assert kinds == [CallKind.CALL_FOR_INTEREST, CallKind.CALL_FOR_PROJECTS, CallKind.SCHEME, CallKind.SCHEME]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (lines(TOPIC, TOPIC)[:-20], "calls.jsonl", "calls.jsonl, line 2: the file is cut"),
        (gzip.compress(lines(*[TOPIC] * 50).encode())[:-30], "calls.jsonl.gz", "the file is cut"),
        (b"\x1f\x8b\x00rubbish", "calls.jsonl.gz", "calls.jsonl.gz, line 1: the file is cut or broken"),
        (f"{HEADER}\n{ROW[:60]}", "aids.csv", "aids.csv, line 2: the file is cut"),
        (f"{HEADER}\n{ROW}\n{ROW[:14]}\n", "aids.csv", "aids.csv, line 4: the file is cut"),
        ('{"apiVersion": "2.1", "results": [\n{"metadata": ', "answer.json", "answer.json, line 2: the file is cut"),
        (lines(TOPIC).encode() + "{\"title\": \"é\"}\n".encode("latin-1"), "calls.jsonl", "line 2: bytes that are not UTF-8"),
        ("a,b\n1,2\n", "table.csv", "table.csv, line 1: a format that is not known"),
        ("", "empty.jsonl", "the file is empty"),
    ],
)  # fmt: skip
def test_a_cut_foreign_or_wrongly_encoded_file_is_refused_whole_with_its_line(
    write: Callable[..., Path], content: str | bytes, name: str, said: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        read_calls(write(content, name))
    assert said in str(refusal.value)
    assert str(refusal.value.expected)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_calls(tmp_path / "nowhere.jsonl")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "title: nothing"),
        ({"deadline": "soon"}, "“soon” is not a day"),
        ({"min_contribution_eur": -5}, "“-5” is not an amount"),
        ({"min_contribution_eur": "5"}, "“5” is not an amount"),
        ({"title": ["x"]}, "is not a text"),
    ],
)
def test_a_bad_line_is_refused_alone_with_its_number(
    write: Callable[..., Path], change: dict[str, object], said: str
) -> None:  # fmt: skip
    calls, report = read_calls(write(lines(TOPIC, {**TOPIC, "topic_id": "B", **change}, {**TOPIC, "topic_id": "C"})))
    assert [call.id for call in calls] == ["HORIZON-X-01", "C"]
    ((line, reason),) = report.refused
    assert line == 2
    assert said in str(reason)


def test_two_calls_with_one_identifier_are_not_both_kept(write: Callable[..., Path]) -> None:
    calls, report = read_calls(write(lines(TOPIC, {**TOPIC, "title": "Another"})))
    assert [call.title for call in calls] == ["Robots in ports"]
    assert "was already read" in str(report.refused[0][1])


def test_a_line_separator_inside_a_text_does_not_break_the_line(write: Callable[..., Path]) -> None:
    (call,), _ = read_calls(write(lines({**TOPIC, "description": "one\u2028two\u0085three"})))
    assert call.text == "one\u2028two\u0085three"


def call(name: str, feed: str, title: str = "Aide", places: tuple[str, ...] = ("FR",), **said: object) -> Call:
    base = Call(name, title, "", "fr", "ADEME", "", CallKind.SCHEME, None, (), (), places, None, None, None, "", "", feed,
                read_source())  # fmt: skip
    return replace(base, **said)  # type: ignore[arg-type]


def read_source():  # type: ignore[no-untyped-def]
    from campus5g.core.figures import Source

    return Source("feed")


def test_the_same_call_in_two_feeds_becomes_one_that_says_what_either_said() -> None:
    first, second = call("1", "a", "Aide à l'énergie"), call("2", "b", "AIDE À L’ÉNERGIE !", text="long", max_aid_eur=5.0)
    merged = merge_feeds([[first], [second]])
    (kept,) = merged.calls
    assert (kept.id, kept.text, kept.max_aid_eur) == ("1", "long", 5.0)
    assert merged.same == (("1", "2"),)
    assert merge_calls([first, second]) == merged.calls


def test_one_identifier_in_two_feeds_is_one_call_whatever_its_case() -> None:
    merged = merge_feeds([[call("HORIZON-1", "a")], [call("horizon-1", "b", "Another title")]])
    assert [kept.id for kept in merged.calls] == ["HORIZON-1"]


def test_two_calls_of_one_feed_with_one_title_stay_two() -> None:
    assert len(merge_feeds([[call("1", "a"), call("2", "a")]]).calls) == 2


def test_the_generic_card_is_hidden_when_a_local_one_exists() -> None:
    generic, local, other = call("g", "a"), call("l", "b", places=("REG-32",)), call("o", "b", "Autre")
    merged = merge_feeds([[generic], [local, other]])
    assert [kept.id for kept in merged.calls] == ["l", "o"]
    assert merged.hidden == (("l", "g"),)


def test_merging_a_feed_with_itself_changes_nothing(root: Path) -> None:
    merged, reports = read_feeds([root / "dunkerque" / "calls"])
    assert len(reports) == 3
    assert merge_feeds([merged.calls, merged.calls]).calls == merged.calls


def test_html_becomes_lines_of_text() -> None:
    assert plain_text("<p>One&nbsp;two</p><ul><li>A &amp; B</li></ul>") == "One two\nA & B"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", None), ("2026-11-21", date(2026, 11, 21)), ("21/11/2026", date(2026, 11, 21)),
     ("2026-06-30T22:00:00.000Z", date(2026, 7, 1)), ("2026-06-30T15:00:00Z", date(2026, 6, 30)),
     ("2025-10-02T00:00:00.000+0000", date(2025, 10, 2))],
)  # fmt: skip
def test_days_are_read_as_the_feeds_write_them(text: str, expected: date | None) -> None:
    assert day(text, "day") == expected


def test_every_siren_of_the_national_feed_has_a_valid_key(root: Path) -> None:
    """Numbers of real bodies, given by Insee: the key is checked against them."""
    import csv
    import io

    text = gzip.decompress((root / "dunkerque" / "calls" / "tee_data_gouv_export.csv.gz").read_bytes()).decode()
    rows = csv.DictReader(io.StringIO(text, newline=""))
    found = {carrier["siren"] for row in rows for carrier in json.loads(row["porteurs"]) if carrier["siren"]}
    assert len(found) > 20
    assert {siren for siren in found if check_siren(siren) != siren} == set()
