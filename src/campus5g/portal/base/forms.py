"""Forms of the house itself."""

from __future__ import annotations

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
