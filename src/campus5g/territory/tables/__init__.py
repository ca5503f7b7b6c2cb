"""Tables that an operator downloads and this product cannot ship: each checked at the door, kept with its source, used when there."""

from campus5g.territory.tables.catalogue import occupations, offered, skills
from campus5g.territory.tables.evidence import evidence, flow_table, tensions, zone
from campus5g.territory.tables.kinds import KINDS, Kind
from campus5g.territory.tables.known import Known, known
from campus5g.territory.tables.rows import Field, Row, read_rows
from campus5g.territory.tables.store import Held, drop, held, keep

__all__ = [
    "KINDS",
    "Field",
    "Held",
    "Kind",
    "Known",
    "Row",
    "drop",
    "evidence",
    "flow_table",
    "held",
    "keep",
    "known",
    "occupations",
    "offered",
    "read_rows",
    "skills",
    "tensions",
    "zone",
]
