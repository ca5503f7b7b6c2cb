"""What this room shows elsewhere: its menu entry, what the search finds, the loading of a territory."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import MenuEntry, menu
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.territory.gaps import from_territory
from campus5g.portal.territory.loading import load_investments
from campus5g.portal.territory.models import Investment
from campus5g.portal.training.opening_demand import provider

DEEDS = {
    "territory.write_investment": msg("what is said of the investment was written"),
    "territory.write_area": msg("what is published of the area was kept"),
    "territory.ask_training": msg("a gap in skills was handed to the plan of sessions"),
    "territory.end_gap": msg("a gap in skills was taken out of the plan of sessions"),
    "territory.add_figure": msg("a published figure was added"),
    "territory.correct_figure": msg("a figure was corrected, the former one kept"),
    "territory.keep_table": msg("a table of the area was kept"),
    "territory.drop_table": msg("a table of the area was put away"),
    "territory.withdraw_figure": msg("a figure was taken back"),
}


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Territory"), "territory:list", 57))
    searchable("territory.investment", describe)
    loader(90, load_investments)
    provider("territory", from_territory)


def describe(investment: Investment) -> Entry:
    text = " ".join((investment.name_fr, investment.name_en, investment.investor, investment.site_fr, investment.site_en))
    return Entry(investment.investor or investment.name_fr, text, "investment", investment.get_absolute_url(), None)
