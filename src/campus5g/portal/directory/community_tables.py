"""The lists of talents and of people: what they show, sort and filter, and their export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.community_forms import competence_choices
from campus5g.portal.directory.models import Membership, Portrait, Talent


def names_of(found: list[Any]) -> str:
    return ", ".join(say(name) for name in found)


class ByCompetence(django_filters.FilterSet):
    """Lists of things that hold the keys of competences as JSON."""

    competence = django_filters.ChoiceFilter(
        label=gettext_lazy("Competence"), choices=competence_choices, method="by_competence", empty_label=gettext_lazy("All")
    )

    def by_competence(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.annotate(keys=Cast("competences", TextField())).filter(keys__contains=f'"{value}"')


class TalentFilter(ByCompetence):
    words = django_filters.CharFilter(label=gettext_lazy("Words"), method="by_words")
    side = django_filters.ChoiceFilter(choices=Talent.Side.choices, empty_label=gettext_lazy("All"))
    kind = django_filters.ChoiceFilter(choices=Talent.Kind.choices, empty_label=gettext_lazy("All"))
    field_order = ("words", "side", "kind", "competence")

    class Meta:
        model = Talent
        fields = ("words", "side", "kind", "competence")

    def by_words(self, queryset: QuerySet[Talent], _name: str, value: str) -> QuerySet[Talent]:
        for word in value.split()[:8]:
            said = Q(title__icontains=word) | Q(text__icontains=word)
            queryset = queryset.filter(said | Q(organisation__name__icontains=word) | Q(organisation__city__icontains=word))
        return queryset


class TalentTable(tables.Table):
    title = tables.Column(linkify=True)
    organisation = tables.Column(linkify=True, order_by="organisation__folded")
    side = tables.Column()
    kind = tables.Column()
    known_competences = tables.Column(verbose_name=gettext_lazy("Competences"), orderable=False)
    city = tables.Column(accessor="organisation__city", verbose_name=gettext_lazy("Town"))
    expires_on = tables.DateColumn(short=False)

    caption = gettext_lazy("Posts, internships and apprenticeships")

    class Meta:
        model = Talent
        fields = ("title", "organisation", "side", "kind", "known_competences", "city", "expires_on")
        order_by = "expires_on"
        template_name = "base/table.html"

    def render_known_competences(self, value: list[Any]) -> str:
        return names_of(value)


class PersonFilter(ByCompetence):
    words = django_filters.CharFilter(label=gettext_lazy("Name or words"), method="by_words")
    town = django_filters.CharFilter(label=gettext_lazy("Town"), lookup_expr="icontains")

    class Meta:
        model = Portrait
        fields = ("words", "town", "competence")

    def by_words(self, queryset: QuerySet[Portrait], _name: str, value: str) -> QuerySet[Portrait]:
        for word in value.split()[:8]:
            said = Q(user__full_name__icontains=word) | Q(function__icontains=word) | Q(about__icontains=word)
            named = Q(
                tells_organisation=True, user__memberships__active=True, user__memberships__organisation__name__icontains=word
            )
            queryset = queryset.filter(said | named)
        return queryset.distinct()


def with_homes(portraits: QuerySet[Portrait]) -> QuerySet[Portrait]:
    """Ask with the portraits for the organisations of their people."""
    acting = Membership.objects.acting().select_related("organisation")
    return portraits.select_related("user").prefetch_related(Prefetch("user__memberships", acting, to_attr="acting"))


def home_of(portrait: Portrait) -> str:
    """The organisations of a person, if they chose to tell."""
    if not portrait.tells_organisation:
        return ""
    return ", ".join(membership.organisation.name for membership in portrait.user.acting)


class PersonTable(tables.Table):
    name = tables.Column(
        accessor="user__full_name", linkify=lambda record: record.get_absolute_url(), verbose_name=gettext_lazy("Name")
    )
    function = tables.Column()
    home = tables.Column(empty_values=(), verbose_name=gettext_lazy("Organisation"), orderable=False)
    known_competences = tables.Column(verbose_name=gettext_lazy("Competences"), orderable=False)
    town = tables.Column()

    caption = gettext_lazy("People of the campus")

    class Meta:
        model = Portrait
        fields = ("name", "function", "home", "known_competences", "town")
        order_by = "name"
        template_name = "base/table.html"

    def render_home(self, record: Portrait) -> str:
        return home_of(record)

    def render_known_competences(self, value: list[Any]) -> str:
        return names_of(value)


def talent_header() -> list[str]:
    return [
        _("Title"),
        _("Organisation"),
        _("Sought or proposed"),
        _("Kind"),
        _("Competences"),
        _("Town"),
        _("From"),
        _("Listed until"),
    ]


def talent_rows(talents: QuerySet[Talent]) -> Iterator[list[Any]]:
    for one in talents:
        yield [
            one.title, one.organisation.name, one.get_side_display(), one.get_kind_display(), names_of(one.known_competences),
            one.organisation.city, one.starts_on, one.expires_on,
        ]  # fmt: skip


def person_header() -> list[str]:
    return [_("Name"), _("What they do"), _("Organisation"), _("Competences"), _("Town")]


def person_rows(portraits: QuerySet[Portrait]) -> Iterator[list[Any]]:
    """What each chose to show; never an address."""
    for one in with_homes(portraits):
        yield [one.user.full_name, one.function, home_of(one), names_of(one.known_competences), one.town]
