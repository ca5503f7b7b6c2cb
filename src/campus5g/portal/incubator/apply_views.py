"""Applications: begun from a mail, written by a team, listed and screened by the office."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.documents.training import paper_pdf
from campus5g.portal.accounts.forms import NewPersonForm
from campus5g.portal.accounts.models import User
from campus5g.portal.accounts.views import sign_in
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.models import Attachment
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.incubator import actions, papers
from campus5g.portal.incubator.forms import (
    AnswerForm,
    AnswersForm,
    AppealForm,
    ApplicationFilter,
    ScreenForm,
    TransferForm,
)
from campus5g.portal.incubator.models import Appeal, Application, Hearing, Round
from campus5g.portal.incubator.permissions import can_appeal, can_come, can_judge, can_withdraw, can_write, founds
from campus5g.portal.incubator.personal import asked_at
from campus5g.portal.incubator.questionnaire import Kind, missing, questions_of, read_sections, stale, unmet
from campus5g.portal.incubator.round_views import attempt, language, run_by, said
from campus5g.portal.incubator.shown import files_of, hours_of, parts_of

PAGE = 25


def application_of(pk: int) -> Application:
    rows = Application.objects.select_related("venture", "round", "form")
    found: Application = get_object_or_404(rows, pk=pk)
    return found


@login_not_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: an account is made, with the venture and its application; or one signs in first."""
    asked = asked_at(token)
    found = Round.objects.filter(pk=asked.round_id).first() if asked else None
    if asked is None or found is None or not found.open_at(now()):
        return render(request, "incubator/link_over.html", status=404)
    known = User.objects.filter(email=asked.email).exists()
    if known or request.user.is_authenticated:
        url = reverse("incubator:round", args=[found.pk])
        to = url if request.user.is_authenticated else f"{reverse('account_login')}?next={url}"
        return render(request, "incubator/link_known.html", {"round": found, "email": asked.email, "url": to})
    form = NewPersonForm(
        request.POST or None, email=asked.email, initial={"full_name": asked.full_name, "language": asked.language}
    )
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        if attempt(form, lambda: made.extend(actions.begin_as_new_person(asked, found, form.cleaned_data["password1"]))):
            answer = sign_in(request, made[0])
            answer["Location"] = made[1].get_absolute_url()
            return answer
    context = {"round": found, "asked": asked, "form": form}
    return render(request, "incubator/link_new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """To its team, the application to write and follow; to the office, the file to read and screen."""
    found = application_of(pk)
    if not founds(request.actor, found.venture):
        if not can_judge(request.actor, found):
            raise Http404  # a juror reads on the reading page, once they declared that nothing ties them
        return _read(request, found, ScreenForm(initial={"why": found.why}), TransferForm(found.round))
    if request.method == "POST":
        answer = _do(request, found)
        if answer is not None:
            return answer
    return _write(request, found, AppealForm())


def _do(request: HttpRequest, found: Application) -> HttpResponse | None:
    """What the buttons of the team ask for."""
    operation, actor = request.POST.get("op", "save"), request.actor
    if operation == "appeal":
        form = AppealForm(request.POST)
        if form.is_valid() and attempt(form, lambda: actions.appeal(actor, found, form.cleaned_data["text"])):
            messages.success(request, _("Your appeal is made: you hear of its answer by mail."))
            return redirect(found)
        return _write(request, found, form)
    if operation == "withdraw":
        said(request, lambda: actions.withdraw(actor, found, request.POST.get("why", "")), _("The application is withdrawn."))
        return redirect(found)
    if operation == "away":
        hours = [hour for hour, _away in hours_of(found.round, []) if hour.isoformat() in request.POST.getlist("away")]
        said(request, lambda: actions.say_team_absences(actor, found, hours), _("Saved: the next calendar heeds it."))
        return redirect(found)
    if operation == "drop":
        file = get_object_or_404(Attachment.objects, pk=request.POST.get("file", 0), subject_id=found.pk)
        said(request, lambda: actions.drop_file(actor, found, request.POST.get("key", ""), file), _("The file is taken off."))
        return redirect(found)
    return _save(request, found, operation)


def _save(request: HttpRequest, found: Application, operation: str) -> HttpResponse | None:
    """Keep the answers, then what else the button asks: a file, a signature, handing it in."""
    form = _answers(request, found, request.POST)
    if not attempt_answers(request, found, form):
        return _write(request, found, AppealForm(), form)
    for key in [name.removeprefix("f-") for name in request.FILES]:
        uploaded = request.FILES[f"f-{key}"]
        said(
            request,
            lambda key=key, uploaded=uploaded: actions.add_file(request.actor, found, key, uploaded),
            _("The file is added."),
        )
    if operation == "sign":
        said(request, lambda: actions.sign_off(request.actor, application_of(found.pk)), _("You have signed the application."))
    elif operation == "submit":
        said(request, lambda: actions.submit(request.actor, application_of(found.pk)), _("The application is handed in."))
    elif not request.FILES:
        messages.success(request, _("Saved."))
    return redirect(found)


def attempt_answers(request: HttpRequest, found: Application, form: AnswersForm) -> bool:
    try:
        actions.save_answers(request.actor, found, form.said(), int(request.POST.get("version") or 0))
    except BadInput as error:
        form.is_valid()
        form.refuse(error)
    except Conflict as refusal:
        form.is_valid()
        form.add_error(None, say(refusal.reason))
    except ValueError:
        raise Http404 from None
    else:
        return True
    return False


def _answers(request: HttpRequest, found: Application, data: Any = None) -> AnswersForm:
    asked = list(questions_of(read_sections(found.form.sections)))
    return AnswersForm(asked, data, initial=found.answers, language=language())


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed: the answers that changed, from the version they were read in."""
    found = application_of(pk)
    if not founds(request.actor, found.venture):
        raise Http404
    try:
        sent = json.loads(request.body)
        typed = {str(key): str(value) for key, value in sent["answers"].items()}
        version = int(sent["version"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"said": _("This cannot be read: reload the page.")}, status=400)
    try:
        kept = actions.save_answers(request.actor, found, typed, version)
    except BadInput as error:
        return JsonResponse({"key": error.where, "said": say(error.sentence)}, status=400)
    except Conflict as refusal:
        return JsonResponse({"said": say(refusal.reason)}, status=409)
    at = localtime(kept.changed_at)
    return JsonResponse({"version": kept.version, "said": _("Saved at %(hour)s") % {"hour": f"{at:%H:%M:%S}"}})


def _write(request: HttpRequest, found: Application, appeal: AppealForm, form: AnswersForm | None = None) -> HttpResponse:
    sections, writes = read_sections(found.form.sections), can_write(request.actor, found)
    form = form or _answers(request, found)
    files = files_of(found)
    context = {
        "application": found, "round": found.round, "writes": bool(writes), "form": form, "appeal": appeal, "at": now(),
        "may_appeal": bool(can_appeal(request.actor, found)) and not Appeal.objects.filter(application=found).exists(),
        "made": Appeal.objects.filter(application=found).first(), "withdraws": bool(can_withdraw(request.actor, found)),
        "parts": [] if writes else parts_of(found, language()),
        "sections": _controls(sections, form, files), "left": len(missing(sections, found.answers)),
        "stale": stale(sections, found.answers),
        "unsigned": actions.unsigned(found) if writes else [], "team": found.venture.founders.filter(left_at=None),
        "new_form": writes and found.form.number > found.form_told, "hearing": Hearing.objects.filter(application=found).first(),
        "slots": hours_of(found.round, found.away) if can_come(request.actor, found) else [],
        "places": {"save": reverse("incubator:save", args=[found.pk]), "number": found.pk},
        "words": {
            "saving": _("Saving…"), "offline": _("No network: kept on this device, saved later."),
            "asked": _("Sign in again: nothing is lost."),
        },
    }  # fmt: skip
    refused = (form.is_bound and bool(form.errors)) or (appeal.is_bound and bool(appeal.errors))
    return render(request, "incubator/application.html", context, status=400 if refused else 200)


def _controls(sections: Any, form: AnswersForm, files: Any) -> list[dict[str, Any]]:
    """Sections with a control for each question, or the files of one that asks for some."""
    return [
        {
            "title": section.name(language()),
            "rows": [
                {"q": q, "title": q.title(language()), "hint": q.hint(language()), "files": files.get(q.key, ())}
                if q.kind is Kind.FILE
                else {"q": q, "field": form[f"q-{q.key}"]}
                for q in section.questions
            ],
        }
        for section in sections
    ]


# --- by the office ----------------------------------------------------------------------------------------------------------


def _read(
    request: HttpRequest, found: Application, screening: ScreenForm, transfer: TransferForm, answer: Any = None
) -> HttpResponse:
    context = {
        "application": found, "round": found.round, "parts": parts_of(found, language()), "screening": screening, "transfer": transfer,
        "team": found.venture.founders.filter(left_at=None), "made": Appeal.objects.filter(application=found).first(),
        "answer": answer or AnswerForm(), "hearing": Hearing.objects.filter(application=found).first(),
        "screens": found.state in (Application.State.SUBMITTED, Application.State.ELIGIBLE, Application.State.INELIGIBLE),
    }  # fmt: skip
    refused = any(form.errors for form in (screening, transfer, context["answer"]))
    return render(request, "incubator/application_read.html", context, status=400 if refused else 200)


@require_POST
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Eligible or not, moved to another call, an appeal answered: said on the page of the file."""
    found, actor = application_of(pk), request.actor
    if not can_judge(actor, found):
        raise Http404
    operation = request.POST.get("op", "screen")
    screening = ScreenForm(request.POST if operation == "screen" else None)
    transfer = TransferForm(found.round, request.POST if operation == "transfer" else None)
    answer = AnswerForm(request.POST if operation == "answer" else None)
    if operation == "screen" and screening.is_valid():
        data = screening.cleaned_data
        if attempt(screening, lambda: actions.screen(actor, found, data["eligible"], data["why"])):
            messages.success(request, _("Screened: the team is told by mail."))
            return redirect("incubator:applications", found.round_id)
    if operation == "transfer" and transfer.is_valid():
        moved = transfer.cleaned_data
        if attempt(transfer, lambda: actions.transfer(actor, found, moved["to"], moved["why"])):
            messages.success(request, _("Moved: the team is told by mail."))
            return redirect("incubator:applications", moved["to"].pk)
    if operation == "answer" and answer.is_valid():
        made = get_object_or_404(Appeal.objects, application=found)
        told = answer.cleaned_data
        if attempt(answer, lambda: actions.answer_appeal(actor, made, told["upheld"], told["answer"])):
            messages.success(request, _("Answered: the team is told by mail."))
            return redirect(found)
    return _read(request, found, screening, transfer, answer)


@require_GET
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    found = run_by(request, pk)
    chosen = ApplicationFilter(request.GET)
    page = Paginator(chosen.chosen(_listed(found)), PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.breaches = len(unmet(read_sections(one.form.sections), one.answers))
    return render(request, "incubator/applications.html", {"round": found, "page": page, "filter": chosen})


def _listed(found: Round) -> QuerySet[Application]:
    rows: QuerySet[Application] = Application.objects.filter(round=found).select_related("venture", "form")
    return rows


@require_GET
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list as it is filtered, with every answer; of people, no address."""
    found = run_by(request, pk)
    rows = list(ApplicationFilter(request.GET).chosen(_listed(found)))
    version = actions.live_form(found) or actions.working_form(found)
    asked = [q for q in questions_of(read_sections(version.sections if version else [])) if q.kind is not Kind.FILE]
    head = [_("Reference"), _("Venture"), _("Town"), _("State"), _("Handed in"), _("Late"), *(q.title(language()) for q in asked)]
    lines = [
        [
            one.venture.reference, one.venture.name, one.venture.city, one.get_state_display(),
            f"{localtime(one.submitted_at):%Y-%m-%d %H:%M}" if one.submitted_at else "", _("yes") if one.late else "",
            *(q.shown(one.answers.get(q.key), language()) for q in asked),
        ]
        for one in rows
    ]  # fmt: skip
    return list_file(kind, f"applications-{found.pk}", _("Applications"), head, lines)


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of a decision, to its team and the office."""
    found = application_of(pk)
    decided = found.state in Application.DECIDED and found.decided_at is not None
    if not decided or not (founds(request.actor, found.venture) or can_judge(request.actor, found)):
        raise Http404
    return file_of(paper_pdf(papers.letter(found), language()), "application/pdf", f"{found.venture.reference}.pdf")


def file_of(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store, private"
    return answer
