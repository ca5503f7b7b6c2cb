"""Pages about the plans of studies: launching one with wishes, asking why a place has what it has, two side by side."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from campus5g.core.errors import BadInput
from campus5g.documents.voice import Voice
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs.models import Need
from campus5g.portal.studies import actions
from campus5g.portal.studies.compare import compared, plan_of
from campus5g.portal.studies.forms import PlaceForm, WishesForm
from campus5g.portal.studies.layers import layers_of
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.permissions import can_launch_study
from campus5g.portal.studies.plan_show import shortfalls
from campus5g.portal.studies.reading import planned
from campus5g.portal.studies.show import language
from campus5g.portal.studies.wishes import read, sentences

CHOICES = 60


def new(request: HttpRequest, need_pk: int) -> HttpResponse:
    """Launch a study of a need with wishes; ``?from`` takes those of another study as a start."""
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=need_pk)
    require(can_launch_study(request.actor, need))
    if need.core_site is None:
        raise Http404
    form = WishesForm(request.POST or None, site=need.core_site, initial=_start(request.GET.get("from", ""), need))
    if request.method == "POST" and form.is_valid():
        study = actions.launch_study(request.actor, need, name=form.cleaned_data["name"], wishes=form.wishes())
        return redirect(study)
    return render(request, "studies/new.html", {"need": need, "form": form}, status=400 if form.errors else 200)


def _start(number: str, need: Need) -> dict[str, Any]:
    study = Study.objects.filter(pk=number, need=need).first() if number.isdecimal() and len(number) < 19 else None
    return WishesForm.values(read(study.wishes), need.core_site) if study and need.core_site else {}


@require_GET
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a place has what it has: a part of the study's page, or a page of its own without scripts."""
    from campus5g.portal.studies.why import why_shown  # the engine that looks at a point loads slowly

    study = planned(pk)
    asked = bool(request.GET)
    form = PlaceForm(request.GET if asked else None, site=study.core.site)
    found, refused = None, ""
    if asked and form.is_valid():
        try:
            found = why_shown(study, form.cleaned_data, Voice(language()))
        except BadInput as fault:
            refused = say(fault.sentence)
    elif asked:
        refused = " ".join(str(error) for errors in form.errors.values() for error in dict.fromkeys(errors))
    context = {
        "study": study, "form": form, "why": found, "ends": json.dumps(found.ends) if found else "", "refused": refused,
        "origin": study.core.site.origin,
    }  # fmt: skip
    if request.htmx:
        return render(request, "studies/parts/why.html", context)
    return render(request, "studies/why.html", context, status=400 if refused else 200)


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two plans side by side; without two, the choice of them."""
    finished = Study.objects.exclude(grids="").select_related("need").defer("result")
    context: dict[str, Any] = {"choices": list(finished[:CHOICES]), "left": None, "right": None, "compared": None, "sides": []}
    asked = [request.GET.get(side, "") for side in ("left", "right")]
    if all(number.isdecimal() and len(number) < 19 for number in asked):
        left, right = (planned(int(number)) for number in asked)
        voice = Voice(language())
        context |= {"left": left, "right": right, "compared": compared(left, right, voice)}
        context["sides"] = [_side(study, f"layers-{n}", voice) for n, study in enumerate((left, right))]
    return render(request, "studies/compare.html", context)


@require_GET
def file(_request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One of the files of a plan, in the reader's language; a plan without what it would show has none."""
    from campus5g.portal.studies.files import FILES  # what draws them loads slowly

    study, found = planned(pk), FILES.get(name)
    content = found.make(study, plan_of(study), language()) if found else None
    if found is None or content is None:
        raise Http404
    answer = HttpResponse(content, content_type=found.kind)
    answer["Content-Disposition"] = f'attachment; filename="{study.reference}-{name}"'
    return answer


def _side(study: Study, key: str, voice: Voice) -> dict[str, Any]:
    core = study.core
    return {
        "study": study, "key": key, "wishes": sentences(read(study.wishes)),
        "layers": layers_of(study.pk, study.maps, core.plan, core.site.origin, voice),
        "shortfalls": shortfalls(core.plan, core.site, voice) if core.plan else (),
    }  # fmt: skip
