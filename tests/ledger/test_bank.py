"""Bank files as banks write them, and as they should not be."""

from __future__ import annotations

from datetime import date

import pytest

from campus5g.core.errors import BadInput
from campus5g.ledger.bank import (
    BankLine,
    Columns,
    Statement,
    guess_columns,
    new_lines,
    preview,
    read_camt,
    read_statements,
    read_table,
)

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."


def camt(version: str = "02", *, entries: str | None = None, closing: str = "1150.50", head: str = "", kind: str = "") -> bytes:
    """A statement of 1 000 euros with a payment in, and a batch of two payments out, in the shape of a version."""
    late = version == "08"
    status = "<Sts><Cd>BOOK</Cd></Sts>" if late else "<Sts>BOOK</Sts>"
    name = "<Pty><Nm>BPIFRANCE</Nm></Pty>" if late else "<Nm>BPIFRANCE</Nm>"
    amount = '<Amt Ccy="EUR">{0}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
    if not late:
        amount = '<AmtDtls><TxAmt><Amt Ccy="EUR">{0}</Amt></TxAmt></AmtDtls>'
    own = f"""
    <Ntry><Amt Ccy="EUR">250.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>{status}<BookgDt><Dt>2026-10-05</Dt></BookgDt>
      <AcctSvcrRef>AB12</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>CONV-2026-1</EndToEndId></Refs>
      <RltdPties><Dbtr>{name}</Dbtr><DbtrAcct><Id><IBAN>FR7630001007941234567890185</IBAN></Id></DbtrAcct></RltdPties>
      <RmtInf><Ustrd>Acompte  convention</Ustrd><Ustrd>1er versement</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
    <Ntry><Amt Ccy="EUR">100.00000</Amt><CdtDbtInd>DBIT</CdtDbtInd>{status}<BookgDt><DtTm>2026-10-06T09:00:00</DtTm></BookgDt>
      <AcctSvcrRef>AB13</AcctSvcrRef><NtryDtls>
      <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{amount.format("60.00")}
        <RltdPties><Cdtr>{name.replace("BPIFRANCE", "Aciérie")}</Cdtr></RltdPties></TxDtls>
      <TxDtls>{amount.format("40.00")}</TxDtls></NtryDtls></Ntry>
    <Ntry><Amt Ccy="EUR">999.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>{status.replace("BOOK", "PDNG")}</Ntry>"""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<Document xmlns="{kind or NAMESPACE + version}"><BkToCstmrStmt><Stmt>
    <FrToDt><FrDtTm>2026-10-01T00:00:00</FrDtTm><ToDtTm>2026-10-31T00:00:00</ToDtTm></FrToDt>
    <Acct><Id><IBAN>FR7612345678901234567890123</IBAN></Id></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
    {own if entries is None else entries}</Stmt></BkToCstmrStmt></Document>""".encode()


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_camt_statement_is_read_whole_in_both_shapes(version: str) -> None:
    (held,) = read_camt(camt(version), "october.xml")
    assert (held.account, held.opening_cents, held.closing_cents) == ("FR7612345678901234567890123", 100_000, 115_050)
    assert (held.first, held.last, held.fault) == (date(2026, 10, 1), date(2026, 10, 31), None)
    paid_in, one, other = held.lines
    assert (paid_in.on, paid_in.cents, paid_in.reference) == (date(2026, 10, 5), 25_050, "CONV-2026-1")
    assert (paid_in.party, paid_in.party_iban) == ("BPIFRANCE", "FR7630001007941234567890185")
    assert paid_in.text == "Acompte convention 1er versement"
    assert [(line.cents, line.party, line.reference) for line in (one, other)] == [(-6_000, "Aciérie", ""), (-4_000, "", "")]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_a_camt_statement_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    text = camt().decode().replace("UTF-8", encoding)
    assert read_camt(text.encode(encoding), "x")[0].lines[1].party == "Aciérie"


def test_lines_that_do_not_lead_to_the_closing_balance_are_said_so() -> None:
    (held,) = read_camt(camt(closing="1150.51"), "x")
    assert str(held.fault) == (
        "the lines lead from €1,000 to €1,150.50, and the statement closes on €1,150.51: lines are missing or too many"
    )


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (camt(head=BOMB), "it holds a document type definition"),
        (camt(head='<!DOCTYPE d SYSTEM "file:///etc/passwd">'), "it holds a document type definition"),
        (camt()[:700], "it is not XML"),
        (camt(kind="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"), "it is camt.054"),
        (b"<html></html>", "it is html"),
        (camt().replace(b"UTF-8", b"klingon"), "its encoding is not known"),
        (camt(entries="<Ntry><Amt Ccy='EUR'>1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>"), "an entry without a day"),
        (camt(entries="<Ntry><Amt Ccy='USD'>1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>"), "an amount in USD"),
        (camt(entries="<Ntry><Amt Ccy='EUR'>1</Amt></Ntry>"), "an amount without its sign"),
        (camt(closing="1.001"), "“1.001” is not an amount"),
        (camt(closing="NaN"), "“NaN” is not an amount"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>', "it holds no statement"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_camt(content, "october.xml")
    assert str(refused.value).startswith("october.xml")
    assert sentence in str(refused.value)


FRENCH = """Compte;FR7612345678901234567890123;;;
Période;du 01/10/2026;au 31/10/2026;;
Date opération;Libellé;Débit euros;Crédit euros;Référence
05/10/2026;VIR BPIFRANCE Convention n° 1;;1 250,50;CONV1
06/10/2026;VIR Aciérie;-300,00;;
06/10/2026;VIR Aciérie;-300,00;;
;;;;
07/10/26;FRAIS;2,5;;
"""


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_french_export_is_read_in_any_of_its_encodings(encoding: str) -> None:
    held = read_table(FRENCH.encode(encoding), "x.csv", "FR76")
    assert [line.cents for line in held.lines] == [125_050, -30_000, -30_000, -250]
    assert held.lines[0].text == "VIR BPIFRANCE Convention n° 1"
    assert held.lines[0].reference == "CONV1"
    assert held.lines[3].on == date(2026, 10, 7)
    assert (held.opening_cents, held.first) == (None, date(2026, 10, 5))


def test_the_columns_of_an_export_are_guessed_and_can_be_said() -> None:
    assert guess_columns(FRENCH.encode(), "x.csv") == Columns(
        day="Date opération", debit="Débit euros", credit="Crédit euros", text="Libellé", reference="Référence"
    )
    odd = b"Jour,Valeur,Quoi\n2026-10-05,-12.30,Fees\n"
    held = read_table(odd, "x.csv", "A", Columns(day="Jour", amount="Valeur", text="Quoi"))
    assert [(line.cents, line.text) for line in held.lines] == [(-1230, "Fees")]
    with pytest.raises(BadInput, match="no such header was found"):
        read_table(odd, "x.csv", "A")


def test_balances_of_an_export_written_newest_first_join_its_lines() -> None:
    table = "Date;Libellé;Montant;Solde\n03/10/2026;c;-5,00;12,00\n02/10/2026;b;7,00;17,00\n02/10/2026;a;10,00;10,00\n"
    held = read_table(table.encode(), "x.csv", "A")
    assert [line.text for line in held.lines] == ["a", "b", "c"]
    assert (held.opening_cents, held.closing_cents, held.fault) == (0, 1200, None)
    assert read_table(table.replace("7,00;17", "8,00;17").encode(), "x.csv", "A").fault is not None


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("Date;Montant\n32/10/2026;1,00\n", "x.csv, line 2: “32/10/2026” is not a day"),
        ("Date;Montant\n01/10/2026;abc\n", "x.csv, line 2: “abc” is not an amount"),
        ("Date;Débit;Crédit\n\n01/10/2026;;\n", "x.csv, line 3: neither a debit nor a credit, or both"),
        ("Date;Débit;Crédit\n01/10/2026;1;2\n", "x.csv, line 2: neither a debit nor a credit, or both"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(table: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_table(table.encode(), "x.csv", "A")
    assert str(refused.value).startswith(sentence)


def test_the_same_file_twice_adds_nothing_and_two_lines_alike_stay_two() -> None:
    once = read_table(FRENCH.encode("cp1252"), "x.csv", "FR76")
    assert len({line.identity for line in once.lines}) == 4
    again = read_table(FRENCH.encode("utf-8"), "renamed.csv", "FR 76")
    assert new_lines(again, (line.identity for line in once.lines)) == ()
    more = read_table((FRENCH + "08/10/2026;VIR;;1,00;\n").encode(), "x.csv", "FR76")
    assert [line.cents for line in new_lines(more, (line.identity for line in once.lines))] == [100]
    other = read_table(FRENCH.encode(), "x.csv", "FR77")
    assert len(new_lines(other, (line.identity for line in once.lines))) == 4


def test_a_bank_file_is_known_by_how_it_begins() -> None:
    assert read_statements(camt(), "x")[0].account == "FR7612345678901234567890123"
    assert read_statements(b"\xef\xbb\xbf" + FRENCH.encode(), "x", "mine")[0].account == "mine"


def test_a_statement_without_balances_has_none_to_be_at_fault() -> None:
    assert Statement("A", (BankLine(date(2026, 1, 1), 5, ""),)).fault is None


def test_a_table_is_looked_at_before_it_is_read() -> None:
    known = preview(b"Compte;1\nDate;Libelle;Montant\n21/11/2026;Loyer;-3,00\n", "x")
    assert (known.header, known.rows) == (("Date", "Libelle", "Montant"), (("21/11/2026", "Loyer", "-3,00"),))
    assert known.columns == guess_columns(b"Date;Libelle;Montant\n", "x")
    other = preview("Extrait\tnovembre\nQuand\tQuoi\tCombien\n1/1/2026\tA, b\t1,00\n".encode("utf-16"), "x")
    assert (other.header, other.columns, other.rows) == (("Quand", "Quoi", "Combien"), None, (("1/1/2026", "A, b", "1,00"),))
    with pytest.raises(BadInput, match="no such header"):
        preview(b"12;13\n14;15\n", "x")
