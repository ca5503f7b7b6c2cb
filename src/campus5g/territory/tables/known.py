"""All that the kept tables say of one area, for whoever asks the engines: the shell and the portal alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.territory.flows import FlowTable
from campus5g.territory.jobs import NO_EVIDENCE, Area, Evidence
from campus5g.territory.jobs.assumptions import ITEMS
from campus5g.territory.jobs.model import industry
from campus5g.territory.openings import Offered
from campus5g.territory.tables.catalogue import offered, paths
from campus5g.territory.tables.evidence import evidence, flow_table, hiring
from campus5g.territory.tables.store import held

NATION = "FR"
"""Whose industries a table of flows between countries is cut to."""


@dataclass(frozen=True, slots=True)
class Known:
    """evidence: for the engine of jobs. places: of schools. notes: what could not be used, and why."""

    evidence: Evidence = NO_EVIDENCE
    places: tuple[Offered, ...] = ()
    notes: tuple[Message, ...] = ()


def known(folder: Path, area: Area) -> Known:
    """Return what the tables kept in ``folder`` say of ``area``; flows that cannot serve are left out with the reason."""
    tables = held(folder)
    try:
        if "flows" in tables:
            _check_items(flow_table(tables["flows"], NATION))
        unused: tuple[Message, ...] = ()
    except BadInput as fault:
        unused = (msg("the table of flows is not used: %(fault)s", fault=fault.what),)
        tables = {key: one for key, one in tables.items() if key != "flows"}
    found, notes = evidence(tables, area.name, area.department, NATION)
    if "hiring" in tables and "fap_rome" in tables:
        found = replace(found, hiring=hiring(tables["hiring"], tables["fap_rome"], area.code))
    if "rome" in tables:
        found = replace(found, paths=paths(tables["rome"], tables.get("mobility")))
    return Known(found, offered(tables["training"]) if "training" in tables else (), (*unused, *notes))


def _check_items(table: FlowTable) -> None:
    """Refuse a table in which no industry makes one of the things that plants buy."""
    for item in ITEMS:
        industry(item, table)
