"""The page of a need: its forms together, what each button does to them, and the words they come to.

Whatever a button does, what was typed stays: a step gives back the same page with one thing changed, and a refusal gives
back the page with its reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import PATH_WIDTH_M, DeviceGroup, Origin, Path, PathKind, Site, Zone
from campus5g.network.sites import SiteReading
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs import plan, sites
from campus5g.portal.needs.actions import Words, refuse_incomplete
from campus5g.portal.needs.economics import has_engine
from campus5g.portal.needs.faults import Fault, faults_of
from campus5g.portal.needs.forms import USES, DeviceForm, EconomicsForm, NeedForm, PathForm, PlanForm, SourceForm, ZoneForm
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.presets import preset, presets

MOST_ROWS = 60
PLACES = {
    "title": gettext_lazy("title"),
    "text": gettext_lazy("what you need"),
    "hurts": gettext_lazy("what hurts today"),
    "process": gettext_lazy("process concerned"),
    "volumes": gettext_lazy("volumes"),
    "constraints": gettext_lazy("constraints"),
    "gain_worth": gettext_lazy("what a gain would be worth"),
    "equipment": gettext_lazy("equipment concerned"),
    "uses": gettext_lazy("uses"),
    "site": gettext_lazy("site"),
    "devices": gettext_lazy("devices"),
    "boundary": gettext_lazy("boundary"),
    "building": gettext_lazy("building"),
    "mast": gettext_lazy("place for an antenna"),
    "zone": gettext_lazy("zone"),
    "path": gettext_lazy("path"),
    "economics": gettext_lazy("what a gain would be worth"),
}
Values = dict[str, Any]


class NeedPage:
    """The forms of one need. ``checked`` tells whether reasons are shown: not before somebody asks to save."""

    def __init__(self, organisations: Any = None, *, sharing: bool = True) -> None:
        self.organisations, self.sharing = organisations, sharing and organisations is None
        self.words_values: Values = {}
        self.plan_values: Values = {}
        self.zone_values: list[Values] = []
        self.path_values: list[Values] = []
        self.device_values: list[Values] = []
        self.money_values: dict[Use, Values] = {}
        self.notes: tuple[Message, ...] = ()
        self.file: UploadedFile | None = None
        self.example = ""
        self.problems: dict[str, str] = {}
        self.checked = False
        self.kept_at: datetime | None = None
        """When what it shows was typed, if it was given back without having been saved."""
        self._built: Values = {}

    # --- where the values come from -------------------------------------------------------------------------------

    @classmethod
    def of_need(cls, need: Need, *, sharing: bool = True) -> NeedPage:
        page = cls(sharing=sharing)
        page.words_values = {name: getattr(need, name) for name in (*Need.WORDS, "uses", "anonymous", "visibility")}
        page.words_values["gain_euros"] = None if need.gain_cents is None else need.gain_cents // 100
        page.money_values = {use: dict(need.economics.get(use.value, {})) for use in Use}
        if need.core_site:
            page.take_site(need.core_site)
        return page

    @classmethod
    def of_request(cls, request: HttpRequest, organisations: Any = None, *, sharing: bool = True) -> NeedPage:
        page = cls.of_typed(request.POST, organisations, sharing=sharing)
        page.file = request.FILES.get("file")
        return page

    @classmethod
    def of_typed(cls, data: QueryDict, organisations: Any = None, *, sharing: bool = True) -> NeedPage:
        """The page as it was typed, whatever is wrong with it."""
        page = cls(organisations, sharing=sharing)
        page.words_values = _typed(NeedForm(data, organisations=organisations, sharing=page.sharing))
        page.plan_values = _typed(PlanForm(data))
        page.example = data.get("example", "")
        page.zone_values = [_typed(ZoneForm(data, prefix=f"zones-{n}")) for n in range(_rows(data, "zones"))]
        page.path_values = [_typed(PathForm(data, prefix=f"paths-{n}")) for n in range(_rows(data, "paths"))]
        kept: Values = {"zones": page.zone_choices(), "presets": preset_choices()}
        page.device_values = [_typed(DeviceForm(data, prefix=f"devices-{n}", **kept)) for n in range(_rows(data, "devices"))]
        page.money_values = {use: _typed(_money(use, data)) for use in Use}
        return page

    # --- the steps ------------------------------------------------------------------------------------------------

    def step(self, verb: str) -> None:
        """Do what a button asks: ``site``, ``zone``, ``path``, ``device``, ``preset-2``, ``drop-zones-1``, ``drop-devices-0``."""
        name, _sep, row = verb.rpartition("-")
        if verb == "site":
            self.take_source()
        elif verb == "zone":
            self._add(self.zone_values, {"id": self._free_id("zone"), "name": "", "indoor": False, "corners": ""})
        elif verb == "path":
            row_values = {"id": self._free_id("path"), "name": "", "kind": PathKind.ROAD.value, "width_m": "", "points": ""}
            self._add(self.path_values, row_values)
        elif verb == "device":
            zones = self.zone_choices()
            self._add(self.device_values, {"zone": zones[0][0] if len(zones) == 1 else ""})
        elif row.isdecimal() and name == "preset":
            self._fill_in(int(row))
        elif row.isdecimal() and name.startswith("drop-"):
            rows = {"zones": self.zone_values, "paths": self.path_values, "devices": self.device_values}.get(name[5:], [])
            del rows[int(row) : int(row) + 1]

    def take_source(self) -> bool:
        """Take the site from the file or the example that was chosen; say in one sentence why it cannot be used."""
        if self.file is not None:
            try:
                reading = sites.read_upload(self.file)
            except BadInput as fault:
                self.problems["file"] = say(fault.sentence)
                return False
            self.take_reading(reading)
        elif found := sites.example(self.example):
            self.take_site(found.site)
        return True

    def take_reading(self, reading: SiteReading) -> None:
        self.notes = reading.notes
        self.take_site(reading.site)

    def take_site(self, site: Site) -> None:
        self.plan_values = {
            "site_name": site.name, "latitude": site.origin.latitude, "longitude": site.origin.longitude, "licence": site.licence,
            "boundary": plan.write_ring(site.boundary), "buildings": plan.write_buildings(site.buildings),
            "masts": plan.write_masts(site.masts),
        }  # fmt: skip
        self.zone_values = [ZoneForm.values(zone) for zone in site.zones]
        self.path_values = [PathForm.values(path) for path in site.paths]
        places = (*site.zones, *site.paths)
        self.device_values = [DeviceForm.values(place.id, group) for place in places for group in place.devices]
        self.file, self.example = None, ""

    def _add(self, rows: list[Values], row: Values) -> None:
        if len(rows) < MOST_ROWS:
            rows.append(row)

    def _free_id(self, kind: str) -> str:
        taken = {row.get("id") for row in (*self.zone_values, *self.path_values)}
        return next(name for n in range(1, MOST_ROWS + 2) if (name := f"{kind}-{n}") not in taken)

    def _fill_in(self, row: int) -> None:
        """Fill a row of devices from its kind; how many, and a name already typed, stay."""
        if row >= len(self.device_values):
            return
        values = self.device_values[row]
        if found := preset(str(values.get("preset", "")), today()):
            filled = DeviceForm.values(str(values.get("zone", "")), found.devices)
            kept = {name: values[name] for name in ("preset", "name", "count") if values.get(name)}
            self.device_values[row] = {**filled, "name": _(found.label), "count": "", **kept}

    # --- the forms, as the page shows them ------------------------------------------------------------------------

    def zone_choices(self) -> list[tuple[str, str]]:
        """The places where devices can be: zones, then paths."""
        rows = (*self.zone_values, *self.path_values)
        return [(str(row["id"]), str(row.get("name") or row["id"])) for row in rows if row.get("id")]

    @property
    def words_form(self) -> NeedForm:
        return self._form(
            "words", lambda **kw: NeedForm(organisations=self.organisations, sharing=self.sharing, **kw), self.words_values
        )

    @property
    def plan_form(self) -> PlanForm:
        return self._form("plan", PlanForm, self.plan_values)

    @property
    def source_form(self) -> SourceForm:
        choices = [(found.key, found.site.name) for found in sites.examples()]
        return SourceForm(initial={"example": self.example}, examples=choices)

    @property
    def zone_forms(self) -> list[ZoneForm]:
        return [self._form(f"zones-{n}", ZoneForm, row, prefix=f"zones-{n}") for n, row in enumerate(self.zone_values)]

    @property
    def path_forms(self) -> list[PathForm]:
        return [self._form(f"paths-{n}", PathForm, row, prefix=f"paths-{n}") for n, row in enumerate(self.path_values)]

    @property
    def device_forms(self) -> list[DeviceForm]:
        kept: Values = {"zones": self.zone_choices(), "presets": preset_choices()}
        return [
            self._form(f"devices-{n}", DeviceForm, row, prefix=f"devices-{n}", **kept) for n, row in enumerate(self.device_values)
        ]

    @property
    def money_forms(self) -> list[tuple[Use, EconomicsForm]]:
        """One form a use that has an engine; the others have no figures to ask for yet."""
        return [
            (use, self._form(f"money-{use}", EconomicsForm, self.money_values.get(use, {}), prefix=f"money-{use}", use=use))
            for use in Use
            if has_engine(use)
        ]

    @property
    def use_lines(self) -> list[dict[str, Any]]:
        chosen = self.words_values.get("uses") or []
        return [{"use": use, "name": USES[use][0], "line": USES[use][1], "chosen": use.value in chosen} for use in Use]

    def _form(self, key: str, kind: Any, values: Values, **kwargs: Any) -> Any:
        """Build a form once: bound when its reasons are to be shown, with the same values as a fresh one otherwise."""
        kwargs.setdefault("use_required_attribute", False)
        if not self.checked:
            return kind(initial=values, **kwargs)
        if key not in self._built:
            self._built[key] = kind(data=_as_data(values, kwargs.get("prefix")), **kwargs)
        return self._built[key]

    # --- what it comes to -----------------------------------------------------------------------------------------

    def words(self, *, complete: bool) -> Words | None:
        """Return what the page says, or ``None`` with the reasons shown; ``complete`` asks for all that stating needs."""
        if not self.take_source_if_given():
            self.checked = True
        self.checked = True
        forms_ok = [form.is_valid() for form in self.all_forms()]
        if not all(forms_ok) or self.problems:
            return None
        try:
            site = self.site()
            said = self.words_form.cleaned_data
            money = {use.value: form.values() for use, form in self.money_forms if use.value in said["uses"]}
            gain = said["gain_euros"]
            found = Words(
                **{name: said[name] for name in Need.WORDS}, language=get_language() or "fr",
                uses=tuple(Use(use) for use in said["uses"]), site=site,
                economics={use: values for use, values in money.items() if values},
                gain_cents=None if gain is None else gain * 100, anonymous=said.get("anonymous", False),
            )  # fmt: skip
            if complete:
                refuse_incomplete(found)
        except BadInput as fault:
            self.problem(fault)
            return None
        return found

    def take_source_if_given(self) -> bool:
        """A file sent, or an example chosen on an empty plan, counts even if its own button was not pressed."""
        empty = not any(str(self.plan_values.get(name) or "").strip() for name in ("boundary", "buildings", "masts"))
        return self.take_source() if self.file is not None or (self.example and empty) else True

    def all_forms(self) -> Iterable[forms.Form]:
        return [self.words_form, *self.site_forms(), *(form for _use, form in self.money_forms)]

    def site_forms(self) -> list[forms.Form]:
        return [self.plan_form, *self.zone_forms, *self.path_forms, *self.device_forms]

    def drawn(self) -> Site | None:
        """Return the site as it stands on the page, to take it elsewhere; ``None`` with the reasons shown."""
        self.checked = True
        valid = [form.is_valid() for form in self.site_forms()]  # each says its own reasons, so none is left out
        if not all(valid):
            return None
        try:
            return self.site()
        except BadInput as fault:
            self.problem(fault)
            return None

    def faults(self) -> list[Fault]:
        """What is wrong on the plan, shape by shape."""
        return faults_of(self.plan_values, self.zone_values, self.path_values)

    def site(self) -> Site | None:
        """Return the site that the plan, the zones and the devices come to; ``None`` while nothing is drawn."""
        said = self.plan_form.cleaned_data
        groups = self._groups()
        zones, paths = self._zones(groups), self._paths(groups)
        if not any((said["boundary"].strip(), said["buildings"].strip(), said["masts"].strip(), zones, paths)):
            return None
        if not said["boundary"].strip():
            raise BadInput("boundary", msg("nothing"), msg("the boundary of the site"))
        campus = SiteSettings.current()
        latitude = campus.latitude if said["latitude"] is None else said["latitude"]
        longitude = campus.longitude if said["longitude"] is None else said["longitude"]
        site = Site(
            name=said["site_name"].strip() or _("Our site"),
            boundary=plan.read_ring(said["boundary"], "boundary"),
            buildings=plan.read_buildings(said["buildings"]),
            masts=plan.read_masts(said["masts"]),
            zones=zones,
            origin=Origin(latitude, longitude),
            licence=said["licence"],
            paths=paths,
        )
        sites.check_loose(site)
        if groups:
            raise BadInput(
                "devices", msg("a zone or a path that was removed"), msg("another one for them, or these devices removed")
            )
        return site

    def _groups(self) -> dict[str, list[DeviceGroup]]:
        """The devices by place; ``_zones`` and ``_paths`` take theirs, and what is left has lost its place."""
        groups: dict[str, list[DeviceGroup]] = {}
        for form in self.device_forms:
            if not form.is_blank:
                groups.setdefault(form.cleaned_data["zone"], []).append(form.group())
        return groups

    def _zones(self, groups: dict[str, list[DeviceGroup]]) -> tuple[Zone, ...]:
        found = []
        for number, form in enumerate(self.zone_forms, start=1):
            said = form.cleaned_data
            if not (said["name"].strip() or said["corners"].strip()):
                continue
            name = said["name"].strip() or _("Zone %(n)s") % {"n": number}
            ring = plan.read_ring(said["corners"], _("zone “%(name)s”") % {"name": name})
            found.append(Zone(said["id"] or f"zone-{number}", name, ring, tuple(groups.pop(said["id"], ())), said["indoor"]))
        return tuple(found)

    def _paths(self, groups: dict[str, list[DeviceGroup]]) -> tuple[Path, ...]:
        found = []
        for number, form in enumerate(self.path_forms, start=1):
            said = form.cleaned_data
            if not (said["name"].strip() or said["points"].strip()):
                continue
            name = said["name"].strip() or _("Path %(n)s") % {"n": number}
            kind = PathKind(said["kind"] or PathKind.ROAD)
            points = plan.read_line(said["points"], _("path “%(name)s”") % {"name": name})
            width = said["width_m"] or PATH_WIDTH_M[kind]
            found.append(Path(said["id"] or f"path-{number}", name, kind, points, width, tuple(groups.pop(said["id"], ()))))
        return tuple(found)

    def problem(self, fault: BadInput) -> None:
        """Show a fault where it can be mended, its place said in the reader's language."""
        place, _sep, rest = fault.where.partition(" ")
        said = BadInput(f"{PLACES.get(place.rstrip(','), place)} {rest}".strip(), fault.what, fault.expected)
        self.problems[place if place in (*Need.WORDS, "uses", "devices", "economics") else "site"] = say(said.sentence)

    @property
    def map_values(self) -> dict[str, Any]:
        """What the editor of the map needs to start: the centre of the campus."""
        campus = SiteSettings.current()
        return {"latitude": campus.latitude, "longitude": campus.longitude}


def preset_choices() -> list[Any]:
    """The usual devices, grouped by use."""
    groups: dict[Use, list[tuple[str, str]]] = {}
    for found in presets(today()):
        groups.setdefault(found.use, []).append((found.key, _(found.label)))
    return [("", _("Another kind")), *((str(USES[use][0]), found) for use, found in groups.items())]


def _money(use: Use, data: Mapping[str, Any]) -> EconomicsForm:
    return EconomicsForm(data, prefix=f"money-{use}", use=use)


def _rows(data: Mapping[str, Any], name: str) -> int:
    said = str(data.get(f"{name}-count", "0"))
    return min(int(said), MOST_ROWS) if said.isdecimal() else 0


def _typed(form: forms.Form) -> Values:
    """Return what was typed in a bound form, unchecked."""
    return {name: form[name].value() for name in form.fields if not isinstance(form.fields[name], forms.FileField)}


def _as_data(values: Values, prefix: str | None) -> Values:
    """Return values as a form takes them back: false boxes left out, lists kept, the rest as text."""
    start = f"{prefix}-" if prefix else ""
    return {
        f"{start}{name}": value if isinstance(value, list) else str(value)
        for name, value in values.items()
        if value is not None and value is not False
    }
