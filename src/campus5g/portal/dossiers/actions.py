"""The verbs of dossiers."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db.models import Max

from campus5g.core.errors import BadInput
from campus5g.core.message import LANGUAGES, msg
from campus5g.documents.dossier import dossier_docx
from campus5g.documents.report import report_pdf
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.content import basis_of, content_of
from campus5g.portal.dossiers.models import Version, WorkPackage
from campus5g.portal.dossiers.permissions import can_write_dossier
from campus5g.portal.projects.models import Partner, Project

FILES = ("docx", "xlsx", "pdf")


@dataclass(frozen=True, slots=True)
class Work:
    """What is said of a work package."""

    title: str
    text: str
    first_month: int
    months: int

    def check(self, project: Project) -> None:
        """Refuse work outside the project."""
        last = self.first_month + self.months - 1
        if self.first_month < 1 or self.months < 1 or last > project.months:
            raise BadInput(
                "months",
                msg("months %(first)s to %(last)s", first=self.first_month, last=last),
                msg("months within 1 to %(n)s, the duration of the project", n=project.months),
            )


def save_work(
    actor: Actor, project: Project, work: Work, partners: Sequence[Partner], package: WorkPackage | None = None
) -> WorkPackage:
    """Add or change a work package."""
    work.check(project)
    with deed(actor, "dossiers.work", right=can_write_dossier(actor, project)) as done:
        package = package or WorkPackage(project=project)
        package.title, package.text = work.title.strip(), work.text.strip()
        package.first_month, package.months = work.first_month, work.months
        package.save()
        package.partners.set(partners)
        done.on(project, package=package.pk, first_month=work.first_month, months=work.months)
    return package


def remove_work(actor: Actor, package: WorkPackage) -> None:
    project = package.project
    with deed(actor, "dossiers.remove_work", right=can_write_dossier(actor, project)) as done:
        done.on(project, removed=package.title)
        package.delete()


def draw_up(actor: Actor, project: Project, kept: KeptCall | None, language: str) -> Version:
    """Make the three files of the dossier from what is known today, and keep them as a new version."""
    if language not in LANGUAGES:
        raise BadInput("language", msg("“%(text)s”", text=language), msg("fr or en"))
    right = can_write_dossier(actor, project)
    files: dict[str, bytes] = {}
    if right:  # the files take seconds: made before the transaction, so that no other writer waits for them
        with acting(actor):
            files = _files(project, kept, language)
    with deed(actor, "dossiers.draw_up", right=right) as done:
        last = Version.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
        version = Version(project=project, number=last + 1, call=kept, language=language, made_by_id=actor.user_id)
        version.prints = {kind: hashlib.sha256(data).hexdigest() for kind, data in files.items()}
        for kind, data in files.items():
            getattr(version, kind).save(f"{secrets.token_hex(16)}.{kind}", ContentFile(data), save=False)
        version.save()
        done.on(project, version=version.number, **version.prints)
    return version


def _files(project: Project, kept: KeptCall | None, language: str) -> dict[str, bytes]:
    """Make the content of each file, or refuse with the first thing that is lacking."""
    from campus5g.documents.budget import budget_xlsx  # an office library: loaded when a document is made

    basis = basis_of(project)
    if basis.lacking:
        raise Conflict(basis.lacking[0])
    content = content_of(basis, kept)
    titles = {call.call_id: call.title for call in content.plan.terms}
    return {
        "docx": dossier_docx(content.dossier, language),
        "xlsx": budget_xlsx(content.plan.core_project, content.plan.plan, language, titles),
        "pdf": report_pdf(content.report, language),
    }
