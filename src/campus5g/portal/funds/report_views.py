"""The report of a period: live on the page, and as a file for the funder."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from campus5g.documents.money_report import money_pdf, money_xlsx
from campus5g.portal.base.clock import today
from campus5g.portal.base.exports import XLSX
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.funds.forms import PeriodForm
from campus5g.portal.funds.reporting import Period, report_of
from campus5g.portal.funds.views import programme_of
from campus5g.portal.programme.models import Programme


def _period(request: HttpRequest, programme: Programme) -> tuple[PeriodForm, Period]:
    """The period asked for; else from the programme's first day to today."""
    whole = {"starts_on": programme.starts_on, "ends_on": max(today(), programme.starts_on)}
    form = PeriodForm(request.GET if "starts_on" in request.GET else None, initial=whole)
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else whole
    return form, Period(said["starts_on"], said["ends_on"])


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_of(request, pk)
    form, period = _period(request, programme)
    told = report_of(request.actor, programme, period)
    context = {"programme": programme, "form": form, "report": told, "period": period}
    return render(request, "funds/report.html", context, status=400 if form.errors else 200)


@require_GET
def report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    programme = programme_of(request, pk)
    if kind not in ("pdf", "xlsx"):
        raise Http404
    told = report_of(request.actor, programme, _period(request, programme)[1])
    language = (get_language() or "en").split("-")[0]
    if kind == "pdf":
        content, kind_of = (
            money_pdf(told, today(), language, demonstration=SiteSettings.current().demonstration),
            "application/pdf",
        )
    else:
        content, kind_of = money_xlsx(told, language), XLSX
    answer = HttpResponse(content, content_type=kind_of)
    name = f"report-{programme.reference}-{told.first:%Y%m%d}-{told.last:%Y%m%d}"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
