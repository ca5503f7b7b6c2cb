"""Calls for applications: the public page, and those that make a call and its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.events.limits import within
from campus5g.portal.incubator import actions
from campus5g.portal.incubator.forms import AskForm, BeginForm, CloneForm, QuestionForm, ReasonForm, RoundForm, add_error
from campus5g.portal.incubator.models import Application, Founder, Juror, Round, Venture
from campus5g.portal.incubator.permissions import can_apply, can_change_round, can_run
from campus5g.portal.incubator.personal import Asked
from campus5g.portal.incubator.questionnaire import Section, read_sections


def language() -> str:
    return (get_language() or "fr").split("-")[0]


def round_of(pk: int) -> Round:
    found: Round = get_object_or_404(Round.objects.select_related("organisation"), pk=pk)
    return found


def run_by(request: HttpRequest, pk: int) -> Round:
    """Return a call that the reader runs; nobody else learns that there is a page."""
    found = round_of(pk)
    if not can_run(request.actor):
        raise Http404
    return found


def attempt(form: Any, verb: Callable[[], object]) -> bool:
    """Run a verb on what a form holds; a refusal is said on the form, which keeps what was typed."""
    try:
        verb()
    except BadInput as error:
        add_error(form, error)
    except Conflict as refusal:
        form.add_error(None, say(refusal.reason))
    else:
        return True
    return False


def said(request: HttpRequest, verb: Callable[[], object], done: str) -> bool:
    """Run a verb that a single button asks for, and say what became of it."""
    try:
        verb()
    except BadInput as error:
        messages.error(request, say(error.sentence))
    except Conflict as refusal:
        messages.error(request, say(refusal.reason))
    else:
        messages.success(request, done)
        return True
    return False


def ventures_of(request: HttpRequest) -> Any:
    """The ventures that the reader founds, or whose organisation they act for."""
    mine = Q(pk__in=Founder.of(request.actor).values("venture_id")) | Q(organisation__in=request.actor.organisation_ids)
    return Venture.objects.filter(mine).distinct()


@login_not_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The calls; for whom it concerns, their applications, the files they read, the calls they run."""
    actor, runs = request.actor, bool(can_run(request.actor))
    rounds = Round.objects.exclude(state=Round.State.ARCHIVED)
    mine: list[Application] = []
    seats = 0
    if actor.user_id is not None:
        mine = list(Application.objects.filter(venture__in=ventures_of(request)).select_related("venture", "round"))
        seats = Juror.objects.filter(user_id=actor.user_id).exclude(state=Juror.State.RESIGNED).count()
    if runs:
        handed = ~Q(applications__state__in=(Application.State.DRAFT, Application.State.WITHDRAWN))
        rounds = rounds.annotate(handed_in=Count("applications", handed))
    context = {"rounds": rounds, "at": now(), "mine": mine, "seats": seats, "runs": runs}
    return render(request, "incubator/list.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a call offers and asks; from here one applies, with an account or without."""
    found, member = round_of(pk), request.actor.user_id is not None
    ventures = ventures_of(request) if member else Venture.objects.none()
    form: Any = BeginForm(request.POST or None, ventures=ventures) if member else AskForm(request.POST or None)
    if request.method == "POST":
        require(can_apply(request.actor, found) if member else can_apply(SYSTEM, found))
        if form.is_valid():
            answer = _begin(request, found, form) if member else _ask(request, found, form)
            if answer is not None:
                return answer
    version = actions.live_form(found) or actions.working_form(found)
    context = {
        "round": found, "form": form, "member": member, "open": found.open_at(now()), "at": now(), "runs": bool(can_run(request.actor)),
        "changes": bool(can_change_round(request.actor, found)), "criteria": _criteria(found),
        "sections": [(section.name(language()), [q.title(language()) for q in section.questions]) for section in _sections(version)],
    }  # fmt: skip
    return render(request, "incubator/round.html", context, status=400 if form.errors else 200)


def _criteria(found: Round) -> list[tuple[str, float]]:
    return [(criterion.name(language()), criterion.weight) for criterion in actions.rubric_of(found)]


def _sections(version: Any) -> tuple[Section, ...]:
    return read_sections(version.sections) if version else ()


def _begin(request: HttpRequest, found: Round, form: BeginForm) -> HttpResponse | None:
    data, made = form.cleaned_data, []

    def verb() -> None:
        venture = data["venture"]
        begun = (
            actions.begin(request.actor, venture, found, request.user.language)
            if venture
            else actions.begin_new(request.actor, request.user, found, data["name"])
        )
        made.append(begun)

    return redirect(made[0]) if attempt(form, verb) else None


def _ask(request: HttpRequest, found: Round, form: AskForm) -> HttpResponse | None:
    if not within(request, "incubator"):
        return render(request, "base/refused.html", {"reason": _("Too many requests at once. Try again later.")}, status=429)
    asked = Asked(found.pk, form.cleaned_data["full_name"], form.cleaned_data["email"], form.cleaned_data["venture"], language())
    if not attempt(form, lambda: actions.ask_to_apply(found, asked)):
        return None
    messages.success(request, _("A mail comes to your address: its link begins your application. It holds for three days."))
    return redirect(found)


# --- by the office ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    found = run_by(request, pk) if pk else None
    require(can_change_round(request.actor, found) if found else can_run(request.actor))
    form = RoundForm(request.POST or None, instance=found)
    made: list[Round] = []
    if request.method == "POST" and form.is_valid():
        kept = round_of(found.pk) if found else None
        if attempt(form, lambda: made.append(actions.write_round(request.actor, form.details(), kept))):
            return redirect(made[0])
    title = _("Change the call") if found else _("New call for applications")
    return form_page(request, form, title, found)


@require_http_methods(["GET", "POST"])
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin from an earlier call: its words, rubric and form."""
    found = run_by(request, pk)
    form = CloneForm(request.POST or None)
    made: list[Round] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            form,
            lambda: made.append(actions.clone_round(request.actor, found, data["cohort"], data["opens_at"], data["closes_at"])),
        ):
            return redirect(made[0])
    return form_page(request, form, _("Begin a call from this one"), found)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = run_by(request, pk)
    said(request, lambda: actions.publish_round(request.actor, found), _("The call is published."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    found = run_by(request, pk)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: actions.archive_round(request.actor, found, form.cleaned_data["why"]))
    ):
        return redirect("incubator:list")
    return form_page(request, form, _("Archive the call"), found)


def form_page(request: HttpRequest, form: Any, title: str, found: Round | None) -> HttpResponse:
    context = {"form": form, "title": title, "round": found}
    return render(request, "incubator/form.html", context, status=400 if form.errors else 200)


# --- the form builder -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions in order: move them, take one out, put the new version into use."""
    found = run_by(request, pk)
    if request.method == "POST":
        _operate(request, found)
        return redirect("incubator:form", pk)
    working, live = actions.working_form(found), actions.live_form(found)
    shown = working or live
    context = {
        "round": found, "working": working, "live": live, "changes": bool(can_change_round(request.actor, found)),
        "sections": _numbered(_sections(shown)), "history": found.forms.exclude(live_at=None),
    }  # fmt: skip
    return render(request, "incubator/form_builder.html", context)


def _numbered(sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    """Each section with its questions, as the page lists them."""
    return [
        {
            "title": section.name(language()),
            "questions": [
                {"q": q, "title": q.title(language()), "kind": dict(QuestionForm.KINDS)[q.kind], "rule": dict(QuestionForm.RULES)[q.rule]}
                for q in section.questions
            ],
        }
        for section in sections
    ]  # fmt: skip


def _operate(request: HttpRequest, found: Round) -> None:
    operation, key = request.POST.get("op", ""), request.POST.get("key", "")
    if operation == "adopt":
        note = request.POST.get("note", "")
        said(request, lambda: actions.adopt_form(request.actor, found, note), _("The new version is in use: teams are told."))
        return
    sections = _sections(actions.working_form(found) or actions.live_form(found))
    changed = {
        "up": lambda: _moved(sections, key, -1),
        "down": lambda: _moved(sections, key, 1),
        "drop": lambda: _without(sections, key),
    }
    if operation not in changed:
        raise Http404
    said(request, lambda: actions.change_form(request.actor, found, changed[operation]()), _("The form is changed."))


def _without(sections: tuple[Section, ...], key: str) -> tuple[Section, ...]:
    left = (replace(one, questions=tuple(q for q in one.questions if q.key != key)) for one in sections)
    return tuple(one for one in left if one.questions)


def _moved(sections: tuple[Section, ...], key: str, by: int) -> tuple[Section, ...]:
    """Move a question within its section."""

    def section(one: Section) -> Section:
        questions = list(one.questions)
        place = next((i for i, q in enumerate(questions) if q.key == key), None)
        if place is None or not 0 <= place + by < len(questions):
            return one
        questions.insert(place + by, questions.pop(place))
        return replace(one, questions=tuple(questions))

    return tuple(section(one) for one in sections)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a question: a new one, or the one named in the address."""
    found = run_by(request, pk)
    require(can_change_round(request.actor, found))
    sections = _sections(actions.working_form(found) or actions.live_form(found))
    key = request.GET.get("key", "")
    here = next(((one, q) for one in sections for q in one.questions if q.key == key), None)
    if key and here is None:
        raise Http404
    initial = {"section": sections[-1].title, "section_en": sections[-1].title_en} if sections else {}
    if here:
        initial = QuestionForm.shown(here[1]) | {"section": here[0].title, "section_en": here[0].title_en}
    written = QuestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and written.is_valid():
        new = _with(sections, key, written)
        if attempt(written, lambda: actions.change_form(request.actor, found, new)):
            return redirect("incubator:form", pk)
    title = _("Change the question") if here else _("New question")
    return form_page(request, written, title, found)


def _with(sections: tuple[Section, ...], key: str, written: QuestionForm) -> tuple[Section, ...]:
    """Put a question where the form says: at its place if it stays in its section, else at the end of the one named."""
    asked, title, title_en = (
        written.question(),
        written.cleaned_data["section"].strip(),
        written.cleaned_data["section_en"].strip(),
    )
    home = next((one for one in sections if any(q.key == key for q in one.questions)), None)
    if key and home is not None and home.title == title:
        swapped = tuple(asked if q.key == key else q for q in home.questions)
        return tuple(replace(one, title_en=title_en, questions=swapped) if one is home else one for one in sections)
    left = _without(sections, key) if key else sections
    if any(one.title == title for one in left):
        return tuple(
            replace(one, title_en=title_en or one.title_en, questions=(*one.questions, asked)) if one.title == title else one
            for one in left
        )
    return (*left, Section(title, title_en, (asked,)))
