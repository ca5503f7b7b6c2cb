"""Pages of a venture in its cohort: its plan, its mentors and hours, what was brought to it, and how it leaves."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.matching.topics import topic_labels
from campus5g.portal.base import attachments, audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.support import actions, chain
from campus5g.portal.support.forms import HoursForm, LeadForm, LeaveForm, MilestoneForm, NoteForm, ReachForm, WhyForm, WishForm
from campus5g.portal.support.models import Hours, Lead, Member, Mentor, Mentoring, MentorNote, Milestone, Question
from campus5g.portal.support.permissions import accompanies, can_follow, can_plan, can_run, can_say_figures, is_of
from campus5g.portal.support.standing import Known, signals
from campus5g.portal.support.views import asked, done

SHOWN = 20


def member_of(pk: int) -> Member:
    found: Member = get_object_or_404(
        Member.objects.select_related("venture__organisation", "venture__merged_into", "cohort"), pk=pk
    )
    return found


@require_GET
def venture(request: HttpRequest, pk: int) -> HttpResponse:
    """A venture in its cohort, all that is followed on one page."""
    member, actor = member_of(pk), request.actor
    mentorings = list(Mentoring.objects.filter(member=member).select_related("mentor__user", "mentor__organisation"))
    given = list(Hours.objects.filter(mentoring__in=mentorings, withdrawn_at=None)) if mentorings else []
    plan = list(Milestone.objects.filter(member=member).select_related("owner"))
    notes = list(MentorNote.objects.filter(member=member).select_related("author")[:SHOWN])
    question = Question.objects.filter(member=member, answered_at=None).first()
    live = [one for one in mentorings if one.ended_on is None]
    known = Known(
        plan, notes, frozenset({member.pk} if live else ()), {member.pk: max(one.on for one in given)} if given else {},
        {member.pk: question.asked_at} if question else {},
    )  # fmt: skip
    own = [one for one in live if actor.sees_all or one.mentor.user_id == actor.user_id]
    may_follow = member.live and (actor.sees_all or bool(own))
    of_venture = is_of(actor, member.venture)
    labels = {key: say(label) for key, label in topic_labels().items()}
    context = {
        "member": member, "venture": member.venture, "signal": signals([member], today(), known)[member.pk] if member.live else None,
        "milestones": [(one, one.late(today())) for one in plan],
        "mentorings": [(one, sum(h.minutes for h in given if h.mentoring_id == one.pk) / 60) for one in mentorings],
        "given": [(one, next(m for m in mentorings if m.pk == one.mentoring_id)) for one in given[:SHOWN]], "notes": notes,
        "topics": [labels[key] for key in sorted(member.topics, key=lambda key: -member.topics[key]) if key in labels],
        "leads": list(Lead.objects.filter(member=member).select_related("need", "call", "solution", "introduction"))[:SHOWN],
        "chain": chain.of(member.venture), "may_plan": can_plan(actor, member).allowed, "may_follow": may_follow,
        "may_run": can_run(actor).allowed, "may_figures": actor.sees_all or of_venture, "question": question,
        "hours_form": HoursForm(mine=[(one.pk, str(one.mentor)) for one in own], initial={"on": today()}) if own else None,
        "note_form": NoteForm() if may_follow or of_venture else None,
    }  # fmt: skip
    return render(request, "support/venture.html", context)


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a venture finished, stopped, merged or went; of alumni, that they stopped or merged."""
    member = member_of(pk)
    live = member.live
    require(can_run(request.actor) if live else can_say_figures(request.actor, member.venture))
    form = LeaveForm(request.POST or None, member=member, ends_only=not live, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        do = actions.leave if live else actions.end_venture
        how = Member.Exit(data["how"])
        if done(request, form, lambda: do(request.actor, member, how, data["on"], data["why"], data["into"]), _("Saved.")):
            return redirect(member)
    lead = _("Its plan, hours and figures stay as they are. Its people keep their accounts, and go on saying their figures.")
    return asked(request, form, _("What became of %(name)s") % {"name": member.venture.name}, member, _("Save"), lead)


def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(pk)
    require(can_plan(request.actor, member))
    everybody = list(Mentor.objects.filter(archived_at=None).select_related("user", "organisation"))
    form = WishForm(request.POST or None, member=member, mentors=everybody)
    if request.method == "POST" and form.is_valid():

        def do() -> None:
            actions.wish(request.actor, member, form.topics(), form.cleaned_data["hours"], form.wanted(), form.unwanted())

        if done(request, form, do, _("Saved: the next proposal takes it into account.")):
            return redirect(member)
    context = {"form": form, "member": member}
    return render(request, "support/wishes.html", context, status=400 if form.errors else 200)


def new_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(pk)
    require(can_plan(request.actor, member))
    form = MilestoneForm(request.POST or None, member=member, initial={"due": today() + timedelta(days=30)})
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("title", "due", "proof", "owner")}
        if done(
            request, form, lambda: actions.write_milestone(request.actor, member, **said), _("The milestone is in the plan.")
        ):
            return redirect(member)
    return asked(request, form, _("Add a milestone"), member, _("Add"))


