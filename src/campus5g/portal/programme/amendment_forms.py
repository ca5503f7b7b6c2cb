"""Forms of the kinds of amendment that the plan knows. Each gives its content by ``what()``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.forms import DayField
from campus5g.portal.directory.models import Organisation
from campus5g.portal.programme.models import Action, Milestone, Participant, Programme
from campus5g.portal.programme.models.scoped import WHY_LENGTH


class MoveForm(forms.Form):
    target = forms.ChoiceField(label=_("What moves"))
    starts_on = DayField(label=_("New first day, for an action"), required=False, help_text=_("Leave empty: it stays as it is."))
    ends_on = DayField(label=_("New last day, or new day of the milestone"))

    def __init__(self, programme: Programme, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["target"]
        field.choices = [("", "—"), *_targets(programme)]

    def what(self) -> dict[str, Any]:
        starts = self.cleaned_data["starts_on"]
        moves_action = self.cleaned_data["target"].startswith("action")
        return {
            "target": self.cleaned_data["target"],
            "starts_on": starts.isoformat() if starts and moves_action else None,
            "ends_on": self.cleaned_data["ends_on"].isoformat(),
        }


def _targets(programme: Programme) -> list[tuple[Any, Any]]:
    actions = [one for one in Action.objects.filter(programme=programme).select_related("strand") if one.open]
    stones = Milestone.objects.filter(programme=programme, reached_on=None, dropped_at=None).select_related("action__strand")
    return [
        ("programme", _("The end of the programme")),
        (_("Milestones and deliverables"), [(f"milestone:{one.pk}", f"{one.code} {one.title}") for one in stones]),
        (_("Actions"), [(f"action:{one.pk}", f"{one.code} {one.title}") for one in actions]),
    ]


class PartnerForm(forms.Form):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none(), empty_label="—")
    role = forms.ChoiceField(
        label=_("Role"), choices=[pair for pair in Participant.Role.choices if pair[0] != Participant.Role.OFFICE]
    )
    text = forms.CharField(label=_("What it does in the programme"), max_length=WHY_LENGTH, required=False)

    def __init__(self, programme: Programme, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["organisation"]
        there = Participant.objects.filter(programme=programme, until=None)
        field.queryset = Organisation.objects.active().exclude(pk__in=there.values("organisation")).order_by("name")

    def what(self) -> dict[str, Any]:
        return {
            "organisation": self.cleaned_data["organisation"].pk,
            "role": self.cleaned_data["role"],
            "text": self.cleaned_data["text"],
        }
