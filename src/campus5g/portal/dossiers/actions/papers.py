"""The documents that go with a dossier: read from the call, added by hand, answered by files or handed over apart."""

from __future__ import annotations

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.documents.asked import is_each, read_asked
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.attachments import files_of
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.content import call_of
from campus5g.portal.dossiers.models import AskedDocument
from campus5g.portal.dossiers.permissions import can_answer_document, can_write_dossier
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Partner, Project

USUAL = ("registration", "accounts", "bank", "commitment", "regularity", "aid-declaration")
"""What French funders ask as a rule, whatever the call says."""


def read_call(actor: Actor, project: Project, kept: KeptCall) -> int:
    """Ask for the documents that the text of a kept call names; those asked already stay. Return how many are new."""
    call = call_of(kept)
    with deed(actor, "dossiers.read_call", right=can_write_dossier(actor, project)) as done:
        if call is None:
            raise Conflict(msg("This call was entered by its money rules alone: there is no text to read."))
        found = read_asked(f"{call.text}\n{call.conditions}")
        added = sum(_ask(project, asked.known.key, "", asked.known.each, asked.passage) for asked in found)
        done.on(project, call=kept.pk, named=len(found), added=added)
    return added


def ask_usual(actor: Actor, project: Project) -> int:
    """Ask for what funders ask as a rule."""
    with deed(actor, "dossiers.ask_usual", right=can_write_dossier(actor, project)) as done:
        added = sum(_ask(project, key, "", is_each(key), "") for key in USUAL)
        done.on(project, added=added)
    return added


def ask_document(actor: Actor, project: Project, label: str, each: bool) -> None:
    """Ask for a document by its own name."""
    label = " ".join(label.split())[:200]
    if not label:
        raise BadInput("label", msg("no name"), msg("the name of a document"))
    with deed(actor, "dossiers.ask_document", right=can_write_dossier(actor, project)) as done:
        if not _ask(project, "", label, each, ""):
            raise Conflict(msg("“%(label)s” is asked already.", label=label))
        done.on(project, document=label, each=each)


def drop_document(actor: Actor, asked: AskedDocument) -> None:
    """Take a document off the list, for every partner; one that has files stays."""
    project = asked.project
    with deed(actor, "dossiers.drop_document", right=can_write_dossier(actor, project)) as done:
        rows = list(AskedDocument.objects.filter(project=project, key=asked.key, label=asked.label))
        if any(files_of(rows).values()):
            raise Conflict(msg("Files answer this document: archive them first."))
        done.on(project, document=asked.key or asked.label)
        for row in rows:
            row.delete()


def hand_apart(actor: Actor, asked: AskedDocument, apart: bool) -> None:
    """Say that a document is handed over outside the platform, or that it no longer is."""
    with deed(actor, "dossiers.hand_apart", right=can_answer_document(actor, asked)) as done:
        asked.apart = apart
        asked.save(update_fields=["apart"])
        done.on(asked.project, asked=asked.pk, apart=apart)


def _ask(project: Project, key: str, label: str, each: bool, passage: str) -> int:
    """Ask once; of each partner when it is each partner's. Return how many rows are new."""
    partners: list[Partner | None] = [*live_partners(project)] if each else [None]
    made = [
        AskedDocument.objects.get_or_create(
            project=project, key=key, label=label, partner=partner, defaults={"passage": passage}
        )[1]
        for partner in partners
    ]
    return sum(made)
