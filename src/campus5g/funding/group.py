"""How large an enterprise is with its group: who counts, by how much, over which years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.project import Accounts
from campus5g.funding.rules import RulesOn
from campus5g.funding.sme import Figures, SmeAnswer, SmeClass, judge_size, status_over_years
from campus5g.funding.ties import PERSON, PUBLIC_BODY, Stake, check_stakes, linked_sets, partner_percent, percent_of, sme_majority


@dataclass(frozen=True, slots=True)
class Member:
    """An enterprise of the group: the part of its figures that counts (1: in full; 0: autonomous), and its last accounts."""

    name: str
    part: Decimal
    accounts: Accounts | None


@dataclass(frozen=True, slots=True)
class GroupSize:
    """The outcome. ``status`` is ``None`` while accounts are missing; ``judged``: class and figures of each year, oldest first."""

    status: SmeClass | None
    members: tuple[Member, ...]
    judged: tuple[tuple[int, SmeAnswer], ...]
    reason: Message
    article: str


def size_in_group(
    name: str, accounts: Mapping[str, Sequence[Accounts]], stakes: Sequence[Stake], rules: RulesOn
) -> GroupSize:  # fmt: skip
    """Apply the SME test with partner and linked enterprises (Annex I Art. 3 and 6) and its two-year rule (Art. 4(2)).

    ``accounts``: those of each enterprise, any number of years; a year counts when all that count have closed it, and only the
    years without a gap up to the last of ``name``. ``BadInput`` for contradictory stakes or accounts, see ``judge_group``.
    """
    parts = parts_counted(name, stakes, rules)
    books = {other: {own.year: own for own in accounts.get(other, ())} for other in parts}
    members = tuple(_member(other, part, books[other]) for other, part in parts.items())
    article = rules.rule("sme.medium.staff").article
    if not books[name]:
        return GroupSize(None, members, (), msg("no closed accounts of “%(name)s”", name=name), article)
    last = max(books[name])
    missing = [other for other, part in parts.items() if part and last not in books[other]]
    if missing:
        why = msg("the accounts of %(year)s of “%(name)s” are missing: they count", year=str(last), name=missing[0])
        return GroupSize(None, members, (), why, article)
    judged = tuple(
        (year, judge_group(name, {other: own[year] for other, own in books.items() if year in own}, stakes, rules))
        for year in _run(parts, books, last)
    )
    status = status_over_years([(year, answer.status) for year, answer in judged])
    return GroupSize(status, members, judged, judged[-1][1].reason, article)


def parts_counted(name: str, stakes: Sequence[Stake], rules: RulesOn) -> dict[str, Decimal]:
    """Return the part (0 to 1) of each enterprise's figures that counts for ``name``, itself first; each is counted once.

    Linked over any number of ways: in full. Partner of one of these (25 to 50 %): pro rata, with the enterprises linked to it,
    without its own partners (Art. 6). Natural persons have no figures. ``BadInput`` for contradictory stakes, see ``check_stakes``.
    """
    check_stakes(stakes)
    persons = {stake.holder for stake in stakes if stake.kind == PERSON}
    names = dict.fromkeys([name, *(end for stake in stakes for end in (stake.holder, stake.held) if end not in persons)])
    sets = linked_sets(stakes, sme_majority(rules))
    ours = sets.get(name, frozenset({name}))
    shares = {theirs: partner_percent(ours, theirs, stakes, rules) / 100 for theirs in {*sets.values()} - {ours}}
    return {other: Decimal(1) if other in ours else shares[sets[other]] for other in names}


def judge_group(name: str, accounts: Mapping[str, Accounts], stakes: Sequence[Stake], rules: RulesOn) -> SmeAnswer:
    """Apply the SME test to one year of an enterprise with its group (Annex I Art. 2, 3 and 6).

    ``BadInput``: an enterprise that counts without accounts, contradictory ones, or stakes that ``check_stakes`` refuses.
    """
    _refuse_accounts(accounts)
    total = Figures(Decimal(0), Decimal(0), Decimal(0))
    for other, part in parts_counted(name, stakes, rules).items():
        if part and other not in accounts:
            raise BadInput("accounts", msg("no accounts of “%(name)s”", name=other), msg("staff, turnover and balance sheet"))
        total += Figures.of(accounts[other], part) if part else Figures(Decimal(0), Decimal(0), Decimal(0))
    public = percent_of([stake for stake in stakes if stake.held == name and stake.kind == PUBLIC_BODY])
    return judge_size(total, rules, public_percent=public)


def _refuse_accounts(accounts: Mapping[str, Accounts]) -> None:
    for name, own in accounts.items():
        if own.staff_awu < 0 or min(own.turnover_cents, own.balance_cents) < 0:
            raise BadInput(f"accounts of {name}", msg("a negative figure"), msg("zero or more"))
    if len({own.year for own in accounts.values()}) > 1:
        raise BadInput("accounts", msg("accounts of different years"), msg("the last closed year of each enterprise"))


def _member(name: str, part: Decimal, books: Mapping[int, Accounts]) -> Member:
    return Member(name, part, books[max(books)] if books else None)


def _run(parts: Mapping[str, Decimal], books: Mapping[str, Mapping[int, Accounts]], last: int) -> list[int]:
    """The years up to ``last``, without a gap, that all that count have closed."""
    year = last
    while all(year - 1 in books[other] for other, part in parts.items() if part):
        year -= 1
    return list(range(year, last + 1))
