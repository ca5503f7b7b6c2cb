"""Pages of dossiers."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.portal.base.decisions import require
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers import actions
from campus5g.portal.dossiers.content import basis_of, checklist
from campus5g.portal.dossiers.forms import DrawUpForm, WorkForm
from campus5g.portal.dossiers.models import Version, WorkPackage
from campus5g.portal.dossiers.permissions import can_write_dossier
from campus5g.portal.projects.models import Project


def _project(pk: int) -> Project:
    project: Project = get_object_or_404(Project.objects.select_related("organisation", "need"), pk=pk)
    return project


def detail(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Where the dossier stands: the work, what is missing, the versions; drawing up a new one."""
    project = _project(project_pk)
    may_write = bool(can_write_dossier(request.actor, project))
    form = DrawUpForm(project, request.POST or None, initial={"language": (get_language() or "fr").split("-")[0]})
    if request.method == "POST" and form.is_valid():
        actions.draw_up(request.actor, project, form.cleaned_data["call"], form.cleaned_data["language"])
        return redirect("dossiers:detail", project.pk)
    packages = WorkPackage.objects.filter(project=project).prefetch_related("partners__organisation")
    kept = KeptCall.objects.filter(project=project).exclude(call=None).select_related("call").first()
    basis = basis_of(project)
    context = {
        "project": project, "packages": [_bar(package, project.months) for package in packages], "form": form,
        "lacking": basis.lacking, "checks": checklist(basis, kept), "may_write": may_write,
        "versions": Version.objects.filter(project=project).select_related("call", "made_by"), "kinds": actions.FILES,
    }  # fmt: skip
    return render(request, "dossiers/detail.html", context, status=400 if form.errors else 200)


def _bar(package: WorkPackage, months: int) -> dict[str, object]:
    """A work package with its place on the project's time line, in %."""
    start, span = 100 * (package.first_month - 1) / months, 100 * package.months / months
    return {"package": package, "start": f"{start:.2f}", "span": f"{span:.2f}"}


def work(request: HttpRequest, project_pk: int, pk: int | None = None) -> HttpResponse:
    project = _project(project_pk)
    require(can_write_dossier(request.actor, project))
    package = get_object_or_404(WorkPackage.objects, pk=pk, project=project) if pk else None
    form = WorkForm(project, request.POST or None, package)
    if request.method == "POST" and form.is_valid():
        actions.save_work(request.actor, project, form.work(), form.cleaned_data["partners"], package)
        return redirect("dossiers:detail", project.pk)
    context = {"form": form, "project": project, "title": _("Work package")}
    return render(request, "dossiers/form.html", context, status=400 if form.errors else 200)


@require_POST
def remove_work(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    package = get_object_or_404(WorkPackage.objects.select_related("project__organisation"), pk=pk, project_id=project_pk)
    actions.remove_work(request.actor, package)
    return redirect("dossiers:detail", project_pk)


@require_GET
def download(request: HttpRequest, project_pk: int, number: int, kind: str) -> FileResponse:
    """Serve one file of a version; the right is that of seeing the project, at this moment."""
    version = get_object_or_404(Version.objects.select_related("project"), project_id=project_pk, number=number)
    if kind not in actions.FILES:
        raise Http404
    name = f"{slugify(version.project.title)[:60] or 'dossier'}-v{number}.{kind}"
    return FileResponse(
        getattr(version, kind).open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
