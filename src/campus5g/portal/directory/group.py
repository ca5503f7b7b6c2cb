"""The group around an organisation: its enterprises, who holds whom, and what the law makes of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from campus5g.core.project import Accounts
from campus5g.funding.group import GroupSize, size_in_group
from campus5g.funding.holdings import single_undertaking
from campus5g.funding.rules import RulesOn
from campus5g.funding.ties import Stake as CoreStake
from campus5g.portal.directory.models import Affiliate, ClosedAccounts, Organisation, Stake

Company = Organisation | Affiliate


@dataclass(frozen=True, slots=True)
class Group:
    """An organisation with all that confirmed stakes tie to it. Each enterprise has a name of its own, as the engines want."""

    names: dict[Company, str]
    stakes: tuple[Stake, ...]
    organisation: Organisation

    @property
    def name(self) -> str:
        return self.names[self.organisation]

    @property
    def organisations(self) -> list[Organisation]:
        return [company for company in self.names if isinstance(company, Organisation)]

    @property
    def affiliates(self) -> list[Affiliate]:
        return [company for company in self.names if isinstance(company, Affiliate)]

    def core_stakes(self) -> tuple[CoreStake, ...]:
        return tuple(as_core(stake, self.names) for stake in self.stakes)

    def undertaking(self) -> list[Company]:
        """The companies that are one undertaking with the organisation, under the de minimis regulation."""
        countries = {name: company.country for company, name in self.names.items()}
        tied = single_undertaking(self.name, self.core_stakes(), countries)
        return [self.organisation, *(c for c, name in self.names.items() if name in tied and c != self.organisation)]

    def size(self, rules: RulesOn) -> GroupSize:
        """Apply the SME test to the organisation with its group and the years that are known."""
        return size_in_group(self.name, self._accounts(), self.core_stakes(), rules)

    def _accounts(self) -> dict[str, list[Accounts]]:
        found: dict[str, list[Accounts]] = defaultdict(list)
        for organisation in self.organisations:
            if (last := last_accounts(organisation)) is not None:
                found[self.names[organisation]].append(last)
        past = Q(organisation__in=self.organisations) | Q(affiliate__in=self.affiliates)
        for kept in ClosedAccounts.objects.filter(past):
            company = next(c for c in self.names if _key(c) == (kept.organisation_id, kept.affiliate_id))
            books = found[self.names[company]]
            if kept.year not in {own.year for own in books}:
                books.append(kept.core)
        return found


def group_of(organisation: Organisation) -> Group:
    """Return the organisation with all that confirmed stakes tie to it."""
    companies, stakes = _walk([organisation])
    return Group(named(companies), stakes, organisation)


def undertakings_of(organisations: list[Organisation]) -> dict[int, list[Organisation]]:
    """Return, by organisation, those of the directory that are one undertaking with it, itself first."""
    companies, stakes = _walk(list(organisations))
    names = named(companies)
    tied = {org.pk: Group(names, stakes, org).undertaking() for org in organisations}
    return {pk: [company for company in mine if isinstance(company, Organisation)] for pk, mine in tied.items()}


def _walk(start: list[Company]) -> tuple[list[Company], tuple[Stake, ...]]:
    """Follow the confirmed stakes from some companies, tie after tie."""
    companies: dict[Company, None] = dict.fromkeys(start)
    stakes: dict[int, Stake] = {}
    while True:
        organisations = {c.pk for c in companies if isinstance(c, Organisation)}
        affiliates = {c.pk for c in companies if isinstance(c, Affiliate)}
        near = Stake.objects.confirmed().of(organisations, affiliates).exclude(pk__in=stakes)
        found = list(near.select_related("holder", "held", "holder_affiliate", "held_affiliate"))
        if not found:
            return list(companies), tuple(stakes[pk] for pk in sorted(stakes))
        for stake in found:
            stakes[stake.pk] = stake
            companies |= dict.fromkeys(stake.ends)


def named(companies: list[Company]) -> dict[Company, str]:
    """Give each company a name of its own: namesakes are numbered."""
    names: dict[Company, str] = {}
    for company in companies:
        twins = [other for other in names if other.name == company.name]
        names[company] = f"{company.name} ({len(twins) + 1})" if twins else company.name
    return names


def as_core(stake: Stake, names: dict[Company, str]) -> CoreStake:
    holder, held = stake.ends
    return CoreStake(names[holder], names[held], stake.capital, stake.votes, stake.kind, stake.control, stake.together.casefold())


def last_accounts(organisation: Organisation) -> Accounts | None:
    """Return the accounts of the organisation's own card."""
    staff, turnover, balance = organisation.staff_awu, organisation.turnover_cents, organisation.balance_cents
    if staff is None or turnover is None or balance is None:
        return None
    return Accounts(organisation.accounts_year or 0, staff, turnover, balance)


def _key(company: Company) -> tuple[int | None, int | None]:
    return (company.pk, None) if isinstance(company, Organisation) else (None, company.pk)
