"""Quantities and degrees of confidence in the words of the four pages."""

from campus5g.core.message import Message, msg
from campus5g.territory.investments import Confidence, Quantity

QUANTITIES: dict[Quantity, Message] = {
    Quantity.CAPEX: msg("Investment"),
    Quantity.DIRECT_JOBS: msg("Direct jobs"),
    Quantity.INDIRECT_JOBS: msg("Indirect jobs"),
    Quantity.POWER: msg("Power"),
    Quantity.CONNECTION: msg("Grid connection"),
    Quantity.WATER: msg("Water"),
    Quantity.LAND: msg("Land"),
    Quantity.FIRST_PRODUCTION: msg("First production"),
    Quantity.AREA_JOBS: msg("Jobs of the whole area, as published"),
    Quantity.AREA_RETIREMENTS: msg("Retirements in the area"),
    Quantity.AREA_POWER: msg("Power taken by the whole area, as published"),
    Quantity.AREA_GRID: msg("What the network can bring"),
}
CONFIDENCE: dict[Confidence, Message] = {
    Confidence.MEASURED: msg("measured"),
    Confidence.CONTRACT: msg("under contract"),
    Confidence.ANNOUNCED: msg("announced"),
    Confidence.PROJECTION: msg("projection"),
    Confidence.TARGET: msg("target"),
    Confidence.PROMOTER: msg("said by the promoter"),
}
