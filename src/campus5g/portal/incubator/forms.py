"""Forms of the incubator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.competences import field_competences
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Membership
from campus5g.portal.events.forms import HourField
from campus5g.portal.incubator.actions import Criterion, Details, Frame
from campus5g.portal.incubator.models import Application, Round, Venture
from campus5g.portal.incubator.questionnaire import Kind, Question, Rule, number_of

_DETAILS = (
    "title", "title_en", "cohort", "places", "text", "text_en", "opens_at", "closes_at", "late_minutes", "anonymised", "top",
    "readers", "quorum",
)  # fmt: skip


def add_error(form: forms.BaseForm, error: BadInput) -> None:
    """Show a refused input at its field, or above the form."""
    form.add_error(error.where if error.where in form.fields else None, say(error.sentence))


class RoundForm(forms.ModelForm):
    opens_at = HourField(label=_("Opens"))
    closes_at = HourField(label=_("Closes"), help_text=_("Hours of Paris."))
    rubric = forms.CharField(
        label=_("What the jury marks"), max_length=4000, required=False, widget=forms.Textarea({"rows": 5}),
        help_text=_("One criterion a line: French | English | weight. For example: Équipe | Team | 2"),
    )  # fmt: skip

    class Meta:
        model = Round
        fields = _DETAILS

    def __init__(self, data: Any = None, *, instance: Round | None = None) -> None:
        lines = [f"{c['label']} | {c['label_en']} | {c['weight']:g}" for c in instance.rubric] if instance else []
        super().__init__(data, instance=instance, initial={"rubric": "\n".join(lines)})
        for name in ("text", "text_en"):
            self.fields[name].widget = forms.Textarea({"rows": 4})

    def clean_rubric(self) -> tuple[Criterion, ...]:
        known = {one["label"]: one["key"] for one in self.instance.rubric or []}
        read = []
        for number, line in enumerate(self.cleaned_data["rubric"].splitlines(), start=1):
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split("|")]
            weight = number_of(parts[2]) if len(parts) > 2 else 1
            if not parts[0] or len(parts) > 3 or weight is None or weight <= 0:
                raise forms.ValidationError(_("Line %(n)s: French | English | weight."), params={"n": number})
            key = known.get(parts[0], f"c{number}")
            read.append(Criterion(key, parts[0][:120], parts[1][:120] if len(parts) > 1 else "", float(weight)))
        return tuple(read)

    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in _DETAILS}, rubric=self.cleaned_data["rubric"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.details().check()
            except BadInput as error:
                add_error(self, error)
        return cleaned


class CloneForm(forms.Form):
    """What differs from last year."""

    cohort = forms.CharField(label=_("Name of the cohort"), max_length=80)
    opens_at = HourField(label=_("Opens"))
    closes_at = HourField(label=_("Closes"), help_text=_("Hours of Paris."))


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=300)


class QuestionForm(forms.Form):
    """One question of the form builder."""

    KINDS = [
        (Kind.TEXT, _("a line of text")), (Kind.LONG, _("a longer text")), (Kind.NUMBER, _("a number")),
        (Kind.CHOICE, _("one of several choices")), (Kind.FILE, _("a file")),
    ]  # fmt: skip
    RULES = [
        (Rule.NONE, _("none: any answer will do")), (Rule.IS, _("the answer must be")), (Rule.MOST, _("a number of at most")),
        (Rule.LEAST, _("a number of at least")),
    ]  # fmt: skip

    section = forms.CharField(
        label=_("Section"), max_length=120, help_text=_("The title of a section there is, or of a new one.")
    )
    section_en = forms.CharField(label=_("Section in English"), max_length=120, required=False)
    key = forms.CharField(
        label=_("Short name"), max_length=40,
        help_text=_("Small letters and digits. An answer is taken over to the next application under this name."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Answered by"), choices=KINDS)
    label = forms.CharField(label=_("Question"), max_length=300)
    label_en = forms.CharField(label=_("Question in English"), max_length=300, required=False)
    help = forms.CharField(label=_("Help"), max_length=400, required=False)
    help_en = forms.CharField(label=_("Help in English"), max_length=400, required=False)
    required = forms.BooleanField(label=_("must be answered"), required=False, initial=True)
    limit = forms.IntegerField(label=_("Characters at the most"), min_value=1, max_value=5000, initial=1000)
    choices = forms.CharField(
        label=_("Choices"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}), help_text=_("One a line.")
    )
    choices_en = forms.CharField(
        label=_("Choices in English"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    rule = forms.ChoiceField(label=_("To be eligible"), choices=RULES, required=False)
    bound = forms.CharField(label=_("namely"), max_length=200, required=False)
    names = forms.BooleanField(label=_("tells who the team is: hidden where files are read without names"), required=False)

    def question(self) -> Question:
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("section", "section_en")}
        lines = {
            name: tuple(line.strip() for line in data[name].splitlines() if line.strip()) for name in ("choices", "choices_en")
        }
        return Question(**(data | lines | {"kind": Kind(data["kind"]), "rule": Rule(data["rule"])}))

    @staticmethod
    def shown(question: Question) -> dict[str, Any]:
        """What the form holds of a question there is."""
        names = Question.__dataclass_fields__
        said = {name: getattr(question, name) for name in names}
        return said | {"choices": "\n".join(question.choices), "choices_en": "\n".join(question.choices_en)}


class AskForm(forms.Form):
    """A visitor who would like to apply."""

    full_name = forms.CharField(label=_("First name and name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "email"}))
    venture = forms.CharField(label=_("Name of the venture"), max_length=120, help_text=_("Even for now: it may change."))


class BeginForm(forms.Form):
    """Somebody who is signed in: with a venture they have, or a new one."""

    venture = forms.ModelChoiceField(
        label=_("Venture"), queryset=Venture.objects.none(), required=False, empty_label=_("a new one")
    )
    name = forms.CharField(label=_("Name of the new venture"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, ventures: QuerySet[Venture]) -> None:
        super().__init__(data)
        self.fields["venture"].queryset = ventures  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("venture") and not cleaned.get("name", "").strip():
            self.add_error("name", _("Choose a venture, or name a new one."))
        return cleaned


class AnswersForm(forms.Form):
    """The questions of a form version, as controls; an answer that cannot be kept says why at its question."""

    def __init__(self, questions: list[Question], data: Any = None, *, initial: dict[str, Any], language: str) -> None:
        super().__init__(data, initial={f"q-{key}": value for key, value in initial.items()})
        self.questions = [question for question in questions if question.kind is not Kind.FILE]
        for question in self.questions:
            self.fields[f"q-{question.key}"] = _control(question, language)

    def said(self) -> dict[str, str]:
        """What was sent, as it was typed; a question that was not sent is left as it is."""
        return {q.key: self.data[f"q-{q.key}"] for q in self.questions if f"q-{q.key}" in self.data}

    def refuse(self, error: BadInput) -> None:
        add_error(self, BadInput(f"q-{error.where}", error.what, error.expected))


def _control(question: Question, language: str) -> forms.Field:
    label, hint = question.title(language), question.hint(language)
    if question.kind is Kind.CHOICE:
        return forms.ChoiceField(label=label, help_text=hint, required=False, choices=[("", "–"), *question.options(language)])
    text = question.kind in (Kind.TEXT, Kind.LONG)
    most = say(msg("At most %(n)s characters.", n=question.limit)) if text else ""
    widget = forms.Textarea({"rows": 6}) if question.kind is Kind.LONG else forms.TextInput()
    if question.kind is Kind.NUMBER:
        widget.attrs["inputmode"] = "decimal"
    return forms.CharField(label=label, help_text=f"{hint} {most}".strip(), required=False, widget=widget)


class VentureForm(forms.ModelForm):
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")

    class Meta:
        model = Venture
        fields = ("name", "pitch", "city", "website")


class FounderForm(forms.Form):
    full_name = forms.CharField(label=_("First name and name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    part = forms.CharField(label=_("Part in the team"), max_length=120, required=False)


class ScreenForm(forms.Form):
    eligible = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Eligible: before the jury")), ("no", _("Not eligible"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    why = forms.CharField(
        label=_("Reasons"), max_length=1200, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("The team reads them. What the rules of the form find is added by itself."),
    )  # fmt: skip


class TransferForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Other call"), queryset=Round.objects.none())
    why = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, found: Round, data: Any = None) -> None:
        super().__init__(data)
        others = Round.objects.filter(state=Round.State.PUBLISHED).exclude(pk=found.pk)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class ApplicationFilter(forms.Form):
    """Which applications are listed."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Application.State.choices], required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False,
        choices=[("", _("by reference")), ("-submitted_at", _("as they came")), ("venture__name", _("by name")), ("state", _("by state"))],
    )  # fmt: skip

    def chosen(self, rows: QuerySet[Application]) -> QuerySet[Application]:
        self.is_valid()
        data = self.cleaned_data
        if data.get("q"):
            word = data["q"]
            rows = rows.filter(
                Q(venture__name__icontains=word) | Q(venture__reference__icontains=word) | Q(venture__pitch__icontains=word)
            )
        if data.get("state"):
            rows = rows.filter(state=data["state"])
        return rows.order_by(data.get("order") or "venture__reference", "pk")


