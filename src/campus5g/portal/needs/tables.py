"""The list of needs: what it shows, sorts and filters, and its export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Case, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campus5g.core.benefit import Use
from campus5g.portal.base.scope import current_actor
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.forms import USES
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.veil import known_q, with_told

TONES = {Need.State.STATED: "warn", Need.State.STUDIED: "good", Need.State.PROJECT: "good"}


class NeedFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(label=gettext_lazy("Words"), method="by_words")
    use = django_filters.ChoiceFilter(
        label=gettext_lazy("Use"),
        choices=[(use.value, USES[use][0]) for use in Use],
        method="by_use",
        empty_label=gettext_lazy("All"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Need.State.choices, empty_label=gettext_lazy("All but archived")
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=Need.Kind.choices, empty_label=gettext_lazy("All"))
    place = django_filters.CharFilter(label=gettext_lazy("Town or site"), method="by_place")
    organisation = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Organisation"), queryset=lambda _request: owners(), empty_label=gettext_lazy("All"), method="by_owner"
    )

    class Meta:
        model = Need
        fields = ("words", "use", "state", "kind", "place", "organisation")

    @property
    def qs(self) -> QuerySet[Need]:
        found: QuerySet[Need] = super().qs
        return found if self.form.cleaned_data.get("state") else found.exclude(state=Need.State.ARCHIVED)

    def by_words(self, queryset: QuerySet[Need], _name: str, value: str) -> QuerySet[Need]:
        for word in value.split()[:8]:
            said = Q(title__icontains=word) | Q(text__icontains=word) | Q(hurts__icontains=word)
            queryset = queryset.filter(said | Q(owner_name__icontains=word))
        return queryset

    def by_place(self, queryset: QuerySet[Need], _name: str, value: str) -> QuerySet[Need]:
        """Where a need lies is found only where it may be known."""
        there = Q(site_name__icontains=value) | Q(organisation__city__icontains=value)
        return queryset.filter(known_q(current_actor()), there)

    def by_owner(self, queryset: QuerySet[Need], _name: str, value: Organisation) -> QuerySet[Need]:
        return queryset.filter(known_q(current_actor()), organisation=value)

    def by_use(self, queryset: QuerySet[Need], _name: str, value: str) -> QuerySet[Need]:
        return queryset.annotate(uses_text=Cast("uses", TextField())).filter(uses_text__contains=f'"{value}"')


def owners() -> QuerySet[Organisation]:
    """The organisations whose needs the actor sees, and knows whose they are."""
    known = Need.objects.filter(known_q(current_actor())).order_by()
    return Organisation.objects.filter(pk__in=known.values("organisation_id"))


def names_of(uses: tuple[Use, ...]) -> str:
    return ", ".join(str(USES[use][0]) for use in uses)


class NeedTable(tables.Table):
    reference = tables.Column(verbose_name=gettext_lazy("No."), order_by="pk", attrs={"td": {"class": "text-nowrap"}})
    title = tables.Column(linkify=True)
    organisation = tables.Column(accessor="owner", order_by="owner_name")
    known_uses = tables.Column(verbose_name=gettext_lazy("Uses"), orderable=False)
    devices = tables.Column(accessor="device_count", verbose_name=gettext_lazy("Devices"), orderable=False)
    state = tables.Column()
    stated_at = tables.DateColumn(verbose_name=gettext_lazy("Stated on"), short=False)

    class Meta:
        model = Need
        fields = ("reference", "title", "organisation", "known_uses", "devices", "state", "stated_at")
        order_by = "-reference"
        empty_text = gettext_lazy("No need matches these filters.")
        attrs = {"class": "table needs-table"}

    def render_known_uses(self, value: tuple[Use, ...]) -> str:
        return names_of(value)

    def render_state(self, record: Need) -> SafeString:
        tone = TONES.get(Need.State(record.state), "neutral")
        return format_html('<span class="status status-{}">{}</span>', tone, record.get_state_display())


def filter_of(data: Any) -> NeedFilter:
    """Return the filter over what the actor of the scope may see."""
    named = Case(When(known_q(current_actor()), then=F("organisation__name")), default=Value(""), output_field=CharField())
    needs = with_told(Need.objects.select_related("organisation").defer("economics")).annotate(owner_name=named)
    made = NeedFilter(data, queryset=needs)
    for field in made.form.fields.values():
        if isinstance(field, forms.CharField):
            field.widget.attrs["maxlength"] = "100"
    return made


def export_header() -> list[str]:
    return [
        _("No."),
        _("Title"),
        _("Organisation"),
        _("Uses"),
        _("Site"),
        _("Devices"),
        _("State"),
        _("Stated on"),
        _("What hurts today"),
    ]


def export_rows(needs: QuerySet[Need]) -> Iterator[list[Any]]:
    for need in needs:
        yield [
            need.reference, need.title, str(need.owner), names_of(need.known_uses), need.shown_place, need.device_count,
            need.get_state_display(), localdate(need.stated_at) if need.stated_at else None, need.hurts,
        ]  # fmt: skip
