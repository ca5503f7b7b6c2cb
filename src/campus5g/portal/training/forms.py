"""Forms of trainings, of what they need, and of those who come."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from campus5g.matching.competences import field_competences
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.forms import EurosField
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.actions import Given, Learner, Said
from campus5g.portal.training.models import Bench, Competence, Means, Registration, Room, Session, Trainer, Training
from campus5g.portal.training.permissions import speaks_for

LEARNERS = 6
"""Rows for people, at first."""
_LINE = re.compile(r"(?P<label>.+?)\s*\((?P<code>[^()]+)\)\s*")


class TrainingForm(forms.ModelForm):
    """What a body says of a training. Competences are written one a line, the code of a public vocabulary in brackets."""

    price_cents = EurosField(label=_("Price for one person, before tax, in euros"))
    hours = forms.DecimalField(
        label=_("Duration, in hours"), min_value=Decimal("0.5"), max_digits=6, decimal_places=2, localize=True
    )
    given = forms.CharField(
        label=_("Competences given"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line; its ROME code, or the address of its ESCO concept, in brackets: Commission a radio link (M1804)."),
    )  # fmt: skip
    fields_of_5g = forms.MultipleChoiceField(
        label=_("Competences of the field that it brings"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The training plan counts places by these."),
    )  # fmt: skip

    class Meta:
        model = Training
        fields = tuple(Said.__dataclass_fields__)
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ("objectives", "prerequisites", "audience", "content", "methods", "assessment", "access")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        training = kwargs.get("instance")
        if training is not None:
            rows = list(Competence.objects.filter(training=training))
            said = "\n".join(f"{row.label} ({row.code})" if row.code else row.label for row in rows if not row.field)
            kwargs["initial"] = {"given": said, "fields_of_5g": [row.field for row in rows if row.field]}
        super().__init__(*args, **kwargs)
        self.fields["fields_of_5g"].choices = [(found.key, say(found.label)) for found in field_competences().all]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("capacity") and cleaned.get("smallest_group", 0) > cleaned["capacity"]:
            self.add_error("smallest_group", _("The smallest group is larger than the places."))
        return cleaned

    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in Said.__dataclass_fields__})

    def competences(self) -> tuple[Given, ...]:
        labels = dict(self.fields["fields_of_5g"].choices)  # type: ignore[attr-defined]
        chosen = (Given(str(labels[key]), field=key) for key in self.cleaned_data["fields_of_5g"])
        return (*_written(self.cleaned_data["given"]), *chosen)


def _written(text: str) -> tuple[Given, ...]:
    """Read the lines of competences: what is in brackets at the end is a code."""
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line.strip())
        if match is None:
            found.append(Given(line.strip()))
        else:
            scheme = Competence.Scheme.ESCO if match["code"].startswith("http") else Competence.Scheme.ROME
            found.append(Given(match["label"], scheme.value, match["code"].strip()))
    return tuple(given for given in found if given.label)


class RoomForm(forms.ModelForm):
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000)

    class Meta:
        model = Room
        fields = ("name", "seats", "address", "city")


class BenchForm(forms.ModelForm):
    class Meta:
        model = Bench
        fields = ("name", "what")


class TrainerForm(forms.ModelForm):
    class Meta:
        model = Trainer
        fields = ("name", "email", "skills", "language", "external")


MEANS: dict[str, tuple[type[Means], type[forms.ModelForm]]] = {
    "room": (Room, RoomForm), "bench": (Bench, BenchForm), "trainer": (Trainer, TrainerForm),
}  # fmt: skip


class WhyForm(forms.Form):
    """The reason of something that cannot be undone by a click."""

    why = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class LearnerForm(forms.Form):
    """One person to register; a row left empty names nobody."""

    full_name = forms.CharField(label=_("First name and surname"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    job = forms.CharField(label=_("Job"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES, required=False)
    adaptation = forms.CharField(
        label=_("What would make it easier to take part"), max_length=500, required=False,
        help_text=_("Optional; read by the training body alone."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("full_name")) != bool(cleaned.get("email")) and not self.errors:
            missing = "email" if cleaned.get("full_name") else "full_name"
            self.add_error(missing, _("A name and an address go together."))
        return cleaned


LearnerRows = forms.formset_factory(LearnerForm, extra=0, max_num=100, validate_max=True)


class RegisterForm(forms.Form):
    """For whom these people work, who pays, and that they know what their data is for."""

    employer = forms.ModelChoiceField(
        label=_("Employer"), queryset=Organisation.objects.none(), required=False, empty_label=_("none: each at their own name")
    )
    kind = forms.ChoiceField(label=_("Their situation"), choices=Registration.Kind.choices, initial=Registration.Kind.EMPLOYEE)
    payer = forms.ChoiceField(label=_("Who pays"), choices=Registration.Payer.choices, initial=Registration.Payer.EMPLOYER)
    told = forms.BooleanField(
        label=_("These people know that they are registered, and what their name and address are kept for."),
        error_messages={"required": _("Tell them first: it is their data.")},
    )  # fmt: skip

    def __init__(self, actor: Actor, session: Session, data: Any = None) -> None:
        super().__init__(data, initial={"employer": actor.organisation_id})
        everybody = speaks_for(actor, session.training.organisation_id)
        employers = Organisation.objects.active()
        field: Any = self.fields["employer"]
        field.queryset = employers if everybody else employers.filter(pk__in=actor.organisation_ids)
        if everybody:
            field.initial = self.initial["employer"] = None


def learners_of(rows: Any, form: RegisterForm) -> list[Learner]:
    """Return the people that were typed."""
    common = {"kind": form.cleaned_data["kind"], "payer": form.cleaned_data["payer"]}
    return [
        Learner(
            typed["full_name"], typed["email"], typed["language"] or "fr", typed["job"], adaptation=typed["adaptation"], **common
        )
        for typed in (row.cleaned_data for row in rows)
        if typed.get("full_name")
    ]
