"""Forms of financing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.funding.plan import Wishes
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.forms import MoneyField
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.financing.actions import check_award
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.models import Partner

_OWN = "own_"


class PlanForm(forms.Form):
    """What the plan makes as large as possible, and what must hold beside the law. Empty wishes ask for nothing."""

    aim = forms.ChoiceField(label=_("Make as large as possible"), choices=Plan.Aim.choices)
    least_public = MoneyField(
        label=_("Public money at least (€)"), required=False, help_text=_("Grants, advances and loans together.")
    )  # fmt: skip
    use_calls = forms.MultipleChoiceField(
        label=_("Calls that must pay"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        help_text=_("Ticked: the plan uses this call, even where others would pay more."),
    )  # fmt: skip

    def __init__(
        self, partners: Sequence[Partner], calls: Sequence[KeptCall], data: Any = None, kept: Plan | None = None
    ) -> None:
        super().__init__(data, initial=_asked(kept) if kept else None)
        self.owners = {f"{_OWN}{partner.pk}": str(partner.pk) for partner in partners}
        self.fields["use_calls"].choices = [(str(call.pk), call.title) for call in calls]  # type: ignore[attr-defined]
        for partner in partners:
            label = format_lazy(_("{name}: own money at most (€)"), name=partner.organisation.name)
            self.fields[f"{_OWN}{partner.pk}"] = MoneyField(label=label, required=False)

    @property
    def own(self) -> list[forms.BoundField]:
        return [self[name] for name in self.owners]

    @property
    def wishing(self) -> bool:
        """Whether a wish is stated or refused: then the wishes are shown unfolded."""
        return bool(set(self.errors) - {"aim"}) or any(self[name].value() for name in self.fields if name != "aim")

    def wishes(self) -> Wishes:
        data = self.cleaned_data
        own = {partner: data[name] for name, partner in self.owners.items() if data[name] is not None}
        return Wishes(data["least_public"] or 0, own, tuple(data["use_calls"]))


def _asked(kept: Plan) -> dict[str, Any]:
    """The form as it was filled in for a kept plan."""
    wishes = kept.wishes
    return {
        "aim": kept.aim, "least_public": wishes.least_public_cents or None, "use_calls": list(wishes.use_calls),
        **{f"{_OWN}{partner}": cents for partner, cents in wishes.most_own_cents.items()},
    }  # fmt: skip


class DaysForm(forms.Form):
    """Three days of grant to compare."""

    first = DayField(label=_("First day of grant"))
    second = DayField(label=_("Second day of grant"))
    third = DayField(label=_("Third day of grant"))


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
