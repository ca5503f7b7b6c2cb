"""The catalogue of solutions and the list of introductions: what they show, sort and filter, and their export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campus5g.core.benefit import Use
from campus5g.portal.base.templatetags.campus import cents, say
from campus5g.portal.needs.forms import USES
from campus5g.portal.solutions.models import Introduction, Solution

TONES = {
    Introduction.State.ASKED: "warn", Introduction.State.PROPOSED: "warn", Introduction.State.CONTACT: "good",
    Introduction.State.MET: "good", Introduction.State.PROOF: "good", Introduction.State.CONTRACT: "good",
}  # fmt: skip


class SolutionFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(label=gettext_lazy("Words"), method="by_words")
    use = django_filters.ChoiceFilter(
        label=gettext_lazy("Use"), choices=[(use.value, USES[use][0]) for use in Use], method="by_use",
        empty_label=gettext_lazy("All"),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=Solution.Kind.choices, empty_label=gettext_lazy("All"))
    trl = django_filters.ChoiceFilter(
        label=gettext_lazy("Maturity"), field_name="trl", lookup_expr="gte", empty_label=gettext_lazy("Any"),
        choices=[(5, gettext_lazy("5 or more: shown to work")), (7, gettext_lazy("7 or more: proven on site"))],
    )  # fmt: skip
    visit = django_filters.ChoiceFilter(
        label=gettext_lazy("Visit"), field_name="visitable", empty_label=gettext_lazy("All"),
        choices=[("1", gettext_lazy("Can be visited"))],
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Solution.State.choices, empty_label=gettext_lazy("All but archived")
    )

    class Meta:
        model = Solution
        fields = ("words", "use", "kind", "trl", "visit", "state")

    @property
    def qs(self) -> QuerySet[Solution]:
        found: QuerySet[Solution] = super().qs
        chosen = self.form.is_valid() and self.form.cleaned_data.get("state")
        return found if chosen else found.exclude(state=Solution.State.ARCHIVED)

    def by_words(self, queryset: QuerySet[Solution], _name: str, value: str) -> QuerySet[Solution]:
        for word in value.split()[:8]:
            said = Q(title__icontains=word) | Q(summary__icontains=word) | Q(text__icontains=word)
            queryset = queryset.filter(said | Q(equipment__icontains=word) | Q(organisation__name__icontains=word))
        return queryset

    def by_use(self, queryset: QuerySet[Solution], _name: str, value: str) -> QuerySet[Solution]:
        return queryset.annotate(uses_text=Cast("uses", TextField())).filter(uses_text__contains=f'"{value}"')


def names_of(uses: tuple[Use, ...]) -> str:
    return ", ".join(str(USES[use][0]) for use in uses)


def price_of(solution: Solution) -> str:
    """The range of a price, with what it pays for."""
    low, high = solution.price_low_cents, solution.price_high_cents
    if low is None or high is None:
        return ""
    amount = cents(low) if low == high else _("%(low)s to %(high)s") % {"low": cents(low), "high": cents(high)}
    return f"{amount} {solution.get_basis_display()}"


class SolutionTable(tables.Table):
    title = tables.Column(linkify=True)
    organisation = tables.Column(linkify=True, order_by="organisation__folded", verbose_name=gettext_lazy("Offered by"))
    kind = tables.Column()
    known_uses = tables.Column(verbose_name=gettext_lazy("Uses served"), orderable=False)
    trl = tables.Column(verbose_name=gettext_lazy("Maturity"), attrs={"td": {"class": "num"}})
    price = tables.Column(
        accessor="price_high_cents", order_by="price_high_cents", verbose_name=gettext_lazy("Price"), empty_values=()
    )
    city = tables.Column()

    caption = gettext_lazy("Solutions of the campus")

    class Meta:
        model = Solution
        fields = ("title", "organisation", "kind", "known_uses", "trl", "price", "city")
        order_by = "title"
        template_name = "base/table.html"

    def render_title(self, record: Solution) -> SafeString | str:
        if record.state == Solution.State.PUBLISHED:
            return record.title
        return format_html('{} <span class="status">{}</span>', record.title, record.get_state_display())

    def render_known_uses(self, value: tuple[Use, ...]) -> str:
        return names_of(value)

    def render_trl(self, value: int) -> str:
        return f"TRL\u00a0{value}"

    def render_price(self, record: Solution) -> str:
        return price_of(record) or "—"


class IntroductionTable(tables.Table):
    solution = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by="solution__title")
    need = tables.Column(empty_values=(), order_by="need__title", verbose_name=gettext_lazy("Need"))
    asker = tables.Column(verbose_name=gettext_lazy("Asked by"), orderable=False)
    asked = tables.Column(verbose_name=gettext_lazy("To meet"), orderable=False)
    state = tables.Column()
    moved_at = tables.DateColumn(verbose_name=gettext_lazy("Since"), short=False)

    caption = gettext_lazy("Introductions")

    class Meta:
        model = Introduction
        fields = ("solution", "need", "asker", "asked", "state", "moved_at")
        order_by = "-moved_at"
        template_name = "base/table.html"

    def render_need(self, record: Introduction) -> str:
        return record.need.title if record.need else "—"

    def render_state(self, record: Introduction) -> SafeString:
        tone = TONES.get(Introduction.State(record.state), "neutral")
        return format_html('<span class="status status-{}">{}</span>', tone, record.get_state_display())


def solution_header() -> list[str]:
    return [
        _("Name"), _("Offered by"), _("Kind"), _("Uses served"), _("Maturity"), _("Price, from"), _("Price, to"), _("This price is"),
        _("Town"), _("Can be visited"), _("In one sentence"),
    ]  # fmt: skip


def solution_rows(solutions: QuerySet[Solution]) -> Iterator[list[Any]]:
    for one in solutions:
        priced = one.price_high_cents is not None
        yield [
            one.title, one.organisation.name, one.get_kind_display(), names_of(one.known_uses), one.trl,
            (one.price_low_cents or 0) / 100 if priced else None, (one.price_high_cents or 0) / 100 if priced else None,
            one.get_basis_display() if priced else "", one.city, _("yes") if one.visitable else _("no"), one.summary,
        ]  # fmt: skip


def introduction_header() -> list[str]:
    return [_("Solution"), _("Need"), _("Asked by"), _("To meet"), _("State"), _("Since"), _("Reason")]


def introduction_rows(introductions: QuerySet[Introduction]) -> Iterator[list[Any]]:
    for one in introductions:
        yield [
            one.solution.title, one.need.title if one.need else "", say(one.asker.name), say(one.asked.name), one.get_state_display(),
            localdate(one.moved_at), one.why,
        ]  # fmt: skip
