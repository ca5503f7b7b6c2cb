"""Forms of the support of ventures. Amounts are typed in euros, jobs in full-time equivalents."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.money import parse_cents
from campus5g.matching.topics import topic_labels
from campus5g.portal.accounts.models import User
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.incubator.models import Founder, Round, Venture
from campus5g.portal.support.models import Cohort, Figure, Hours, Member, Mentor, Milestone, Resource
from campus5g.portal.support.models.scoped import TEXT_LENGTH, WHY_LENGTH
from campus5g.portal.training.models import Bench

DURATIONS = [(30, "30 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30"), (120, "2 h")]


def topic_choices() -> list[tuple[str, str]]:
    return [(key, say(label).capitalize()) for key, label in topic_labels().items()]


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=WHY_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))


class CohortForm(forms.ModelForm):
    """A cohort, with what each venture may book in a month."""

    starts_on = DayField(label=_("Starts on"))
    ends_on = DayField(label=_("Ends on"))
    quota_desk = forms.IntegerField(
        label=_("Hours of desk a month, for each venture"), min_value=0, max_value=744, required=False
    )
    quota_hall = forms.IntegerField(
        label=_("Hours of hall a month, for each venture"), min_value=0, max_value=744, required=False
    )
    quota_test = forms.IntegerField(
        label=_("Hours of 5G tests a month, for each venture"), min_value=0, max_value=744, required=False,
        help_text=_("Leave a quota empty for no limit."),
    )  # fmt: skip

    class Meta:
        model = Cohort
        fields = ("name", "starts_on", "ends_on", "hours")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for quota in self.instance.quotas.all():
                self.fields[f"quota_{quota.kind}"].initial = quota.hours

    def quotas(self) -> dict[str, int | None]:
        return {kind: self.cleaned_data[f"quota_{kind}"] for kind in Resource.Kind.values}

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewCohortForm(CohortForm):
    round = forms.ModelChoiceField(
        label=_("Call for applications whose admitted ventures make the cohort"), queryset=Round.objects.none()
    )
    field_order = ("round",)

    class Meta(CohortForm.Meta):
        fields = ("name", "starts_on", "ends_on", "hours")

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["round"]
        field.queryset = rounds
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Left empty: the name that the call gave.")


class AskForm(forms.Form):
    until = DayField(label=_("Figures until"))
    due = DayField(label=_("To be said by"))


class LeaveForm(forms.Form):
    how = forms.ChoiceField(label=_("What happened"), choices=Member.Exit.choices, widget=forms.RadioSelect)
    on = DayField(label=_("On"))
    into = forms.ModelChoiceField(
        label=_("Venture that goes on, for a merger"), queryset=Venture.objects.none(), required=False, empty_label=_("none")
    )
    why = forms.CharField(label=_("In a few words"), max_length=WHY_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, member: Member, ends_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        going = (Venture.State.INCUBATED, Venture.State.ALUMNI)
        field.queryset = Venture.objects.filter(state__in=going).exclude(pk=member.venture_id)
        if ends_only:
            how: Any = self.fields["how"]
            how.choices = [
                (Member.Exit.STOPPED.value, Member.Exit.STOPPED.label),
                (Member.Exit.MERGED.value, Member.Exit.MERGED.label),
            ]


class MilestoneForm(forms.ModelForm):
    due = DayField(label=_("By"))
    owner = forms.ModelChoiceField(
        label=_("Who answers for it"), queryset=Founder.objects.none(), required=False, empty_label=_("the whole team")
    )

    class Meta:
        model = Milestone
        fields = ("title", "proof", "due")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = Founder.objects.filter(venture_id=member.venture_id, left_at=None)
        field.initial = self.instance.owner_id


class ReachForm(forms.Form):
    on = DayField(label=_("Reached on"))
    evidence = forms.CharField(
        label=_("What proves it"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For instance: report of the trial of 12 March, signed by the port; order number 4711."),
    )  # fmt: skip
    file = forms.FileField(label=_("Document that proves it"), required=False)


class MentorForm(forms.Form):
    """What a mentor brings."""

    text = forms.CharField(
        label=_("What they bring"), max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    topics = forms.MultipleChoiceField(label=_("Topics"), widget=forms.CheckboxSelectMultiple)
    hours = forms.IntegerField(label=_("Hours given a year"), min_value=1, max_value=800, initial=24)
    close_to = forms.ModelMultipleChoiceField(
        label=_("Ventures they are too close to"), queryset=Venture.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Family, shares, a contract: they are never proposed to each other."),
    )  # fmt: skip

    def __init__(self, *args: Any, mentor: Mentor | None = None, **kwargs: Any) -> None:
        if mentor is not None:
            told = {"text": mentor.text, "topics": mentor.topics, "hours": mentor.hours, "close_to": mentor.close_to.all()}
            kwargs["initial"] = told
        super().__init__(*args, **kwargs)
        topics, close_to = self.fields["topics"], self.fields["close_to"]
        topics.choices = topic_choices()  # type: ignore[attr-defined]
        close_to.queryset = Venture.objects.filter(state=Venture.State.INCUBATED)  # type: ignore[attr-defined]


class NewMentorForm(MentorForm):
    email = forms.EmailField(label=_("Address with which they sign in"))
    agreed = forms.BooleanField(
        label=_("This person agreed to be shown to the ventures: name, organisation, topics."),
        error_messages={"required": _("Ask them first: it is their data.")},
    )  # fmt: skip
    field_order = ("email",)

    def clean_email(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                _("Nobody signs in with this address. Invite them on the page of their organisation first.")
            )
        return found


class WishForm(forms.Form):
    """What a venture wants help with: one choice a topic, then the mentors it would like."""

    hours = forms.IntegerField(label=_("Hours of mentoring wanted"), min_value=1, max_value=400)

    def __init__(self, *args: Any, member: Member, mentors: list[Mentor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours"].initial = member.hours
        weights = [("0", _("no")), ("1", _("a little")), ("2", _("yes")), ("3", _("above all"))]
        for key, label in topic_choices():
            self.fields[f"topic_{key}"] = forms.ChoiceField(
                label=label, choices=weights, initial=str(member.topics.get(key, 0)), required=False
            )
        self.mentors = {str(mentor.pk): mentor for mentor in mentors}
        said = {str(one.mentor_id): one.rank for one in member.wishes.all()}
        names = [("", _("none")), *((key, str(mentor)) for key, mentor in self.mentors.items())]
        for rank, label in ((1, _("First wish")), (2, _("Second wish")), (3, _("Third wish"))):
            first = next((key for key, place in said.items() if place == rank), "")
            self.fields[f"wish_{rank}"] = forms.ChoiceField(label=label, choices=names, initial=first, required=False)
        self.fields["unwanted"] = forms.MultipleChoiceField(
            label=_("Mentors you would rather not work with"), choices=names[1:], required=False,
            initial=[key for key, place in said.items() if place == 0], widget=forms.CheckboxSelectMultiple,
            help_text=_("Read by the office alone."),
        )  # fmt: skip

    @property
    def topic_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("topic_")]

    @property
    def other_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("topic_")]

    def topics(self) -> dict[str, int]:
        chosen = {name[6:]: int(value or 0) for name, value in self.cleaned_data.items() if name.startswith("topic_")}
        return {key: weight for key, weight in chosen.items() if weight}

    def wanted(self) -> list[Mentor]:
        return [self.mentors[key] for rank in (1, 2, 3) if (key := self.cleaned_data[f"wish_{rank}"])]

    def unwanted(self) -> list[Mentor]:
        return [self.mentors[key] for key in self.cleaned_data["unwanted"]]


class HoursForm(forms.ModelForm):
    mentoring = forms.TypedChoiceField(label=_("Mentor"), coerce=int)
    on = DayField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720, initial=60)

    field_order = ("mentoring", "on", "minutes", "kind", "text")

    class Meta:
        model = Hours
        fields = ("on", "minutes", "kind", "text")

    def __init__(self, *args: Any, mine: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mentoring"]
        field.choices = mine


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    shared = forms.BooleanField(label=_("The venture reads it too"), required=False)


class FigureForm(forms.Form):
    """One figure, its day, and what shows it."""

    kind = forms.ChoiceField(label=_("What"), choices=Figure.Kinds.choices)
    value = forms.CharField(
        label=_("How much"), max_length=20, help_text=_("In euros; jobs in full-time equivalents, such as 4.5.")
    )
    on = DayField(label=_("Day, or end of the period"))
    other = forms.CharField(
        label=_("With or from whom"), max_length=160, required=False,
        help_text=_("The company of the territory, the investor, the public body."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=WHY_LENGTH,
        required=False,
        help_text=_("For instance: contract of 3 May; accounts of 2026, page 2."),
    )
    file = forms.FileField(label=_("Document that proves it"), required=False)

    def clean_value(self) -> int:
        try:
            return parse_cents(self.cleaned_data["value"], str(_("How much")))
        except BadInput as fault:
            raise forms.ValidationError(say(fault.sentence)) from None


class BookingForm(forms.Form):
    """A resource, on a day, from an hour to another."""

    resource = forms.ModelChoiceField(label=_("What"), queryset=Resource.objects.none())
    day = DayField(label=_("Day"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M"))
    text = forms.CharField(label=_("What for"), max_length=WHY_LENGTH, required=False)

    def __init__(self, *args: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["resource"]
        field.queryset, field.empty_label = resources, None

    def at(self, name: str) -> datetime:
        return instant(self.cleaned_data["day"], self.cleaned_data[name])


def instant(day: Any, hour: time) -> datetime:
    """Return an hour of a day in the campus' zone."""
    return timezone.make_aware(datetime.combine(day, hour))


