"""Forms of financing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.forms import MoneyField
from campus5g.portal.financing.actions import check_award
from campus5g.portal.financing.models import Plan


class AimForm(forms.Form):
    aim = forms.ChoiceField(label=_("Make as large as possible"), choices=Plan.Aim.choices)


class AwardForm(forms.Form):
    granted_on = DayField(label=_("Granted on"))
    amount = MoneyField(label=_("Gross grant equivalent (€)"))
    funder = forms.CharField(label=_("Funder"), max_length=160)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_award(cleaned["granted_on"], cleaned["amount"])
            except BadInput as error:
                self.add_error(error.where, say(error.sentence))
        return cleaned
