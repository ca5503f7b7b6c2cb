"""Bank statements in CAMT.053 (ISO 20022 ``BkToCstmrStmt``), versions 2 to 8 and later ones of the same shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser  # nosec B405 (no DTD is let in)

from campus5g.core.errors import BadInput
from campus5g.core.figures import parse_day
from campus5g.core.message import Message, msg
from campus5g.ledger.bank.statement import BankLine, Statement, identified

_SPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:(camt\.\d{3})\.\d{3}\.\d{2}\}Document")
_UNSAID = frozenset({"", "NOTPROVIDED", "NOT PROVIDED", "NONREF"})
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_EXPECTED = msg("a CAMT.053 statement (ISO 20022)")


class _NoTypes(TreeBuilder):
    """Builds the tree, and stops at a document type definition: nothing may define entities or name other files."""

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> NoReturn:
        raise BadInput("", msg("it holds a document type definition"), _EXPECTED)


def read_camt(content: bytes, where: str) -> tuple[Statement, ...]:
    """Read the statements of a file, each with its booked lines. One with a document type definition, or that is no CAMT.053, is bad
    input. A batch whose transactions add up is read as its transactions."""
    try:
        parser = XMLParser(target=_NoTypes())  # noqa: S314  # nosec B314 (no DTD is let in)
        parser.feed(content)
        root: Element = parser.close()
    except ParseError as error:
        line = error.position[0]
        raise BadInput(f"{where}, line {line}", msg("it is not XML"), _EXPECTED) from None
    except BadInput as error:
        raise error.within(where) from None
    except (LookupError, ValueError):
        raise BadInput(where, msg("its encoding is not known"), _EXPECTED) from None
    found = _SPACE.fullmatch(root.tag)
    if found is None or found[1] != "camt.053":
        raise BadInput(where, msg("it is %(name)s", name=found[1] if found else root.tag.rpartition("}")[2]), _EXPECTED)
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    statements = tuple(
        _statement(node, f"{where}, Stmt {n}") for n, node in enumerate(root.findall("BkToCstmrStmt/Stmt"), start=1)
    )
    if not statements:
        raise BadInput(where, msg("it holds no statement"), _EXPECTED)
    return statements


def _statement(node: Element, where: str) -> Statement:
    account = _text(node, "Acct/Id/IBAN") or _text(node, "Acct/Id/Othr/Id")
    lines = [
        line
        for n, entry in enumerate(node.findall("Ntry"), start=1)
        if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) in ("BOOK", "")
        for line in _lines(entry, f"{where}, Ntry {n}")
    ]
    first, last = (_text(node, f"FrToDt/{name}")[:10] for name in ("FrDtTm", "ToDtTm"))
    return Statement(
        account,
        identified(account, lines),
        _balance(node, _OPENING, where),
        _balance(node, _CLOSING, where),
        parse_day(first, where) if first else None,
        parse_day(last, where) if last else None,
    )


def _balance(node: Element, codes: tuple[str, ...], where: str) -> int | None:
    """The first balance of a kind: the opening one, or the previous closing one where the bank gives that instead."""
    for code in codes:
        for balance in node.findall("Bal"):
            if _text(balance, "Tp/CdOrPrtry/Cd") == code:
                return _signed(balance, balance.find("Amt"), f"{where}, Bal {code}")
    return None


def _lines(entry: Element, where: str) -> Iterator[BankLine]:
    cents, on = _signed(entry, entry.find("Amt"), where), _day(entry, where)
    own = _said(_text(entry, "AcctSvcrRef"))
    details = entry.findall("NtryDtls/TxDtls")
    parts = [_amount_of(detail, entry, where) for detail in details]
    if len(details) > 1 and None not in parts and sum(part or 0 for part in parts) == cents:
        for n, (detail, part) in enumerate(zip(details, parts, strict=True), start=1):
            bank = _said(_text(detail, "Refs/AcctSvcrRef")) or (own and f"{own}/{n}")
            yield _line(on, part or 0, detail, entry, bank)
    else:
        detail = details[0] if len(details) == 1 else entry
        yield _line(on, cents, detail, entry, own or _said(_text(detail, "Refs/AcctSvcrRef")))


def _amount_of(detail: Element, entry: Element, where: str) -> int | None:
    """A transaction's amount, signed as it says itself or as its entry does; ``None`` where it is not said in euros."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        amount = detail.find(path)
        if amount is not None and amount.get("Ccy", "EUR") == "EUR":
            return _signed(detail if detail.find("CdtDbtInd") is not None else entry, amount, where)
    return None


def _line(on: date, cents: int, detail: Element, entry: Element, bank: str) -> BankLine:
    """One line; the other side is the debtor of money that came in, the creditor of money that went out."""
    side = "Dbtr" if cents > 0 else "Cdtr"
    said = [node.text or "" for node in detail.findall("RmtInf/Ustrd")]
    free = _text(detail, "AddtlTxInf") or _text(entry, "AddtlNtryInf")
    reference = _said(_text(detail, "Refs/EndToEndId")) or _text(detail, "RmtInf/Strd/CdtrRefInf/Ref")
    return BankLine(
        on,
        cents,
        " ".join(" ".join(said or [free]).split()),
        reference,
        _text(detail, f"RltdPties/{side}/Nm") or _text(detail, f"RltdPties/{side}/Pty/Nm"),
        _text(detail, f"RltdPties/{side}Acct/Id/IBAN"),
        bank,
    )


def _day(entry: Element, where: str) -> date:
    for path in ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"):
        if text := _text(entry, path):
            return parse_day(text[:10], where)
    raise BadInput(where, msg("an entry without a day"), msg("its booking date"))


def _signed(owner: Element, amount: Element | None, where: str) -> int:
    sign = {"CRDT": 1, "DBIT": -1}.get(_text(owner, "CdtDbtInd"))
    if amount is None or sign is None:
        raise BadInput(where, msg("an amount without its sign"), msg("Amt and CdtDbtInd"))
    if (currency := amount.get("Ccy", "")) != "EUR":
        raise BadInput(where, msg("an amount in %(currency)s", currency=currency or "?"), msg("euros"))
    return sign * _cents((amount.text or "").strip(), where)


def _cents(text: str, where: str) -> int:
    """Up to five decimals are written in this format; those after the cent must be noughts."""
    expected: Message = msg("euros and cents")
    try:
        cents = Decimal(text) * 100
        if cents.is_finite() and cents >= 0 and cents == cents.to_integral_value():
            return int(cents)
    except InvalidOperation:
        pass
    raise BadInput(where, msg("“%(text)s” is not an amount", text=text), expected)


def _text(node: Element, path: str) -> str:
    return (node.findtext(path) or "").strip()


def _said(text: str) -> str:
    return "" if text.upper() in _UNSAID else text
