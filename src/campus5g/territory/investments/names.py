"""What quantities, degrees of confidence, states and stages are called, for pages and documents."""

from __future__ import annotations

from collections.abc import Mapping

from campus5g.core.message import Message, msg
from campus5g.territory.investments.statements import Confidence, Quantity, Status
from campus5g.territory.investments.timeline import Stage

QUANTITY: Mapping[Quantity, Message] = {
    Quantity.CAPEX: msg("investment"),
    Quantity.DIRECT_JOBS: msg("direct jobs"),
    Quantity.INDIRECT_JOBS: msg("indirect jobs"),
    Quantity.POWER: msg("electrical power"),
    Quantity.CONNECTION: msg("connection to the grid"),
    Quantity.WATER: msg("water"),
    Quantity.LAND: msg("land"),
    Quantity.FIRST_PRODUCTION: msg("first production"),
    Quantity.AREA_JOBS: msg("jobs in the area, all projects"),
    Quantity.AREA_RETIREMENTS: msg("retirements in the area"),
    Quantity.AREA_POWER: msg("electrical power asked for in the area"),
    Quantity.AREA_GRID: msg("power that the grid of the area can bring"),
}
CONFIDENCE: Mapping[Confidence, Message] = {
    Confidence.MEASURED: msg("measured"),
    Confidence.CONTRACT: msg("in a contract"),
    Confidence.ANNOUNCED: msg("announced"),
    Confidence.PROJECTION: msg("projection"),
    Confidence.TARGET: msg("target"),
    Confidence.PROMOTER: msg("promoter's claim"),
}
STATUS: Mapping[Status, Message] = {
    Status.ANNOUNCED: msg("announced"),
    Status.PERMITTED: msg("permitted"),
    Status.BUILDING: msg("being built"),
    Status.OPERATING: msg("operating"),
    Status.ABANDONED: msg("abandoned"),
    Status.PROJECTION: msg("projection for the area"),
}
STAGE: Mapping[Stage, Message] = {
    Stage.UNSAID: msg("nothing published yet"),
    Stage.SAID: msg("announced"),
    Stage.DUE: msg("production announced by then"),
    Stage.RUNNING: msg("operating"),
    Stage.GIVEN_UP: msg("abandoned"),
}
