"""The work plan as a picture: a bar for each work package, a mark for each thing that comes out of it."""

from __future__ import annotations

from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Column, Table, clean
from campus5g.documents.charts import Chart, Row, chart, layer
from campus5g.documents.content import OutcomeKind, WorkPackage
from campus5g.documents.theme import ACCENT_SOFT, INK, Spec
from campus5g.documents.voice import Voice

OUTCOME: dict[OutcomeKind, Message] = {
    OutcomeKind.MILESTONE: msg("Milestone"),
    OutcomeKind.REPORT: msg("Report"),
    OutcomeKind.SOFTWARE: msg("Software"),
    OutcomeKind.EQUIPMENT: msg("Equipment"),
    OutcomeKind.DEMONSTRATION: msg("Demonstration"),
    OutcomeKind.DATA: msg("Data"),
    OutcomeKind.TRAINING: msg("Training"),
    OutcomeKind.OTHER: msg("Other deliverable"),
}
_LONG = 34


def gantt_chart(work: tuple[WorkPackage, ...], months: int, language: str) -> Chart:
    """Months from the start of the project across, work packages down. A bar ends at the end of its last month.

    months: of the whole project, the width of the picture. A deliverable or a milestone stands at the end of its month.
    """
    say = Voice(language)
    bars: list[Row] = [
        {"package": _name(w), "start": w.first_month - 1, "end": w.last_month, "title": clean(w.title)} for w in work
    ]
    marks: list[Row] = [
        {"package": _name(w), "month": o.month, "kind": say(_kind(o.kind)), "title": clean(o.title)}
        for w in work
        for o in w.outcomes
    ]
    y = {"field": "package", "type": "nominal", "sort": [_name(w) for w in work], "title": None, "axis": {"labelLimit": 230}}
    axis = {"values": _ticks(months), "grid": True}
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, max(months, 1)]},
        "title": say(msg("Months from the start")),
        "axis": axis,
    }
    bar = layer(
        "bar", {"height": 14, "color": ACCENT_SOFT, "cornerRadius": 2}, y=y, x={"field": "start", **x}, x2={"field": "end"}
    )
    layers = [{**bar, "data": {"values": bars}}]
    if marks:
        kinds = {"domain": [say(msg("Deliverable")), say(msg("Milestone"))], "range": ["circle", "diamond"]}
        mark = layer(
            "point", {"filled": True, "size": 90, "color": INK, "opacity": 1}, y=y, x={"field": "month", **x},
            shape={"field": "kind", "type": "nominal", "scale": kinds},
        )  # fmt: skip
        layers.append({**mark, "data": {"values": marks}})
    return chart(say, msg("Work plan"), [], layers, outcome_table(work, say), 26)


def outcome_table(work: tuple[WorkPackage, ...], say: Voice) -> Table:
    """Every package with its months, then what comes out of it, in the order of the months."""
    columns = (
        Column("", width=0.6),
        Column(say(msg("Work package, deliverable or milestone")), width=3),
        Column(say(msg("Kind")), width=1.3),
        Column(say(msg("Months")), "right", 0.9),
    )
    rows: list[tuple[str, ...]] = []
    for package in work:
        span = say(msg("%(first)s to %(last)s", first=package.first_month, last=package.last_month))
        rows.append((package.id, package.title, say(msg("Work package")), span))
        ordered = sorted(package.outcomes, key=lambda o: o.month)
        rows += [(f"{package.id}.{n}", o.title, say(OUTCOME[o.kind]), say.number(o.month)) for n, o in enumerate(ordered, 1)]
    return Table(
        columns, tuple(rows), say(msg("Work packages and what comes out of them, months counted from the start of the project"))
    )


def effort_table(work: tuple[WorkPackage, ...], partners: tuple[tuple[str, str], ...], say: Voice) -> Table | None:
    """Person-months, a row a partner and a column a work package, with both totals; ``None`` when none is stated."""
    stated = {(e.partner_id, w.id): e.person_months for w in work for e in w.efforts if e.person_months}
    rows = []
    for partner, name in partners:
        mine = [stated.get((partner, w.id)) for w in work]
        if any(mine):
            rows.append((name, *(_months(value, say) for value in mine), _months(sum(v for v in mine if v), say)))
    if not rows:
        return None
    sums = [sum(stated.get((partner, w.id), 0) for partner, _ in partners) for w in work]
    rows.append((say(msg("Total")), *(_months(value, say) for value in sums), _months(sum(sums), say)))
    columns = (
        Column(say(msg("Partner")), width=2),
        *(Column(w.id, "right", 0.7) for w in work),
        Column(say(msg("Total")), "right", 0.8),
    )
    return Table(columns, tuple(rows), say(msg("Person-months by partner and work package")), total=True)


def _months(value: object, say: Voice) -> str:
    return say.number(float(str(value))) if value else ""


def _kind(kind: OutcomeKind) -> Message:
    return msg("Milestone") if kind is OutcomeKind.MILESTONE else msg("Deliverable")


def _name(work: WorkPackage) -> str:
    title = clean(work.title)
    return f"{work.id} {title if len(title) <= _LONG else title[: _LONG - 1].rstrip() + '…'}"


def _ticks(months: int) -> list[int]:
    """At most eight steps, of months that people count in."""
    step = next((step for step in (1, 2, 3, 6, 12) if months / step <= 8), 24)
    return list(range(0, months + 1, step))
