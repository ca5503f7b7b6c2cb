"""Drawing a paper is a deed: that an employer had its agreement and a learner their summons is a proof, with its day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from campus5g.core.message import msg
from campus5g.documents.training import Paper, paper_docx, paper_pdf
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training import papers
from campus5g.portal.training.models import Certificate, Registration, Session
from campus5g.portal.training.permissions import can_draw_agreement, can_keep_attendance

FORMATS: dict[str, Callable[[Paper, str], bytes]] = {"pdf": paper_pdf, "docx": paper_docx}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file to hand over. ``name``: without its extension."""

    name: str
    kind: str
    data: bytes


def draw_agreement(actor: Actor, session: Session, employer: Organisation | None, kind: str, language: str) -> Drawn:
    """Draw the agreement of an employer, for those of its people who have a place."""
    right = can_draw_agreement(actor, session, employer.pk if employer else None)
    with deed(actor, "training.draw_agreement", right=right) as done:
        people = Registration.objects.filter(session=session, employer=employer, state__in=Registration.TAKING)
        people = list(people.select_related("employer").order_by("full_name", "pk"))
        if not people:
            raise Conflict(msg("Nobody of this employer has a place in the session: there is nothing to agree on."))
        done.on(session, employer=employer.pk if employer else None, people=len(people))
        paper = papers.agreement(session, employer, people)
        return Drawn(f"{session.reference}-agreement", kind, FORMATS[kind](paper, language))


def draw_summons(actor: Actor, registration: Registration) -> Drawn:
    """Draw the letter that calls a learner, in their language. Whoever sees the registration may hand it over."""
    with deed(actor, "training.draw_summons", right=ALLOWED) as done:
        if not registration.has_place:
            raise Conflict(msg("Only those who have a place are called."))
        done.on(registration.session, registration=registration.pk)
        data = paper_pdf(papers.summons(registration), registration.language)
    return Drawn(f"{registration.session.reference}-summons-{registration.pk}", "pdf", data)


def draw_sheet(actor: Actor, session: Session, language: str) -> Drawn:
    """Draw the attendance sheet to be signed by hand."""
    with deed(actor, "training.draw_sheet", right=can_keep_attendance(actor, session)) as done:
        done.on(session)
        data = paper_pdf(papers.attendance_sheet(session), language)
    return Drawn(f"{session.reference}-attendance", "pdf", data)


def draw_certificate(certificate: Certificate) -> Drawn:
    """Draw a certificate as it was issued, in the language of its learner. It holds nothing that its public page does not say."""
    data = paper_pdf(papers.certificate(certificate), certificate.registration.language)
    return Drawn(certificate.number, "pdf", data)
