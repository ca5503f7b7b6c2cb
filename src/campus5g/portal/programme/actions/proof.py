"""Indicators with their values, and risks with their ratings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.people import office_people
from campus5g.portal.programme.actions.holding import locked, next_number, refuse_empty
from campus5g.portal.programme.models import Indicator, Measure, Participant, Programme, Rating, Risk
from campus5g.portal.programme.models.scoped import WHY_LENGTH
from campus5g.portal.programme.permissions import can_measure, can_rate, can_run

MOST = Decimal(10) ** 13


def write_indicator(actor: Actor, programme: Programme, **said: Any) -> Indicator:
    """Add an indicator: what is counted, from which value to which, by when. The words are those of the model."""
    _check_indicator(programme, said)
    with deed(actor, "programme.write_indicator", right=can_run(actor, programme)) as done:
        held = locked(programme)
        indicator = Indicator(programme=held, number=next_number(Indicator._base_manager.filter(programme=held)), **said)
        indicator.save()
        done.on(indicator, baseline=str(indicator.baseline), target=str(indicator.target))
    return indicator


def change_indicator(actor: Actor, indicator: Indicator, **said: Any) -> Indicator:
    """Change what is said of an indicator. Its baseline and target are kept in the trail as they were."""
    _check_indicator(indicator.programme, said)
    with deed(actor, "programme.change_indicator", right=can_run(actor, indicator.programme)) as done:
        held = locked(indicator)
        before = [str(held.baseline), str(held.target)]
        for name, value in said.items():
            setattr(held, name, value)
        held.save()
        done.on(held, before=before, after=[str(held.baseline), str(held.target)])
    return held


def _check_indicator(programme: Programme, said: dict[str, Any]) -> None:
    refuse_empty("title", said["title"], msg("what is measured"))
    refuse_empty("unit", said["unit"], msg("the unit of its values"))
    up = said.get("direction", Indicator.Direction.UP) == Indicator.Direction.UP
    baseline, target = said["baseline"], said["target"]
    if not (target > baseline if up else target < baseline):
        more, less = msg("a target above the value at the start"), msg("a target below the value at the start")
        raise BadInput("target", msg("%(value)s", value=str(target)), more if up else less)
    if said["target_on"] <= said["baseline_on"]:
        raise BadInput(
            "target_on",
            msg("%(day)s", day=Day.of(said["target_on"])),
            msg("a day after %(day)s", day=Day.of(said["baseline_on"])),
        )
    _refuse_stranger(programme, said.get("owner"))


def say_value(
    actor: Actor, indicator: Indicator, on: date, value: Decimal, evidence: str = "", why: str = "", file: UploadedFile | None = None,
    *, at: datetime | None = None,
) -> Measure:  # fmt: skip
    """Say the value of an indicator on a day. One that is worse than at the start is taken with its reason only."""
    if not indicator.baseline_on <= on <= today():
        raise BadInput(
            "on", msg("%(day)s", day=Day.of(on)), msg("a day from %(first)s to today", first=Day.of(indicator.baseline_on))
        )
    if abs(value) > MOST:
        raise BadInput("value", msg("%(value)s", value=str(value)), msg("a smaller number"))
    with deed(actor, "programme.say_value", right=can_measure(actor, indicator)) as done:
        held = locked(indicator, "programme")
        if held.worse_than_baseline(value):
            why = refuse_empty("why", why, msg("why it is worse than at the start, in a few words"))
        measure = Measure(
            programme_id=held.programme_id, indicator=held, on=on, value=value, evidence=evidence.strip()[:WHY_LENGTH],
            why=why.strip()[:WHY_LENGTH], said_by_id=actor.user_id, said_at=at or timezone.now(),
        )  # fmt: skip
        measure.save()
        if file is not None:
            attachments.attach(actor, measure, held.programme.organisation_id, file, ALLOWED)
        done.on(measure, on=on.isoformat(), value=str(value), why=measure.why)
        if measure.why:
            done.tell(
                office_people(),
                msg("An indicator is worse than at the start: %(title)s", title=held.title),
                held.get_absolute_url(),
            )
    return measure


def withdraw_value(actor: Actor, measure: Measure, why: str) -> Measure:
    """Take back a value that was wrong, with the reason; it stays in the history."""
    reason = refuse_empty("why", why, msg("a few words: what was wrong"))
    with deed(actor, "programme.withdraw_value", right=can_measure(actor, measure.indicator)) as done:
        held = locked(measure)
        if held.withdrawn_at is not None:
            raise Conflict(msg("This value was taken back already."))
        held.withdrawn_at, held.withdrawn_why = timezone.now(), reason[:WHY_LENGTH]
        held.save()
        done.on(held, why=held.withdrawn_why)
    return held


def write_risk(actor: Actor, programme: Programme, **said: Any) -> Risk:
    """Add a risk, with its first rating. The words are those of the model."""
    refuse_empty("title", said["title"], msg("what may go wrong"))
    _check_rating(said["likelihood"], said["effect"])
    _refuse_stranger(programme, said.get("owner"))
    with deed(actor, "programme.write_risk", right=can_run(actor, programme)) as done:
        held = locked(programme)
        risk = Risk(programme=held, number=next_number(Risk._base_manager.filter(programme=held)), **said)
        risk.save()
        _rate(actor, risk, "")
        done.on(risk, likelihood=risk.likelihood, effect=risk.effect)
    return risk


def rate_risk(
    actor: Actor, risk: Risk, likelihood: int, effect: int, state: Risk.State, why: str, mitigation: str | None = None
) -> Risk:
    """Rate a risk anew, or say that it happened or is over, with the reason; earlier ratings stay."""
    reason = refuse_empty("why", why, msg("a few words: what changed"))
    _check_rating(likelihood, effect)
    with deed(actor, "programme.rate_risk", right=can_rate(actor, risk)) as done:
        held = locked(risk)
        before = [held.likelihood, held.effect, held.state]
        held.likelihood, held.effect, held.state = likelihood, effect, state
        if mitigation is not None:
            held.mitigation = mitigation.strip()
        held.save()
        _rate(actor, held, reason)
        done.on(held, before=before, after=[likelihood, effect, held.state], why=reason[:WHY_LENGTH])
        if state == Risk.State.HAPPENED and before[2] != state:
            done.tell(office_people(), msg("A risk happened: %(title)s", title=held.title), held.get_absolute_url())
    return held


def _rate(actor: Actor, risk: Risk, why: str) -> None:
    Rating(
        programme_id=risk.programme_id, risk=risk, likelihood=risk.likelihood, effect=risk.effect, state=risk.state, why=why[:WHY_LENGTH],
        by_id=actor.user_id,
    ).save()  # fmt: skip


def _check_rating(likelihood: int, effect: int) -> None:
    for where, value in (("likelihood", likelihood), ("effect", effect)):
        if not 1 <= value <= 5:
            raise BadInput(where, msg("%(n)s", n=value), msg("from 1 to 5"))


def _refuse_stranger(programme: Programme, owner: Participant | None) -> None:
    if owner is not None and (owner.programme_id != programme.pk or not owner.works):
        raise BadInput("owner", msg("“%(name)s”", name=str(owner)), msg("one of those who work in this programme"))
