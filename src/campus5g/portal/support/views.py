"""Pages of cohorts: the list, a cohort with its ventures and figures, its form, its mentors, its report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.errors import BadInput
from campus5g.matching.topics import topic_labels
from campus5g.portal.base import audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.incubator.models import Application, Round
from campus5g.portal.support import actions, report, tables
from campus5g.portal.support.forms import AskForm, CohortForm, NewCohortForm
from campus5g.portal.support.models import Cohort, Member, Mentor, Mentoring, Question
from campus5g.portal.support.pairing import proposal_of
from campus5g.portal.support.permissions import can_run
from campus5g.portal.support.standing import Known, signals
from campus5g.portal.support.summing import compare, summary_of

Doing = Callable[[], object]
YEAR = timedelta(days=364)


def done(request: HttpRequest, form: django_forms.BaseForm, do: Doing, success: str) -> bool:
    """Do what a form asks; a refusal is said in the form, which keeps what was typed."""
    try:
        do()
    except BadInput as fault:
        form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))
    except Conflict as conflict:
        form.add_error(None, say(conflict.reason))
    else:
        messages.success(request, success)
        return True
    return False


def asked(request: HttpRequest, form: django_forms.BaseForm, title: str, back: Any, verb: str, lead: str = "") -> HttpResponse:
    """Show a form alone on its page."""
    context = {"form": form, "title": title, "back": resolve_url(back), "verb": verb, "lead": lead}
    return render(request, "support/form.html", context, status=400 if form.errors else 200)


def cohort_of(pk: int) -> Cohort:
    found: Cohort = get_object_or_404(Cohort.objects.select_related("round"), pk=pk)
    return found


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """The cohorts, for the office; for a venture or a mentor, the ventures that are theirs."""
    actor = request.actor
    members = list(Member.objects.select_related("venture", "cohort").order_by("-cohort__starts_on", "venture__name"))
    if actor.sees_all:
        cohorts = list(Cohort.objects.select_related("round"))
        told = signals([member for member in members if member.live], today())
        rows = [(cohort, *tables.counts(cohort, members, told)) for cohort in cohorts]
        context = {"rows": rows, "may_open": _rounds().exists()}
        return render(request, "support/list.html", context)
    if not members and actor.organisation_id is None:
        raise Http404
    told = signals(members, today())
    context = {
        "members": [(member, told[member.pk]) for member in members],
        "mentor": Mentor.objects.filter(user_id=actor.user_id).first(),
    }
    return render(request, "support/mine.html", context)


def _rounds() -> Any:
    """Calls whose jury admitted somebody and that have no cohort yet."""
    admitted = Application.objects.filter(state=Application.State.ADMITTED)
    return Round.objects.filter(pk__in=admitted.values("round_id"), cohort_of=None)


def new(request: HttpRequest) -> HttpResponse:
    require(can_run(request.actor))
    initial = {"starts_on": today(), "ends_on": today() + YEAR, "hours": 12}
    form = NewCohortForm(request.POST or None, rounds=_rounds(), initial=initial)
    if request.method == "POST" and form.is_valid():
        opened: list[Cohort] = []

        def do() -> None:
            data = form.cleaned_data
            opened.append(
                actions.open_cohort(request.actor, data["round"], data["starts_on"], data["ends_on"], data["hours"], data["name"])
            )
            actions.set_quotas(request.actor, opened[0], form.quotas())

        if done(request, form, do, _("The cohort is open; its ventures are told.")):
            return redirect(opened[0])
    return asked(request, form, _("Open a cohort"), "support:list", _("Open it"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = cohort_of(pk)
    require(can_run(request.actor))
    form = CohortForm(request.POST or None, instance=cohort_of(pk))
    if request.method == "POST" and form.is_valid():

        def do() -> None:
            actions.change_cohort(request.actor, cohort, **form.said())
            actions.set_quotas(request.actor, cohort, form.quotas())

        if done(request, form, do, _("Saved.")):
            return redirect(cohort)
    return asked(request, form, str(cohort), cohort, _("Save"))


@require_GET
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """A cohort: how each venture is doing and why, what they said in figures, and another cohort beside it."""
    found = cohort_of(pk)
    require(can_run(request.actor))
    summary = summary_of(found, today())
    others = list(Cohort.objects.exclude(pk=pk))
    chosen = next((one for one in others if str(one.pk) == request.GET.get("with")), None)
    beside = summary_of(chosen, today(), with_files=False) if chosen else None
    mentors: dict[int, list[Mentoring]] = {}
    for one in Mentoring.objects.filter(member__cohort=found, ended_on=None).select_related("mentor__user"):
        mentors.setdefault(one.member_id, []).append(one)
    waiting = dict(Question.objects.filter(member__cohort=found, answered_at=None).values_list("member_id", "asked_at"))
    said = {trail.figure.venture_id: trail.figure.said_at for trail in sorted(summary.trails, key=lambda one: one.figure.said_at)}
    known = Known(mentored=frozenset(mentors), asked=waiting, said=said)
    told = signals([member for member in summary.members if member.live], today(), known)
    context = {
        "cohort": found, "summary": summary, "others": others, "chosen": chosen, "compared": compare(summary, beside) if beside else None,
        "members": [(member, told.get(member.pk), mentors.get(member.pk, [])) for member in summary.members],
        "lines": report.lines(summary, beside), "late": _to_take_in(found, summary.members), "history": audit.history(found),
        "waiting": len(waiting),
    }  # fmt: skip
    return render(request, "support/cohort.html", context)


def _to_take_in(found: Cohort, members: tuple[Member, ...]) -> list[Application]:
    """Ventures that the call admitted after the cohort was opened."""
    admitted = Application.objects.filter(round_id=found.round_id, state=Application.State.ADMITTED).select_related(
        "venture", "round"
    )
    return list(admitted.exclude(venture__in=[member.venture_id for member in members]))


@require_POST
def take_in(request: HttpRequest, pk: int, application_pk: int) -> HttpResponse:
    found = cohort_of(pk)
    require(can_run(request.actor))
    application: Application = get_object_or_404(Application.objects.select_related("venture"), pk=application_pk)
    member = actions.take_in(request.actor, found, application, today())
    messages.success(request, _("The venture is in the cohort."))
    return redirect(member)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the ventures of a cohort for their figures."""
    found = cohort_of(pk)
    require(can_run(request.actor))
    form = AskForm(request.POST or None, initial={"until": today(), "due": today() + timedelta(days=21)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if done(
            request,
            form,
            lambda: actions.ask_figures(request.actor, found, data["until"], data["due"]),
            _("The ventures are asked."),
        ):
            return redirect(found)
    lead = _("Every venture of the cohort, alumni included, is told with a link to its page; who says nothing is reminded.")
    return asked(request, form, _("Ask for figures"), found, _("Ask"), lead)


@require_GET
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The figures of a cohort, one a row, each with its venture and what it rests on."""
    found = cohort_of(pk)
    require(can_run(request.actor))
    if kind not in ("csv", "xlsx"):
        raise Http404
    summary = summary_of(found, today())
    return list_file(kind, f"cohort-{pk}", found.name, tables.trail_header(), tables.trail_rows(summary))


@require_GET
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The report to the funders as pdf, in the reader's language."""
    found = cohort_of(pk)
    require(can_run(request.actor))
    data = report.pdf(summary_of(found, today()), (get_language() or "fr").split("-")[0])
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="cohort-{pk}.pdf"'
    return answer


@require_GET
def mentors(request: HttpRequest, pk: int) -> HttpResponse:
    """What the engine proposes, with its reasons; the office confirms each pair or chooses another mentor."""
    found = cohort_of(pk)
    require(can_run(request.actor))
    members = {str(one.pk): one for one in Member.objects.filter(cohort=found, left_on=None).select_related("venture")}
    everybody = {str(one.pk): one for one in Mentor.objects.filter(archived_at=None).select_related("user", "organisation")}
    live = list(Mentoring.objects.filter(member__cohort=found, ended_on=None).select_related("member__venture", "mentor__user"))
    proposal = proposal_of(found)
    labels = {key: say(label) for key, label in topic_labels().items()}
    settled = {(str(one.member_id), str(one.mentor_id)) for one in live}
    taken = {str(one.member_id) for one in live}
    context = {
        "cohort": found, "proposal": proposal, "live": [tables.settled_row(one, labels) for one in live],
        "pairs": [tables.pair_row(pair, members, everybody, labels) for pair in (proposal.pairs if proposal else ())
                  if (pair.venture, pair.mentor) not in settled and pair.venture in members and pair.mentor in everybody],
        "alone": [(members[one.venture], one.reasons) for one in (proposal.alone if proposal else ()) if one.venture in members],
        "wishes": [(members[one.venture], everybody[one.mentor], one.reason) for one in (proposal.not_granted if proposal else ())
                   if one.venture in members and one.mentor in everybody],
        "without": [one for key, one in members.items() if key not in taken], "everybody": list(everybody.values()),
    }  # fmt: skip
    return render(request, "support/pairs.html", context)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    found = cohort_of(pk)
    actions.propose_mentors(request.actor, found)
    messages.success(
        request, _("Here is the best proposal that wishes, topics and hours allow. Nothing is settled until you confirm.")
    )
    return redirect("support:pairs", pk)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = cohort_of(pk)
    require(can_run(request.actor))
    member: Member = get_object_or_404(Member.objects.filter(cohort=found), pk=_number(request.POST.get("member")))
    mentor: Mentor = get_object_or_404(Mentor.objects, pk=_number(request.POST.get("mentor")))
    try:
        actions.confirm_mentor(request.actor, member, mentor)
    except Conflict as conflict:
        messages.error(request, say(conflict.reason))
    else:
        messages.success(request, _("Confirmed; both are told."))
    return redirect("support:pairs", pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