def _milestone(pk: int) -> Milestone:
    rows = Milestone.objects.select_related("member__venture__organisation", "member__cohort", "owner", "reached_by")
    found: Milestone = get_object_or_404(rows, pk=pk)
    return found


@require_http_methods(["GET", "POST"])
def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """A milestone with its evidence; the form that says it is reached."""
    found = _milestone(pk)
    may = can_plan(request.actor, found.member).allowed
    form = ReachForm(request.POST or None, request.FILES or None, initial={"on": today()})
    if request.method == "POST":
        require(can_plan(request.actor, found.member))
        if form.is_valid():
            data = form.cleaned_data
            do = lambda: actions.reach_milestone(request.actor, found, data["on"], data["evidence"], data["file"])  # noqa: E731
            if done(request, form, do, _("Reached: the office and the mentors are told.")):
                return redirect(found)
    context = {
        "milestone": found, "member": found.member, "thing": found, "form": form if may and found.open else None,
        "late": found.late(today()), "files": attachments.of(found), "may_add": may, "may_plan": may and found.open,
        "history": audit.history(found),
    }  # fmt: skip
    return render(request, "support/milestone.html", context, status=400 if form.errors else 200)


def edit_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    found = _milestone(pk)
    require(can_plan(request.actor, found.member))
    form = MilestoneForm(request.POST or None, instance=_milestone(pk), member=found.member)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("title", "due", "proof", "owner")}
        if done(request, form, lambda: actions.change_milestone(request.actor, found, **said), _("Saved.")):
            return redirect(found)
    return asked(request, form, found.title, found, _("Save"))


def drop_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    found = _milestone(pk)
    require(can_plan(request.actor, found.member))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(request, form, lambda: actions.drop_milestone(request.actor, found, why), _("It is given up, with its reason.")):
            return redirect(found.member)
    return asked(request, form, _("Give this milestone up"), found, _("Give up"))


@require_POST
def log_hours(request: HttpRequest, pk: int) -> HttpResponse:
    member = member_of(pk)
    require(can_follow(request.actor, member))
    live = Mentoring.objects.filter(member=member, ended_on=None).select_related(
        "mentor__user", "member__venture", "member__cohort"
    )
    own = {one.pk: one for one in live if request.actor.sees_all or one.mentor.user_id == request.actor.user_id}
    form = HoursForm(request.POST, mine=[(key, str(one.mentor)) for key, one in own.items()])
    if form.is_valid():
        data = form.cleaned_data
        said = (own[data["mentoring"]], data["on"], data["minutes"], Hours.Kind(data["kind"]), data["text"])
        if done(request, form, lambda: actions.log_hours(request.actor, *said), _("The hours are written down.")):
            return redirect(member)
    return asked(request, form, _("Write hours down"), member, _("Write down"))


@require_POST
def withdraw_hours(request: HttpRequest, pk: int) -> HttpResponse:
    given: Hours = get_object_or_404(Hours.objects.select_related("mentoring__member__venture"), pk=pk)
    actions.withdraw_hours(request.actor, given)
    messages.success(request, _("This is taken back."))
    return redirect(given.mentoring.member)


@require_POST
def write_note(request: HttpRequest, pk: int) -> HttpResponse:
    member, form = member_of(pk), NoteForm(request.POST)
    shared = bool(request.POST.get("shared")) or (is_of(request.actor, member.venture) and not accompanies(request.actor, member))
    if form.is_valid():
        text = form.cleaned_data["text"]
        if done(
            request, form, lambda: actions.write_mentor_note(request.actor, member, text, shared=shared), _("The note is kept.")
        ):
            return redirect(member)
    return asked(request, form, _("Add a note"), member, _("Add"))


def end_mentoring(request: HttpRequest, pk: int) -> HttpResponse:
    found: Mentoring = get_object_or_404(
        Mentoring.objects.select_related("member__venture", "member__cohort", "mentor__user"), pk=pk
    )
    require(can_run(request.actor))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(request, form, lambda: actions.end_mentoring(request.actor, found, why), _("It has ended; both are told.")):
            return redirect(found.member)
    return asked(request, form, str(found), found.member, _("End"))


def answer_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether what was brought interests the venture; for a need, the office is then asked for an introduction."""
    rows = Lead.objects.select_related("member__venture", "member__cohort", "need", "call", "solution")
    lead: Lead = get_object_or_404(rows, pk=pk)
    require(can_plan(request.actor, lead.member))
    form = LeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, interested = form.cleaned_data, request.POST.get("do") != "no"
        if interested and lead.need_id and not data["contact"]:
            form.add_error("contact", _("Say how you are reached: the other side is told once it accepts."))
        elif done(
            request,
            form,
            lambda: actions.answer_lead(request.actor, lead, interested=interested, text=data["text"], contact=data["contact"]),
            _("Your answer is kept."),
        ):
            return redirect(lead.member)
    return render(request, "support/lead.html", {"form": form, "lead": lead}, status=400 if form.errors else 200)
