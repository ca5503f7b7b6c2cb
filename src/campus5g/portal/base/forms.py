"""Forms of the house itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.portal.base.attachments import check
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.base.templatetags.campus import say

_SELECT = "django/forms/widgets/select.html"
PICTURES = ("png", "jpg", "jpeg")


class SiteForm(forms.ModelForm):
    class Meta:
        model = SiteSettings
        fields = ("name", "territory", "logo", "latitude", "longitude", "contact_email", "publisher", "host", "data_officer")

    def clean_logo(self) -> Any:
        """Take a picture that no browser can run: png or jpg, checked by its content."""
        logo = self.cleaned_data.get("logo")
        if isinstance(logo, UploadedFile):
            try:
                kind = check(logo).kind
            except BadInput as error:
                raise forms.ValidationError(say(error.sentence)) from None
            if kind not in PICTURES:
                raise forms.ValidationError(_("The logo is a png or jpg picture."))
            logo.seek(0)
        return logo


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


def typed_cents(cents: int) -> str:
    """Write cents as a person types them: thousands apart by a space, which no language takes for a decimal."""
    euros, rest = divmod(abs(cents), 100)
    whole = f"{'-' if cents < 0 else ''}{euros:,}".replace(",", "\u202f")
    return f"{whole}{',' if (get_language() or '').startswith('fr') else '.'}{rest:02d}" if rest else whole


class StyledRenderer(DjangoTemplates):
    """Gives every control the class of its kind, and marks the refused ones; forms and templates say nothing of style."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget")
        if widget and "attrs" in widget and widget.get("type") != "hidden":
            refused = " is-invalid" if widget["attrs"].get("aria-invalid") else ""
            widget["attrs"].setdefault("class", f"{_class_of(widget)}{refused}")
        if template_name == _SELECT:
            return _select(context["widget"])
        return str(super().render(template_name, context, request))


def _select(widget: dict[str, Any]) -> SafeString:
    """Draw a list of choices as the framework's template does: a list of three hundred takes that one thirty milliseconds."""
    drawn = ((name, _options(options)) for name, options, _place in widget["optgroups"])
    groups = ((format_html('<optgroup label="{}">{}</optgroup>', name, told) if name else told,) for name, told in drawn)
    inside = format_html_join("", "{}", groups)
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), inside)


def _options(options: list[dict[str, Any]]) -> SafeString:
    told = ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', told)


def _class_of(widget: dict[str, Any]) -> str:
    if widget.get("type") in {"checkbox", "radio"}:
        return "form-check-input"
    drawn = str(widget.get("template_name", ""))
    if "checkbox_select" in drawn:
        return "choices"  # a list of boxes, which is no drop-down
    return "form-select" if "select" in drawn else "form-control"
