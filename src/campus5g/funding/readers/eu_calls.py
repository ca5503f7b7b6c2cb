"""Topics of the EU Funding & Tenders Portal, one JSON object a line (``eu_calls_2026``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campus5g.core.calls import Call, CallKind, DeadlineModel
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.funding.readers.fields import day, euros, optional, required

NAME = "eu_calls"
EXPECTED = msg("a topic of the EU portal: topic_id, title, programme")
LICENCE = "Commission Decision 2011/833/EU (CC BY 4.0 unless stated)"
FUNDER = "European Commission"
_DATE = "2026-08-22"


def recognises(text: str) -> bool:
    first = text[:20_000].lstrip().split("\n", 1)[0]
    return first.startswith("{") and '"topic_id"' in first and '"programme"' in first


def read_call(fields: Mapping[str, Any]) -> Call:
    """Return one topic as a call. The type of action opens the conditions: eligibility depends on it."""
    action, programme = optional(fields, "action_type"), optional(fields, "programme")
    deadline = day(optional(fields, "deadline"), "deadline")
    return Call(
        id=required(fields, "topic_id"),
        title=required(fields, "title"),
        text=optional(fields, "description") or optional(fields, "destination_text"),
        language=optional(fields, "lang") or "en",
        funder=FUNDER,
        programme=programme,
        kind=CallKind.CALL_FOR_PROJECTS,
        opens=day(optional(fields, "opening_date"), "opening_date"),
        closes=(deadline,) if deadline else (),
        beneficiaries=beneficiaries_of(action),
        territories=("EU",),
        budget_eur=euros(fields, "topic_budget_eur"),
        min_aid_eur=euros(fields, "min_contribution_eur"),
        max_aid_eur=euros(fields, "max_contribution_eur"),
        url=optional(fields, "url"),
        conditions="\n".join(filter(None, (action and f"Type of action: {action}", optional(fields, "conditions")))),
        feed=NAME,
        source=Source("Funding & Tenders Portal", FUNDER, _DATE, optional(fields, "url"), LICENCE),
        stated_closed=optional(fields, "status") == "closed",
        deadline_model=deadline_model(optional(fields, "deadline_model")),
    )


def deadline_model(text: str) -> DeadlineModel:
    """Return how the portal says that a topic takes applications."""
    known = {
        "single-stage": DeadlineModel.SINGLE,
        "two-stage": DeadlineModel.TWO_STAGE,
        "multiple cut-off": DeadlineModel.CUT_OFFS,
    }
    return known.get(text, DeadlineModel.UNSAID)


def beneficiaries_of(action: str) -> tuple[str, ...]:
    """Who may apply: any legal entity for the Union's grants, research bodies for the ERC; not said otherwise."""
    if "ERC" in action:
        return ("research",)
    return ("any",) if action.startswith(("HORIZON", "DIGITAL", "CEF", "LIFE", "RFCS", "EDF", "I3", "EURATOM")) else ()
