"""Forms of the directory. What is typed is kept when it is refused, and the refusal is one sentence beside its field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.money import parse_cents, to_euros
from campus5g.funding.sirene import check_siret
from campus5g.portal.accounts.models import User, tidy_email
from campus5g.portal.base.clock import today
from campus5g.portal.base.forms import DayField
from campus5g.portal.directory.actions import MINUTES
from campus5g.portal.directory.facts import Said, checked
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.models.assistance import WHY_LENGTH
from campus5g.portal.directory.people import people_of

SIRET_HELP = _("14 digits, on any invoice of the establishment. Spaces are fine.")
FACTS = (
    "naf", "address", "postcode", "city", "insee_code", "country", "created_on", "staff_awu", "turnover_cents",
    "balance_cents", "accounts_year", "size", "c_area", "a_area", "in_difficulty", "rating",
)  # fmt: skip


def told(error: BadInput) -> str:
    """Say a refusal beside its field, whose name is there already."""
    return msg("%(what)s; expected %(expected)s.", what=error.what, expected=error.expected).say(get_language() or "en")


class EurosField(forms.CharField):
    """An amount typed in euros, the French or the English way; kept in cents."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> int | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_cents(text, str(self.label or "amount"))
        except BadInput as error:
            raise forms.ValidationError(told(error)) from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            euros = to_euros(value)
            return f"{euros:.0f}" if euros == euros.to_integral_value() else f"{euros}"
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class SiretField(forms.CharField):
    """A SIRET with a right key; spaces are taken away."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"label": _("SIRET"), "max_length": 20, "widget": widget, "help_text": SIRET_HELP} | kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return check_siret(text)
        except BadInput as error:
            raise forms.ValidationError(told(error)) from None


class SiretForm(forms.Form):
    """The first step: which establishment."""

    siret = SiretField()


class OrganisationForm(forms.ModelForm):
    """What is said of an organisation."""

    siret = SiretField(required=False)
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https", max_length=200)
    created_on = DayField(label=_("Founded on"), required=False)
    staff_awu = forms.DecimalField(
        label=_("Staff, in annual work units"), required=False, min_value=Decimal(0), max_digits=10, decimal_places=2,
        localize=True, help_text=_("Average over the year; a half-time job counts for 0.5. Apprentices are left out."),
    )  # fmt: skip
    turnover_cents = EurosField(
        label=_("Turnover, in euros"), required=False, help_text=_("Of the last closed year, without VAT.")
    )
    balance_cents = EurosField(label=_("Balance sheet total, in euros"), required=False)
    accounts_year = forms.IntegerField(label=_("Year of these accounts"), required=False)

    class Meta:
        model = Organisation
        fields = ("kind", "name", "nature", "description", "description_en", "website", "siret", *FACTS)
        widgets = {"description": forms.Textarea(attrs={"rows": 3}), "description_en": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "description": _("Two or three sentences that everybody signed in may read."),
            "naf": _("Four digits and a letter, such as 25.62B; on the same notice as the SIRET."),
            "insee_code": _("Five characters, such as 59183 for Dunkerque. Some calls are open to some towns only."),
            "country": _("Two letters."),
            "size": _("Computed from the accounts when they are given; otherwise what you state here, to be confirmed."),
            "c_area": _("Towns listed by the regional aid map (decree 2022-968): the aid may be higher there."),
            "a_area": _("Guadeloupe, French Guiana, Martinique, Mayotte, Réunion, Saint Martin: the aid may be higher there."),
            "rating": _(
                "Of the last rating by an agency or a bank; leave empty without one. It prices the aid that a loan contains."
            ),
            "in_difficulty": _("Losses over half of the capital, or insolvency proceedings: most aid is then closed."),
        }

    def __init__(self, *args: Any, may_set_role: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].disabled = not may_set_role

    def clean_siret(self) -> str:
        siret: str = self.cleaned_data["siret"]
        other = Organisation.objects.filter(siret=siret).exclude(pk=self.instance.pk).first() if siret else None
        if other:
            raise forms.ValidationError(_("%(name)s has this SIRET already."), params={"name": other.name})
        return siret

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.said = checked(Said(**{name: cleaned[name] for name in self.Meta.fields}), today())
        except BadInput as error:
            self.add_error(error.where if error.where in self.fields else None, told(error))
            return cleaned
        return cleaned | self.said.fields()


class ArchiveForm(forms.Form):
    why = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.TextInput(),
        help_text=_("Kept with the organisation and in the audit trail."),
    )


class InviteForm(forms.Form):
    """Whom to invite, with what right, in what language."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, initial=get_language,
        help_text=_("Who has an account already reads it in their own language."),
    )  # fmt: skip
    manages = forms.BooleanField(
        label=_("Manages the organisation: invites people and changes its facts"), required=False
    )  # fmt: skip

    def clean_email(self) -> str:
        return tidy_email(self.cleaned_data["email"])


class AssistForm(forms.Form):
    """Why somebody of the office acts for an organisation, and for how long."""

    why = forms.CharField(label=_("Reason"), max_length=WHY_LENGTH, help_text=_("The people of the organisation read it."))
    minutes = forms.TypedChoiceField(label=_("For how long"), coerce=int, initial=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = [(n, _("%(n)s minutes") % {"n": n}) for n in MINUTES]  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    """Which colleague acts in one's place, and when."""

    taker = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none())
    starts_on = DayField(label=_("From"), initial=today)
    ends_on = DayField(label=_("To, that day included"))
    why = forms.CharField(label=_("Reason"), max_length=WHY_LENGTH, required=False)

    def __init__(self, organisation: Organisation, mine: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = people_of(organisation.pk).exclude(pk=mine.pk).order_by("full_name")
        self.fields["taker"].queryset = colleagues  # type: ignore[attr-defined]
