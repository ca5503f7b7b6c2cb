"""The forms of studies: what is wished of a plan, and a place to look at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from shapely import LineString, Polygon

from campus5g.core.errors import BadInput
from campus5g.core.site import Mast, Path, Site, Zone
from campus5g.network.wishes import Wishes, check_wishes
from campus5g.portal.base.templatetags.campus import say

NAME_LENGTH = 80
FREE, PINNED, FORBIDDEN = "", "pin", "forbid"
_MAST_CHOICES = [(FREE, _("as the plan likes")), (PINNED, _("always an antenna")), (FORBIDDEN, _("never an antenna"))]


class WishesForm(forms.Form):
    """Wishes for one plan of a site: a line for each mast, money, and what may fail."""

    name = forms.CharField(
        label=_("Name of this plan"), max_length=NAME_LENGTH, required=False,
        help_text=_("To tell it from the others, such as “Without the north chimney”. Left empty, it takes its number."),
    )  # fmt: skip
    budget = forms.IntegerField(
        label=_("Budget to invest (euros)"), min_value=1, max_value=1_000_000_000, required=False,
        help_text=_("The whole private network: radios, works, core, terminals. Left empty, the plan takes what the service needs."),
    )  # fmt: skip
    resilient = forms.BooleanField(label=_("Any one antenna may fail: every zone keeps its coverage"), required=False)
    resilient_masts = forms.BooleanField(label=_("Any one mast may fail: every zone keeps its coverage"), required=False)
    propose_roofs = forms.BooleanField(label=_("Roofs may be taken as new places for antennas"), required=False)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        for index, mast in enumerate(site.masts):
            self.fields[f"mast-{index}"] = forms.ChoiceField(
                label=gettext("Mast %(name)s") % {"name": mast.id}, choices=_MAST_CHOICES, required=False
            )

    @staticmethod
    def values(wishes: Wishes, site: Site) -> dict[str, Any]:
        """Return wishes as the form shows them; masts that the site has no more are left out."""
        masts = {
            f"mast-{n}": PINNED if mast.id in wishes.pinned else FORBIDDEN if mast.id in wishes.forbidden else FREE
            for n, mast in enumerate(site.masts)
        }
        budget = None if wishes.budget_cents is None else wishes.budget_cents // 100
        kept = {name: getattr(wishes, name) for name in ("resilient", "resilient_masts", "propose_roofs")}
        return {"budget": budget, **kept, **masts}

    @property
    def mast_lines(self) -> list[tuple[Mast, forms.BoundField]]:
        return [(mast, self[f"mast-{n}"]) for n, mast in enumerate(self.site.masts)]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        try:
            check_wishes(self.site, self.wishes())
        except BadInput as fault:
            self.add_error("budget" if fault.where == "budget" else None, say(fault.sentence))
        return found

    def wishes(self) -> Wishes:
        said = self.cleaned_data

        def chosen(word: str) -> tuple[str, ...]:
            return tuple(mast.id for n, mast in enumerate(self.site.masts) if said.get(f"mast-{n}") == word)

        budget = said.get("budget")
        return Wishes(
            pinned=chosen(PINNED),
            forbidden=chosen(FORBIDDEN),
            budget_cents=None if budget is None else budget * 100,
            resilient=bool(said.get("resilient")),
            resilient_masts=bool(said.get("resilient_masts")),
            propose_roofs=bool(said.get("propose_roofs")),
        )


class PlaceForm(forms.Form):
    """A place: typed in metres, clicked on the map (which types it), or the middle of a zone."""

    place = forms.ChoiceField(label=_("Where"), required=False)
    x = forms.FloatField(label=_("East (m)"), required=False, widget=forms.NumberInput(attrs={"step": "any"}))
    y = forms.FloatField(label=_("North (m)"), required=False, widget=forms.NumberInput(attrs={"step": "any"}))
    height = forms.FloatField(
        label=_("Height (m)"), required=False, min_value=1.1, max_value=200,
        widget=forms.NumberInput(attrs={"step": "any", "placeholder": "1.5"}),
    )  # fmt: skip
    antenna = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        named = [(one.id, gettext("in the middle of %(name)s") % {"name": one.name}) for one in (*site.zones, *site.paths)]
        self.fields["place"].choices = [
            ("", gettext("at these coordinates")),
            *named,
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if chosen := found.get("place"):
            place = next(p for p in (*self.site.zones, *self.site.paths) if p.id == chosen)
            found["x"], found["y"] = _middle(place)
        for name in ("x", "y"):
            if found.get(name) is None and name not in self.errors:
                self.add_error(name, _("Missing: click the map, choose a zone, or type metres."))
        return found


def _middle(place: Zone | Path) -> tuple[float, float]:
    shape = (
        Polygon(place.ring).representative_point() if isinstance(place, Zone) else LineString(place.points).interpolate(0.5, True)
    )
    return round(shape.x, 1), round(shape.y, 1)
