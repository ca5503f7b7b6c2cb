"""Forms of the consortium."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.portal.base.clock import today
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.consortium.actions import Hand, Said
from campus5g.portal.consortium.models import LogEntry
from campus5g.portal.directory.models import Organisation
from campus5g.portal.projects.models import Partner, Project

LARGEST = 30 * 1024 * 1024
"""Of a file of past projects, in bytes."""


def inside(project: Project) -> Any:
    """Return the organisations that take part."""
    partners = project.partners.exclude(state=Partner.State.DECLINED).values("organisation_id")
    return Organisation.objects.filter(pk__in=partners)


class EntryForm(forms.Form):
    """An entry of the log; a new one may say at once what comes next."""

    kind = forms.ChoiceField(label=_("Kind"), choices=LogEntry.Kind.choices)
    organisation = forms.ModelChoiceField(
        label=_("Partner"), queryset=Organisation.objects.none(), required=False, empty_label=_("the whole consortium")
    )
    day = DayField(label=_("Day"), help_text=_("When it was said, or when the meeting is."))
    who = forms.CharField(label=_("Who was there, or who does it"), max_length=200, required=False)
    text = forms.CharField(
        label=_("What was said, promised or is to be done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due = DayField(
        label=_("Due on"), required=False, help_text=_("For a commitment or a next step: a reminder comes on that day.")
    )
    then_text = forms.CharField(
        label=_("And then?"), max_length=4000, required=False, help_text=_("The next step, kept as an entry of its own.")
    )
    then_due = DayField(label=_("Next step due on"), required=False)

    def __init__(self, project: Project, data: Any = None, entry: LogEntry | None = None) -> None:
        initial: dict[str, Any] = {"day": today(), "kind": LogEntry.Kind.CONTACT}
        if entry:
            initial = {name: getattr(entry, name) for name in ("kind", "organisation", "day", "who", "text", "due")}
        super().__init__(data, initial=initial)
        self._project = project
        self.fields["organisation"].queryset = inside(project)  # type: ignore[attr-defined]
        if entry:
            del self.fields["then_text"], self.fields["then_due"]

    def said(self) -> Said:
        data = self.cleaned_data
        organisation = data.get("organisation")
        return Said(
            data["kind"], data["day"], data["text"], data["who"], data.get("due"), organisation.pk if organisation else None
        )

    def then(self) -> Said | None:
        """Return the next step that follows, if one is said."""
        text = self.cleaned_data.get("then_text", "")
        if not text.strip():
            return None
        said = self.said()
        return Said(
            LogEntry.Kind.NEXT_STEP, min(said.day, today()), text, "", self.cleaned_data.get("then_due"), said.organisation_id
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self._check(self.said(), {"partner": "organisation"})
            then = self.then()
            if then is not None:
                self._check(then, {"due": "then_due", "text": "then_text", "day": "day"})
        return cleaned

    def _check(self, said: Said, names: dict[str, str]) -> None:
        try:
            said.check(self._project)
        except BadInput as error:
            self.add_error(names.get(error.where, error.where), say(error.sentence))


class LogFilter(forms.Form):
    """Which entries of the log are shown."""

    organisation = forms.ModelChoiceField(
        label=_("Partner"), queryset=Organisation.objects.none(), required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *LogEntry.Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), ("open", _("to be done")), ("late", _("late"))], required=False
    )

    def __init__(self, project: Project, data: Any = None) -> None:
        super().__init__(data)
        self.fields["organisation"].queryset = inside(project)  # type: ignore[attr-defined]

    def chosen(self, entries: Any) -> Any:
        """Return the entries that fit; a choice that cannot be read chooses nothing away."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("organisation"):
            entries = entries.filter(organisation=data["organisation"])
        if data.get("kind"):
            entries = entries.filter(kind=data["kind"])
        if data.get("state"):
            entries = entries.filter(done_on=None, due__isnull=False)
        if data.get("state") == "late":
            entries = entries.filter(due__lt=today())
        return entries


class SignForm(forms.Form):
    """A signature given here, of the state whose fingerprint the page showed."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    capacity = forms.CharField(
        label=_("In what capacity you sign"),
        max_length=160,
        help_text=_("For example: chairman, managing director, by delegation."),
    )
    agree = forms.BooleanField(label=_("I have read what is above and I commit my organisation to it."))

    def hand(self) -> Hand:
        return Hand(self.cleaned_data["capacity"])


class PaperForm(forms.Form):
    """A signature held on paper, written down by the lead or the office."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    signatory = forms.CharField(label=_("Who signed"), max_length=160)
    capacity = forms.CharField(label=_("In what capacity"), max_length=160)
    signed_on = DayField(label=_("Signed on"))

    def hand(self) -> Hand:
        data = self.cleaned_data
        return Hand(data["capacity"], True, data["signatory"], data["signed_on"])

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > today():
            raise forms.ValidationError(_("A day up to today."))
        return day


class PastForm(forms.Form):
    """A file of past projects, and the source it comes from."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or JSON lines, one project or one partner a line; compressed (gz) or not, at most 30 MB."),
    )
    feed = forms.CharField(
        label=_("Source"), max_length=80, help_text=_("For example: ANR, programme d’investissements d’avenir.")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 30 MB."))
        return file
