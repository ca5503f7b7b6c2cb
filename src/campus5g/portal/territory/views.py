"""The pages of investments: what was published, side by side and through the years; open data; the office's forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from campus5g.core.errors import BadInput
from campus5g.documents.csv_export import csv_bytes
from campus5g.documents.voice import Voice
from campus5g.portal.base import audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Decision, require
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.territory import actions, opendata
from campus5g.portal.territory.forms import CorrectionForm, FigureForm, InvestmentForm, WithdrawalForm, YearForm
from campus5g.portal.territory.models import Figure, Investment, reader_language
from campus5g.portal.territory.permissions import can_take_back, can_write_investments
from campus5g.portal.territory.reading import core_investments, investment_of, investments, numbers
from campus5g.portal.territory.show import all_shown, side_by_side, year_map
from campus5g.territory.investments import years_of


def voice() -> Voice:
    return Voice(reader_language())


def _map(request: HttpRequest) -> dict[str, Any]:
    """The map of the year that was asked for, with the years that one may ask for."""
    told, present = core_investments(), today().year
    years = years_of(told, present)
    year = YearForm(request.GET).chosen(years, present)
    return {"map": year_map(told, year, present, voice(), numbers()), "first": years.start, "last": years.stop - 1}


@login_not_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What was published about the area's investments: for everybody."""
    told, language = core_investments(), voice()
    context = {
        **_map(request), "kept": [one for one, _ in investments()], "beside": side_by_side(told, language, numbers()),
        "figures": all_shown(told, language, numbers()), "files": list(opendata.MEDIA),
        "may_write": bool(can_write_investments(request.actor)),
    }  # fmt: skip
    return render(request, "territory/list.html", context)


@login_not_required
@require_GET
def map_of_year(request: HttpRequest) -> HttpResponse:
    """The map alone, for the slider; who opens its address by itself gets the whole page."""
    if not request.htmx:
        answer = redirect("territory:list")
        answer["Location"] += f"?{request.GET.urlencode()}" if request.GET else ""
        return answer
    return render(request, "territory/parts/map.html", _map(request))


@login_not_required
@require_GET
def investment(request: HttpRequest, key: str) -> HttpResponse:
    """One investment: its figures, what contradicts what, and for the office the ways to mend them."""
    kept, core = investment_of(key)
    language = voice()
    context = {
        "investment": kept, "core": core, "figures": all_shown([core], language, numbers()),
        "beside": side_by_side([core], language, numbers()),
        "may_write": bool(can_write_investments(request.actor)), "may_run": bool(core.kinds) and request.user.is_authenticated,
        "taken_back": list(kept.figures.exclude(withdrawn_at=None).select_related("replaced_by")),
        "history": audit.history(kept) if request.user.is_authenticated else [],
    }  # fmt: skip
    return render(request, "territory/investment.html", context)


@login_not_required
@require_GET
def export(_request: HttpRequest, kind: str) -> HttpResponse:
    """The figures as a table or a document that programs read, in the reader's language."""
    told, language = core_investments(), reader_language()
    if kind == "json":
        return _data(opendata.document(told, language), "application/json", "investments.json")
    if kind != "csv":
        raise Http404
    rows = [list(one.values()) for one in opendata.records(told, language)]
    answer = HttpResponse(csv_bytes(opendata.HEADER, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="investments.csv"'
    return answer


@login_not_required
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """The description of the data set that catalogues harvest (DCAT, JSON-LD)."""
    titles, texts = {}, {}
    for language in ("fr", "en"):
        with override(language):
            titles[language] = _("Published figures of the area's large investments")
            texts[language] = _(
                "Each figure with its source, perimeter, horizon, author, date and confidence; contradictory ones stand side by side."
            )
    last = Investment.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
    figure = Figure.objects.order_by("-added_at").values_list("added_at", flat=True).first()
    changed = max((moment for moment in (last, figure) if moment), default=None)
    found = opendata.catalogue(
        core_investments(), titles, texts, SiteSettings.current().name, changed.isoformat() if changed else today().isoformat(),
        lambda name, *args: request.build_absolute_uri(reverse(name, args=args)),
    )  # fmt: skip
    return _data(found, "application/ld+json", "catalogue.jsonld")


def _data(found: dict[str, Any], media: str, name: str) -> HttpResponse:
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type=media)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _writing(request: HttpRequest, right: Decision | None = None) -> None:
    """Everybody reads these investments: who may not write them is told why."""
    require(right or can_write_investments(request.actor))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    _writing(request)
    form = InvestmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.write_investment(request.actor, form.cleaned_data["key"], form.said()))
        except BadInput as fault:
            _refuse(form, fault)
    return _form(request, form, _("A new investment"), reverse("territory:list"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    kept = get_object_or_404(Investment, key=key)
    _writing(request)
    form = InvestmentForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.write_investment(request.actor, kept.key, form.said(), kept))
    return _form(request, form, _("Change what is said of it"), kept.get_absolute_url())


@require_http_methods(["GET", "POST"])
def new_figure(request: HttpRequest, key: str) -> HttpResponse:
    kept = get_object_or_404(Investment, key=key)
    _writing(request)
    form = FigureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_figure(request.actor, kept, form.said())
        except BadInput as fault:
            _refuse(form, fault)
        else:
            messages.success(request, _("The figure is kept with its source; it stands beside those that were there."))
            return redirect(kept)
    return _form(request, form, _("Add a published figure"), kept.get_absolute_url())


def _figure(request: HttpRequest, pk: int) -> Figure:
    figure: Figure = get_object_or_404(Figure.objects.select_related("investment"), pk=pk)
    _writing(request, can_take_back(request.actor, figure))
    return figure


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    figure = _figure(request, pk)
    form = CorrectionForm(request.POST or None, initial=CorrectionForm.starting(figure))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_figure(request.actor, figure, form.said(), form.cleaned_data["why"])
        except BadInput as fault:
            _refuse(form, fault)
        else:
            messages.success(request, _("The figure is corrected; the former one stays in the history."))
            return redirect(figure.investment)
    return _form(request, form, _("Correct a figure"), figure.investment.get_absolute_url())


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    figure = _figure(request, pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_figure(request.actor, figure, form.cleaned_data["why"])
        messages.success(request, _("The figure is taken back; it stays in the history."))
        return redirect(figure.investment)
    return _form(request, form, _("Take a figure back"), figure.investment.get_absolute_url())


def _refuse(form: Any, fault: BadInput) -> None:
    form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))


def _form(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "territory/form.html", context, status=400 if form.errors else 200)
