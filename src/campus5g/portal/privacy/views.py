"""Pages: the register, what is kept about me, the requests that wait for the office."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.portal.accounts.models import User
from campus5g.portal.base.decisions import require
from campus5g.portal.privacy import actions
from campus5g.portal.privacy.actions.erasing import sentences
from campus5g.portal.privacy.forms import AnswerForm
from campus5g.portal.privacy.labels import BASES
from campus5g.portal.privacy.models import ErasureRequest
from campus5g.portal.privacy.permissions import can_answer_requests, can_erase
from campus5g.portal.privacy.persons import Person, rows_of
from campus5g.portal.privacy.register import register


@login_not_required
@require_GET
def register_page(request: HttpRequest) -> HttpResponse:
    """What this campus keeps about persons, why, on what ground and for how long."""
    lines = [
        {"activity": activity, "basis": BASES[activity.basis], "tables": [record.title for record in kept]}
        for activity in register().activities
        if (kept := [record for record in register().of(activity) if record.personal])
    ]
    return render(request, "privacy/register.html", {"lines": lines})


def _self(request: HttpRequest) -> Person:
    return Person(request.user, request.user.email)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is kept about oneself, counted by table."""
    kept = [(record, count) for record, rows in rows_of(_self(request)) if (count := rows.count())]
    answered = ErasureRequest.objects.filter(user=request.user).order_by("-pk").first()
    context = {"kept": kept, "request_made": answered, "bases": BASES}
    return render(request, "privacy/mine.html", context)


@never_cache
@require_GET
def mine_export(request: HttpRequest) -> HttpResponse:
    """All of it, in a file that machines read too (article 20)."""
    told = actions.hand_over(request.actor, _self(request))
    answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="campus5g-my-data.json"'
    return answer


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    asked = actions.ask_erasure(request.actor, request.user)
    messages.success(request, _("Your request reached the programme office: it answers before %(day)s.") % {"day": asked.due})
    return redirect("privacy:mine")


@require_GET
def requests_page(request: HttpRequest) -> HttpResponse:
    """Who asks to be forgotten, the oldest first."""
    require(can_answer_requests(request.actor))
    waiting = ErasureRequest.objects.filter(ended_at=None).select_related("user")
    done = ErasureRequest.objects.exclude(ended_at=None).select_related("user").order_by("-ended_at")[:50]
    return render(request, "privacy/requests.html", {"waiting": waiting, "done": done})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the person, or refuse: what would be done is shown before."""
    require(can_answer_requests(request.actor))
    asked = get_object_or_404(ErasureRequest.objects.select_related("user"), pk=pk, ended_at=None)
    person = Person(User.objects.get(pk=asked.user_id), asked.user.email)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if form.cleaned_data["answer"] == "refuse":
            actions.refuse_erasure(request.actor, asked, why)
            messages.success(request, _("The person will read your answer."))
        else:
            for sentence in sentences(actions.erase_person(request.actor, person, why)):
                messages.success(request, str(sentence))
        return redirect("privacy:requests")
    kept = [(record, count) for record, rows in rows_of(person) if (count := rows.count())]
    context = {"asked": asked, "form": form, "kept": kept, "right": can_erase(request.actor, person)}
    return render(request, "privacy/answer.html", context, status=400 if form.errors else 200)
