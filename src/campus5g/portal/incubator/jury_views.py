"""The office's side of the jury: who sits and reads, the order of the files, the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campus5g.core.message import Message
from campus5g.documents.training import paper_docx, paper_pdf
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.incubator import actions, papers
from campus5g.portal.incubator.apply_views import application_of, file_of
from campus5g.portal.incubator.forms import FrameForm, JurorForm, ProposalForm, ReasonForm, RemarkForm
from campus5g.portal.incubator.models import Application, Assignment, Hearing, Juror, Recusal, Remark, Round
from campus5g.portal.incubator.permissions import can_change_round, can_decide, can_discuss, can_judge
from campus5g.portal.incubator.ranking import order_of
from campus5g.portal.incubator.round_views import attempt, language, run_by, said
from campus5g.portal.incubator.shown import parts_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KEY = "incubator_lacking"


@require_http_methods(["GET", "POST"])
def jury(request: HttpRequest, pk: int) -> HttpResponse:
    """Jurors, ties, files and hearings of a round."""
    found = run_by(request, pk)
    operation = request.POST.get("op", "")
    juror = JurorForm(request.POST if operation == "invite" else None)
    frame = FrameForm(request.POST if operation == "schedule" else None, initial=FrameForm.shown(found))
    if request.method == "POST" and _done(request, found, operation, juror, frame):
        return redirect("incubator:jury", pk)
    files = list(_files(found))
    context = {
        "round": found, "juror": juror, "frame": frame, "changes": bool(can_change_round(request.actor, found)),
        "jurors": _jurors(found), "files": files, "recusals": _recusals(found), "told": request.session.pop(KEY, []),
        "people": Juror.objects.filter(round=found).select_related("user"),
        "hearings": _placed(found),
    }  # fmt: skip
    return render(request, "incubator/jury.html", context, status=400 if juror.errors or frame.errors else 200)


def _placed(found: Round) -> Any:
    rows = Hearing.objects.filter(application__round=found).select_related("application__venture")
    return rows.prefetch_related("jurors__user")


def _jurors(found: Round) -> Any:
    live = Q(assignments__set_aside_at=None)
    open_ = live & Q(assignments__declared=Assignment.Declared.FREE)
    rows = Juror.objects.filter(round=found).select_related("user")
    return rows.annotate(given=Count("assignments", live & Q(assignments__isnull=False)), declared=Count("assignments", open_))


def _files(found: Round) -> Any:
    """The files before the jury, each with its jurors."""
    rows = Application.objects.filter(round=found, state__in=Application.READ).select_related("venture").order_by("number")
    files = list(rows)
    given: dict[int, list[Assignment]] = {one.pk: [] for one in files}
    shown = Assignment.objects.filter(application__in=files, set_aside_at=None).select_related("juror__user")
    for one in shown.annotate(marked=Count("scores")):
        given[one.application_id].append(one)
    for one in files:
        one.given = given[one.pk]
        one.lacks = max(0, found.readers - len(one.given))
    return files


def _recusals(found: Round) -> Any:
    """Those of files that the reader is not recused from themselves."""
    seen = Application.objects.filter(round=found, state__in=Application.READ).values("venture_id")
    return Recusal.objects.filter(venture__in=seen, lifted_at=None).select_related("venture", "user")


def _done(request: HttpRequest, found: Round, operation: str, juror: JurorForm, frame: FrameForm) -> bool:
    actor = request.actor
    if operation == "invite":
        if not juror.is_valid():
            return False
        data = juror.cleaned_data
        return attempt(juror, lambda: actions.invite_juror(actor, found, data["person"].user, data["competences"], data["most"]))
    if operation == "schedule":
        if not frame.is_valid():
            return False
        told: list[Any] = []
        if not attempt(frame, lambda: told.append(actions.schedule(actor, found, frame.frame()))):
            return False
        _tell(request, [one.reason for one in told[0].unheard], _("The hearings are placed."))
        return True
    if operation == "assign":
        panels: list[Any] = []
        if said(request, lambda: panels.append(actions.assign(actor, found)), _("The files are given to the jurors.")):
            _tell(request, [one.reason for one in panels[0].lacking])
        return True
    return _about_one(request, found, operation)


def _about_one(request: HttpRequest, found: Round, operation: str) -> bool:
    """What is asked of one juror: to leave, a tie found, a tie lifted."""
    actor, form = request.actor, ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    if operation == "resign":
        juror = get_object_or_404(Juror.objects, pk=request.POST.get("juror") or 0, round=found)
        keep = request.POST.get("keep") == "yes"
        said(request, lambda: actions.resign(actor, juror, why, keep=keep), _("The juror has left; their files went to others."))
    elif operation == "tie":
        juror = get_object_or_404(Juror.objects, pk=request.POST.get("juror") or 0, round=found)
        file = get_object_or_404(Application.objects, pk=request.POST.get("file") or 0, round=found)
        said(
            request,
            lambda: actions.find_tie(actor, found, file.venture, juror.user, why),
            _("The file is closed to them; their marks are set aside."),
        )
    elif operation == "lift":
        recusal = get_object_or_404(_recusals(found), pk=request.POST.get("recusal") or 0)
        said(request, lambda: actions.lift_tie(actor, recusal, why), _("The tie is lifted."))
    else:
        raise Http404
    return True


def _tell(request: HttpRequest, reasons: list[Message], done: str = "") -> None:
    """Keep what could not be done for the page that follows."""
    if done:
        messages.success(request, done)
    request.session[KEY] = [say(reason) for reason in reasons]


@require_http_methods(["GET", "POST"])
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """The files in order, what one scale changed, and the decision of the whole round."""
    found = run_by(request, pk)
    if request.method == "POST":
        words = request.POST.get("said", "")
        said(request, lambda: actions.decide(request.actor, found, words), _("Decided: the letters have left."))
        return redirect("incubator:ranking", pk)
    order = order_of(found, _visible(found))
    decides = can_decide(request.actor, found)
    context = {"round": found, "order": order, "decides": decides, "moved": _moved(order)}
    return render(request, "incubator/ranking.html", context)


def _visible(found: Round) -> list[Application]:
    return list(Application.objects.filter(round=found, state__in=Application.READ).select_related("venture", "round"))


def _moved(order: Any) -> list[Any]:
    return [row for row in order.rows if row.ranked.moved]


@require_GET
def ranking_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The order as a file: no name of a person, no address."""
    found = run_by(request, pk)
    head = [
        _("Rank"),
        _("File number"),
        _("Reference"),
        _("Venture"),
        _("Marks"),
        _("As given"),
        _("On one scale"),
        _("Places won"),
        _("Decision"),
    ]
    rows = [
        [
            row.ranked.rank or "", row.application.file_name, row.application.venture.reference, row.application.venture.name,
            row.ranked.marks, round(row.ranked.raw, 2), round(row.ranked.value, 2), row.ranked.moved,
            dict(Application.State.choices).get(row.application.proposed, ""),
        ]
        for row in order_of(found, _visible(found)).rows
    ]  # fmt: skip
    return list_file(kind, f"ranking-{found.pk}", _("Ranking"), [str(cell) for cell in head], rows)


