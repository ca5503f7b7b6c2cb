"""The pages of studies."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.documents.maps import coverage_map
from campus5g.documents.report import report_pdf
from campus5g.documents.theme import to_png
from campus5g.network.plan import antennas_geojson
from campus5g.portal.base import attachments, audit, notes
from campus5g.portal.base.models import Job
from campus5g.portal.base.subjects import openness_of
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import can_attach_to_need
from campus5g.portal.studies import actions, layers
from campus5g.portal.studies.forms import PlaceForm
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.permissions import can_launch_study, can_resume_study, can_stop_study
from campus5g.portal.studies.reading import readable
from campus5g.portal.studies.show import language, map_data, shown
from campus5g.study.report import report_of

OTHERS = 12


def _study(pk: int) -> Study:
    study: Study = get_object_or_404(Study.objects.select_related("need__organisation", "organisation", "job"), pk=pk)
    return study


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    studies = Study.objects.select_related("need__organisation", "job").defer("result")
    page = Paginator(studies, 25).get_page(request.GET.get("page"))
    return render(request, "studies/list.html", {"page": page})


@require_POST
def launch(request: HttpRequest, need_pk: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=need_pk)
    return redirect(actions.launch_study(request.actor, need))


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    study = _study(pk)
    context: dict[str, Any] = {"study": study, "need": study.need, "thing": study, "history": audit.history(study)}
    if not study.done:
        stop, resume = can_stop_study(request.actor, study), can_resume_study(request.actor, study)
        return render(
            request, "studies/progress.html", {**context, "may_stop": stop, "may_resume": resume, "doing": _doing(study)}
        )
    context["launch"] = can_launch_study(request.actor, study.need)
    if not study.readable:
        return render(request, "studies/outdated.html", context)
    context |= {
        "files": attachments.of(study), "notes": notes.of(study), "no_files": can_attach_to_need(request.actor, study.need).reason,
        "may_add": openness_of(study).may_add(request.actor, study).allowed,
        "shown": shown(study), "place": PlaceForm(site=study.core.site), "origin": study.core.site.origin,
        "others": Study.objects.filter(need_id=study.need_id).exclude(pk=pk).exclude(grids="").defer("result")[:OTHERS],
    }  # fmt: skip
    return render(request, "studies/result.html", context)


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the page's question « where is it? »: what it is doing is sent only when it changed, so that it is read aloud once."""
    study = _study(pk)
    if not study.unfinished:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    doing = _doing(study)
    return render(
        request, "studies/parts/progress.html", {"study": study, "doing": doing, "changed": doing != request.GET.get("seen", "")}
    )


def _doing(study: Study) -> str:
    """What the study is doing now, in the reader's language."""
    if study.job is None or study.job.state == Job.State.QUEUED:
        return _("Waiting for its turn.")
    if study.job.cancel_asked:
        return _("Stopping at the next step.")
    return say(study.job.doing_sentence) or _("Starting.")


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    study = _study(pk)
    actions.stop_study(request.actor, study)
    messages.success(request, _("The study stops at its next step. What it has finished is kept."))
    return redirect(study)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    study = _study(pk)
    actions.resume_study(request.actor, study)
    return redirect(study)


@require_GET
def site_json(_request: HttpRequest, pk: int) -> JsonResponse:
    return JsonResponse(map_data(readable(pk)), content_type="application/geo+json")


@require_GET
def layer_numbers(_request: HttpRequest, pk: int, layer: str) -> HttpResponse:
    """One map of the plan as numbers, which the page draws itself (see ``layers``)."""
    study = _study(pk) if layer == "weights" else get_object_or_404(Study.objects.defer("result"), pk=pk)
    if study.maps is None or (layer == "weights" and not study.readable):
        raise Http404
    content = layers.weights(study.core.site, study.maps) if layer == "weights" else layers.numbers(study.maps, layer)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_GET
def report(_request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the report in the reader's language, for whoever may see the study at this moment."""
    study = readable(pk)
    content = report_pdf(report_of(study.core, study.maps), language())
    return _download(content, "application/pdf", f"{study.reference}.pdf")


@require_GET
def study_json(_request: HttpRequest, pk: int) -> HttpResponse:
    study = _study(pk)
    if not study.done:
        raise Http404
    return _download(study.result.encode(), "application/json", f"{study.reference}.json")


@require_GET
def antennas(_request: HttpRequest, pk: int) -> HttpResponse:
    study = readable(pk)
    if study.core.plan is None:
        raise Http404
    content = json.dumps(antennas_geojson(study.core.plan, study.core.site), ensure_ascii=False, sort_keys=True, indent=1)
    return _download(content.encode(), "application/geo+json", f"{study.reference}-antennas.geojson")


@require_GET
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """The coverage map as a picture: the page's own without scripts, and a download."""
    study = readable(pk)
    network = report_of(study.core, study.maps).network
    grid, masts = (network.grid, network.antennas) if network else (None, ())
    content = to_png(coverage_map(study.core.site, grid, masts, language()).svg)
    if "inline" in request.GET:
        return HttpResponse(content, content_type="image/png")
    return _download(content, "image/png", f"{study.reference}-coverage.png")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
