"""Forms of programmes. Who answers for a thing is chosen among those who work in the programme."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.portal.accounts.models import User
from campus5g.portal.base.forms import DayField
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import people_of
from campus5g.portal.programme.actions import Aim, Frame, Part
from campus5g.portal.programme.models import Action, Amendment, Indicator, Meeting, Milestone, Participant, Programme, Risk
from campus5g.portal.programme.models.scoped import TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH

EXAMPLE = _("An example: nobody published it")


def _long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=WHY_LENGTH, widget=_long(2))


class ProgrammeForm(forms.Form):
    title = forms.CharField(label=_("Name"), max_length=TITLE_LENGTH)
    text = forms.CharField(label=_("What it is for"), max_length=TEXT_LENGTH, required=False, widget=_long(4))
    source = forms.CharField(label=_("Where it is published"), max_length=WHY_LENGTH, required=False)
    starts_on = DayField(label=_("First day of the actions"))
    ends_on = DayField(label=_("Last day of the actions"))
    followed_until = DayField(
        label=_("Followed until"),
        required=False,
        help_text=_("The last day on which something is due, repayments included."),
    )
    example = forms.BooleanField(label=EXAMPLE, required=False)

    def frame(self) -> Frame:
        said = self.cleaned_data
        return Frame(
            said["title"],
            said["starts_on"],
            said["ends_on"],
            said["text"],
            said["source"],
            said["followed_until"],
            said["example"],
        )


def _working(programme: Programme) -> Any:
    there = Participant.objects.filter(programme=programme, until=None).exclude(role=Participant.Role.FUNDER)
    return there.select_related("organisation")


def _persons(programme: Programme) -> Any:
    found = User.objects.none()
    for one in _working(programme):
        found = found | people_of(one.organisation_id)
    return found.distinct().order_by("full_name", "pk")


class OwnedForm(forms.Form):
    """A form on something of a programme that somebody answers for."""

    owner = forms.ModelChoiceField(label=_("Who answers for it"), queryset=None, required=False)

    def __init__(self, programme: Programme, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.programme = programme
        owner: Any = self.fields["owner"]
        owner.queryset, owner.empty_label = _working(programme), _("nobody yet")


class ParticipantForm(forms.Form):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=None, empty_label="—")
    role = forms.ChoiceField(
        label=_("Role"), choices=[pair for pair in Participant.Role.choices if pair[0] != Participant.Role.OFFICE]
    )
    text = forms.CharField(label=_("What it does in the programme"), max_length=WHY_LENGTH, required=False)
    approves = forms.BooleanField(label=_("A funder whose agreement asks that it approves amendments"), required=False)

    def __init__(self, programme: Programme, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["organisation"]
        there = Participant.objects.filter(programme=programme, until=None)
        field.queryset = Organisation.objects.active().exclude(pk__in=there.values("organisation")).order_by("name")


class PartForm(OwnedForm):
    """A strand or an action."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    text = forms.CharField(label=_("What is done"), max_length=TEXT_LENGTH, required=False, widget=_long())
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    person = forms.ModelChoiceField(label=_("By name"), queryset=None, required=False, empty_label=_("nobody by name"))
    partners = forms.ModelMultipleChoiceField(label=_("With"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    example = forms.BooleanField(label=EXAMPLE, required=False)
    field_order = ("title", "text", "starts_on", "ends_on", "owner", "person", "partners", "example")

    def __init__(self, programme: Programme, data: Any = None, **kwargs: Any) -> None:
        super().__init__(programme, data, **kwargs)
        partners: Any = self.fields["partners"]
        person: Any = self.fields["person"]
        partners.queryset, person.queryset = _working(programme), _persons(programme)

    def part(self) -> Part:
        said = self.cleaned_data
        return Part(
            said["title"], said["starts_on"], said["ends_on"], said["text"], said["owner"], said["person"], tuple(said["partners"]),
            said["example"],
        )  # fmt: skip

    @staticmethod
    def told(action: Action) -> dict[str, Any]:
        """What an action says now, as the form shows it."""
        plain = {name: getattr(action, name) for name in ("title", "text", "starts_on", "ends_on", "example")}
        return {
            **plain,
            "owner": action.owner_id,
            "person": action.person_id,
            "partners": [one.pk for one in action.partners.all()],
        }


class AimForm(forms.Form):
    """A milestone or a deliverable of an action."""

    title = forms.CharField(label=_("What is to be reached or handed over"), max_length=TITLE_LENGTH)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Milestone.Kind.choices, widget=forms.RadioSelect, initial=Milestone.Kind.MILESTONE
    )
    due = DayField(label=_("Due on"))
    proof = forms.CharField(label=_("What will prove it"), max_length=WHY_LENGTH, required=False)
    person = forms.ModelChoiceField(label=_("By name"), queryset=None, required=False, empty_label=_("nobody by name"))
    after = forms.ModelMultipleChoiceField(
        label=_("What must come before"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    example = forms.BooleanField(label=EXAMPLE, required=False)

    def __init__(self, programme: Programme, data: Any = None, *, but: int | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        after: Any = self.fields["after"]
        person: Any = self.fields["person"]
        others = Milestone.objects.filter(programme=programme, dropped_at=None).exclude(pk=but)
        after.queryset, person.queryset = others.select_related("action__strand"), _persons(programme)
        after.label_from_instance = lambda one: f"{one.code} {one.title}"

    def aim(self) -> Aim:
        said = self.cleaned_data
        return Aim(said["title"], said["due"], said["kind"], said["proof"], said["person"], tuple(said["after"]), said["example"])

    @staticmethod
    def told(milestone: Milestone) -> dict[str, Any]:
        plain = {name: getattr(milestone, name) for name in ("title", "kind", "due", "proof", "example")}
        return {**plain, "person": milestone.person_id, "after": [one.pk for one in milestone.after.all()]}


class StandingForm(forms.Form):
    """How an action stands."""

    state = forms.ChoiceField(label=_("State"), choices=Action.State.choices)
    progress = forms.IntegerField(label=_("Done, in %"), min_value=0, max_value=100)
    said = forms.CharField(label=_("How it stands, in a few words"), max_length=WHY_LENGTH, widget=_long(2))


class LateForm(forms.Form):
    late_why = forms.CharField(label=_("Why it is late"), max_length=WHY_LENGTH, widget=_long(2))


class ReachForm(forms.Form):
    on = DayField(label=_("Reached on"))
    evidence = forms.CharField(label=_("What proves it"), max_length=TEXT_LENGTH, widget=_long())
    late_why = forms.CharField(label=_("Why it is late, if it is"), max_length=WHY_LENGTH, required=False)
    file = forms.FileField(label=_("Document that proves it"), required=False)


class MoveMilestoneForm(forms.Form):
    due = DayField(label=_("New day, inside the action"))
    why = forms.CharField(label=_("Why it moves"), max_length=WHY_LENGTH, widget=_long(2))


class IndicatorForm(OwnedForm, forms.ModelForm):
    baseline_on = DayField(label=_("Value at the start: its day"))
    target_on = DayField(label=_("Target: its day"))
    field_order = (
        "title",
        "definition",
        "unit",
        "direction",
        "baseline",
        "baseline_on",
        "target",
        "target_on",
        "owner",
        "example",
    )

    class Meta:
        model = Indicator
        fields = ("title", "definition", "unit", "direction", "baseline", "target", "example")
        labels = {"example": EXAMPLE}

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order}


class ValueForm(forms.Form):
    on = DayField(label=_("Day"))
    value = forms.DecimalField(label=_("Value"), max_digits=15, decimal_places=2)
    evidence = forms.CharField(label=_("What shows it"), max_length=WHY_LENGTH, required=False)
    why = forms.CharField(label=_("Why it is worse than at the start, if it is"), max_length=WHY_LENGTH, required=False)
    file = forms.FileField(label=_("Document that proves it"), required=False)


class RiskForm(OwnedForm, forms.ModelForm):
    action = forms.ModelChoiceField(label=_("Action"), queryset=None, required=False, empty_label=_("the whole programme"))
    field_order = ("title", "likelihood", "effect", "mitigation", "owner", "action", "example")

    class Meta:
        model = Risk
        fields = ("title", "likelihood", "effect", "mitigation", "example")
        labels = {"example": EXAMPLE}

    def __init__(self, programme: Programme, data: Any = None, **kwargs: Any) -> None:
        super().__init__(programme, data, **kwargs)
        action: Any = self.fields["action"]
        action.queryset = Action.objects.filter(programme=programme).select_related("strand")
        action.label_from_instance = lambda one: f"{one.code} {one.title}"

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order}


class RateForm(forms.ModelForm):
    why = forms.CharField(label=_("What changed"), max_length=WHY_LENGTH, widget=_long(2))

    class Meta:
        model = Risk
        fields = ("likelihood", "effect", "state", "mitigation")


class MeetingForm(forms.Form):
    day = DayField(label=_("Day"))
    hour = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial="14:00")
    place = forms.CharField(label=_("Place"), max_length=TITLE_LENGTH, required=False)
    agenda = forms.CharField(label=_("Agenda"), max_length=TEXT_LENGTH, required=False, widget=_long(5))

    @property
    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))

    @staticmethod
    def told(meeting: Meeting) -> dict[str, Any]:
        local = timezone.localtime(meeting.at)
        return {"day": local.date(), "hour": local.time(), "place": meeting.place, "agenda": meeting.agenda}


