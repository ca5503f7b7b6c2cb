"""The study on one page: picture, answer, key figures."""

from __future__ import annotations

from dataclasses import replace

from campus5g.core.benefit import NotAssessed, UseAssessment
from campus5g.core.calls import CallStatus, Verdict
from campus5g.core.message import Amount, msg
from campus5g.core.service import Connectivity
from campus5g.documents.blocks import Block, Card, Cards, Heading
from campus5g.documents.content import StudyReport
from campus5g.documents.maps import coverage_map
from campus5g.documents.names import CONNECTIVITY, NOT_ASSESSED, USE
from campus5g.documents.sections.gains import answer, best, five_g
from campus5g.documents.voice import Voice

_OPEN = {CallStatus.OPEN, CallStatus.PERMANENT}


def summary_section(content: StudyReport, say: Voice) -> list[Block]:
    """The map, what the answer is, and the figures that carry it; what is not known says so."""
    network = content.network
    grid, antennas = (network.grid, network.antennas) if network is not None else (None, ())
    picture = replace(coverage_map(content.site, grid, antennas, say.language), width=0.78)
    return [
        Heading(say(msg("In short"))),
        picture,
        *(answer(use, say) for use in content.uses),
        Cards(tuple(key_figures(content, say))),
    ]


def key_figures(content: StudyReport, say: Voice) -> list[Card]:
    cards = [_gain_card(use, say) for use in content.uses] or [Card(say(msg("Net gain a year")), say(NOT_ASSESSED))]
    cards.append(_cost_card(content, say))
    cards.append(_public_card(content, say))
    cards.append(_calls_card(content, say))
    return cards


def _gain_card(use: UseAssessment | NotAssessed, say: Voice) -> Card:
    label = say(msg("%(use)s: net gain of private 5G a year", use=USE[use.use]))
    own = five_g(use) if isinstance(use, UseAssessment) else None
    if own is None or isinstance(use, NotAssessed):
        return Card(label, say(NOT_ASSESSED))
    detail = say.money_span(own.net_eur)
    rival = best(use)
    if rival is not None and rival.connectivity != Connectivity.PRIVATE_5G:
        amount = say.estimate(rival.net_eur.p50)
        detail = say(
            msg("%(range)s; best: %(other)s, %(amount)s", range=detail, other=CONNECTIVITY[rival.connectivity], amount=amount)
        )
    return Card(label, say.estimate(own.net_eur.p50), detail)


def _cost_card(content: StudyReport, say: Voice) -> Card:
    costs = content.network.costs if content.network is not None else ()
    own = next((c for c in costs if c.connectivity == Connectivity.PRIVATE_5G), None)
    label = say(msg("Investment in private 5G"))
    if own is None:
        return Card(label, say(NOT_ASSESSED))
    yearly = say.estimate(own.opex_cents_per_year / 100)
    return Card(label, say.estimate(own.capex_cents / 100), say(msg("then %(amount)s a year", amount=yearly)))


def _public_card(content: StudyReport, say: Voice) -> Card:
    label = say(msg("Public money allowed"))
    if content.financing is None or not content.financing.plan.allocations:
        return Card(label, say(NOT_ASSESSED))
    plan = content.financing.plan
    return Card(label, say.money(plan.public_cents), say(msg("of which grants: %(amount)s", amount=Amount(plan.grant_cents))))


def _calls_card(content: StudyReport, say: Voice) -> Card:
    usable = [c for c in content.calls if c.call.status(content.day) in _OPEN]
    sure = sum(c.eligibility.verdict == Verdict.YES for c in usable)
    maybe = sum(c.eligibility.verdict == Verdict.UNKNOWN for c in usable)
    detail = say(msg("and %(count)s whose eligibility is not known", count=maybe)) if maybe else ""
    return Card(say(msg("Open calls for which the project is eligible")), say.number(sure), detail)
