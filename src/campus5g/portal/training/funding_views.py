"""What could be paid of a session for an employer, with the article of each step."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from campus5g.core.project import Size
from campus5g.documents.names import SIZE
from campus5g.funding.training import Employer, TrainingMoney, training_money
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.models import Registration, Session

_SIZES = (Size.SMALL, Size.MEDIUM, Size.LARGE)


class EmployerForm(forms.Form):
    """Who would pay, and for how many people."""

    size = forms.ChoiceField(label=_("Size of the company"))
    staff = forms.DecimalField(
        label=_("People employed"), required=False, min_value=0, max_value=10**6, max_digits=9, decimal_places=2
    )
    people = forms.IntegerField(label=_("People to train"), min_value=1, max_value=200)
    fragile = forms.BooleanField(label=_("All of them are workers with a disability, or disadvantaged"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["size"].choices = [(size.value, say(SIZE[size])) for size in _SIZES]


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Indicative: the ceiling of the law, and whether the skills operator may pay."""
    session: Session = get_object_or_404(Session.objects.select_related("training__organisation"), pk=pk)
    known = _known(request, session)
    asked = any(name in request.GET for name in EmployerForm.base_fields)
    form = EmployerForm(request.GET if asked else known)
    money, people = None, 1
    if form.is_valid():
        said = form.cleaned_data
        people = said["people"]
        money = _money(session, said)
    context = {"session": session, "training": session.training, "form": form, "money": money, "people": people}
    return render(request, "training/funding.html", context)


def _money(session: Session, said: dict[str, Any]) -> TrainingMoney:
    staff: Decimal | None = said["staff"]
    employer = Employer(Size(said["size"]), staff, said["fragile"])
    return training_money(session.price_cents * said["people"], employer, session.starts_on)


def _known(request: HttpRequest, session: Session) -> dict[str, Any]:
    """What the campus knows of the organisation that the reader acts for."""
    own = Organisation.objects.filter(pk=request.actor.organisation_id).first()
    mine = Registration.objects.filter(session=session, employer=own, state__in=Registration.TAKING).count() if own else 0
    size = own.size if own and own.size in {one.value for one in _SIZES} else Size.SMALL.value
    return {"size": size, "staff": own.staff_awu if own else None, "people": max(1, mine)}
