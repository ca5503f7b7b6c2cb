"""How large an enterprise is with its group: who counts, by how much, over which years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.message import Message, msg
from campus5g.core.project import Accounts
from campus5g.funding.holdings import Stake, enterprise_of
from campus5g.funding.rules import RulesOn
from campus5g.funding.sme import SmeAnswer, SmeClass, judge_size, status_over_years


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
    years without a gap up to the last of ``name``. ``BadInput`` for contradictory stakes or accounts, see ``enterprise_of``.
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
    judged = tuple((year, _judge(name, books, year, stakes, rules)) for year in _run(parts, books, last))
    status = status_over_years([(year, answer.status) for year, answer in judged])
    return GroupSize(status, members, judged, judged[-1][1].reason, article)


def parts_counted(name: str, stakes: Sequence[Stake], rules: RulesOn) -> dict[str, Decimal]:
    """Return the part (0 to 1) of each enterprise's figures that counts for ``name``, itself first.

    The figures of a group are linear in those of its members: a member's part is what remains when it alone has one person.
    """
    names = dict.fromkeys([name, *(end for stake in stakes for end in (stake.holder, stake.held))])
    nobody = {other: Accounts(0, Decimal(0), 0, 0) for other in names}
    return {
        other: judge_size(enterprise_of(name, {**nobody, other: Accounts(0, Decimal(1), 0, 0)}, stakes), rules).staff_awu
        for other in names
    }


def _member(name: str, part: Decimal, books: Mapping[int, Accounts]) -> Member:
    return Member(name, part, books[max(books)] if books else None)


def _judge(
    name: str, books: Mapping[str, Mapping[int, Accounts]], year: int, stakes: Sequence[Stake], rules: RulesOn
) -> SmeAnswer:  # fmt: skip
    """The test of one year; an enterprise that does not count may have no accounts."""
    of_year = {other: own.get(year, Accounts(year, Decimal(0), 0, 0)) for other, own in books.items()}
    return judge_size(enterprise_of(name, of_year, stakes), rules)


def _run(parts: Mapping[str, Decimal], books: Mapping[str, Mapping[int, Accounts]], last: int) -> list[int]:
    """The years up to ``last``, without a gap, that all that count have closed."""
    year = last
    while all(year - 1 in books[other] for other, part in parts.items() if part):
        year -= 1
    return list(range(year, last + 1))
