"""Forms of dossiers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.message import LANGUAGES
from campus5g.documents import content as documents
from campus5g.documents.gantt import OUTCOME
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.kept import kept_calls
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.actions import Said, Work
from campus5g.portal.dossiers.models import TEXT_LENGTH, WorkPackage
from campus5g.portal.projects.models import Project


class OutcomeForm(forms.Form):
    """One thing that comes out of the work; a row without title is none."""

    title = forms.CharField(label=_("Deliverable or milestone"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    month = forms.IntegerField(label=_("At the end of month"), min_value=1, max_value=600, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, say(label)) for kind, label in OUTCOME.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("title", "").strip() and not cleaned.get("month") and "month" not in self.errors:
            self.add_error("month", _("Say in which month."))
        return cleaned

    @property
    def outcome(self) -> documents.Outcome | None:
        data = self.cleaned_data
        title = data.get("title", "").strip()
        return documents.Outcome(title, data["month"], documents.OutcomeKind(data["kind"] or "other")) if title else None


Outcomes = forms.formset_factory(OutcomeForm, extra=2, max_num=40, absolute_max=40)


class WorkForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("What is done"), max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    partners = forms.ModelMultipleChoiceField(label=_("Partners"), queryset=None, widget=forms.CheckboxSelectMultiple)
    first_month = forms.IntegerField(label=_("First month"), min_value=1, initial=1)
    months = forms.IntegerField(label=_("Duration in months"), min_value=1)

    def __init__(self, project: Project, data: Any = None, package: WorkPackage | None = None) -> None:
        initial: dict[str, Any] = {}
        stated: dict[int, Any] = {}
        if package:
            initial = {name: getattr(package, name) for name in ("title", "text", "first_month", "months")}
            initial["partners"] = list(package.partners.all())
            stated = {effort.partner_id: effort.person_months.normalize() for effort in package.efforts.all()}
        super().__init__(data, initial=initial)
        self._project = project
        partners = project.partners.exclude(state="declined").select_related("organisation")
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]
        self._efforts = {partner.pk: f"effort-{partner.pk}" for partner in partners}
        for partner in partners:
            self.fields[self._efforts[partner.pk]] = forms.DecimalField(
                label=_("Person-months of %(name)s") % {"name": partner.organisation.name},
                min_value=0, max_value=9999, max_digits=6, decimal_places=2, required=False,
                localize=True, initial=stated.get(partner.pk),
            )  # fmt: skip
        rows = [{"title": o.title, "kind": o.kind, "month": o.month} for o in package.outcomes.all()] if package else []
        sent = data if data is not None and "outcomes-TOTAL_FORMS" in data else None
        self.outcomes = Outcomes(sent, initial=rows, prefix="outcomes")

    @property
    def efforts(self) -> list[forms.BoundField]:
        return [self[name] for name in self._efforts.values()]

    @property
    def said(self) -> list[forms.BoundField]:
        """The fields of the work itself."""
        return [self[name] for name in ("title", "text", "partners", "first_month", "months")]

    def is_valid(self) -> bool:
        rows = not self.outcomes.is_bound or self.outcomes.is_valid()
        return super().is_valid() and rows

    def work(self) -> Work:
        data = self.cleaned_data
        bound = self.outcomes.forms if self.outcomes.is_bound else []
        outcomes = tuple(row.outcome for row in bound if row.outcome)
        efforts = tuple(documents.Effort(str(pk), data[name]) for pk, name in self._efforts.items() if data.get(name))
        return Work(data["title"], data["text"], data["first_month"], data["months"], outcomes, efforts)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (not self.outcomes.is_bound or self.outcomes.is_valid()):
            try:
                self.work().check(self._project)
            except BadInput as error:
                self.add_error("months" if error.where == "months" else None, say(error.sentence))
        return cleaned


class DrawUpForm(forms.Form):
    call = forms.ModelChoiceField(label=_("For the call"), queryset=None, required=False, empty_label=_("all kept calls"))
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, {"fr": _("French"), "en": _("English")}[code]) for code in LANGUAGES]
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["call"]
        field.queryset = KeptCall.objects.filter(project=project)
        field.choices = [("", field.empty_label), *((kept.pk, str(kept)) for kept in kept_calls(project.pk))]  # read once a page


class AnswerForm(forms.Form):
    """A section as it is typed. ``over``: the revision that the writer has read and writes over."""

    text = forms.CharField(max_length=TEXT_LENGTH, required=False, strip=False)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    over = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("over") is None:
            cleaned["over"] = cleaned.get("revision")
        return cleaned


class QuestionForm(forms.Form):
    title = forms.CharField(
        label=_("A question that this call asks"), max_length=300, help_text=_("In the words of the call: it becomes a section.")
    )


def _long(label: Any, help_text: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


class SheetForm(forms.Form):
    description = _long(
        _("Who we are"), _("What the organisation does, since when, where, for whom. Two paragraphs are enough."), 8
    )
    references = _long(_("References"), _("Projects and customers that show that it can be done: year, what, for whom."), 8)
    people = _long(_("People"), _("A few lines on each person who may work on projects: training, experience."), 8)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(data["description"], data["references"], data["people"])


class SubmitForm(forms.Form):
    day = DayField(label=_("Sent on"))
    reference = forms.CharField(label=_("Reference given by the funder"), max_length=120, required=False)


class DocumentForm(forms.Form):
    label = forms.CharField(label=_("Another document"), max_length=200)
    each = forms.BooleanField(label=_("asked of each partner"), required=False)


class ReadCallForm(forms.Form):
    call = forms.ModelChoiceField(label=_("Call"), queryset=None, empty_label=None)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = KeptCall.objects.filter(project=project).exclude(call=None)  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    file = forms.FileField(label=_("Word document of the funder"), help_text=_("A .docx without macros, at most 5 MB."))
