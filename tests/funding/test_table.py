"""Tables that nobody described: columns guessed from their headers, then read line by line."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from campus5g.core.errors import BadInput
from campus5g.funding.readers.table import guess_columns, read_table_calls

FRENCH = "Référence;Intitulé;Date d'ouverture;Date de clôture;Montant maximum;Financeur"
ENGLISH = "identifier,title,opening date,deadline,maximum grant,funder"


def table(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "calls.csv"
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (FRENCH, "A1;Grues;01/02/2027;2027-03-01;1 250 000,50;Région"),
        (ENGLISH, 'A1,Grues,2027-02-01,01/03/2027,"1,250,000.50",Région'),
    ],
)
def test_french_and_english_headers_days_and_amounts_are_read_alike(header: str, row: str, tmp_path: Path) -> None:
    path = table(tmp_path, header, row)
    columns = guess_columns(path)
    assert list(columns) == ["id", "title", "funder", "opens", "closes", "max_aid_eur"]
    (call,), report = read_table_calls(path, columns)
    assert (call.id, call.title, call.opens, call.closes) == ("table:A1", "Grues", date(2027, 2, 1), (date(2027, 3, 1),))
    assert (call.max_aid_eur, call.funder, report.refused) == (1_250_000.5, "Région", ())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A2;;;;;", "Intitulé: nothing"),
        ("A2;Ports;01/03/2027;01/02/2027;;", "before the opening"),
        ("A2;Ports;;;1,250;", "more than two decimals"),
        ("A2;Ports;;;-5;", "is negative"),
        ("A2;Ports;;soon;;", "soon"),
        ("A1;Ports;;;;", "was already read"),
        ("A2;Ports", "2 columns instead of 6"),
    ],
)
def test_a_wrong_row_is_refused_alone_with_its_line(row: str, said: str, tmp_path: Path) -> None:
    path = table(tmp_path, FRENCH, "A1;Grues;;;;", row, "A3;Quais;;;;")
    calls, report = read_table_calls(path, guess_columns(path))
    assert [call.id for call in calls] == ["table:A1", "table:A3"]
    ((line, why),) = report.refused
    assert line == 3
    assert said in str(why)


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not UTF-8"):
        guess_columns(table(tmp_path, FRENCH, "A1;Grues;;;;", encoding="cp1252"))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"title": "Nom"}, "no column “Nom”"),
        ({"titre": "Intitulé"}, "no field “titre”"),
        ({"id": "Référence"}, "no column for the title"),
    ],
)
def test_a_mapping_that_does_not_fit_the_table_is_refused(columns: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=said):
        read_table_calls(table(tmp_path, FRENCH, "A1;Grues;;;;"), columns)


def test_a_workbook_gives_days_and_numbers_and_several_deadlines(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "calls.xlsx"
    sheet = book.worksheets[0]
    sheet.append(["Titre", "Ouverture", "Dates limites", "Budget", "Territoires"])
    sheet.append(["Appel à projets ports", datetime(2027, 1, 1), "01/02/2027; 01/06/2027", 2_000_000, "REG-32; Dunkerque"])
    book.save(path)
    (call,), _ = read_table_calls(path, guess_columns(path))
    assert (call.id, call.closes) == ("table:appel-a-projets-ports", (date(2027, 2, 1), date(2027, 6, 1)))
    assert (call.budget_eur, call.territories, call.opens) == (2e6, ("REG-32",), date(2027, 1, 1))


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    path.write_bytes(b"PK not a workbook")
    with pytest.raises(BadInput, match="cannot be read"):
        guess_columns(path)
