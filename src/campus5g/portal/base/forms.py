"""Forms of the house itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.models import SiteSettings


class SiteForm(forms.ModelForm):
    class Meta:
        model = SiteSettings
        fields = ("name", "territory", "logo", "latitude", "longitude", "contact_email", "publisher", "host", "data_officer")


class MailForm(forms.ModelForm):
    class Meta:
        model = SiteSettings
        fields = ("mail_sender", "send_mails")


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write @ and a person's full name to tell them."),
    )  # fmt: skip


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"))


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar; always sent as ISO 8601."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs
        )
