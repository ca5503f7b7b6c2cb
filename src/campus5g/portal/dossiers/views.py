"""Pages of dossiers: where one stands, its work, its versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.documents import content as documents
from campus5g.documents.gantt import gantt_chart
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.once import answered
from campus5g.portal.calls.kept import kept_calls
from campus5g.portal.dossiers import actions
from campus5g.portal.dossiers.content import Basis, basis_of, packages_of, print_of
from campus5g.portal.dossiers.forms import DrawUpForm, SubmitForm, WorkForm
from campus5g.portal.dossiers.links import newest_version
from campus5g.portal.dossiers.models import Version, WorkPackage
from campus5g.portal.dossiers.permissions import can_write_dossier
from campus5g.portal.dossiers.points import points_with
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Project

PLACES = {
    "call": "calls:for-project",
    "plan": "financing:plan",
    "project": "projects:detail",
    "write": "dossiers:write",
    "papers": "dossiers:papers",
    "work": "dossiers:detail",
}
"""Where a point is mended."""


def detail(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Where the dossier stands: the work, what is missing, the versions; drawing up a new one."""
    project = project_or_404(project_pk)
    language = (get_language() or "fr").split("-")[0]
    form = DrawUpForm(project, request.POST or None, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        actions.draw_up(request.actor, project, form.cleaned_data["call"], form.cleaned_data["language"])
        return redirect("dossiers:detail", project.pk)
    kept = next((one for one in kept_calls(project.pk) if one.call), None)
    basis = basis_of(project)
    points = points_with(basis, kept)
    versions = list(Version.objects.filter(project=project).select_related("call", "made_by", "submitted_by"))
    answered(newest_version, versions[0] if versions else None, project.pk)
    context = {
        "project": project, "packages": _packages(basis),
        "gantt": gantt_chart(basis.work, project.months, language) if basis.work else None, "form": form, "lacking": basis.lacking,
        "checks": points, "groups": _groups(project, points), "stopping": sum(point.stops for point in points),
        "may_write": bool(can_write_dossier(request.actor, project)), "versions": versions, "kinds": actions.FILES,
        "current": print_of(basis), "submit_form": SubmitForm(initial={"day": today()}),
    }  # fmt: skip
    return render(request, "dossiers/detail.html", context, status=400 if form.errors else 200)


def _packages(basis: Basis) -> list[tuple[int, documents.WorkPackage, list[str]]]:
    """Each work package with its number and the names of who does it."""
    names = {str(partner.pk): partner.organisation.name for partner in basis.partners}
    rows = zip(packages_of(basis.project), basis.work, strict=True)
    return [(row.pk, work, [names[p] for p in work.partner_ids if p in names]) for row, work in rows]


def _groups(project: Project, points: tuple[documents.CheckItem, ...]) -> list[tuple[str, list[documents.CheckItem]]]:
    """The points by the page where each is mended, what is missing first."""
    found: dict[str, list[documents.CheckItem]] = {}
    for point in points:
        url = reverse(PLACES[point.place], args=[project.pk]) if point.place in PLACES else ""
        found.setdefault(url, []).append(point)
    for group in found.values():
        group.sort(key=lambda point: (not point.stops, point.done is not False, point.done is True))
    return list(found.items())


def work(request: HttpRequest, project_pk: int, pk: int | None = None) -> HttpResponse:
    project = project_or_404(project_pk)
    require(can_write_dossier(request.actor, project))
    package = get_object_or_404(WorkPackage.objects, pk=pk, project=project) if pk else None
    form = WorkForm(project, request.POST or None, package)
    if request.method == "POST" and form.is_valid():
        actions.save_work(request.actor, project, form.work(), form.cleaned_data["partners"], package)
        return redirect("dossiers:detail", project.pk)
    context = {"form": form, "project": project, "title": _("Work package")}
    refused = form.is_bound and not form.is_valid()
    return render(request, "dossiers/work.html", context, status=400 if refused else 200)


@require_POST
def remove_work(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    package = get_object_or_404(WorkPackage.objects.select_related("project__organisation"), pk=pk, project_id=project_pk)
    actions.remove_work(request.actor, package)
    return redirect("dossiers:detail", project_pk)


@require_POST
def submit(request: HttpRequest, project_pk: int, number: int) -> HttpResponse:
    """Say that a version was sent to the funder."""
    version = get_object_or_404(
        Version.objects.select_related("project__organisation", "call__call"), project_id=project_pk, number=number
    )
    require(can_write_dossier(request.actor, version.project))
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return render(
            request, "dossiers/form.html", {"form": form, "project": version.project, "title": _("Say it was sent")}, status=400
        )
    actions.submit(request.actor, version, form.cleaned_data["day"], form.cleaned_data["reference"])
    messages.success(request, _("Version %(n)s is the one that the funder holds.") % {"n": version.number})
    return redirect("dossiers:detail", project_pk)


@require_GET
def download(request: HttpRequest, project_pk: int, number: int, kind: str) -> FileResponse:
    """Serve one file of a version; the right is that of seeing the project, at this moment."""
    version = get_object_or_404(Version.objects.select_related("project"), project_id=project_pk, number=number)
    if kind not in actions.FILES or not getattr(version, kind):
        raise Http404
    ending = "study.pdf" if kind == "report" else kind
    name = f"{slugify(version.project.title)[:60] or 'dossier'}-v{number}.{ending}"
    return FileResponse(
        getattr(version, kind).open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