class HeldForm(forms.Form):
    present = forms.CharField(label=_("Who was there"), max_length=TEXT_LENGTH, widget=_long(2))
    minutes = forms.FileField(label=_("Minutes (pdf)"), required=False)


class MinutesForm(forms.Form):
    text = forms.CharField(
        label=_("Minutes"), max_length=TEXT_LENGTH, widget=_long(10),
        help_text=_("An empty line begins a paragraph; lines that begin with a dash are a list. Decisions are added by themselves."),
    )  # fmt: skip


class AskedForm(forms.Form):
    """A decision asked of the committee."""

    title = forms.CharField(label=_("Decision asked"), max_length=TITLE_LENGTH)
    text = forms.CharField(label=_("What it rests on"), max_length=TEXT_LENGTH, required=False, widget=_long(2))
    amendment = forms.ModelChoiceField(label=_("Amendment it is about"), queryset=None, required=False, empty_label=_("none"))

    def __init__(self, programme: Programme, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["amendment"]
        pending = Amendment.objects.filter(programme=programme, state=Amendment.State.PROPOSED)
        field.queryset = pending.select_related("programme")


class DecidedForm(OwnedForm):
    """What the committee decided of one of the things asked."""

    resolution = forms.ModelChoiceField(label=_("Decision"), queryset=None, empty_label=None)
    taken = forms.TypedChoiceField(
        label=_("The committee"), choices=[("1", _("decides it")), ("0", _("does not decide it"))], coerce=lambda said: said == "1",
        widget=forms.RadioSelect, initial="1",
    )  # fmt: skip
    text = forms.CharField(label=_("Its words, if they differ"), max_length=TEXT_LENGTH, required=False, widget=_long(2))
    due = DayField(label=_("To be done by"), required=False)
    field_order = ("resolution", "taken", "text", "owner", "due")

    def __init__(self, programme: Programme, data: Any = None, *, asked: Any = None, **kwargs: Any) -> None:
        super().__init__(programme, data, **kwargs)
        field: Any = self.fields["resolution"]
        field.queryset = asked


class FinishForm(forms.Form):
    on = DayField(label=_("Done on"))
    how = forms.CharField(label=_("What was done"), max_length=WHY_LENGTH)
