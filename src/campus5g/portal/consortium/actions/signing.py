"""Signing the project as it stands: a version is put to the partners, and each signs it for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from campus5g.core.codec import to_plain
from campus5g.core.consortium import Commitments
from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.consortium.models import Signature, State
from campus5g.portal.consortium.permissions import can_ask_signatures, can_sign, can_withdraw, can_write_down
from campus5g.portal.consortium.state import present_state, state_of
from campus5g.portal.directory.people import managers_of, office_people, people_of
from campus5g.portal.projects.models import Partner, Project


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs, in what capacity; ``on_paper`` with its day when the lead or the office holds the paper."""

    capacity: str
    on_paper: bool = False
    signatory: str = ""
    signed_on: date | None = None


def ask_signatures(actor: Actor, project: Project) -> State:
    """Put the present state to signature: it gets its number, and the managers of each partner are told."""
    with deed(actor, "consortium.ask_signatures", right=can_ask_signatures(actor, project)) as done:
        now = present_state(project)
        if not now.lines:
            raise Conflict(msg("The project has no cost line yet."))
        state = _state(actor, project, now)
        done.on(project, version=state.number, fingerprint=state.fingerprint)
        signed = set(state.signatures.filter(withdrawn_at=None).values_list("organisation_id", flat=True))
        for partner in project.partners.filter(state=Partner.State.ACCEPTED).exclude(organisation_id__in=signed):
            sentence = msg("Version %(n)s of “%(title)s” waits for your signature", n=state.number, title=project.title)
            done.tell(managers_of(partner.organisation_id), sentence, reverse("consortium:sign", args=[project.pk, partner.pk]))
    return state


def sign(actor: Actor, partner: Partner, fingerprint: str, hand: Hand) -> Signature:
    """Sign the state that was read. If the project moved on in between, nothing is signed."""
    right = can_write_down(actor, partner) if hand.on_paper else can_sign(actor, partner)
    project = partner.project
    with deed(actor, "consortium.sign", right=right) as done:
        now = present_state(project)
        if now.fingerprint != fingerprint:
            raise Conflict(msg("The project changed while you were reading it: read it again before you sign."))
        state = _state(actor, project, now)
        if state.signatures.filter(organisation_id=partner.organisation_id, withdrawn_at=None).exists():
            raise Conflict(msg("%(name)s has already signed this version.", name=partner.organisation.name))
        signature = Signature(
            project=project, state=state, organisation_id=partner.organisation_id, capacity=_said(hand.capacity, "capacity"),
            signatory=_signatory(actor, hand), signed_on=_day(hand), on_paper=hand.on_paper, written_by_id=actor.user_id,
        )  # fmt: skip
        signature.save()
        done.on(project, version=state.number, fingerprint=fingerprint, organisation=partner.organisation_id,
                on_paper=hand.on_paper)  # fmt: skip
        sentence = msg("%(name)s signed version %(n)s of “%(title)s”", name=partner.organisation.name, n=state.number,
                       title=project.title)  # fmt: skip
        people = (office_people() | people_of(project.organisation_id)).distinct()
        done.tell(people, sentence, _page(project))
        if hand.on_paper:  # so that nobody is bound without knowing it
            written = msg("A paper signature of your organisation was written down for “%(title)s”", title=project.title)
            done.tell(managers_of(partner.organisation_id), written, _page(project))
    return signature


def withdraw(actor: Actor, signature: Signature) -> None:
    """Take a signature back; it stays in the history."""
    with deed(actor, "consortium.withdraw", right=can_withdraw(actor, signature)) as done:
        signature.withdrawn_at = timezone.now()
        signature.save()
        done.on(signature.project, version=signature.state.number, organisation=signature.organisation_id)


def _state(actor: Actor, project: Project, now: Commitments) -> State:
    """Return the state with its number: one number a fingerprint, also when the project comes back to a former state."""
    Project.objects.select_for_update().get(pk=project.pk)  # two who sign at once agree on the number
    kept = state_of(project, now.fingerprint)
    if kept is None:
        last = State.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
        kept = State(project=project, number=last + 1, fingerprint=now.fingerprint, data=to_plain(now))
        kept.asked_by_id = actor.user_id
        kept.save()
    return kept


def _page(project: Project) -> str:
    return reverse("consortium:detail", args=[project.pk])


def _signatory(actor: Actor, hand: Hand) -> str:
    if hand.on_paper:
        return _said(hand.signatory, "signatory")
    return str(User.objects.get(pk=actor.user_id).full_name)[:160]


def _day(hand: Hand) -> date:
    if not hand.on_paper:
        return today()
    if hand.signed_on is None or hand.signed_on > today():
        what = msg("%(day)s is still to come", day=Day.of(hand.signed_on)) if hand.signed_on else msg("no day")
        raise BadInput("signed_on", what, msg("a day up to today"))
    return hand.signed_on


def _said(text: str, where: str) -> str:
    if not text.strip():
        raise BadInput(where, msg("nothing is said"), msg("a name or a title"))
    return text.strip()[:160]
