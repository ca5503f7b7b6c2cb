"""Public pages: what 5G changes, and the self-assessment."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.portal.awareness.forms import CheckForm
from campus5g.portal.awareness.uses import USES, dates, studied
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs.actions import Words, create_need
from campus5g.portal.needs.permissions import can_create_need
from campus5g.study.maturity import ASKS, DIMENSIONS, PAINS, Assessment, Way

WAYS = {
    Way.NEED: ("needs:new", _("State a need")),
    Way.TRAINING: ("training:list", _("See the trainings")),
    Way.EVENT: ("events:list", _("See the events")),
    Way.SOLUTION: ("solutions:list", _("See the solutions")),
}


@login_not_required
@require_GET
def discover(request: HttpRequest) -> HttpResponse:
    """What 5G changes in industry, use by use, and where it does not."""
    found = studied()
    uses = [(sheet, [one for one in found if one.use == sheet.use]) for sheet in USES]
    return render(request, "awareness/discover.html", {"uses": uses, "dates": dates()})


@login_not_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The questions. What was answered stands in the address of the result, and nowhere else."""
    if request.method == "POST":
        form = CheckForm(request.POST)
        if form.is_valid():
            answers = QueryDict(mutable=True)
            for name in form.fields:
                answers.setlist(name, request.POST.getlist(name))
            return redirect(f"{reverse('awareness:result')}?{answers.urlencode()}")
    else:
        form = CheckForm(request.GET or None) if request.GET else CheckForm()
    return render(request, "awareness/check.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@require_GET
def result(request: HttpRequest) -> HttpResponse:
    """Where the site stands, the link to look at first, and what to do now."""
    form = CheckForm(request.GET)
    if not form.is_valid():
        return render(request, "awareness/check.html", {"form": form}, status=400)
    found = form.assessment()
    steps = [(step, reverse(WAYS[step.way][0]), WAYS[step.way][1]) for step in found.steps]
    context = {
        "found": found, "steps": steps, "query": request.GET.urlencode(),
        "shares": [(DIMENSIONS[dimension], share) for dimension, share in found.shares],
        "may_state": bool(can_create_need(request.actor, request.actor.organisation_id)),
    }  # fmt: skip
    return render(request, "awareness/result.html", context)


@require_POST
def make_need(request: HttpRequest) -> HttpResponse:
    """Turn the assessment into a draft of a need, in the company's name."""
    form = CheckForm(QueryDict(request.POST.get("answers", "")))
    if not form.is_valid():
        return render(request, "awareness/check.html", {"form": form}, status=400)
    need = create_need(request.actor, request.actor.organisation_id, words_of(form.assessment()))
    return redirect("needs:edit", need.pk)


def words_of(found: Assessment) -> Words:
    """What the assessment says of the need, in the reader's language; the company goes on from there."""
    pains = [say(PAINS[use]) for use in found.uses]
    text = "\n".join([*(f"– {pain}" for pain in pains), *(f"– {say(ASKS[ask])}" for ask in found.asks)])
    title = pains[0] if pains else _("Our need after the self-assessment")
    return Words(title, text=text, hurts="\n".join(pains), language=(get_language() or "fr")[:2], uses=found.uses)
