"""Forms of what organisations and people show of themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.matching.competences import field_competences
from campus5g.portal.base.clock import today
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.actions import SaidPortrait, SaidTalent
from campus5g.portal.directory.models import Portrait, Strength, Talent
from campus5g.portal.directory.models.community import SENTENCE_LENGTH, TEXT_LENGTH, WHY_LENGTH

LISTED_FOR = timedelta(days=90)


def competence_choices() -> list[tuple[str, str]]:
    """The vocabulary in the reader's language, in its order."""
    return sorted(((one.key, say(one.label)) for one in field_competences().all), key=lambda pair: pair[1])


class StrengthForm(forms.Form):
    what = forms.ChoiceField(label=_("What it is"), choices=Strength.What.choices)
    competence = forms.ChoiceField(
        label=_("Competence"), required=False, choices=lambda: [("", _("none: equipment or reference")), *competence_choices()]
    )
    sentence = forms.CharField(
        label=_("In one sentence"), max_length=SENTENCE_LENGTH, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What others can check: what was done, for whom, with what result."),
    )  # fmt: skip
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1950)


class TalentForm(forms.Form):
    side = forms.ChoiceField(label=_("Sought or proposed"), choices=Talent.Side.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=Talent.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(label=_("Details"), max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    competences = forms.MultipleChoiceField(
        label=_("Competences"), required=False, widget=forms.CheckboxSelectMultiple, choices=competence_choices
    )
    starts_on = DayField(label=_("From"), required=False)
    expires_on = DayField(label=_("Listed until"), help_text=_("At most a year; it then leaves the list by itself."))

    def __init__(self, data: Any = None, *, talent: Talent | None = None) -> None:
        initial = {name: getattr(talent, name) for name in SaidTalent.__dataclass_fields__} if talent else {}
        super().__init__(data, initial={"expires_on": today() + LISTED_FOR} | initial)

    def said(self) -> SaidTalent:
        return SaidTalent(**self.cleaned_data | {"competences": tuple(self.cleaned_data["competences"])})


class PortraitForm(forms.Form):
    function = forms.CharField(label=_("What you do"), max_length=120, required=False)
    about = forms.CharField(
        label=_("About you"), max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What others may ask you about. No address, no telephone number: they write to you through the platform."),
    )  # fmt: skip
    competences = forms.MultipleChoiceField(
        label=_("Competences"), required=False, widget=forms.CheckboxSelectMultiple, choices=competence_choices
    )
    town = forms.CharField(label=_("Town"), max_length=100, required=False)
    tells_organisation = forms.BooleanField(label=_("Show my organisation"), required=False)
    consent = forms.BooleanField(
        label=_("I agree to be shown, with the above and my name, to the members of the campus"),
        help_text=_("You take it back on this page whenever you want; what you wrote here is then erased."),
    )

    def __init__(self, data: Any = None, *, portrait: Portrait | None = None) -> None:
        initial = {name: getattr(portrait, name) for name in SaidPortrait.__dataclass_fields__} if portrait else {}
        consents = portrait is not None and portrait.consented_at is not None
        super().__init__(data, initial={"tells_organisation": True} | initial | {"consent": consents})

    def said(self) -> SaidPortrait:
        data = {name: value for name, value in self.cleaned_data.items() if name != "consent"}
        return SaidPortrait(**data | {"competences": tuple(data["competences"])})


class LetterForm(forms.Form):
    text = forms.CharField(label=_("Your letter"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 5}))


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=WHY_LENGTH)
