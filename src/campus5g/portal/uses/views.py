"""The pages of a use: its questions and files, its assessment under way, what was found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.benefit import NotAssessed, Use
from campus5g.core.errors import BadInput
from campus5g.documents.voice import Voice
from campus5g.portal.base import audit
from campus5g.portal.base.decisions import require
from campus5g.portal.base.models import Job
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import can_create_need
from campus5g.portal.studies.layers import layers_of
from campus5g.portal.studies.links import latest_of as latest_study_of
from campus5g.portal.studies.show import language
from campus5g.portal.uses import actions
from campus5g.portal.uses.catalogue import needs_with_uses, standings, uses_shown
from campus5g.portal.uses.forms import BringForm, FiguresForm
from campus5g.portal.uses.models import Assessment, UseFile
from campus5g.portal.uses.permissions import can_assess_use, can_bring_file, can_stop_assessment
from campus5g.portal.uses.show import changes_shown, file_shown, kind_shown, run_shown, use_name
from campus5g.uses.interface import ENGINES, WITHOUT_FILE, NotBuilt

MOST_LISTED = 20
PER_PAGE = 25


def _need(pk: int) -> Need:
    """A need that the actor takes part in: who is merely shown one sees none of its figures."""
    need: Need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    return need


def _use_of(name: str) -> Use:
    if name not in set(Use):
        raise Http404
    return Use(name)


def _inside(request: HttpRequest, pk: int) -> Need:
    need = _need(pk)
    if not need.has_inside(request.actor):
        raise Http404
    return need


def _assessment(pk: int) -> Assessment:
    found = Assessment.objects.select_related("need__organisation", "job", "file__attachment", "study")
    assessment: Assessment = get_object_or_404(found, pk=pk)
    return assessment


def files_of(need: Need, use: Use) -> list[UseFile]:
    """Return the files that can be chosen for a use, the last brought first."""
    found = UseFile.objects.filter(need=need, use=use, attachment__archived_at=None).select_related("attachment")
    return list(found[:MOST_LISTED])


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """The four uses, and where each stands for the needs that the reader takes part in."""
    voice = Voice(language())
    page = Paginator(needs_with_uses(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = standings(page.object_list, voice)
    return render(request, "uses/list.html", {
        "uses": uses_shown(voice), "page": page, "rows": rows,
        "answered": page.number > 1 or any(use.last for row in rows for use in row.uses),
        "may_state": bool(can_create_need(request.actor, request.actor.organisation_id)),
    })  # fmt: skip


@require_GET
def use_page(request: HttpRequest, need_pk: int, use: str) -> HttpResponse:
    need, kind = _inside(request, need_pk), _use_of(use)
    return render(request, "uses/use.html", _context(request, need, kind))


def _context(request: HttpRequest, need: Need, use: Use, form: FiguresForm | None = None) -> dict[str, Any]:
    """What the page of a use writes; ``form``: what was typed and refused."""
    engine, voice, files = ENGINES[use], Voice(language()), files_of(need, use)
    made = Assessment.objects.filter(need=need, use=use).select_related("job", "file__attachment").defer("result")
    past = list(made[:MOST_LISTED])
    last = next((one for one in past if one.finished_at), None)
    asked = request.GET.get("file", "")
    chosen = next((file for file in files if str(file.pk) == asked), last.file if last and last.file in files else None)
    if form is None:
        values = last.values if last else need.economics.get(use.value, {})
        given = FiguresForm.starting(engine, values, chosen, partial=last is not None and last.partial and last.file == chosen)
        form = FiguresForm(initial=given, engine=engine, files=files, voice=voice)
    study = latest_study_of(need.pk)
    return {
        "need": need, "use": use, "name": use_name(use, voice), "form": form, "past": past, "last": last,
        "running": next((one for one in past if one.unfinished), None),
        "not_built": engine.reason if isinstance(engine, NotBuilt) else None,
        "without_file": voice(WITHOUT_FILE[use]),
        "kinds": [kind_shown(one, voice) for one in engine.file_kinds()],
        "chosen": chosen, "file": file_shown(chosen.read, voice) if chosen else None,
        "may_assess": can_assess_use(request.actor, need, use), "may_bring": can_bring_file(request.actor, need),
        "study": study if study and study.finished_at else None, "layers": None,
    }  # fmt: skip


@require_POST
def bring(request: HttpRequest, need_pk: int, use: str) -> HttpResponse:
    need, kind = _inside(request, need_pk), _use_of(use)
    require(can_bring_file(request.actor, need))
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("uses:use", need.pk, kind.value)
    try:
        file = actions.bring_file(request.actor, need, kind, form.cleaned_data["file"])
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
        return redirect("uses:use", need.pk, kind.value)
    answer = redirect("uses:use", need.pk, kind.value)
    answer["Location"] += f"?file={file.pk}#data"
    return answer


@require_POST
def assess(request: HttpRequest, need_pk: int, use: str) -> HttpResponse:
    need, kind = _inside(request, need_pk), _use_of(use)
    require(can_assess_use(request.actor, need, kind))
    form = FiguresForm(request.POST, engine=ENGINES[kind], files=files_of(need, kind), voice=Voice(language()))
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.assess_use(
                request.actor, need, kind, form.figures(), file=form.chosen, partial=bool(form.chosen and said["partial"])
            )
        except BadInput as fault:
            form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))
        else:
            return redirect(made)
    return render(request, "uses/use.html", _context(request, need, kind, form), status=400)


@require_GET
def example(_request: HttpRequest, use: str, kind: str) -> HttpResponse:
    """A small file of one kind, to download and fill."""
    found = next((one for one in ENGINES[_use_of(use)].file_kinds() if one.key == kind), None)
    if found is None:
        raise Http404
    answer = HttpResponse(found.example, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _assessment(pk)
    voice = Voice(language())
    context: dict[str, Any] = {
        "assessment": assessment, "need": assessment.need, "name": use_name(assessment.kind, voice),
        "history": audit.history(assessment), "may_assess": can_assess_use(request.actor, assessment.need, assessment.kind),
    }  # fmt: skip
    if not assessment.readable:
        stop = can_stop_assessment(request.actor, assessment)
        return render(request, "uses/progress.html", {**context, "may_stop": stop, "doing": _doing(assessment)})
    context |= {"shown": run_shown(assessment.run, voice), "built": not isinstance(assessment.run.assessment, NotAssessed)}
    context["layers"] = _layers(assessment, voice)
    before = _before(assessment)
    context["changes"] = changes_shown(assessment, before, voice) if before else None
    engine = ENGINES[assessment.kind]
    given = FiguresForm.starting(engine, assessment.values, assessment.file, partial=assessment.partial)
    context["form"] = FiguresForm(initial=given, engine=engine, files=files_of(assessment.need, assessment.kind), voice=voice)
    return render(request, "uses/result.html", context)


def _layers(assessment: Assessment, voice: Voice) -> dict[str, Any] | None:
    """Return the coverage of the plan that the answer rests on, for the map."""
    study = assessment.study
    if study is None or not study.readable:
        return None
    return layers_of(study.pk, study.maps, study.core.plan, study.core.site.origin, voice)


def _before(assessment: Assessment) -> Assessment | None:
    """Return the finished assessment of the same use that came before, if the engines of today read it."""
    earlier = Assessment.objects.filter(need_id=assessment.need_id, use=assessment.use, pk__lt=assessment.pk)
    found: Assessment | None = earlier.exclude(finished_at=None).select_related("file__attachment").first()
    return found if found and found.readable else None


def _doing(assessment: Assessment) -> str:
    job = assessment.job
    if job is None or job.state == Job.State.QUEUED:
        return _("Waiting for its turn.")
    if job.cancel_asked:
        return _("Stopping at the next step.")
    return say(job.doing_sentence) or _("Starting.")


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the page's question « where is it? »; what it does is sent only when it changed, so that it is read aloud once."""
    assessment = _assessment(pk)
    if not assessment.unfinished:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    doing = _doing(assessment)
    context = {"assessment": assessment, "doing": doing, "changed": doing != request.GET.get("seen", "")}
    return render(request, "uses/parts/progress.html", context)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _assessment(pk)
    actions.stop_assessment(request.actor, assessment)
    messages.success(request, _("The assessment stops at its next step."))
    return redirect(assessment)


@require_GET
def result_json(_request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _assessment(pk)
    if not assessment.result:
        raise Http404
    answer = HttpResponse(assessment.result.encode(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{assessment.reference}.json"'
    return answer
