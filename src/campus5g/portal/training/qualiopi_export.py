"""The proofs of a session as a folder for an auditor: one folder an indicator, each with dated files and their audit references."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.documents.archive import steady_zip
from campus5g.documents.csv_export import Cell, csv_bytes
from campus5g.documents.training import paper_pdf
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.deeds import deed_name
from campus5g.portal.base.scope import acting
from campus5g.portal.training import papers
from campus5g.portal.training.evaluation_results import Results, of_session
from campus5g.portal.training.models import BodySheet, Booking, Certificate, Complaint, Evaluation, Registration, Session
from campus5g.portal.training.qualiopi import Standing, standings

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Export:
    """The files by their path, and the indicators that lack a proof."""

    files: Files
    missing: tuple[Standing, ...]
    proven: tuple[Standing, ...]

    def as_zip(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in sorted(self.files.items()):
                archive.writestr(name, data)
        return steady_zip(out.getvalue())


def export_session(session: Session, language: str) -> Export:
    """Gather what proves each indicator that applies to a session; what is missing is listed in ``missing.csv``."""
    found = [standing for standing in standings(session) if standing.applies]
    drawn: dict[str, Files] = {}
    files: Files = {}
    for standing in found:
        folder = PurePosixPath(f"{standing.indicator.number:02d}")
        for paper in standing.indicator.papers if standing.proven else ():
            if paper not in drawn:
                drawn[paper] = dict(_PAPERS[paper](session, language))
            files.update({str(folder / name): data for name, data in drawn[paper].items()})
        if standing.proven:
            files[str(folder / "audit.csv")] = _references(standing, language)
        files.update(_by_hand(standing, folder))
    files["summary.csv"] = _summary(found, language)
    missing = tuple(standing for standing in found if standing.missing)
    files["missing.csv"] = csv_bytes(
        [_say(msg("Indicator"), language), _say(msg("What is asked"), language)],
        [(standing.indicator.number, standing.indicator.label.say(language)) for standing in missing],
    )
    return Export(files, missing, tuple(standing for standing in found if standing.proven))


def export_named(name: str, language: str) -> Export:
    """Export the session of a reference, seeing all of it: for the shell."""
    with acting(SYSTEM):
        return export_session(session_named(name), language)


def session_named(name: str) -> Session:
    """Return the session of a reference such as « S-2026-0012 », or of the key that the demonstration gives it."""
    number = name.rpartition("-")[2]
    asked = Q(key=name.lower()) | (Q(pk=int(number)) if number.isdigit() and name.upper().startswith("S-") else Q(pk__in=()))
    found: Session | None = Session.objects.filter(asked).select_related("training__organisation").first()
    if found is None or name.upper() not in (found.reference, found.key.upper()):  # the year of a reference counts too
        raise BadInput("--session", msg("no session “%(name)s”", name=name), msg("a reference such as S-2026-0012"))
    return found


def _references(standing: Standing, language: str) -> bytes:
    head = [msg("Day"), msg("What was done"), msg("Event"), msg("Digest in the audit trail")]
    rows = [(event.at.date(), deed_name(event.verb).say(language), event.pk, event.digest) for event in standing.events]
    return csv_bytes([_say(one, language) for one in head], rows)


def _by_hand(standing: Standing, folder: PurePosixPath) -> Iterator[tuple[str, bytes]]:
    for proof in standing.proofs:
        text = f"{proof.title}\n{proof.day.isoformat()}\n\n{proof.text}\n"
        yield str(folder / f"{proof.day.isoformat()}-P-{proof.pk:04d}.txt"), text.encode()


def _summary(found: Iterable[Standing], language: str) -> bytes:
    head = [msg("Indicator"), msg("What is asked"), msg("Proofs"), msg("Newest")]
    rows = [
        (one.indicator.number, one.indicator.label.say(language), len(one.events) + len(one.proofs), one.latest or "")
        for one in found
    ]
    return csv_bytes([_say(title, language) for title in head], rows)


def _say(message: Message, language: str) -> str:
    return message.say(language)


def _dated(name: str, kind: str, day: date | None = None) -> str:
    return f"{(day or today()).isoformat()}-{name}.{kind}"


def _table(name: str, head: Iterable[Message], rows: Iterable[tuple[Cell, ...]], language: str) -> Iterator[tuple[str, bytes]]:
    yield _dated(name, "csv"), csv_bytes([_say(title, language) for title in head], rows)


def _programme(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    yield _dated("programme", "pdf"), paper_pdf(papers.programme(session.training, session), language)


def _attendance(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    yield _dated("attendance", "pdf"), paper_pdf(papers.attendance_sheet(session), language)


def _summons(session: Session, _language: str) -> Iterator[tuple[str, bytes]]:
    """One summons stands for all: they differ by the name alone."""
    one = _people(session).first()
    if one is not None:
        yield _dated("summons", "pdf"), paper_pdf(papers.summons(one), one.language)


def _certificates(session: Session, _language: str) -> Iterator[tuple[str, bytes]]:
    held = Certificate.objects.filter(registration__session=session, revoked_at=None)
    for one in held.select_related("registration__session__training__organisation", "registration__employer"):
        yield _dated(one.number, "pdf", localdate(one.issued_at)), paper_pdf(papers.certificate(one), one.registration.language)


def _registrations(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    head = [msg("Learner"), msg("Employer"), msg("Job"), msg("Registered on")]
    rows = [
        (one.full_name, one.employer.name if one.employer else "", one.job, localdate(one.asked_at)) for one in _people(session)
    ]
    return _table("registrations", head, rows, language)


def _adaptations(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    head = [msg("Learner"), msg("What would make it easier to take part")]
    return _table("adaptations", head, [(one.full_name, one.adaptation) for one in _people(session) if one.adaptation], language)


def _means(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    head = [msg("Day"), msg("What is booked"), msg("Name")]
    rows = [
        (booking.day, str(booking.thing._meta.verbose_name), booking.thing.name)
        for booking in Booking.objects.filter(half_day__session=session).select_related("room", "trainer", "bench")
    ]
    return _table("means", head, rows, language)


def _trainers(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    head = [msg("Trainer"), msg("What they teach, and their qualification")]
    taught = Booking.objects.filter(half_day__session=session, trainer__isnull=False).select_related("trainer")
    return _table("trainers", head, sorted({(one.trainer.name, one.trainer.skills) for one in taught}), language)


def _results(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    return _marks("evaluations", [one for one in of_session(session) if one.moment != Evaluation.Moment.ENTRY], language)


def _entry(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    return _marks("entry", [one for one in of_session(session) if one.moment == Evaluation.Moment.ENTRY], language)


def _marks(name: str, results: list[Results], language: str) -> Iterator[tuple[str, bytes]]:
    head = [msg("Questionnaire"), msg("Question"), msg("Answers"), msg("Mean out of 5")]
    rows = [(one.label, line.text.say(language), line.count, line.mean) for one in results for line in one.questions]
    return _table(name, head, rows, language)


def _complaints(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    head = [msg("Number"), msg("Received on"), msg("What is said"), msg("Answer"), msg("Answered on")]
    rows = [(one.reference, one.received_on, one.text, one.answer, one.answered_on) for one in _register(session)]
    return _table("complaints", head, rows, language)


def _improvements(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    head = [msg("Number"), msg("What is changed because of it"), msg("Since")]
    rows = [(one.reference, one.action, one.acted_on) for one in _register(session) if one.acted_on]
    return _table("improvements", head, rows, language)


def _body(session: Session, language: str) -> Iterator[tuple[str, bytes]]:
    sheet = BodySheet.objects.filter(organisation=session.training.organisation).first() or BodySheet()
    head = [msg("Day"), msg("Who helps people with disabilities, and how to reach them")]
    return _table("disability", head, [(_say(msg("%(day)s", day=Day.of(today())), language), sheet.disability_contact)], language)


def _people(session: Session) -> QuerySet[Registration]:
    rows = Registration.objects.filter(session=session, state=Registration.State.REGISTERED)
    return rows.select_related("employer", "session__training__organisation").order_by("full_name", "pk")


def _register(session: Session) -> Iterable[Complaint]:
    return Complaint.objects.filter(organisation_id=session.training.organisation_id).order_by("pk")


_PAPERS: dict[str, Callable[[Session, str], Iterator[tuple[str, bytes]]]] = {
    "programme": _programme, "attendance": _attendance, "summons": _summons, "certificates": _certificates,
    "registrations": _registrations, "adaptations": _adaptations, "means": _means, "trainers": _trainers, "results": _results,
    "entry": _entry, "complaints": _complaints, "improvements": _improvements, "body": _body,
}  # fmt: skip
