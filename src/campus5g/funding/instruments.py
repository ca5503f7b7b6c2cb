"""What a named French instrument gives: its rate, floors, caps, and its split between grant and repayable advance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.core.money import floor_share
from campus5g.core.project import CallTerms
from campus5g.funding.rules import Basis, RulesOn


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """Aid of an instrument on a project, split; ``eligible`` is false, with the reason, outside the instrument's bounds."""

    eligible: bool
    aid_cents: int
    grant_cents: int
    advance_cents: int
    reason: Message
    basis: Basis
    to_confirm: bool


def instruments(rules: RulesOn) -> tuple[str, ...]:
    """Return the ids of the instruments whose parameters are known."""
    keys = {entry.key for entry in rules.table.entries if entry.key.startswith("instrument.")}
    return tuple(sorted({key.split(".")[1] for key in keys if rules.has(key)}))


def split_aid(aid_cents: int, grant_share: Decimal) -> tuple[int, int]:
    """Split an aid between grant (rounded down) and advance; ``grant_share`` is a fraction. The parts add up exactly."""
    grant = floor_share(aid_cents, grant_share * 100)
    return grant, aid_cents - grant


def instrument_aid(instrument: str, cost_cents: int, rate_percent: Decimal, rules: RulesOn) -> SplitAnswer:
    """Return what an instrument would give on an eligible cost at a rate: at most its own rate and its highest aid."""
    prefix = f"instrument.{instrument}"
    if instrument not in instruments(rules):
        raise BadInput("call", msg("unknown instrument %(name)s", name=instrument), msg("one whose parameters are on file"))
    parameters = {name: rules.find(f"{prefix}.{name}") for name in
                  ("grant_share", "rate_cap", "cost_min", "cost_above", "cost_max", "aid_min", "aid_max")}  # fmt: skip
    known = [rule for rule in parameters.values() if rule is not None]
    basis = Basis.LAPSED if any(rule.basis is Basis.LAPSED for rule in known) else Basis.IN_FORCE
    confirm = any(rule.to_confirm for rule in known)
    bounds = {name: rule.cents for name, rule in parameters.items() if rule is not None and name[:4] in ("cost", "aid_")}
    rate_cap, share = parameters["rate_cap"], parameters["grant_share"]
    percent = min(rate_percent, rate_cap.value) if rate_cap else rate_percent
    aid = min(floor_share(cost_cents, percent), bounds.get("aid_max", cost_cents))
    refusal = _outside(cost_cents, aid, bounds)
    if refusal is None and share is None:
        refusal = msg("the split between grant and advance of this instrument is not known")
    if refusal is not None or share is None:
        return SplitAnswer(False, 0, 0, 0, refusal or msg("not eligible"), basis, confirm)
    grant, advance = split_aid(aid, share.value / 100)
    reason = msg("%(grant)s of grant and %(advance)s of repayable advance", grant=Amount(grant), advance=Amount(advance))
    return SplitAnswer(True, aid, grant, advance, reason, basis, confirm)


def terms_of(instrument: str, rules: RulesOn) -> CallTerms:
    """Return an instrument as the terms that a financing plan takes. An unknown split counts as grant only, to confirm."""
    prefix = f"instrument.{instrument}"
    if instrument not in instruments(rules):
        raise BadInput("call", msg("unknown instrument %(name)s", name=instrument), msg("one whose parameters are on file"))
    share, cap = rules.find(f"{prefix}.grant_share"), rules.find(f"{prefix}.rate_cap")
    most, least = rules.find(f"{prefix}.aid_max"), rules.find(f"{prefix}.aid_min")
    above, smallest = rules.find(f"{prefix}.cost_above"), rules.find(f"{prefix}.cost_min")
    cost = above.cents + 1 if above else smallest.cents if smallest else 0
    return CallTerms(
        call_id=instrument,
        title=rules.text(f"{prefix}.title"),
        grant_share=share.value / 100 if share else Decimal(1),
        rate_cap=cap.value if cap else None,
        min_aid_cents=least.cents if least else 0,
        max_aid_cents=most.cents if most else None,
        min_cost_cents=cost,
        to_confirm=share is None or any(rule.to_confirm for rule in (share, cap, most, least, above, smallest) if rule),
    )


def published_terms(rules: RulesOn) -> list[CallTerms]:
    """Return every known instrument as terms, by title."""
    return sorted((terms_of(name, rules) for name in instruments(rules)), key=lambda terms: (terms.title.lower(), terms.call_id))


def _outside(cost: int, aid: int, bounds: dict[str, int]) -> Message | None:
    if cost < bounds.get("cost_min", 0):
        return msg("eligible cost %(cost)s below %(least)s", cost=Amount(cost), least=Amount(bounds["cost_min"]))
    if cost <= bounds.get("cost_above", -1):
        return msg("eligible cost %(cost)s not above %(least)s", cost=Amount(cost), least=Amount(bounds["cost_above"]))
    if cost > bounds.get("cost_max", cost):
        return msg("eligible cost %(cost)s above %(most)s", cost=Amount(cost), most=Amount(bounds["cost_max"]))
    if aid < bounds.get("aid_min", 0):
        return msg("aid %(aid)s below %(least)s", aid=Amount(aid), least=Amount(bounds["aid_min"]))
    return None
