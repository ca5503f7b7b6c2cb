"""The form with which the office answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """Forget the person, or refuse with the reason."""

    answer = forms.ChoiceField(
        label=_("Answer"), choices=[("erase", _("Forget this person")), ("refuse", _("Refuse"))], widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by the person where you refuse; otherwise kept in the audit trail, without any name."),
    )  # fmt: skip
