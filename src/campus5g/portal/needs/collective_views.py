"""The pages of collective needs: bringing together, wording, answering, leaving, splitting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs import actions
from campus5g.portal.needs.deed_forms import AnswerForm, CollectiveForm, JoinForm, LeaveForm, label_of
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.needs.permissions import can_answer_link, can_bring_together, can_leave_collective, can_reword
from campus5g.portal.needs.veil import with_told


def free_needs() -> Any:
    """The needs that could be brought together."""
    live = (Need.State.STATED, Need.State.STUDIED, Need.State.PROJECT)
    needs = Need.objects.filter(kind=Need.Kind.INDIVIDUAL, state__in=live).select_related("organisation")
    return with_told(needs.order_by("title", "pk"))


def in_a_list(needs: Any) -> Any:
    """The same needs with what a list to choose from shows: neither their words nor their plans."""
    return needs.only("title", "created_at", "anonymous", "organisation__name")


def _collective(pk: int) -> Need:
    need: Need = get_object_or_404(Need.objects.filter(kind=Need.Kind.COLLECTIVE), pk=pk)
    return need


def live_links(collective: Need) -> list[NeedLink]:
    links = NeedLink.objects.filter(collective=collective).select_related("need__organisation", "collective").order_by("pk")
    return list(links)


def _chosen(request: HttpRequest) -> list[Need]:
    asked = [int(word) for word in (request.POST or request.GET).getlist("need") if word.isdecimal()][:50]
    return list(free_needs().filter(pk__in=asked))


def _kinds(request: HttpRequest, needs: Sequence[Need]) -> dict[int, NeedLink.Kind]:
    said = {need.pk: request.POST.get(f"kind-{need.pk}", "") for need in needs}
    return {pk: NeedLink.Kind(kind) if kind in NeedLink.Kind.values else NeedLink.Kind.MERGED for pk, kind in said.items()}


def together(request: HttpRequest) -> HttpResponse:
    """Choose needs, then word what they have in common; a new need of which each owner is asked."""
    require(can_bring_together(request.actor))
    needs = _chosen(request)
    said = request.POST if request.POST.get("do") == "make" else None
    form = CollectiveForm(said, needs=needs, initial=_proposed(needs))
    if said is not None and form.is_valid():
        made = actions.bring_together(request.actor, _kinds(request, needs), form.said())
        messages.success(request, _("The collective need is made: each owner is asked."))
        return redirect(made)
    kinds = (
        _kinds(request, needs) if request.method == "POST" else dict.fromkeys((need.pk for need in needs), NeedLink.Kind.MERGED)
    )
    context = {
        "needs": [(need, kinds[need.pk]) for need in needs], "form": form, "kinds": NeedLink.Kind.choices, "ready": len(needs) > 1,
        "choices": [] if len(needs) > 1 else [(need, label_of(need)) for need in in_a_list(free_needs())[:300]],
    }  # fmt: skip
    return render(request, "needs/together.html", context, status=400 if form.errors else 200)


def _proposed(needs: Sequence[Need]) -> dict[str, Any]:
    """Begin the wording with what each says, one paragraph a need."""
    kept = {name: "\n".join(said for need in needs if (said := getattr(need, name).strip())) for name in actions.SAID}
    return {**kept, "title": needs[0].title if needs else "", "text": "\n\n".join(need.text for need in needs)}


def wording(request: HttpRequest, pk: int) -> HttpResponse:
    collective = _collective(pk)
    require(can_reword(request.actor, collective))
    needs = [link.need for link in live_links(collective) if link.live]
    names = ("title", "text", "wording", *actions.SAID)
    start = {**{name: getattr(collective, name) for name in names}, "site_of": collective.site_of_id or ""}
    form = CollectiveForm(request.POST or None, needs=needs, reworded=True, initial=start)
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data["wording"] or 0
        actions.reword(request.actor, collective, form.said(), wording=read, why=form.cleaned_data["why"])
        messages.success(request, _("The new wording is kept: those who take part are asked to agree to it."))
        return redirect(collective)
    context = {"need": collective, "form": form}
    return render(request, "needs/wording.html", context, status=400 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(NeedLink.objects.select_related("need__organisation", "collective"), pk=pk)
    require(can_answer_link(request.actor, link))
    form = AnswerForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            state = NeedLink.State(said["answer"])
            actions.answer(request.actor, link, state, wording=said["wording"], why=said["why"])
        except BadInput as fault:
            messages.error(request, say(fault.sentence))
        else:
            messages.success(request, _("Your answer is kept: the office is told."))
            return redirect(link.need if state == NeedLink.State.REFUSED else link.collective)
    else:
        messages.error(request, _("Choose an answer first."))
    return redirect(f"{link.collective.get_absolute_url()}#members")


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(NeedLink.objects.select_related("need__organisation", "collective"), pk=pk)
    require(can_leave_collective(request.actor, link))
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(request.actor, link, form.cleaned_data["why"])
        except BadInput as fault:
            form.add_error("why", say(fault.sentence))
        else:
            messages.success(request, _("Your need no longer takes part. It stays as it is."))
            return redirect(link.need)
    return render(
        request, "needs/leave.html", {"link": link, "need": link.need, "form": form}, status=400 if form.errors else 200
    )


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    collective = _collective(pk)
    require(can_reword(request.actor, collective))
    form = JoinForm(request.POST, needs=free_needs())
    if form.is_valid():
        kind = NeedLink.Kind(form.cleaned_data["kind"])
        actions.ask_to_join(request.actor, collective, form.cleaned_data["need"], kind)
        messages.success(request, _("Its owner is asked."))
    else:
        messages.error(request, _("Choose a need first."))
    return redirect(f"{collective.get_absolute_url()}#members")


def split(request: HttpRequest, pk: int) -> HttpResponse:
    collective = _collective(pk)
    require(can_reword(request.actor, collective))
    links = [link for link in live_links(collective) if link.live]
    going = [link for link in links if str(link.pk) in request.POST.getlist("link")]
    form = CollectiveForm(
        request.POST or None, needs=[link.need for link in links], why=True, initial={"title": collective.title}
    )
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            made = actions.split(request.actor, collective, [link.pk for link in going], form.said(), why)
        except BadInput as fault:
            form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))
        else:
            messages.success(request, _("The collective need is split: the owners are asked anew."))
            return redirect(made)
    context = {"need": collective, "form": form, "links": [(link, link in going) for link in links]}
    return render(request, "needs/split.html", context, status=400 if form.errors else 200)
