"""The electricity of an investment on its own page, and the four pages for elected people as a pdf."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from campus5g.core.codec import load
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Column, Table
from campus5g.documents.charts import Chart
from campus5g.documents.territory import Curve, DayCurve, brief_pdf
from campus5g.documents.territory.charts import day_chart, years_chart
from campus5g.documents.voice import Voice
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.directory.models import Strength
from campus5g.portal.territory.models import AreaFigures, reader_language
from campus5g.portal.territory.reading import core_investments, investment_of
from campus5g.portal.territory.scenarios import MOST_KEPT_S, outcomes_of
from campus5g.territory.brief import brief
from campus5g.territory.investments import Investment
from campus5g.territory.jobs import AS_ANNOUNCED
from campus5g.territory.power import PowerOutcome
from campus5g.territory.power import power as compute
from campus5g.territory.power.area import Area

MOST_NAMED = 5


def power_area() -> Area | None:
    """Return what is published of the area's electricity, where a territory gave it."""
    kept = AreaFigures.objects.filter(language=reader_language()).exclude(power="").first()
    return load(Area, kept.power) if kept else None


def electricity_of(core: Investment) -> PowerOutcome | Message:
    """Run the engine, or take what it found for the same question; ``Message``: why nothing can be said."""
    wider = next((one for one in core_investments() if one.key == core.part_of), None)
    area = power_area()
    question = repr((core, wider, area, reader_language()))
    name = f"power:{hashlib.sha256(question.encode()).hexdigest()}"
    found: PowerOutcome | Message | None = cache.get(name)
    if found is None:
        found = compute(core, area, wider=wider)
        cache.set(name, found, MOST_KEPT_S)
    return found


@require_GET
def power(request: HttpRequest, key: str) -> HttpResponse:
    """Load by year on the area's balance, a day of January, and what the data centre's flexibility is worth and frees."""
    kept, core = investment_of(key)
    if not core.kinds:
        raise Http404
    voice, refusal, found = Voice(reader_language()), None, None
    try:
        answer = electricity_of(core)
    except BadInput as fault:
        answer = fault.sentence
    if isinstance(answer, Message):
        refusal = answer
    else:
        found = answer
    context = {"investment": kept, "refusal": refusal, "shown": _shown(found, voice) if found else None}
    return render(request, "territory/power.html", context)


def _shown(found: PowerOutcome, voice: Voice) -> dict[str, Any]:
    connection = Curve(msg("power at the connection"), tuple(year.connection_mw for year in found.years))
    years = [year.year for year in found.years]
    charts: list[tuple[str, Chart]] = [
        ("connection", years_chart(msg("Power at the grid connection, by year"), years, [connection], msg("MW"), voice))
    ]
    if found.day:
        title = msg("The site over a weekday of January: as it comes, at the least cost, and sparing the area's peak")
        day = found.day
        curves = [
            DayCurve(msg("as it comes"), day.plain_mw), DayCurve(msg("at the least cost"), day.cheapest_mw),
            DayCurve(msg("sparing the peak"), day.sparing_mw),
        ]  # fmt: skip
        charts.append(("day", day_chart(title, curves, voice)))
    return {
        "charts": charts, "years": _years(found, voice), "worths": _worths(found, voice),
        "warnings": [voice(one) for one in found.warnings], "reasons": [voice(one) for one in found.reasons],
        "assumptions": [
            (voice(one.label), voice.quantity(one.value, one.unit, 4), one.source) for one in found.assumptions
        ],
    }  # fmt: skip


def _years(found: PowerOutcome, voice: Voice) -> Table:
    heads = (
        msg("Calendar year"), msg("Connection (MW)"), msg("Site (TWh)"), msg("Area without it (TWh)"), msg("Made less taken (TWh)"),
        msg("Highest power taken (MW)"), msg("What the network can bring (MW)"),
    )  # fmt: skip
    rows = tuple(
        (
            str(y.year),
            *(_spread(one, voice) for one in (y.connection_mw, y.site_twh, y.area_twh, y.balance_twh, y.peak_mw, y.grid_mw)),
        )
        for y in found.years
    )
    return Table(
        tuple(Column(voice(head), "right" if n else "left") for n, head in enumerate(heads)), rows, voice(msg("P50 (P10 to P90)"))
    )


def _worths(found: PowerOutcome, voice: Voice) -> Table | None:
    if not found.worths:
        return None
    heads = (msg("What can be moved"), msg("Worth a year, before its own cost"), msg("MW freed at the peak"))
    rows = tuple(
        (
            voice(one.label),
            f"{voice.estimate(one.eur_a_year.p50)} ({voice.money_span(one.eur_a_year)})",
            _spread(one.freed_mw, voice),
        )
        for one in found.worths
    )
    columns = tuple(Column(voice(head), "right" if n else "left") for n, head in enumerate(heads))
    return Table(columns, rows, voice(msg("What the data centre's flexibility is worth and frees")))


def _spread(value: Any, voice: Voice) -> str:
    if value is None:
        return "–"
    low, middle, high = (voice.number(one, 3) for one in (value.p10, value.p50, value.p90))
    return voice(msg("%(middle)s (%(low)s to %(high)s)", middle=middle, low=low, high=high))


@require_GET
def four_pages(_request: HttpRequest, key: str) -> HttpResponse:
    """The four pages for elected people: what is announced, jobs, trainings and companies, electricity, sources."""
    _, core = investment_of(key)
    if not core.kinds:
        raise Http404
    told = {one.key: one for one in core_investments()}
    jobs, language, site = outcomes_of(core, [AS_ANNOUNCED]), reader_language(), SiteSettings.current()
    content = brief(
        core, area=told.get("area"), wider=told.get(core.part_of), territory=site.name, day=today(), power=electricity_of(core),
        jobs=jobs if isinstance(jobs, Message) else jobs[0], companies=_companies(), language=language,
        fictitious=site.demonstration,
    )  # fmt: skip
    answer = HttpResponse(brief_pdf(content, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{key}-{language}.pdf"'
    return answer


def _companies() -> dict[str, list[str]]:
    """Return, by competence, names of organisations of the directory that show it."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Strength.objects.kept().exclude(competence="").select_related("organisation").order_by("organisation__name", "pk")
    for one in rows:
        names = found[one.competence]
        if len(names) < MOST_NAMED and one.organisation.name not in names:
            names.append(one.organisation.name)
    return dict(found)
