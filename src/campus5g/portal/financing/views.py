"""Pages of the de minimis register."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Organisation
from campus5g.portal.financing import actions
from campus5g.portal.financing.forms import AwardForm
from campus5g.portal.financing.ledger import ledger_of
from campus5g.portal.financing.models import DeMinimisAward
from campus5g.portal.financing.permissions import can_declare_award


def awards_page(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    """The de minimis register of an organisation."""
    organisation = get_object_or_404(Organisation.objects, pk=organisation_pk)
    if not can_declare_award(request.actor, organisation.pk):
        raise Http404  # the card is everybody's, the register is not
    form = AwardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.declare_award(request.actor, organisation.pk, data["granted_on"], data["amount"], data["funder"])
        messages.success(request, _("The aid is written into the register."))
        return redirect("financing:awards", organisation.pk)
    awards = DeMinimisAward.objects.filter(organisation=organisation)
    context = {"organisation": organisation, "awards": awards, "form": form, "ledger": ledger_of(organisation, today())}
    return render(request, "financing/awards.html", context, status=400 if form.errors else 200)