def competence_choices() -> list[tuple[str, str]]:
    return [(competence.key, say(competence.label)) for competence in field_competences().all]


class SeatForm(forms.Form):
    """What a juror knows and takes."""

    competences = forms.MultipleChoiceField(label=_("Competences"), required=False, widget=forms.CheckboxSelectMultiple)
    most = forms.IntegerField(label=_("Files at the most"), min_value=1, max_value=100, initial=10)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["competences"].choices = competence_choices()  # type: ignore[attr-defined]


class JurorForm(SeatForm):
    """Somebody of the campus is asked to sit."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Membership.objects.none())
    field_order = ["person", "competences", "most"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        people = Membership.objects.acting().select_related("user", "organisation").order_by("user__full_name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class FrameForm(forms.Form):
    starts_at = HourField(label=_("First hearing"), help_text=_("Hours of Paris."))
    minutes = forms.IntegerField(label=_("Minutes of a hearing"), min_value=5, max_value=240, initial=30)
    slots = forms.IntegerField(label=_("Hearings in a row"), min_value=1, max_value=60, initial=8)
    rooms = forms.CharField(label=_("Rooms"), max_length=300, initial="A, B", help_text=_("Apart by commas."))
    least = forms.IntegerField(label=_("Jurors at least"), min_value=1, max_value=10, initial=2)

    def frame(self) -> Frame:
        data = self.cleaned_data
        rooms = tuple(room.strip() for room in data["rooms"].split(",") if room.strip())
        return Frame(data["starts_at"], data["minutes"], data["slots"], rooms, data["least"])

    @staticmethod
    def shown(found: Round) -> dict[str, Any]:
        kept = dict(found.frame)
        if not kept:
            return {}
        return {
            "starts_at": datetime.fromisoformat(kept["starts_at"]), "minutes": kept["minutes"], "slots": kept["slots"],
            "rooms": ", ".join(kept["rooms"]), "least": kept["quorum"],
        }  # fmt: skip


class MarksForm(forms.Form):
    """A mark for each criterion, and a comment."""

    comment = forms.CharField(label=_("Comment"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4}))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    number = forms.UUIDField(widget=forms.HiddenInput)
    field_order: list[str] = []

    def __init__(self, criteria: list[Criterion], top: int, data: Any = None, *, language: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"m-{criterion.key}"] = forms.FloatField(
                label=criterion.name(language), min_value=0, max_value=top,
                widget=forms.NumberInput({"step": "0.5", "inputmode": "decimal"}),
                help_text=say(msg("From 0 to %(top)s, weight %(weight)s.", top=top, weight=criterion.weight)),
            )  # fmt: skip
        self.order_fields([*(f"m-{criterion.key}" for criterion in criteria), "comment"])

    @property
    def marks(self) -> dict[str, float]:
        return {criterion.key: self.cleaned_data[f"m-{criterion.key}"] for criterion in self.criteria}


class ProposalForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Decision"), choices=[(state.value, state.label) for state in Application.DECIDED], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("What the letter says"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip


class RemarkForm(forms.Form):
    text = forms.CharField(label=_("What was said"), max_length=4000, widget=forms.Textarea({"rows": 2}))


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("What should be looked at again, and why"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )


class AnswerForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("Answer"), choices=[("yes", _("The decision stands")), ("no", _("The file is looked at again"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(label=_("Why"), max_length=4000, widget=forms.Textarea({"rows": 4}))
