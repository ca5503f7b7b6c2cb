"""The form of a session: its half-days, and what they book."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.forms import DayField
from campus5g.portal.directory.forms import EurosField
from campus5g.portal.training.models import Bench, Booking, HalfDay, Room, Session, Trainer, Training
from campus5g.portal.training.plans import USUAL, Half, Plan

ROWS = 4
WHOLE = "day"
PARTS = [(WHOLE, _("the whole day")), *HalfDay.Part.choices]


class HourField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), input_formats=["%H:%M"], **kwargs)


class HalfForm(forms.Form):
    """A half-day, or a whole day, which is two of usual hours; a row without a day is none."""

    day = DayField(label=_("Day"), required=False)
    part = forms.ChoiceField(label=_("Half-day"), choices=PARTS, initial=WHOLE)
    starts = HourField(label=_("Starts at"), required=False)
    ends = HourField(label=_("Ends at"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if bool(starts) != bool(ends):
            self.add_error("ends" if starts else "starts", _("Give both hours, or none for the usual ones."))
        elif starts and ends and ends <= starts:
            self.add_error("ends", _("It ends before it starts."))
        return cleaned


HalfRows = forms.formset_factory(HalfForm, extra=0, max_num=60, validate_max=True)


class SessionForm(forms.Form):
    """Places, price, place, and what all the half-days book."""

    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=200)
    price_cents = EurosField(label=_("Price for one person, before tax, in euros"))
    register_by = DayField(label=_("Register until"))
    place = forms.CharField(
        label=_("Place"), max_length=300, required=False,
        help_text=_("Only if it is not one of your rooms: a company's site, the address of a virtual room."),
    )  # fmt: skip
    rooms = forms.ModelMultipleChoiceField(
        label=_("Rooms"), queryset=Room._base_manager.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    trainers = forms.ModelMultipleChoiceField(
        label=_("Trainers"), queryset=Trainer._base_manager.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    benches = forms.ModelMultipleChoiceField(
        label=_("5G benches and equipment"),
        queryset=Bench._base_manager.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[(key, text) for key, text in Session.State.choices if key != "cancelled"], initial="open"
    )

    def __init__(self, training: Training, data: Any = None, session: Session | None = None) -> None:
        super().__init__(data, initial=initial_of(session) if session else _fresh(training))
        for name, model in (("rooms", Room), ("trainers", Trainer), ("benches", Bench)):
            own = model.objects.filter(organisation_id=training.organisation_id, archived_at=None)
            self.fields[name].queryset = own  # type: ignore[attr-defined]

    def plan(self, rows: Any) -> Plan:
        """Return the session as it was typed; a whole day is a morning and an afternoon."""
        typed = self.cleaned_data
        booked = {name: tuple(thing.pk for thing in typed[name]) for name in ("rooms", "trainers", "benches")}
        halves = [
            Half(row["day"], part, starts, ends, **booked)
            for row in (row.cleaned_data for row in rows)
            if row.get("day")
            for part, starts, ends in _parts(row)
        ]
        return Plan(tuple(halves), typed["capacity"], typed["price_cents"], typed["register_by"], typed["place"], typed["state"])


def _parts(row: dict[str, Any]) -> list[tuple[HalfDay.Part, time, time]]:
    """Split what was typed into half-days; hours of a whole day move its start and its end."""
    starts, ends = row.get("starts"), row.get("ends")
    if row["part"] != WHOLE:
        part = HalfDay.Part(row["part"])
        usual = USUAL[part]
        return [(part, starts or usual[0], ends or usual[1])]
    morning, afternoon = USUAL[HalfDay.Part.MORNING], USUAL[HalfDay.Part.AFTERNOON]
    return [
        (HalfDay.Part.MORNING, starts or morning[0], morning[1]),
        (HalfDay.Part.AFTERNOON, afternoon[0], ends or afternoon[1]),
    ]


def _fresh(training: Training) -> dict[str, Any]:
    return {"capacity": training.capacity, "price_cents": training.price_cents, "state": Session.State.OPEN}


def initial_of(session: Session) -> dict[str, Any]:
    """Return what is kept of a session, as its form shows it."""
    booked: dict[str, set[int]] = {"room": set(), "trainer": set(), "bench": set()}
    for booking in Booking.objects.filter(half_day__session=session):
        for name, found in booked.items():
            if number := getattr(booking, f"{name}_id"):
                found.add(number)
    return {
        "capacity": session.capacity, "price_cents": session.price_cents, "register_by": session.register_by,
        "place": session.place, "state": session.state, "rooms": booked["room"], "trainers": booked["trainer"],
        "benches": booked["bench"],
    }  # fmt: skip


def rows_of(session: Session) -> list[dict[str, Any]]:
    return [
        {"day": half.day, "part": half.part, "starts": half.starts, "ends": half.ends}
        for half in HalfDay.objects.filter(session=session)
    ]
