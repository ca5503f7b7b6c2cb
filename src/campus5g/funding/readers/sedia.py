"""The raw answer of the EU portal's search (SEDIA): every language of a topic, texts in HTML, amounts inside JSON texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from campus5g.core.calls import Call, CallKind
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.funding.readers.eu_calls import FUNDER, LICENCE, beneficiaries_of, deadline_model
from campus5g.funding.readers.fields import day, euros, plain_text
from campus5g.funding.readers.opening import Record, json_document

NAME = "sedia"
EXPECTED = msg("an answer of the EU portal's search: apiVersion, results, metadata")
_CLOSED = "31094503"
_TOPIC = "1"
_PROGRAMMES = {"43108390": "Horizon Europe", "43152860": "Digital Europe Programme", "43251567": "Connecting Europe Facility",
               "43252405": "LIFE", "44181033": "European Defence Fund", "43298916": "Euratom"}  # fmt: skip


def recognises(text: str) -> bool:
    head = text[:5_000].lstrip()
    return head.startswith("{") and '"apiVersion"' in head and ('"results"' in text or '"totalResults"' in head)


def records(text: str, file: str) -> Iterator[Record]:
    """Yield each result, numbered from 1 (an answer has no lines of its own)."""
    results = json_document(text, file).get("results")
    if not isinstance(results, list):
        raise BadInput(file, msg("no list of results"), EXPECTED)
    for number, result in enumerate(results, start=1):
        fault = (
            None if isinstance(result, dict) and isinstance(result.get("metadata"), dict) else msg("a result without metadata")
        )
        yield Record(number, {} if fault else result, fault)


def read_call(fields: Mapping[str, Any]) -> Call:
    """Return one result as a call; a result that is only a notice about a topic is refused."""
    meta: Mapping[str, Any] = fields["metadata"]
    identifier, action = _first(meta, "identifier"), " ".join(_first(meta, "typesOfAction").split())
    if _first(meta, "type") != _TOPIC:
        raise BadInput("type", msg("a notice about %(topic)s", topic=identifier or "?"), msg("a topic"))
    if not identifier or not _first(meta, "title"):
        raise BadInput("identifier", msg("nothing"), msg("a topic with its identifier and title"))
    budget, url = _budget(meta, identifier), _first(meta, "url")
    programme = _first(meta, "frameworkProgramme")
    closes = sorted(filter(None, (day(text, "deadlineDate") for text in _all(meta, "deadlineDate"))))
    return Call(
        id=identifier,
        title=_first(meta, "title"),
        text=plain_text(_first(meta, "descriptionByte")),
        language=_first(meta, "language") or "en",
        funder=FUNDER,
        programme=_PROGRAMMES.get(programme, programme),
        kind=CallKind.CALL_FOR_PROJECTS,
        opens=_opening(meta),
        closes=tuple(closes),
        beneficiaries=beneficiaries_of(action),
        territories=("EU",),
        budget_eur=_years(budget),
        min_aid_eur=euros(budget, "minContribution"),
        max_aid_eur=euros(budget, "maxContribution"),
        url=url,
        conditions="\n".join(filter(None, (action and f"Type of action: {action}", plain_text(_first(meta, "topicConditions"))))),
        feed=NAME,
        source=Source("Funding & Tenders Portal", FUNDER, _first(meta, "esDA_IngestDate")[:10], url, LICENCE),
        stated_closed=_first(meta, "status") == _CLOSED,
        deadline_model=deadline_model(_first(meta, "deadlineModel")),
    )


def _all(meta: Mapping[str, Any], name: str) -> list[str]:
    value = meta.get(name)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _first(meta: Mapping[str, Any], name: str) -> str:
    return next(iter(_all(meta, name)), "").strip()


def _opening(meta: Mapping[str, Any]) -> date | None:
    return day(_first(meta, "startDate"), "startDate")


def _budget(meta: Mapping[str, Any], identifier: str) -> Mapping[str, Any]:
    """Return the topic's own line in the budget of the whole call; empty when there is none."""
    text = _first(meta, "budgetOverview")
    try:
        actions = json.loads(text).get("budgetTopicActionMap", {}) if text else {}
    except (ValueError, AttributeError):
        raise BadInput("budgetOverview", msg("not JSON"), msg("the budget of the call")) from None
    lines = (line for group in actions.values() for line in group if isinstance(line, dict))
    return next((line for line in lines if str(line.get("action", "")).startswith(f"{identifier} ")), {})


def _years(budget: Mapping[str, Any]) -> float | None:
    years = budget.get("budgetYearMap")
    if not isinstance(years, dict) or not years:
        return None
    try:
        return float(sum(float(amount) for amount in years.values()))
    except (TypeError, ValueError):
        raise BadInput("budgetYearMap", msg("“%(text)s” is not an amount", text=str(years)), msg("euros for each year")) from None
