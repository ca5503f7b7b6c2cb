"""Drawing up the files of a dossier, and saying which version the funder holds."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils.timezone import localdate

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import LANGUAGES, Day, msg
from campus5g.documents.dossier import dossier_docx, dossier_pdf
from campus5g.documents.report import report_pdf
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.content import Content, basis_of, print_of
from campus5g.portal.dossiers.drafting import whole
from campus5g.portal.dossiers.models import Version
from campus5g.portal.dossiers.permissions import can_write_dossier
from campus5g.portal.dossiers.points import points_with
from campus5g.portal.projects.models import Project

FILES = ("docx", "xlsx", "pdf", "report")


def draw_up(actor: Actor, project: Project, kept: KeptCall | None, language: str) -> Version:
    """Make the files of the dossier from what is known today, and keep them as a new version."""
    if language not in LANGUAGES:
        raise BadInput("language", msg("“%(text)s”", text=language), msg("fr or en"))
    right = can_write_dossier(actor, project)
    files: dict[str, bytes] = {}
    checks: list[object] = []
    basis = ""
    if right:  # the files take seconds: made before the transaction, so that no other writer waits for them
        with acting(actor):
            standing = basis_of(project)
            content = whole(standing, kept)
            files, basis = _files(content, language), print_of(standing)
            checks = [to_plain(point) for point in content.dossier.checklist]
    with deed(actor, "dossiers.draw_up", right=right) as done:
        last = Version.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
        version = Version(
            project=project, number=last + 1, call=kept, language=language, made_by_id=actor.user_id, checks=checks, basis=basis
        )
        version.prints = {kind: hashlib.sha256(data).hexdigest() for kind, data in files.items()}
        for kind, data in files.items():
            getattr(version, kind).save(f"{secrets.token_hex(16)}.{kind}", ContentFile(data), save=False)
        version.save()
        done.on(project, version=version.number, **version.prints)
    return version


def submit(actor: Actor, version: Version, day: date, reference: str) -> None:
    """Say that a version was sent to the funder; refused while a point blocks, or when the version no longer says the project."""
    project = version.project
    right = can_write_dossier(actor, project)
    with deed(actor, "dossiers.submit", right=right) as done:
        if version.submitted_on:
            raise Conflict(msg("Version %(n)s was already sent, on %(day)s.", n=version.number, day=Day.of(version.submitted_on)))
        if not localdate(version.made_at) <= day <= today():
            raise BadInput("day", msg("%(day)s", day=Day.of(day)), msg("a day from that of the version to today"))
        standing = basis_of(project)
        if version.basis != print_of(standing):
            raise Conflict(msg("The project has changed since version %(n)s: draw up a new one, then send it.", n=version.number))
        stopping = next((point for point in points_with(standing, version.call, day) if point.stops), None)
        if stopping is not None:
            raise Conflict(msg("Not ready to be sent. %(point)s", point=stopping.label))
        version.submitted_on, version.submitted_as, version.submitted_by_id = day, reference.strip()[:120], actor.user_id
        version.save(update_fields=["submitted_on", "submitted_as", "submitted_by"])
        done.on(project, version=version.number, day=day.isoformat(), reference=version.submitted_as, **version.prints)


def _files(content: Content, language: str) -> dict[str, bytes]:
    from campus5g.documents.budget import budget_xlsx  # an office library: loaded when a document is made

    titles = {call.call_id: call.title for call in content.plan.terms}
    return {
        "docx": dossier_docx(content.dossier, language),
        "xlsx": budget_xlsx(content.plan.core_project, content.plan.plan, language, titles),
        "pdf": dossier_pdf(content.dossier, language),
        "report": report_pdf(content.report, language),
    }