class ResourceForm(forms.ModelForm):
    opens = forms.TimeField(label=_("Opens at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial=time(8))
    closes = forms.TimeField(
        label=_("Closes at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial=time(19)
    )

    bench = forms.ModelChoiceField(
        label=_("Training bench that it is"), queryset=Bench.objects.none(), required=False, empty_label=_("none"),
        help_text=_("Sessions of training and ventures then share it: neither books what the other holds."),
    )  # fmt: skip
    field_order = ("kind", "name", "text", "seats", "opens", "closes", "bench")

    class Meta:
        model = Resource
        fields = ("kind", "name", "text", "seats", "opens", "closes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["bench"]
        field.queryset, field.initial = Bench.objects.filter(archived_at=None), self.instance.bench_id


class OfficeHoursForm(forms.Form):
    """Office hours on a day: the first one, how long each, how many in a row."""

    day = DayField(label=_("Day"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.TypedChoiceField(label=_("Each lasts"), choices=DURATIONS, coerce=int, initial=45)
    times = forms.IntegerField(label=_("How many in a row"), min_value=1, max_value=8, initial=3)
    place = forms.CharField(label=_("Where, or the address of the call"), max_length=WHY_LENGTH, required=False)


class SubjectForm(forms.Form):
    member = forms.ModelChoiceField(label=_("Venture"), queryset=Member.objects.none())
    subject = forms.CharField(label=_("What you would like to talk about"), max_length=WHY_LENGTH)

    def __init__(self, *args: Any, mine: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset, field.empty_label = Member.objects.filter(pk__in=[one.pk for one in mine]), None


class LeadForm(forms.Form):
    text = forms.CharField(label=_("Why, in a few words"), max_length=WHY_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    contact = forms.CharField(
        label=_("How you are reached"), max_length=WHY_LENGTH, required=False,
        help_text=_("Told to the other side once it accepts; asked for where you are interested in a need."),
    )  # fmt: skip
