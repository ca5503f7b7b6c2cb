"""A funder's own Word document: kept with the project, filled from it."""

from __future__ import annotations

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.documents.funder_template import fill_template, read_template
from campus5g.documents.placeholders import Values, values_of
from campus5g.documents.voice import Voice
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.attachments import check
from campus5g.portal.base.decisions import require
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.content import basis_of
from campus5g.portal.dossiers.drafting import whole
from campus5g.portal.dossiers.models import FunderTemplate
from campus5g.portal.dossiers.permissions import can_write_dossier
from campus5g.portal.projects.models import Project

MAX_BYTES = 5 * 2**20


def add_template(actor: Actor, project: Project, uploaded: UploadedFile) -> FunderTemplate:
    """Keep a funder's document once it was shown to be one that can be filled."""
    right = can_write_dossier(actor, project)
    require(right)
    if (uploaded.size or 0) > MAX_BYTES:
        raise BadInput(uploaded.name or "", msg("%(n)s MB", n=round((uploaded.size or 0) / 1e6)), msg("at most %(n)s MB", n=5))
    checked = check(uploaded)
    if checked.kind != "docx":
        raise BadInput(checked.name, msg("a .%(kind)s file", kind=checked.kind), msg("a .docx without macros"))
    read_template(checked.name, checked.data, {})  # a second or two, before the transaction
    with deed(actor, "dossiers.add_template", right=right) as done:
        template = FunderTemplate(project=project, name=checked.name, added_by_id=actor.user_id)
        template.sha256 = hashlib.sha256(checked.data).hexdigest()
        template.file.save(f"{secrets.token_hex(16)}.docx", ContentFile(checked.data), save=False)
        template.save()
        done.on(project, template=template.pk, sha256=template.sha256)
    return template


def remove_template(actor: Actor, template: FunderTemplate) -> None:
    with deed(actor, "dossiers.remove_template", right=can_write_dossier(actor, template.project)) as done:
        done.on(template.project, template=template.name, sha256=template.sha256)
        template.delete()


def fill(actor: Actor, template: FunderTemplate, kept: KeptCall | None, language: str) -> bytes:
    """Fill a funder's document from what is known today; the print of what was made goes to the audit trail."""
    right = can_write_dossier(actor, template.project)
    require(right)
    with acting(actor):
        values = values_for(template.project, kept, language)
    with template.file.open("rb") as file:
        filled = fill_template(
            template.name, file.read(), values, Voice(language)(msg("[To be written: %(what)s]", what="%(what)s"))
        )
    with deed(actor, "dossiers.fill_template", right=right) as done:
        done.on(template.project, template=template.pk, sha256=hashlib.sha256(filled).hexdigest())
    return filled


def values_for(project: Project, kept: KeptCall | None, language: str) -> Values:
    """Return what every placeholder says for a project; refused while the dossier cannot be drawn up."""
    return values_of(whole(basis_of(project), kept).dossier, Voice(language))
