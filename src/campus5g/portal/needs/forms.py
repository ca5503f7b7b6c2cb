"""The form of a need: words, uses, site, zones, devices and what a gain would be worth. Units are those people speak in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.benefit import Use
from campus5g.core.figures import Assumption
from campus5g.core.message import Message
from campus5g.core.site import DeviceGroup, Path, PathKind, Zone
from campus5g.documents.names import UNITS
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs.actions import MOST_CENTS
from campus5g.portal.needs.economics import assumptions_of, questions_of
from campus5g.portal.needs.models import SHORT_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Need
from campus5g.portal.needs.plan import write_ring

USES = {
    Use.MAINTENANCE: (_("Predictive maintenance"), _("Listen to machines to repair them before they break.")),
    Use.ROBOTS: (_("Mobile robots"), _("Carts and robots that move goods without stopping.")),
    Use.LOGISTICS: (_("Yard logistics"), _("Know where trucks, machines and people are, second by second.")),
    Use.ENERGY: (_("Energy"), _("Measure and steer power by the quarter of an hour.")),
}


def lines(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class NeedForm(forms.Form):
    """The company's words, in the order of a conversation. ``organisation`` is asked of the office alone; who sees the need
    (``sharing``) of its own people, before it is stated."""

    EXAMPLES: ClassVar = {
        "title": _("Hear the bearings of our cranes before they fail"),
        "text": _("Know two weeks ahead that a crane will stop, in both casting halls, for the eight people of maintenance."),
        "process": _("From the gate to the stack: a truck is weighed, sent to a lane, unloaded by a straddle carrier."),
        "hurts": _("93 breakdowns last year, each stops the shop for 5 hours. The cart loses Wi-Fi 11 times a day."),
        "equipment": _("800 rotating machines, 12 cranes."),
        "volumes": _("300 trucks a day, 220 days a year, twice as many in autumn."),
        "constraints": _("Explosive atmosphere in the electrolysis hall, no cable across the tracks, installed during the August stop, "
                         "data that stays on the site."),
        "gain_worth": _("One breakdown avoided saves 40,000 euros. Five megawatts less at the peak: 60,000 euros a year."),
        "gain_euros": _("15 breakdowns avoided, 40,000 euros each: 600,000"),
    }  # fmt: skip
    """What another company wrote, shown beside each field."""
    PARTS: ClassVar = {
        "need": ("title", "text"), "process": ("process", "hurts", "equipment"), "limits": ("volumes", "constraints"),
        "gain": ("gain_worth", "gain_euros"),
    }  # fmt: skip

    title = forms.CharField(
        label=_("Title"), max_length=TITLE_LENGTH, help_text=_("One line.")
    )  # fmt: skip
    text = forms.CharField(
        label=_("What do you need?"), max_length=TEXT_LENGTH, required=False, widget=lines(5),
        help_text=_("In your own words: what should become possible, where, for whom. No radio words are needed."),
    )  # fmt: skip
    process = forms.CharField(
        label=_("In which process?"), max_length=SHORT_LENGTH, required=False, widget=lines(2),
        help_text=_("The work that it is about, from what comes in to what goes out."),
    )  # fmt: skip
    hurts = forms.CharField(
        label=_("What hurts today?"), max_length=TEXT_LENGTH, required=False, widget=lines(3),
        help_text=_("What is lost: stops, waits, scrap, risks."),
    )  # fmt: skip
    equipment = forms.CharField(
        label=_("Which equipment?"), max_length=SHORT_LENGTH, required=False, widget=lines(2),
        help_text=_("Machines, vehicles, meters: what they are and how many."),
    )  # fmt: skip
    volumes = forms.CharField(
        label=_("Which volumes?"), max_length=SHORT_LENGTH, required=False, widget=lines(2),
        help_text=_("How much, how often, since when."),
    )  # fmt: skip
    constraints = forms.CharField(
        label=_("Which constraints?"), max_length=SHORT_LENGTH, required=False, widget=lines(2),
        help_text=_("What a solution must respect."),
    )  # fmt: skip
    gain_worth = forms.CharField(
        label=_("What would a gain be worth?"), max_length=SHORT_LENGTH, required=False, widget=lines(2),
        help_text=_("In money, time, safety or comfort."),
    )  # fmt: skip
    gain_euros = forms.IntegerField(
        label=_("That is about, in euros a year"), min_value=0, max_value=MOST_CENTS // 100, required=False,
        help_text=_("An order of magnitude helps to compare needs; leave it empty if you do not know."),
    )  # fmt: skip
    anonymous = forms.BooleanField(label=_("State this need anonymously"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who sees this need, once stated?"), required=False, choices=Need.Visibility.choices, widget=forms.RadioSelect
    )
    uses = forms.MultipleChoiceField(
        label=_("Uses"), required=False, widget=forms.CheckboxSelectMultiple, choices=[(use.value, USES[use][0]) for use in Use]
    )
    organisation = forms.ModelChoiceField(queryset=None, label=_("For which organisation?"))

    @property
    def parts(self) -> dict[str, list[tuple[forms.BoundField, Any]]]:
        """The fields of each part in words, each with its example."""
        return {part: [(self[name], self.EXAMPLES[name]) for name in names] for part, names in self.PARTS.items()}

    def __init__(self, *args: Any, organisations: Any = None, sharing: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sharing:
            del self.fields["anonymous"], self.fields["visibility"]
        if organisations is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = organisations


class PlanForm(forms.Form):
    """The site, as lines that a keyboard edits and the map draws (see ``plan``). All in metres."""

    site_name = forms.CharField(label=_("Name of the site"), max_length=160, required=False)
    latitude = forms.FloatField(label=_("Latitude of the origin"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=_("Longitude of the origin"), min_value=-180, max_value=180, required=False)
    boundary = forms.CharField(
        label=_("Boundary"), required=False, max_length=20_000, widget=lines(2, spellcheck="false"),
        help_text=_("Corners in metres east and north of the origin: 0 0, 300 0, 300 200, 0 200"),
    )  # fmt: skip
    buildings = forms.CharField(
        label=_("Buildings"), required=False, max_length=1_000_000, widget=lines(4, spellcheck="false"),
        help_text=_("One a line: name | height | walls (low_loss: brick, wood, glass; high_loss: concrete; metal) | corners"),
    )  # fmt: skip
    masts = forms.CharField(
        label=_("Places for antennas"), required=False, max_length=100_000, widget=lines(3, spellcheck="false"),
        help_text=_("Roofs, poles, chimneys where an antenna may stand. One a line: name | x y | height above the ground"),
    )  # fmt: skip
    licence = forms.CharField(required=False, widget=forms.HiddenInput)


class SourceForm(forms.Form):
    """Where the site comes from; used once, then the plan is what counts."""

    example = forms.ChoiceField(label=_("An example site"), required=False)
    file = forms.FileField(
        label=_("A file of your site"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ".json,.geojson"}),
        help_text=_("GeoJSON or site JSON, at most 5 MB: buildings with their height, and if you have them masts and zones."),
    )  # fmt: skip

    def __init__(self, *args: Any, examples: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["example"].choices = [("", _("None: I draw my site")), *examples]


class ZoneForm(forms.Form):
    """A part of the site where devices move or stand."""

    id = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the zone"), required=False, max_length=120)
    indoor = forms.BooleanField(label=_("Indoors"), required=False)
    corners = forms.CharField(label=_("Corners (metres)"), required=False, max_length=20_000, widget=lines(1, spellcheck="false"))

    @staticmethod
    def values(zone: Zone) -> dict[str, Any]:
        return {"id": zone.id, "name": zone.name, "indoor": zone.indoor, "corners": write_ring(zone.ring)}


class PathForm(forms.Form):
    """A line along which devices move."""

    KINDS = {
        PathKind.RAIL: _("rail"), PathKind.ROAD: _("road"), PathKind.CRANE: _("crane track"), PathKind.CORRIDOR: _("corridor of carts"),
    }  # fmt: skip

    id = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the path"), required=False, max_length=120)
    kind = forms.ChoiceField(
        label=_("What moves there"), required=False, choices=[(kind.value, name) for kind, name in KINDS.items()]
    )
    width_m = forms.FloatField(
        label=_("Width (m)"), min_value=0.5, max_value=200, required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    points = forms.CharField(label=_("Points (metres)"), required=False, max_length=20_000, widget=lines(1, spellcheck="false"))

    @staticmethod
    def values(path: Path) -> dict[str, Any]:
        return {
            "id": path.id, "name": path.name, "kind": path.kind.value, "width_m": tidy(path.width_m), "points": write_ring(path.points),
        }  # fmt: skip


class DeviceForm(forms.Form):
    """Devices of one kind in a zone or along a path, in the units of the trade: milliseconds, per cent, kilobits."""

    zone = forms.ChoiceField(label=_("Zone or path"), required=False)
    preset = forms.ChoiceField(label=_("Kind of device"), required=False)
    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000, required=False)
    packet_bytes = forms.IntegerField(label=_("Message size (bytes)"), min_value=1, max_value=10_000_000, required=False)
    period_s = forms.FloatField(label=_("A message every (s)"), min_value=0.0001, max_value=86_400 * 31, required=False)
    latency_ms = forms.FloatField(label=_("At most this late (ms)"), min_value=0.1, max_value=86_400_000, required=False)
    reliability = forms.FloatField(label=_("Messages in time (%)"), min_value=1, max_value=99.9999999, required=False)
    uplink_kbps = forms.FloatField(label=_("Up (kbit/s each)"), min_value=0, max_value=10_000_000, required=False)
    downlink_kbps = forms.FloatField(label=_("Down (kbit/s each)"), min_value=0, max_value=10_000_000, required=False)
    antenna_height_m = forms.FloatField(label=_("Height (m)"), min_value=0.1, max_value=200, required=False)
    speed_kmh = forms.FloatField(label=_("Speed (km/h)"), min_value=0, max_value=300, required=False)

    NUMBERS = (
        "count", "packet_bytes", "period_s", "latency_ms", "reliability", "uplink_kbps", "downlink_kbps", "antenna_height_m", "speed_kmh",
    )  # fmt: skip
    SERVICE = NUMBERS[1:]

    def __init__(self, *args: Any, zones: list[tuple[str, str]], presets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("Choose a zone or a path")), *zones]
        self.fields["preset"].choices = presets
        for name in self.NUMBERS:
            self.fields[name].widget.attrs["step"] = "any"

    @property
    def service(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SERVICE]

    def clean(self) -> dict[str, Any]:
        """A row says everything or nothing; an empty one is left out."""
        found = super().clean() or self.cleaned_data
        if not self.is_blank:
            for name in ("zone", "name", *self.NUMBERS):
                if found.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("Missing: choose a kind of device to fill this in, or type a value."))
        return found

    @property
    def is_blank(self) -> bool:
        """Whether nobody typed what or how many: a zone chosen beforehand says nothing yet."""
        said = (self.data.get(self.add_prefix(name), "") for name in ("name", *self.NUMBERS))
        return self.is_bound and not any(str(value).strip() for value in said)

    @staticmethod
    def values(zone_id: str, group: DeviceGroup) -> dict[str, Any]:
        return {
            "zone": zone_id, "preset": "", "name": group.name, "count": group.count, "packet_bytes": group.packet_bytes,
            "period_s": tidy(group.period_s), "latency_ms": tidy(group.latency_s * 1000), "reliability": tidy(group.reliability * 100),
            "uplink_kbps": tidy(group.uplink_bps / 1000), "downlink_kbps": tidy(group.downlink_bps / 1000),
            "antenna_height_m": tidy(group.antenna_height_m), "speed_kmh": tidy(group.speed_mps * 3.6),
        }  # fmt: skip

    def group(self) -> DeviceGroup:
        """Return the devices of a checked row, in SI units."""
        said = self.cleaned_data
        return DeviceGroup(
            name=said["name"], count=said["count"], packet_bytes=said["packet_bytes"], period_s=said["period_s"],
            latency_s=round(said["latency_ms"] / 1000, 9), reliability=round(said["reliability"] / 100, 12),
            uplink_bps=round(said["uplink_kbps"] * 1000, 6), downlink_bps=round(said["downlink_kbps"] * 1000, 6),
            antenna_height_m=said["antenna_height_m"], speed_mps=round(said["speed_kmh"] / 3.6, 9),
        )  # fmt: skip


def tidy(value: float) -> str:
    """Write a number without the crumbs of binary arithmetic (99.99, not 99.99000000000001)."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return text or "0"


class EconomicsForm(forms.Form):
    """The company's own figures for one use; an empty field takes the sourced default shown beside it."""

    def __init__(self, *args: Any, use: Use, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in questions_of(use):
            self.fields[asked.key] = _figure(asked.label, asked.unit)
        for assumption in assumptions_of(use):
            self.fields[assumption.key] = _figure(assumption.label, assumption.unit, assumption)

    def values(self) -> dict[str, float]:
        return {key: value for key, value in self.cleaned_data.items() if value is not None}


def _figure(label: Message, unit: str, assumption: Assumption | None = None) -> forms.FloatField:
    """A field for one figure; ``assumption`` (label, range, source) is shown beside it by the page."""
    said = say(label)
    field = forms.FloatField(
        label=said[:1].upper() + said[1:] + (f" ({say(UNITS.get(unit, unit))})" if unit else ""), required=False, min_value=0,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )  # fmt: skip
    field.assumption = assumption
    return field


class ArchiveForm(forms.Form):
    why = forms.CharField(label=_("Why is it put away?"), max_length=300, widget=lines(2))
