"""Forms of the events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.portal.base.clock import now
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.events.actions import Details, Frame, Person
from campus5g.portal.events.models import Event, FollowUp, MeetingDay, Registration


class HourField(forms.DateTimeField):
    """A day and an hour in the campus' own zone, chosen in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return localtime(value) if isinstance(value, datetime) else value


class EventForm(forms.ModelForm):
    starts_at = HourField(label=_("Starts"))
    ends_at = HourField(label=_("Ends"), help_text=_("Hours of Paris."))

    class Meta:
        model = Event
        fields = (
            "kind", "title", "summary", "starts_at", "ends_at", "place", "address", "city", "capacity", "language", "public", "text",
        )  # fmt: skip

    def details(self) -> Details:
        return Details(**self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.details().check()
            except BadInput as error:
                self.add_error(error.where, say(error.sentence))
        return cleaned


class PersonForm(forms.Form):
    """One person; a visitor agrees to what is kept of them."""

    full_name = forms.CharField(label=_("First name and name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "email"}))
    company = forms.CharField(
        label=_("Organisation"), max_length=160, required=False, widget=forms.TextInput({"autocomplete": "organization"})
    )
    meets = forms.BooleanField(
        label=_("I accept one-to-one meetings: my name is shown to the other participants"), required=False
    )
    consent = forms.BooleanField(label=_("I agree that the host keeps my name and address to hold this event and report on it"))

    def __init__(self, event: Event, data: Any = None, *, meetings: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not meetings:
            del self.fields["meets"]

    def person(self, language: str) -> Person:
        data = self.cleaned_data
        return Person(data["full_name"], data["email"], data["company"], language, data.get("meets", False))


class PeopleForm(forms.Form):
    """Several people at once: one a line."""

    people = forms.CharField(
        label=_("People"), max_length=8000, widget=forms.Textarea({"rows": 5}),
        help_text=_("One a line: name, then a comma, then the e-mail address. For example: Ada Martin, ada@example.org"),
    )  # fmt: skip

    def clean_people(self) -> list[tuple[str, str]]:
        rows = []
        for number, line in enumerate(self.cleaned_data["people"].splitlines(), start=1):
            name, comma, email = line.strip().rpartition(",")
            if line.strip() and not (comma and "@" in email):
                raise forms.ValidationError(_("Line %(n)s: a name, a comma, an e-mail address."), params={"n": number})
            if line.strip():
                rows.append((name.strip(), email.strip()))
        return rows

    def listed(self, company: str, language: str) -> list[Person]:
        return [Person(name, email, company, language) for name, email in self.cleaned_data["people"]]


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=300)


class EventFilter(forms.Form):
    """Which events are listed."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Event.Kind.choices], required=False)
    when = forms.ChoiceField(
        label=_("When"), choices=[("", _("to come")), ("past", _("past")), ("all", _("all"))], required=False
    )  # fmt: skip
    order = forms.ChoiceField(
        label=_("Order"), choices=[("", _("by date")), ("title", _("by title")), ("kind", _("by kind"))], required=False
    )  # fmt: skip

    def chosen(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Return the events that fit; a choice that cannot be read chooses nothing away."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("q"):
            events = events.filter(Q(title__icontains=data["q"]) | Q(summary__icontains=data["q"]) | Q(city__icontains=data["q"]))
        if data.get("kind"):
            events = events.filter(kind=data["kind"])
        when = data.get("when") or ""
        if when != "all":
            events = events.filter(ends_at__lt=now()) if when == "past" else events.filter(ends_at__gte=now())
        return events.order_by(data.get("order") or ("-starts_at" if when == "past" else "starts_at"), "pk")


class PeopleFilter(forms.Form):
    """Which participants are listed."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), *Registration.State.choices[1:], ("here", _("arrived")), ("absent", _("not arrived"))],
    )  # fmt: skip
    order = forms.ChoiceField(
        label=_("Order"), choices=[("", _("by name")), ("company", _("by organisation")), ("settled_at", _("as they came"))],
        required=False,
    )  # fmt: skip

    def chosen(self, rows: QuerySet[Registration]) -> QuerySet[Registration]:
        self.is_valid()
        data, here = self.cleaned_data, Q(arrivals__isnull=False, arrivals__taken_back_at=None)
        if data.get("q"):
            rows = rows.filter(Q(full_name__icontains=data["q"]) | Q(company__icontains=data["q"]))
        state = data.get("state")
        if state == "here":
            rows = rows.filter(here)
        elif state == "absent":
            rows = rows.filter(state=Registration.State.REGISTERED).exclude(here)
        elif state:
            rows = rows.filter(state=state)
        return rows.order_by(data.get("order") or "full_name", "pk").distinct()


class FeedbackForm(forms.Form):
    """Two marks, a word, and what should follow."""

    MARKS = [(5, _("5, very much")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, not at all"))]

    useful = forms.TypedChoiceField(label=_("Was it useful to you?"), choices=MARKS, coerce=int, widget=forms.RadioSelect)
    well_run = forms.TypedChoiceField(label=_("Was it well run?"), choices=MARKS, coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(label=_("In your words"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3}))
    wants = forms.ChoiceField(
        label=_("What should follow for you?"), choices=[("", _("nothing")), *FollowUp.Kind.choices], required=False
    )
    what = forms.CharField(label=_("With whom, or about what?"), max_length=500, required=False)


class FollowUpForm(forms.Form):
    kind = forms.ChoiceField(label=_("What follows"), choices=FollowUp.Kind.choices)
    registration = forms.ModelChoiceField(
        label=_("With whom"), queryset=Registration.objects.none(), required=False, empty_label=_("nobody in particular")
    )
    text = forms.CharField(label=_("What was promised"), max_length=500)
    due = DayField(label=_("Due on"), required=False)

    def __init__(self, event: Event, data: Any = None) -> None:
        super().__init__(data)
        live = Registration.objects.filter(event=event, state=Registration.State.REGISTERED)
        self.fields["registration"].queryset = live  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("What became of it"), max_length=300)


class FrameForm(forms.ModelForm):
    starts_at = HourField(label=_("First meeting"))
    pauses = forms.CharField(
        label=_("Pauses"), max_length=100, required=False,
        help_text=_("The numbers of the slots in which nobody meets, the first being 1. For example: 6, 7"),
    )  # fmt: skip

    class Meta:
        model = MeetingDay
        fields = ("starts_at", "minutes", "slots", "tables", "most")

    def __init__(self, data: Any = None, *, instance: MeetingDay | None = None, event: Event) -> None:
        initial = {"pauses": ", ".join(str(slot + 1) for slot in instance.pauses)} if instance else {"starts_at": event.starts_at}
        super().__init__(data, instance=instance, initial=initial)

    def clean_pauses(self) -> tuple[int, ...]:
        words = self.cleaned_data["pauses"].replace(",", " ").replace(";", " ").split()
        if not all(word.isdigit() and int(word) > 0 for word in words):
            raise forms.ValidationError(_("Numbers of slots, apart by commas."))
        return tuple(sorted({int(word) - 1 for word in words}))

    def frame(self) -> Frame:
        data = self.cleaned_data
        return Frame(data["starts_at"], data["minutes"], data["slots"], data["tables"], data["most"], data["pauses"])


class MoveForm(forms.Form):
    """Where a meeting goes."""

    slot = forms.TypedChoiceField(label=_("Hour"), coerce=int)
    table = forms.TypedChoiceField(label=_("Table"), coerce=int)

    def __init__(self, day: MeetingDay, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["slot"].choices = [(slot, f"{localtime(hour):%H:%M}") for slot, hour in day.hours]  # type: ignore[attr-defined]
        self.fields["table"].choices = [(n, str(n + 1)) for n in range(day.tables)]  # type: ignore[attr-defined]
