"""Pages of the documents that go with a dossier."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campus5g.core.message import Message
from campus5g.documents.asked import label_of
from campus5g.portal.base.attachments import files_of
from campus5g.portal.base.decisions import require
from campus5g.portal.base.models import Attachment
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers import actions
from campus5g.portal.dossiers.forms import DocumentForm, ReadCallForm
from campus5g.portal.dossiers.models import AskedDocument
from campus5g.portal.dossiers.permissions import can_answer_document, can_write_dossier
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Partner, Project


@dataclass(frozen=True, slots=True)
class Row:
    """One document asked of one partner, or of the project."""

    asked: AskedDocument
    files: list[Attachment]
    may_answer: bool

    @property
    def done(self) -> bool:
        return bool(self.files) or self.asked.apart


@dataclass(frozen=True, slots=True)
class Group:
    """One document, of all those of whom it is asked."""

    label: Message | str
    passage: str
    first: int
    rows: list[Row]

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows)


def papers(request: HttpRequest, project_pk: int) -> HttpResponse:
    """What is asked, of whom, and the files that answer it; asking for one more."""
    project = project_or_404(project_pk)
    form = DocumentForm(request.POST or None)
    if request.method == "POST":
        require(can_write_dossier(request.actor, project))
        if form.is_valid():
            actions.ask_document(request.actor, project, form.cleaned_data["label"], form.cleaned_data["each"])
            return redirect("dossiers:papers", project.pk)
    groups = _groups(request, project)
    context = {
        "project": project, "groups": groups, "form": form, "read_form": ReadCallForm(project),
        "may_write": bool(can_write_dossier(request.actor, project)), "all": sum(len(group.rows) for group in groups),
        "done": sum(group.done for group in groups),
    }  # fmt: skip
    return render(request, "dossiers/papers.html", context, status=400 if form.errors else 200)


def _groups(request: HttpRequest, project: Project) -> list[Group]:
    asked = AskedDocument.objects.filter(project=project).exclude(partner__state=Partner.State.DECLINED)
    rows = list(asked.select_related("partner__organisation"))
    files = files_of(rows)
    found: dict[tuple[str, str], Group] = {}
    for row in rows:
        row.project = project
        if row.partner:
            row.partner.project = project
        group = found.setdefault((row.key, row.label), Group(label_of(row.key) or row.label, row.passage, row.pk, []))
        group.rows.append(Row(row, files[row.pk], bool(can_answer_document(request.actor, row))))
    return list(found.values())


def _asked(project_pk: int, pk: int) -> AskedDocument:
    asked: AskedDocument = get_object_or_404(
        AskedDocument.objects.select_related("project__organisation", "partner__organisation", "partner__project"),
        pk=pk,
        project_id=project_pk,
    )
    return asked


@require_POST
def read_call(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Read the documents that a kept call asks."""
    project = project_or_404(project_pk)
    require(can_write_dossier(request.actor, project))
    form = ReadCallForm(project, request.POST)
    if form.is_valid():
        kept: KeptCall = form.cleaned_data["call"]
        _tell(request, actions.read_call(request.actor, project, kept))
    return redirect("dossiers:papers", project.pk)


@require_POST
def ask_usual(request: HttpRequest, project_pk: int) -> HttpResponse:
    project = project_or_404(project_pk)
    _tell(request, actions.ask_usual(request.actor, project))
    return redirect("dossiers:papers", project.pk)


def _tell(request: HttpRequest, added: int) -> None:
    if added:
        messages.success(request, ngettext("%(n)s document added.", "%(n)s documents added.", added) % {"n": added})
    else:
        messages.info(request, _("No document that is not asked already."))


@require_POST
def drop(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    actions.drop_document(request.actor, _asked(project_pk, pk))
    return redirect("dossiers:papers", project_pk)


@require_POST
def apart(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    actions.hand_apart(request.actor, _asked(project_pk, pk), request.POST.get("apart") == "1")
    return redirect("dossiers:papers", project_pk)
