"""The list of organisations: its columns, its filters, its export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campus5g.documents.csv_export import Cell
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.community_forms import competence_choices
from campus5g.portal.directory.models import Organisation, Strength, fold
from campus5g.portal.directory.models.community import competence_name


def towns() -> list[tuple[str, str]]:
    """The towns of the active organisations, in their order."""
    found = Organisation.objects.active().exclude(city="").order_by("city").values_list("city", flat=True).distinct()
    return [(town, town) for town in found]


class OrganisationFilter(django_filters.FilterSet):
    """Words in the name or the town, the role in the campus, and whether the archived ones are shown."""

    q = django_filters.CharFilter(label=_("Name, town or SIRET"), method="holds")
    kind = django_filters.ChoiceFilter(label=_("Role in the campus"), choices=Organisation.Kind.choices, empty_label=_("All"))
    competence = django_filters.ChoiceFilter(
        label=_("Competence"), choices=competence_choices, method="can_do", empty_label=_("All")
    )
    town = django_filters.ChoiceFilter(
        label=_("Town"),
        field_name="city",
        choices=towns,
        empty_label=_("All"),
    )
    archived = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("only", _("Archived organisations"))],
        empty_label=_("Active organisations"),
        method="in_archive",
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def holds(self, queryset: QuerySet[Organisation], _name: str, words: str) -> QuerySet[Organisation]:
        for word in words.split():
            queryset = queryset.filter(Q(folded__contains=fold(word)) | Q(siret__startswith=word))
        return queryset

    def can_do(self, queryset: QuerySet[Organisation], _name: str, key: str) -> QuerySet[Organisation]:
        """Those that show the competence, in a sentence that was not archived."""
        showing = Strength.objects.kept().filter(competence=key)
        return queryset.filter(pk__in=showing.values("organisation_id"))

    def in_archive(self, queryset: QuerySet[Organisation], _name: str, _value: str) -> QuerySet[Organisation]:
        return queryset

    def filter_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        chosen: QuerySet[Organisation] = super().filter_queryset(queryset)
        return chosen.filter(archived_at__isnull=not self.form.cleaned_data.get("archived"))


class OrganisationTable(tables.Table):
    """One organisation a row, as everybody signed in may read it."""

    name = tables.Column(linkify=True, order_by="folded")
    kind = tables.Column(accessor="what", order_by=("kind", "folded"), verbose_name=_("Role in the campus"))
    city = tables.Column()
    fictitious = tables.Column(verbose_name=_("Origin"), orderable=False)

    caption = _("Organisations of the campus")

    class Meta:
        model = Organisation
        fields = ("name", "kind", "city", "fictitious")
        order_by = "name"
        template_name = "base/table.html"

    def __init__(self, *args: Any, demonstration: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not demonstration:
            self.columns.hide("fictitious")

    def render_fictitious(self, value: bool) -> str:
        return gettext("Fictitious") if value else gettext("Published facts")


def header(actor: Actor) -> list[str]:
    """The columns of the file: the card for everybody, the numbers of the register for the office only."""
    card = [gettext("Name"), gettext("Role in the campus"), gettext("Town"), gettext("Description"), gettext("Competences")]
    return card + ([gettext("SIRET"), gettext("Activity code (NAF)"), gettext("Size")] if actor.sees_all else [])


def rows(organisations: QuerySet[Organisation], actor: Actor) -> Iterator[list[Cell]]:
    able: dict[int, list[str]] = {}
    for pk, key in Strength.objects.kept().exclude(competence="").values_list("organisation_id", "competence"):
        able.setdefault(pk, []).append(say(competence_name(key)))
    for organisation in organisations:
        can = ", ".join(dict.fromkeys(able.get(organisation.pk, [])))
        card: list[Cell] = [organisation.name, organisation.what, organisation.city, organisation.about, can]
        numbers: list[Cell] = [organisation.siret, organisation.naf, organisation.get_size_display()]
        yield card + numbers if actor.sees_all else card
