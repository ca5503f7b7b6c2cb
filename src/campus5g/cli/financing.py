"""The financing plan in the shell: asked as on the page, printed as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import Cell, as_json, day, language, refuse, say, tell_table
from campus5g.core.message import Amount, Message, msg, spoken
from campus5g.core.money import parse_cents

if TYPE_CHECKING:
    from campus5g.core.project import CallTerms, CashFlow, FinancingPlan, Project
    from campus5g.funding.plan import Wishes
    from campus5g.funding.plan.sensitivity import Sensitivity
    from campus5g.study.budget import Aim


def plan(
    need: Annotated[Path, typer.Argument(metavar="NEED.toml", help="What the company says, its site and its project.")],
    aim: Annotated[
        str | None, typer.Option("--aim", "--objective", help="net_public, public, grant, cash or smallest_own.")
    ] = None,
    least_public: Annotated[
        str | None, typer.Option("--least-public", metavar="EUROS", help="Public money that the plan must bring at least.")
    ] = None,
    most_own: Annotated[
        list[str] | None,
        typer.Option("--most-own", metavar="PARTNER=EUROS", help="Own money that a partner has at most; repeat for others."),
    ] = None,
    use: Annotated[
        list[str] | None, typer.Option("--use", metavar="CALL", help="A call that must pay; repeat for others.")
    ] = None,
    sensitivities: Annotated[
        bool, typer.Option("--sensitivities", help="Say what one more partner or better terms bring.")
    ] = False,
    granted: Annotated[
        str | None, typer.Option("--granted", metavar="DATE", help="Another day of the grant: its rules apply.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day that matters, today by default.")] = None,
    as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make the best financing plan under every ceiling of the law and of the calls; a refusal says what cannot hold together."""
    from campus5g.core.figures import parse_day
    from campus5g.funding.plan import plan_financing
    from campus5g.funding.plan.sensitivity import sensitivities as changes_of
    from campus5g.study.needs import read_need

    today = day(on)
    asked = read_need(need, on=today)
    if asked.project is None:
        refuse(msg("%(file)s: no project; expected a table [project] with partners and lines.", file=need.name))
    project = replace(asked.project, granted=parse_day(granted, "--granted")) if granted else asked.project
    wanted = _aim(asked.aim, aim, least_public, most_own or [], use or [])
    found = plan_financing(project, asked.terms, today, objective=wanted.objective, wishes=wanted.wishes)
    changes = changes_of(project, asked.terms, today, objective=wanted.objective, wishes=wanted.wishes) if sensitivities else ()
    if as_data:
        as_json({"plan": found, "sensitivities": changes} if sensitivities else found)
    else:
        _print(project, asked.terms, found, changes)
    if found.refused:
        raise typer.Exit(1)


def _aim(stated: Aim, objective: str | None, least_public: str | None, most_own: list[str], use: list[str]) -> Aim:
    """What the file asks, with what the command line says instead."""
    from campus5g.core.errors import BadInput
    from campus5g.funding.plan import Objective
    from campus5g.study.budget import Aim

    if objective is not None and objective not in set(Objective):
        raise BadInput("--aim", msg("“%(name)s”", name=objective), msg("one of: %(names)s", names=", ".join(Objective)))
    wishes: Wishes = stated.wishes
    if least_public is not None:
        wishes = replace(wishes, least_public_cents=parse_cents(least_public, "--least-public"))
    if most_own:
        wishes = replace(wishes, most_own_cents=dict(_own(text) for text in most_own))
    if use:
        wishes = replace(wishes, use_calls=tuple(use))
    return Aim(Objective(objective) if objective else stated.objective, wishes)


def _own(text: str) -> tuple[str, int]:
    """Read « partner=euros »."""
    from campus5g.core.errors import BadInput

    partner, sign, euros = text.partition("=")
    if not sign:
        raise BadInput("--most-own", msg("“%(text)s”", text=text), msg("a partner and an amount, such as startup=80000"))
    return partner.strip(), parse_cents(euros, "--most-own")


