"""What the office and the funder decide of a claim: line by line, then the two steps."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.funds import actions
from campus5g.portal.funds.claim_views import claim_of, line_of
from campus5g.portal.funds.forms import JudgeForm
from campus5g.portal.funds.models import Claim
from campus5g.portal.funds.permissions import can_check
from campus5g.portal.support.views import done

Verb = Callable[[Actor, Claim, str], object]
STEPS: dict[str, tuple[Verb, Promise]] = {
    "accept": (lambda actor, claim, _why: actions.accept_rest(actor, claim), _("The other lines are accepted.")),
    "ask": (actions.ask_back, _("Sent back with the questions: the partner is told.")),
    "check": (lambda actor, claim, _why: actions.check_claim(actor, claim), _("Checked: another person approves.")),
    "return": (actions.return_to_check, _("It goes back to be checked.")),
    "approve": (lambda actor, claim, _why: actions.approve_claim(actor, claim), _("Approved: the partner is told.")),
}  # fmt: skip


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a claim; what keeps it from being taken is said on its page."""
    found = claim_of(pk)
    if step not in STEPS:
        raise Http404
    do, success = STEPS[step]
    try:
        do(request.actor, found, request.POST.get("why", ""))
        messages.success(request, success)
    except Conflict as refused:
        messages.error(request, say(refused.reason))
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
    return redirect(found)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on one line."""
    found = line_of(pk)
    require(can_check(request.actor, found.claim))
    form = JudgeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        do = lambda: actions.judge_line(request.actor, found, data["outcome"], data["accepted"], data["why"])  # noqa: E731
        if done(request, form, do, str(_("Decided."))):
            return redirect(found.claim)
    context = {"line": found, "claim": found.claim, "judge": form, "may_add": False}
    return render(request, "funds/line.html", context, status=400)
