"""Pages that say who is missing in a project and who could come, and the import of past projects."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.consortium import actions
from campus5g.portal.consortium.forms import PastForm
from campus5g.portal.consortium.models import PastConsortium
from campus5g.portal.consortium.permissions import can_import_past
from campus5g.portal.consortium.team import team_of
from campus5g.portal.directory.models import Organisation
from campus5g.portal.projects.actions import invite_partner
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.permissions import can_edit_project


@require_GET
def missing(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Roles and competences that are missing, and who could bring them: for those who build the consortium."""
    project = project_or_404(project_pk)
    require(can_edit_project(request.actor, project))
    context = {"project": project, "team": team_of(project), "may_import": bool(can_import_past(request.actor))}
    return render(request, "consortium/missing.html", context)


@require_POST
def invite(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Invite a member of the campus that was suggested."""
    project = project_or_404(project_pk)
    number = request.POST.get("organisation", "")
    organisation = get_object_or_404(Organisation.objects.active(), pk=int(number) if number.isdecimal() else 0)
    invite_partner(request.actor, project, organisation.pk, "")
    messages.success(request, _("%(name)s is invited.") % {"name": organisation})
    return redirect("consortium:missing", project.pk)


def past(request: HttpRequest) -> HttpResponse:
    """Import past funded projects with their partners; a line with a fault is told, the others are kept."""
    require(can_import_past(request.actor))
    form, outcome = PastForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        file, feed = form.cleaned_data["file"], form.cleaned_data["feed"]
        try:
            outcome = actions.import_past(request.actor, file.read(), file.name, feed)
        except BadInput as error:
            form.add_error("file", say(error.sentence))
    context = {"form": form, "outcome": outcome, "known": PastConsortium.objects.count()}
    return render(request, "consortium/past.html", context, status=400 if form.errors else 200)
