"""The verbs of the ledger: schedules of repayable advances, deeds replayed, bank statements matched."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from campus5g.cli.console import Cell, as_json, refuse, say, tell, tell_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import parse_day
from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.money import parse_cents

if TYPE_CHECKING:
    from campus5g.ledger import AdvanceDeed, AnyDeed, Effect
    from campus5g.ledger.bank import Certainty, Expected, Matching, Statement
    from campus5g.ledger.effects import Side

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Repayable advances, deeds and balances, bank statements.", no_args_is_help=True)
    group.command("schedule")(schedule)
    group.command("replay")(replay)
    group.command("match")(match)
    app.add_typer(group, name="ledger")


def schedule(
    terms: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The terms of an advance, and what happened to it.")],
    as_data: Json = False,
) -> None:
    """Say when a repayable advance is repaid and what it is worth as aid, at first and after each event of the file."""
    from campus5g.cli.advance_file import NAME, read_advance
    from campus5g.ledger import Refusal, effect, replay
    from campus5g.ledger.effects import side
    from campus5g.study.fields import read_toml

    told = read_advance(read_toml(terms))
    fund = replay(told.first).fund
    first = side(fund.advances[NAME], told.rates)
    effects: list[tuple[AdvanceDeed, Effect]] = []
    for number, deed in enumerate(told.events, start=1):
        found = effect(fund, deed, told.rates)
        if isinstance(found, Refusal):
            refuse(msg("%(file)s, event[%(n)s]: %(why)s.", file=terms.name, n=number, why=found.reason))
        effects.append((deed, found))
        fund = replay([deed], fund).fund
    if as_data:
        events = [{"deed": deed, "after": found.after} for deed, found in effects]
        as_json({"rates": told.rates, "as_agreed": first, "events": events})
        return
    rates = told.rates
    say(msg("Reference rate %(reference)s %%, discount rate %(discount)s %%, at the grant on %(day)s.",
            reference=float(rates.reference * 100), discount=float(rates.discount * 100), day=Day.of(rates.granted)))  # fmt: skip
    _print_side(msg("As agreed"), first)
    for deed, found in effects:
        _print_side(msg("%(day)s: %(what)s", day=Day.of(deed.on), what=EVENTS[deed.kind]), found.after)


EVENTS: dict[str, Message] = {
    "advance_drawn": msg("drawn"),
    "trigger_met": msg("the event that starts the deferral"),
    "turnover_declared": msg("turnover declared"),
    "outcome_declared": msg("success or failure declared"),
    "instalment_called": msg("instalment called"),
    "instalments_deferred": msg("instalments deferred"),
    "advance_repaid": msg("repaid"),
    "advance_written_off": msg("written off"),
}


def _print_side(title: Message, held: Side) -> None:
    rows: list[list[Cell]] = [[msg("instalment"), msg("due"), msg("capital"), msg("interest"), msg("left after it")]]
    for part in held.instalments:
        due: Cell = Day.of(part.due) if part.due else msg("not known yet")
        amounts = (Amount(part.capital_cents), Amount(part.interest_cents), Amount(part.outstanding_cents))
        rows.append([str(part.number), due, *amounts])
    if len(rows) > 1:
        tell_table(title, rows)
    else:
        say("")
        say(title)
        say(msg("  nothing is left to repay"))
    if (equivalent := held.worth.equivalent_cents) is not None:
        say(msg("  Gross grant equivalent: %(worth)s, for %(nominal)s.", worth=Amount(equivalent),
                nominal=Amount(held.worth.nominal_cents)))  # fmt: skip
    for note in held.worth.notes:
        say(msg("  %(note)s", note=note))


def replay(
    deeds: Annotated[Path, typer.Argument(metavar="FILE.json", help="A list of deeds, in the order in which they were done.")],
    as_data: Json = False,
) -> None:
    """Do every deed of a file anew and print the balances; what is refused is said, and the exit code is then 1."""
    from campus5g.ledger import replay as do_again

    told = do_again(_deeds(deeds))
    balances = told.fund.book.trial_balance()
    if as_data:
        refused = [{"deed": deed.key, "rule": refusal.key, "reason": refusal.reason} for deed, refusal in told.refused]
        rows = {row.account.key: row.cents for row in balances.rows}
        as_json({"deeds": len(told.fund.deeds), "balances": rows, "debit": balances.debit, "refused": refused})
    else:
        say(msg("%(n)s deeds done, %(entries)s entries, %(sum)s in debit and in credit", n=len(told.fund.deeds),
                entries=len(told.fund.book.entries), sum=Amount(balances.debit)))  # fmt: skip
        table: list[list[Cell]] = [[msg("account"), msg("debit"), msg("credit"), msg("balance")]]
        table += [[row.account.key, Amount(row.debit), Amount(row.credit), Amount(row.cents)] for row in balances.rows]
        tell_table(msg("Balances"), table)
        for deed, refusal in told.refused:
            tell(msg("Refused: %(deed)s on %(day)s: %(why)s.", deed=deed.key, day=Day.of(deed.on), why=refusal.reason))
    if told.refused:
        raise typer.Exit(1)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            str(path), msg("the file cannot be read (%(why)s)", why=error.strerror or ""), msg("a readable file")
        ) from None


def _deeds(path: Path) -> list[AnyDeed]:
    """Read deeds; the first fault is said with its place."""
    from pydantic import ValidationError

    from campus5g.core.codec import load
    from campus5g.ledger import Deed

    expected = msg("a list of deeds, as the ledger writes them")
    try:
        found: list[Any] = json.loads(_content(path))
        return load(list[Deed], found)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"] if part != "function-after")
        raise BadInput(f"{path.name}, [{place}]", msg("“%(fault)s”", fault=fault["msg"]), expected) from None
    except ValueError as error:
        raise (
            error.within(path.name) if isinstance(error, BadInput) else BadInput(path.name, msg("not JSON"), expected)
        ) from None


def match(
    statement: Annotated[Path, typer.Argument(metavar="STATEMENT", help="A bank statement: CAMT.053, or the bank's CSV.")],
    expected: Annotated[
        Path, typer.Argument(metavar="EXPECTED.csv", help="Payments expected: key, on, amount, party, iban, reference.")
    ],
    as_data: Json = False,
) -> None:
    """Propose which bank line pays which expected payment, with the reasons; what is doubtful is said so."""
    from campus5g.ledger.bank import match as best
    from campus5g.ledger.bank import read_statements

    held = read_statements(_content(statement), statement.name, account=statement.stem)
    lines = [line for one in held for line in one.lines]
    found = best(lines, list(_expected(expected)))
    faults = [one.fault for one in held if one.fault is not None]
    if as_data:
        as_json({"statements": held, "matching": found, "faults": faults})
    else:
        _print_matching(held, found)
    for fault in faults:
        tell(fault)
    if faults:
        raise typer.Exit(1)


def _expected(path: Path) -> Iterator[Expected]:
    """Read the expected payments, separated by « ; » or « , »."""
    from campus5g.ledger.bank import Expected
    from campus5g.ledger.bank.table import decoded

    lines = decoded(_content(path), path.name).splitlines()
    reader = csv.DictReader(lines, delimiter=";" if lines and ";" in lines[0] else ",")
    missing = [name for name in ("key", "on", "amount") if name not in (reader.fieldnames or ())]
    if missing:
        raise BadInput(path.name, msg("no column “%(name)s”", name=missing[0]), msg("key, on and amount"))
    for row in reader:
        where = f"{path.name}, line {reader.line_num}"
        yield Expected(
            row["key"] or "",
            parse_day(row["on"] or "", where),
            parse_cents(row["amount"] or "", where),
            row.get("party") or "",
            row.get("iban") or "",
            row.get("reference") or "",
        )


def _certainties() -> dict[Certainty, Message]:
    from campus5g.ledger.bank import Certainty

    return {
        Certainty.CERTAIN: msg("certain"),
        Certainty.LIKELY: msg("likely"),
        Certainty.AMBIGUOUS: msg("to be decided by a person"),
    }


def _print_matching(held: tuple[Statement, ...], found: Matching) -> None:
    lines = {line.identity: line for one in held for line in one.lines}
    names = _certainties()
    for one in found.matches:
        cents = sum(lines[identity].cents for identity in one.lines)
        days = ", ".join(lines[identity].on.isoformat() for identity in one.lines)
        say(msg("%(cents)s on %(days)s pays %(keys)s [%(sure)s]", cents=Amount(cents), days=days,
                keys=", ".join(one.expected), sure=names[one.certainty]))  # fmt: skip
        for reason in one.reasons:
            say(msg("     %(reason)s", reason=reason))
        if rivals := [name for name in one.rivals if name not in lines]:
            say(msg("     it could also be %(names)s", names=", ".join(rivals)))
    for identity in found.unknown:
        line = lines[identity]
        say(msg("%(cents)s on %(day)s is not known: %(text)s", cents=Amount(line.cents), day=Day.of(line.on),
                text=line.text or line.party or "—"))  # fmt: skip
    if found.waiting:
        say(msg("Still expected: %(keys)s", keys=", ".join(found.waiting)))
