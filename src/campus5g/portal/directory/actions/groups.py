"""Saying who holds whom, and the accounts of other years; each change judges again the size of all that it touches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.project import Accounts
from campus5g.funding.ties import check_stakes
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.actions.sizing import judge_again
from campus5g.portal.directory.facts import FIRST_YEAR
from campus5g.portal.directory.group import Company, as_core, group_of, named
from campus5g.portal.directory.models import Affiliate, ClosedAccounts, Organisation, Stake
from campus5g.portal.directory.people import managers_of
from campus5g.portal.directory.permissions import can_change_organisation, can_confirm_stake, can_end_stake


@dataclass(frozen=True, slots=True)
class SaidStake:
    """What is said of a stake between two companies; percents of capital and votes."""

    holder: Company
    held: Company
    capital: Decimal
    votes: Decimal = Decimal(0)
    kind: str = Stake.Kind.COMPANY.value
    control: bool = False
    together: str = ""


def declare_affiliate(actor: Actor, organisation: Organisation, name: str, country: str, accounts: Accounts | None) -> Affiliate:
    """Enter an enterprise of the group that is not in the directory, with its last accounts where they are known."""
    if not name.strip():
        raise BadInput("name", msg("nothing"), msg("the name of the enterprise"))
    with deed(actor, "directory.declare_affiliate", right=can_change_organisation(actor, organisation)) as done:
        affiliate, _ = Affiliate.objects.get_or_create(
            organisation=organisation, name=name.strip()[:160], defaults={"country": country.strip().upper() or "FR"}
        )
        done.on(organisation, affiliate=affiliate.pk)
        if accounts is not None:
            _keep(affiliate, accounts)
    return affiliate


def declare_stake(actor: Actor, organisation: Organisation, said: SaidStake) -> Stake:
    """Write that a company holds a part of another; where the other side is in the directory, it has to confirm."""
    if said.together.strip() and said.kind != Stake.Kind.PERSON:
        raise BadInput("together", msg("a holder that is no natural person"), msg("persons: only they act together"))
    with deed(actor, "directory.declare_stake", right=can_change_organisation(actor, organisation)) as done:
        stake = Stake(
            declared_by=organisation, capital=said.capital, votes=said.votes, kind=said.kind, control=said.control,
            together=" ".join(said.together.split()),
            holder=_organisation(said.holder), holder_affiliate=_affiliate(said.holder), held=_organisation(said.held),
            held_affiliate=_affiliate(said.held),
        )  # fmt: skip
        others = [end for end in stake.ends if isinstance(end, Organisation) and end != organisation]
        waits = [other for other in others if not can_change_organisation(actor, other)]
        stake.confirmed_at = None if waits else timezone.now()
        _refuse_contradictions(organisation, stake)
        stake.save()
        done.on(organisation, stake=stake.pk, capital=str(said.capital), votes=str(said.votes))
        for other in waits:
            sentence = msg("%(name)s says that a stake ties it to you: confirm it or not", name=organisation.name)
            done.tell(managers_of(other.pk), sentence, f"{other.get_absolute_url()}group/")
        judge_again(group_of(organisation))
    return stake


def confirm_stake(actor: Actor, stake: Stake) -> None:
    """Say that a stake declared by the other side is true: the figures of each now count for the other."""
    with deed(actor, "directory.confirm_stake", right=can_confirm_stake(actor, stake)) as done:
        if stake.confirmed_at or stake.ended_at:
            raise Conflict(msg("This stake was already answered."))
        _refuse_contradictions(stake.declared_by, stake)
        stake.confirmed_at = timezone.now()
        stake.save()
        done.on(stake.declared_by, stake=stake.pk)
        judge_again(group_of(stake.declared_by))


def end_stake(actor: Actor, stake: Stake) -> None:
    """Say that a stake is no more, or was never true; it stays in the history and counts for nobody."""
    with deed(actor, "directory.end_stake", right=can_end_stake(actor, stake)) as done:
        if stake.ended_at:
            raise Conflict(msg("This stake was already answered."))
        before = group_of(stake.declared_by)
        stake.ended_at = timezone.now()
        stake.save()
        done.on(stake.declared_by, stake=stake.pk)
        judge_again(before)


def write_accounts(actor: Actor, organisation: Organisation, company: Company, accounts: Accounts) -> None:
    """Write the accounts of one closed year of the organisation or of an affiliate of its group."""
    check_accounts(accounts, today())
    with deed(actor, "directory.write_accounts", right=can_change_organisation(actor, organisation)) as done:
        group = group_of(organisation)
        if company != organisation and company not in group.affiliates:
            raise Conflict(msg("Each organisation of the directory writes its own accounts."))
        if company == organisation and organisation.accounts_year == accounts.year:
            raise Conflict(msg("The accounts of that year stand on the card of the organisation: change them there."))
        _keep(company, accounts)
        done.on(organisation, year=accounts.year, company=company.name)
        judge_again(group)


def check_accounts(accounts: Accounts, on: date) -> None:
    """Refuse a year that is not closed, and a negative figure."""
    if not FIRST_YEAR <= accounts.year <= on.year:
        expected = msg("the year of closed accounts, from %(first)s to %(last)s", first=str(FIRST_YEAR), last=str(on.year))
        raise BadInput("year", msg("“%(year)s”", year=str(accounts.year)), expected)
    for name in ("staff_awu", "turnover_cents", "balance_cents"):
        if getattr(accounts, name) < 0:
            raise BadInput(name, msg("a negative figure"), msg("zero or more"))


def _keep(company: Company, accounts: Accounts) -> None:
    whose = {"organisation": _organisation(company), "affiliate": _affiliate(company)}
    figures = {name: getattr(accounts, name) for name in ("staff_awu", "turnover_cents", "balance_cents")}
    ClosedAccounts.objects.update_or_create(**whose, year=accounts.year, defaults=figures)


def _refuse_contradictions(organisation: Organisation, stake: Stake) -> None:
    """Refuse a stake that closes a circle or takes an enterprise over 100 %, with all that both sides' groups hold already."""
    groups = [group_of(end) for end in {organisation, *stake.ends} if isinstance(end, Organisation)]
    stakes = {known.pk: known for group in groups for known in group.stakes if known.pk != stake.pk}
    every = [*stakes.values(), stake]
    names = named(list(dict.fromkeys(end for known in every for end in known.ends)))
    check_stakes([as_core(known, names) for known in every])


def _organisation(company: Company) -> Organisation | None:
    return company if isinstance(company, Organisation) else None


def _affiliate(company: Company) -> Affiliate | None:
    return company if isinstance(company, Affiliate) else None
