"""Pages of amendments: the list, proposing one, reading its effect and deciding."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.programme import actions, joints
from campus5g.portal.programme.amending import effect_of, refusal_of, sides_left, title_of
from campus5g.portal.programme.forms import WhyForm
from campus5g.portal.programme.models import Amendment, Approval, Move
from campus5g.portal.programme.permissions import approving, can_approve, can_propose, can_withdraw
from campus5g.portal.programme.views import about, asked, done, page, programme_of, try_


def amendment_of(pk: int) -> Amendment:
    found: Amendment = get_object_or_404(
        Amendment.objects.select_related("programme__organisation", "organisation", "proposed_by"), pk=pk
    )
    return found


@require_GET
def amendments(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_of(pk)
    found = list(Amendment.objects.filter(programme=programme).select_related("programme", "organisation", "proposed_by"))
    moves = Move.objects.filter(programme=programme, amendment=None).select_related(
        "milestone__action__strand", "action__strand", "by"
    )
    context = {
        "rows": [(one, title_of(one)) for one in found], "kinds": joints.amendment_kinds(), "moves": moves.order_by("-pk")[:20],
        "may_propose": can_propose(request.actor, programme).allowed,
    }  # fmt: skip
    return page(request, "programme/amendments.html", programme, context)


def propose(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Propose an amendment of one kind: its own form, then the reason."""
    programme, known = programme_of(pk), joints.kind_of(kind)
    if known is None:
        raise Http404
    require(can_propose(request.actor, programme))
    form = known.form(programme, request.POST or None, initial=request.GET.dict())
    form.fields["why"] = WhyForm.base_fields["why"]
    if request.method == "POST" and form.is_valid():
        made: list[Amendment] = []

        def do() -> None:
            made.append(actions.propose_amendment(request.actor, programme, kind, form.what(), form.cleaned_data["why"]))

        if done(request, form, do, _("The amendment is proposed; the office is told. Here is its effect.")):
            return redirect(made[0])
    return asked(request, form, say(known.label), programme, _("Propose it"), _("Nothing changes before it is approved."))


def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """An amendment: what would change, and who has still to approve; those sides approve or refuse here."""
    found = amendment_of(pk)
    form = WhyForm(request.POST or None) if request.POST.get("do") in ("refuse", "withdraw") else WhyForm()
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "approve":
            try_(request, lambda: actions.approve_amendment(request.actor, found), _("Approved."))
            return redirect(found)
        end = {"refuse": actions.refuse_amendment, "withdraw": actions.withdraw_amendment}.get(do)
        if end is None:
            raise Http404
        require(can_approve(request.actor, found) if do == "refuse" else can_withdraw(request.actor, found))
        if form.is_valid() and done(request, form, lambda: end(request.actor, found, form.cleaned_data["why"]), _("It is said.")):
            return redirect(found)
    left = sides_left(found) if found.pending else []
    side = None if request.actor.sees_all else approving(request.actor, found.programme)
    context = {
        "amendment": found, "name": title_of(found), "left": left, "form": form, "refusal": refusal_of(found) if found.pending else None,
        "effect": _effect(found), "approvals": Approval.objects.filter(amendment=found).select_related("by", "organisation"),
        "may_approve": found.pending and can_approve(request.actor, found).allowed and side in left,
        "may_refuse": found.pending and can_approve(request.actor, found).allowed,
        "may_withdraw": found.pending and found.organisation_id == request.actor.organisation_id, **about(request, found, found.programme),
    }  # fmt: skip
    return page(request, "programme/amendment.html", found.programme, context, 400 if form.errors else 200)


def _effect(found: Amendment) -> list[object]:
    if found.state in (Amendment.State.REFUSED, Amendment.State.WITHDRAWN):
        return []
    try:
        return list(effect_of(found))
    except Conflict:
        return []