def _print(
    project: Project, terms: Sequence[CallTerms], found: FinancingPlan, changes: Sequence[Sensitivity]
) -> None:  # fmt: skip
    if found.refused:
        for sentence in found.refused:
            say(sentence)
        return
    say(msg("Public money: %(public)s, of which grants: %(grant)s.", public=Amount(found.public_cents),
            grant=Amount(found.grant_cents)))  # fmt: skip
    loans = any(row.loan_cents for row in found.allocations)
    tell_table(msg("By partner"), _partners(project, found, loans))
    tell_table(msg("By cost"), _costs(project, terms, found, loans))
    tell_table(msg("Ceilings"), _ceilings(found))
    tell_table(msg("Cash by quarter"), _quarters(found, loans))
    for title, sentences in (
        (msg("What the law asks besides the amounts"), _conditions(found)),
        (msg("After the rules lapse"), tuple(way.reason for way in found.ways)),
        (msg("Why this plan"), found.reasons),
    ):
        if sentences:
            say("")
            say(title)
            for sentence in sentences:
                say(msg("- %(sentence)s", sentence=sentence))
    if changes:
        rows: list[list[Cell]] = [[msg("change"), msg("public money"), msg("net of repayments")]]
        rows += [[change.change, _signed(change.public_cents), _signed(change.net_cents)] for change in changes]
        tell_table(msg("What a change would bring"), rows)


def _partners(project: Project, found: FinancingPlan, loans: bool) -> list[list[Cell]]:
    rows: list[list[Cell]] = [_heads([msg("partner"), msg("cost")], loans)]
    for partner in project.partners:
        mine = [row for row in found.allocations if row.partner_id == partner.id]
        cost = sum(line.cents for line in project.lines if line.partner_id == partner.id)
        rows.append([partner.name, Amount(cost), *_parts(mine, loans)])
    total = sum(line.cents for line in project.lines)
    return [*rows, [msg("total"), Amount(total), *_parts(found.allocations, loans)]]


def _costs(project: Project, terms: Sequence[CallTerms], found: FinancingPlan, loans: bool) -> list[list[Cell]]:
    lines = {line.id: line for line in project.lines}
    titles = {call.call_id: call.title for call in terms}
    rows: list[list[Cell]] = [_heads([msg("cost line"), msg("partner"), msg("call"), msg("aid in %%")], loans)]
    for row in found.allocations:
        line, percent = lines[row.line_id], spoken(float(row.intensity), language())
        rows.append([line.label, row.partner_id, titles.get(row.call_id, "—"), percent, *_parts([row], loans)])
    return rows


def _heads(first: list[Cell], loans: bool) -> list[Cell]:
    loan: list[Cell] = [msg("loan")] if loans else []
    return [*first, msg("grant"), msg("advance"), *loan, msg("own money")]


def _parts(rows: Sequence[object], loans: bool) -> list[Cell]:
    names = ["grant_cents", "advance_cents", *(["loan_cents"] if loans else []), "own_cents"]
    return [Amount(sum(getattr(row, name) for row in rows)) for name in names]


def _conditions(found: FinancingPlan) -> tuple[Message, ...]:
    return tuple(
        msg("%(about)s (%(article)s, to confirm)", about=item.about, article=item.article)
        if item.to_confirm
        else msg("%(about)s (%(article)s)", about=item.about, article=item.article)
        for item in found.conditions
    )


def _ceilings(found: FinancingPlan) -> list[list[Cell]]:
    heads: list[Cell] = [msg("what is tested"), msg("limit"), msg("used"), msg("room left"), msg("article")]
    rows: list[list[Cell]] = [heads]
    for ceiling in found.ceilings:
        article: Cell = msg("%(article)s, to confirm", article=ceiling.article) if ceiling.to_confirm else ceiling.article
        amounts = (Amount(ceiling.limit_cents), Amount(ceiling.used_cents), Amount(ceiling.slack_cents))
        rows.append([ceiling.about, *amounts, article])
    return rows


def _quarters(found: FinancingPlan, loans: bool) -> list[list[Cell]]:
    """All partners together; the balance runs from the start."""
    names = ["spent_cents", "grant_cents", "advance_cents", *(["loan_cents"] if loans else []), "repaid_cents"]
    loan: list[Cell] = [msg("loan")] if loans else []
    rows: list[list[Cell]] = [
        [msg("quarter"), msg("spent"), msg("grant"), msg("advance"), *loan, msg("repaid with interest"), msg("balance")]
    ]
    quarters: dict[str, list[CashFlow]] = {}
    for flow in found.cash:
        quarters.setdefault(flow.quarter, []).append(flow)
    balance = 0
    for quarter, flows in sorted(quarters.items()):
        sums = {name: sum(getattr(flow, name) for flow in flows) for name in (*names, "loan_cents", "interest_cents")}
        sums["repaid_cents"] += sums["interest_cents"]
        balance += sums["grant_cents"] + sums["advance_cents"] + sums["loan_cents"] - sums["spent_cents"] - sums["repaid_cents"]
        rows.append([quarter, *(Amount(sums[name]) for name in names), Amount(balance)])
    return rows


def _signed(cents: int) -> str:
    return f"{'+' if cents > 0 else ''}{spoken(Amount(cents), language())}"
