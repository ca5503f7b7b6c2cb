"""Pages of the group of an organisation: who holds whom, the size that follows, the single undertaking."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.funding.rules import law
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.actions import confirm_stake, declare_affiliate, declare_stake, end_stake, write_accounts
from campus5g.portal.directory.actions.groups import SaidStake
from campus5g.portal.directory.group import group_of
from campus5g.portal.directory.group_forms import HELD_BY, AccountsForm, StakeForm
from campus5g.portal.directory.models import Organisation, Stake
from campus5g.portal.directory.permissions import can_change_organisation, can_confirm_stake, can_end_stake, can_see_facts
from campus5g.portal.directory.size import LABELS, size_by_accounts
from campus5g.portal.directory.views import hide


@require_GET
def group_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who holds whom, what counts for the size, and the companies that are one undertaking."""
    organisation = _organisation(request, pk)
    actor, group = request.actor, group_of(organisation)
    found = group.size(law().on(today()))
    waiting = Stake.objects.live().filter(confirmed_at=None).of({organisation.pk}, set())
    context = {
        "organisation": organisation, "group": group, "found": found, "sized": size_by_accounts(organisation, today()),
        "years": [(year, answer, LABELS[answer.status]) for year, answer in found.judged],
        "stakes": [(stake, bool(can_end_stake(actor, stake))) for stake in group.stakes],
        "waiting": [(stake, bool(can_confirm_stake(actor, stake)), bool(can_end_stake(actor, stake))) for stake in waiting],
        "undertaking": group.undertaking(), "may_change": bool(can_change_organisation(actor, organisation)),
    }  # fmt: skip
    return render(request, "directory/group.html", context)


@require_http_methods(["GET", "POST"])
def new_stake(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _changed(request, pk)
    form = StakeForm(group_of(organisation), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stake = _declare(request, organisation, form)
        except BadInput as error:
            form.add_error(None, say(error.sentence))
        else:
            told = _("The stake is written.") if stake.confirmed_at else _("The stake is written and waits for the other side.")
            messages.success(request, told)
            return redirect("directory:group", pk)
    context = {"organisation": organisation, "form": form, "title": _("Declare a stake")}
    return render(request, "directory/stake.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new_accounts(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _changed(request, pk)
    form = AccountsForm(group_of(organisation), request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts = form.accounts()
        try:
            if accounts is not None:
                write_accounts(request.actor, organisation, form.company, accounts)
        except Conflict as error:
            form.add_error("year", say(error.reason))
        else:
            messages.success(request, _("The accounts are written."))
            return redirect("directory:group", pk)
    context = {"organisation": organisation, "form": form, "title": _("Write the accounts of a year")}
    return render(request, "directory/accounts.html", context, status=400 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    stake = stake_or_404(request, pk)
    confirm_stake(request.actor, stake)
    messages.success(request, _("The stake is confirmed: it counts from now on."))
    return redirect(_back(request, stake))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    stake = stake_or_404(request, pk)
    end_stake(request.actor, stake)
    messages.success(request, _("The stake no longer counts."))
    return redirect(_back(request, stake))


def _declare(request: HttpRequest, organisation: Organisation, form: StakeForm) -> Stake:
    """Enter the other enterprise and the stake, both or neither."""
    data = form.cleaned_data
    with transaction.atomic():
        far = data["other"] or declare_affiliate(request.actor, organisation, data["name"], data["country"], form.accounts())
        holder, held = (far, form.near) if data["direction"] == HELD_BY else (form.near, far)
        capital, votes = form.percents
        said = SaidStake(holder, held, capital, votes, data["kind"], data["control"], data["together"])
        return declare_stake(request.actor, organisation, said)


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    organisation = get_object_or_404(Organisation, pk=pk)
    hide(can_see_facts(request.actor, organisation))
    return organisation


def _changed(request: HttpRequest, pk: int) -> Organisation:
    organisation = _organisation(request, pk)
    require(can_change_organisation(request.actor, organisation))
    return organisation


def stake_or_404(request: HttpRequest, pk: int) -> Stake:
    """Return a stake of which the reader may see a side."""
    ends = ("declared_by", "holder", "held", "holder_affiliate", "held_affiliate")
    stake = get_object_or_404(Stake.objects.select_related(*ends), pk=pk)
    sides = [stake.declared_by, *(end for end in stake.ends if isinstance(end, Organisation))]
    if not any(can_see_facts(request.actor, side) for side in sides):
        raise Http404
    return stake


def _back(request: HttpRequest, stake: Stake) -> str:
    mine = [end for end in (stake.declared_by, *stake.ends) if isinstance(end, Organisation)]
    seen = next((side for side in mine if can_see_facts(request.actor, side)), stake.declared_by)
    return f"{seen.get_absolute_url()}group/"
