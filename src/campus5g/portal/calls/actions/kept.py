"""The verbs of the calls kept for a project, and of their money rules."""

from __future__ import annotations

from decimal import Decimal

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, msg
from campus5g.core.project import CallTerms
from campus5g.funding.plan.admission import refuse_terms
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.calls.models import Call, KeptCall
from campus5g.portal.calls.permissions import can_keep_call
from campus5g.portal.projects.models import Project


def keep_call(actor: Actor, project: Project, call: Call) -> KeptCall:
    """Keep a call of the catalogue for a project; its money rules start from what the feed states."""
    with deed(actor, "calls.keep", right=can_keep_call(actor, project)) as done:
        if KeptCall.objects.filter(project=project, call=call).exists():
            raise Conflict(msg("This call is already kept for the project."))
        stated = call.core
        kept = KeptCall(project=project, call=call, title=call.title)
        kept.max_aid_cents = _cents(stated.max_aid_eur)
        kept.min_aid_cents = _cents(stated.min_aid_eur) or 0
        kept.save()
        done.on(project, call=call.key)
    return kept


def check_terms(terms: CallTerms) -> None:
    """Refuse money rules that clash, with the field of ``CallTerms`` to mend."""
    refuse_terms(terms)
    if terms.max_aid_cents is not None and terms.max_aid_cents < terms.min_aid_cents:
        what = msg("%(most)s is below the lowest aid", most=Amount(terms.max_aid_cents))
        raise BadInput("max_aid_cents", what, msg("%(least)s or more", least=Amount(terms.min_aid_cents)))


def place_terms(actor: Actor, project: Project, terms: CallTerms) -> KeptCall:
    """Keep money rules that no call of the catalogue carries (a regional call known by its text)."""
    right = ALLOWED if actor.system else can_keep_call(actor, project)
    with deed(actor, "calls.keep", right=right) as done:
        kept = KeptCall(project=project)
        kept.take(terms)
        kept.save()
        done.on(project, terms=terms.title)
    return kept


def change_terms(actor: Actor, kept: KeptCall, terms: CallTerms) -> None:
    """Write the money rules of a kept call as its text gives them. ``BadInput``, by the field of ``CallTerms``, when they clash."""
    check_terms(terms)
    with deed(actor, "calls.terms", right=can_keep_call(actor, kept.project)) as done:
        kept.take(terms)
        kept.save()
        done.on(kept.project, kept=kept.pk, terms=to_plain(terms))


def drop_call(actor: Actor, kept: KeptCall) -> None:
    with deed(actor, "calls.drop", right=can_keep_call(actor, kept.project)) as done:
        done.on(kept.project, dropped=kept.title)
        kept.delete()


def _cents(euros: float | None) -> int | None:
    return None if euros is None else int(Decimal(str(euros)) * 100)
