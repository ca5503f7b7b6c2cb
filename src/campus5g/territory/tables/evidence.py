"""What the kept tables say to the engines: flows and employment of the zone, scarcity by ROME code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.territory.flows import FlowTable, Zone
from campus5g.territory.jobs import NO_EVIDENCE, Cause, Evidence, Hiring, Tension
from campus5g.territory.tables.rows import Row
from campus5g.territory.tables.store import Held

_VALUE_ADDED = ("B2", "D1", "D2", "OP")
"""How those of value added begin, and of taxes and purchases abroad."""


def evidence(
    tables: Mapping[str, Held], zone_name: str, department: str, nation: str = "FR"
) -> tuple[Evidence, tuple[Message, ...]]:
    """Return what the engines of jobs take from the tables, and what could not be used with its reason."""
    found, notes = NO_EVIDENCE, []
    if "flows" in tables:
        table = flow_table(tables["flows"], nation)
        found = replace(found, flows=table)
        if "employment" in tables:
            place = zone(tables["employment"], table, zone_name)
            if isinstance(place, Message):
                notes.append(place)
            else:
                found = replace(found, zone=place)
    if "tension" in tables and "fap_rome" in tables:
        found = replace(found, tensions=tensions(tables["tension"], tables["fap_rome"], department))
    return found, tuple(notes)


def flow_table(held: Held, nation: str) -> FlowTable:
    """Return the national table of a flat file of flows between countries and industries.

    domestic: what industries of ``nation`` sell to its industries; imported: what others sell them; final: all that is left of
    what they sell, exports included; output: what each buys and pays, value added included. Rows whose uses are not their output
    are refused with the industry.
    """
    industries = sorted(
        {
            row.texts["from"]
            for row in held.rows
            if row.texts["from_area"] == nation and not row.texts["from"].startswith(_VALUE_ADDED)
        }
    )
    if not industries:
        raise BadInput(held.source.title, msg("no industry of %(nation)s", nation=nation), msg("rows of that country"))
    place = {code: k for k, code in enumerate(industries)}
    n = len(industries)
    domestic, imported, final, output = np.zeros((n, n)), np.zeros((n, n)), np.zeros(n), np.zeros(n)
    for row in held.rows:
        sells, buys, amount = row.texts["from"], row.texts["to"], row.numbers["value"]
        home_sells = row.texts["from_area"] == nation and sells in place
        home_buys = row.texts["to_area"] == nation and buys in place
        if home_buys:
            output[place[buys]] += amount
        if home_sells and home_buys:
            domestic[place[sells], place[buys]] += amount
        elif home_buys and sells in place:
            imported[place[sells], place[buys]] += amount
        elif home_sells:
            final[place[sells]] += amount
    return FlowTable(tuple(industries), tuple(industries), domestic, imported, final, output, held.source.title)


def zone(held: Held, table: FlowTable, name: str) -> Zone | Message:
    """Return the zone's employment on the industries of ``table``, or why it does not fit them."""
    jobs = {row.texts["sector"]: row.numbers for row in held.rows}
    lacking = [code for code in table.codes if code not in jobs or "national_jobs" not in jobs[code]]
    if lacking:
        return msg(
            "employment of %(zone)s is not used: it does not say the jobs of zone and nation in %(code)s of the table of flows",
            zone=name,
            code=lacking[0],
        )
    local, national = (np.array([jobs[code][key] for code in table.codes]) for key in ("jobs", "national_jobs"))
    return Zone(name, local, national)


def tensions(held: Held, crosswalk: Held, department: str) -> dict[str, Tension]:
    """Return scarcity by ROME code: of the department where it is published, else of its nation; the newest year, the scarcest."""
    by_fap: dict[str, list[Row]] = defaultdict(list)
    for row in held.rows:
        if "level" in row.numbers and (row.texts.get("department") == department or row.texts["scale"] == "nat"):
            by_fap[row.texts["fap"]].append(row)
    found: dict[str, Tension] = {}
    for link in crosswalk.rows:
        rows = by_fap.get(link.texts["fap"])
        if not rows:
            continue
        best = max(rows, key=lambda row: (row.texts["scale"] != "nat", row.texts["year"]))
        one = _tension(best, held)
        rome = link.texts["rome"]
        if rome not in found or one.level > found[rome].level:
            found[rome] = one
    return found


def hiring(held: Held, crosswalk: Held, basin: str) -> dict[str, Hiring]:
    """Return the hiring projects of a basin by ROME code, in the newest year: those of all the occupations of Dares it belongs to.

    What the publisher keeps secret counts as nothing, so that these are least numbers.
    """
    here = [row for row in held.rows if row.texts["basin"] == basin and "projects" in row.numbers]
    newest = max((row.texts["year"] for row in here), default="")
    by_fap = {row.texts["fap"]: row.numbers for row in here if row.texts["year"] == newest}
    found: dict[str, Hiring] = {}
    for link in crosswalk.rows:
        numbers, rome = by_fap.get(link.texts["fap"]), link.texts["rome"]
        if numbers is None:
            continue
        before = found.get(rome, Hiring(0, 0, int(newest), held.source))
        projects = before.projects + round(numbers["projects"])
        found[rome] = replace(before, projects=projects, difficult=before.difficult + round(numbers.get("difficult", 0)))
    return found


def _tension(row: Row, held: Held) -> Tension:
    causes: Sequence[Cause] = sorted(
        (cause for cause in Cause if row.numbers.get(cause.value, 0) >= 4), key=lambda cause: -row.numbers[cause.value]
    )
    area = row.texts.get("department") or row.texts["scale"]
    return Tension(round(row.numbers["level"]), area, int(row.texts["year"]), tuple(causes), held.source)
