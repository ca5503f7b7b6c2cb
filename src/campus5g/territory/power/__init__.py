"""What a large investment means for the electricity of its area, hour by hour and year by year."""

from campus5g.territory.power.area import Area, Plant, read_area
from campus5g.territory.power.engine import power, power_table
from campus5g.territory.power.labels import LABELS
from campus5g.territory.power.outcome import MEANS, Day, Means, PowerOutcome, Worth, Year

__all__ = [
    "LABELS",
    "MEANS",
    "Area",
    "Day",
    "Means",
    "Plant",
    "PowerOutcome",
    "Worth",
    "Year",
    "power",
    "power_table",
    "read_area",
]