@require_http_methods(["GET", "POST"])
def deliberate(request: HttpRequest, pk: int) -> HttpResponse:
    """One file before the jury: its marks, what was said of it, and what should become of it."""
    found = application_of(pk)
    if found.state not in Application.READ or not can_discuss(request.actor, found):
        raise Http404
    decides, operation = bool(can_judge(request.actor, found)), request.POST.get("op", "")
    remark = RemarkForm(request.POST if operation == "remark" else None)
    proposal = ProposalForm(
        request.POST if operation == "propose" else None, initial={"outcome": found.proposed, "reason": found.reason}
    )
    if request.method == "POST" and _deliberated(request, found, operation, remark, proposal):
        return redirect("incubator:deliberate", pk)
    row = next((row for row in order_of(found.round, [found]).rows if row.application.pk == found.pk), None)
    context = {
        "application": found, "round": found.round, "decides": decides, "remark": remark, "proposal": proposal, "row": row,
        "remarks": Remark.objects.filter(application=found).select_related("author"),
        "parts": parts_of(found, language(), nameless=found.round.anonymised and not decides),
    }  # fmt: skip
    return render(request, "incubator/deliberate.html", context, status=400 if remark.errors or proposal.errors else 200)


def _deliberated(request: HttpRequest, found: Application, operation: str, remark: RemarkForm, proposal: ProposalForm) -> bool:
    actor = request.actor
    if operation == "remark":
        return remark.is_valid() and attempt(remark, lambda: actions.discuss(actor, found, remark.cleaned_data["text"]))
    if operation != "propose" or not can_judge(actor, found):
        raise Http404
    data = proposal.cleaned_data if proposal.is_valid() else {}
    return bool(data) and attempt(proposal, lambda: actions.propose(actor, found, data["outcome"], data["reason"]))


@require_GET
def minutes(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The minutes of a round that was decided."""
    found = run_by(request, pk)
    if not found.minutes or kind not in ("pdf", "docx") or _closed(request, found):
        raise Http404
    draw = paper_pdf if kind == "pdf" else paper_docx
    return file_of(
        draw(papers.minutes(found), language()), "application/pdf" if kind == "pdf" else DOCX, f"minutes-{found.pk}.{kind}"
    )


def _closed(request: HttpRequest, found: Round) -> bool:
    """Whether some file of the minutes is closed to the reader: the paper says something of each."""
    return Recusal.of(request.actor).filter(venture__applications__round=found).exists()
