"""The lists of the room: trainings, sessions, registrations; their columns, filters and exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campus5g.documents.csv_export import Cell
from campus5g.matching.competences import field_competences
from campus5g.portal.base.clock import today
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import cents, number, say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.models import Competence, Registration, Session, Training

TONES = {
    Training.State.DRAFT: "warn", Session.State.OPEN: "good", Session.State.CANCELLED: "bad", Registration.State.REGISTERED: "good",
    Registration.State.OFFERED: "warn", Registration.State.WAITING: "warn",
}  # fmt: skip


def badge(state: str, label: str) -> SafeString:
    return format_html('<span class="status status-{}">{}</span>', TONES.get(state, "neutral"), label)


def _bodies(_request: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=Training.objects.order_by().values("organisation_id"))


class _Words(django_filters.FilterSet):
    """Filters whose words are short and whose choices stand side by side."""

    fields_of_words: tuple[str, ...] = ()
    words = django_filters.CharFilter(
        label=_("Words"), method="by_words", widget=forms.TextInput(attrs={"maxlength": 100, "type": "search"})
    )

    def by_words(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        for word in value.split()[:8]:
            holds = Q()
            for name in self.fields_of_words:
                holds |= Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(holds)
        return queryset


class TrainingFilter(_Words):
    fields_of_words = ("title", "summary", "objectives", "content", "organisation__name")
    organisation = django_filters.ModelChoiceFilter(label=_("Training body"), queryset=_bodies, empty_label=_("All"))
    field = django_filters.ChoiceFilter(label=_("Competence"), choices=(), method="by_field", empty_label=_("All"))
    mode = django_filters.ChoiceFilter(label=_("Mode"), choices=Training.Mode.choices, empty_label=_("All"))
    language = django_filters.ChoiceFilter(label=_("Language"), choices=settings.LANGUAGES, empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=Training.State.choices, empty_label=_("All but archived"))

    class Meta:
        model = Training
        fields = ("words", "organisation", "field", "mode", "language", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = set(Competence.objects.exclude(field="").values_list("field", flat=True))
        self.filters["field"].extra["choices"] = [
            (one.key, say(one.label)) for one in field_competences().all if one.key in known
        ]

    def by_field(self, queryset: QuerySet[Training], _name: str, value: str) -> QuerySet[Training]:
        return queryset.filter(competences__field=value).distinct()

    @property
    def qs(self) -> QuerySet[Training]:
        found: QuerySet[Training] = super().qs
        return found if self.form.cleaned_data.get("state") else found.exclude(state=Training.State.ARCHIVED)


class TrainingTable(tables.Table):
    title = tables.Column(linkify=True)
    organisation = tables.Column(order_by="organisation__folded")
    hours = tables.Column(attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    price_cents = tables.Column(verbose_name=_("Price before tax"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    mode = tables.Column()
    next_on = tables.DateColumn(verbose_name=_("Next session"), short=False, empty_values=(), orderable=True)
    state = tables.Column()

    caption = _("Trainings")

    class Meta:
        model = Training
        fields = ("title", "organisation", "hours", "price_cents", "mode", "next_on", "state")
        order_by = "title"
        template_name = "base/table.html"

    def __init__(self, *args: Any, writer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not writer:
            self.columns.hide("state")

    def render_hours(self, value: Any) -> str:
        return number(value, 2)

    def render_price_cents(self, value: int) -> str:
        return cents(value)

    def render_next_on(self, value: Any) -> Any:
        return value or gettext("none planned")

    def render_state(self, record: Training) -> SafeString:
        return badge(record.state, record.get_state_display())


class SessionFilter(_Words):
    fields_of_words = ("training__title", "training__organisation__name", "place")
    organisation = django_filters.ModelChoiceFilter(
        label=_("Training body"), field_name="training__organisation", queryset=_bodies, empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Session.State.choices, empty_label=_("All but cancelled"))
    since = django_filters.DateFilter(label=_("From"), method="by_since")
    until = django_filters.DateFilter(label=_("Until"), field_name="starts_on", lookup_expr="lte")

    class Meta:
        model = Session
        fields = ("words", "organisation", "state", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.form.fields[name] = DayField(label=self.form.fields[name].label, required=False)

    def by_since(self, queryset: QuerySet[Session], _name: str, value: Any) -> QuerySet[Session]:
        return queryset.filter(ends_on__gte=value)

    @property
    def qs(self) -> QuerySet[Session]:
        """What is to come, unless a day is asked for."""
        found: QuerySet[Session] = super().qs
        asked = self.form.cleaned_data
        if not asked.get("state"):
            found = found.exclude(state=Session.State.CANCELLED)
        return found if asked.get("since") else found.filter(ends_on__gte=today())


class SessionTable(tables.Table):
    reference = tables.Column(verbose_name=_("No."), linkify=True, order_by="pk", attrs={"td": {"class": "text-nowrap"}})
    training = tables.Column(order_by="training__title")
    organisation = tables.Column(
        accessor="training__organisation", verbose_name=_("Training body"), order_by="training__organisation__folded"
    )
    starts_on = tables.DateColumn(short=False)
    ends_on = tables.DateColumn(short=False)
    price_cents = tables.Column(verbose_name=_("Price before tax"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    taken = tables.Column(verbose_name=_("Places left"), attrs={"td": {"class": "num"}, "th": {"class": "num"}}, orderable=False)
    state = tables.Column()

    caption = _("Sessions")

    class Meta:
        model = Session
        fields = ("reference", "training", "organisation", "starts_on", "ends_on", "price_cents", "taken", "state")
        order_by = "starts_on"
        template_name = "base/table.html"

    def render_price_cents(self, value: int) -> str:
        return cents(value)

    def render_taken(self, record: Session) -> str:
        return left_of(record)

    def render_state(self, record: Session) -> SafeString:
        return badge(record.state, record.get_state_display())


class RegistrationFilter(_Words):
    fields_of_words = ("full_name", "email", "session__training__title", "employer__name")
    state = django_filters.ChoiceFilter(label=_("State"), choices=Registration.State.choices, empty_label=_("All but cancelled"))
    kind = django_filters.ChoiceFilter(label=_("Situation"), choices=Registration.Kind.choices, empty_label=_("All"))

    class Meta:
        model = Registration
        fields = ("words", "state", "kind")

    @property
    def qs(self) -> QuerySet[Registration]:
        found: QuerySet[Registration] = super().qs
        return found if self.form.cleaned_data.get("state") else found.exclude(state=Registration.State.CANCELLED)


class RegistrationTable(tables.Table):
    full_name = tables.Column(verbose_name=_("Learner"))
    employer = tables.Column(verbose_name=_("Employer"), order_by="employer__folded")
    training = tables.Column(accessor="session__training", verbose_name=_("training"), order_by="session__training__title")
    session = tables.Column(
        accessor="session__reference",
        verbose_name=_("Session"),
        linkify=lambda record: record.get_absolute_url(),
        order_by="session__pk",
    )
    starts_on = tables.DateColumn(accessor="session__starts_on", verbose_name=_("from"), short=False)
    state = tables.Column()

    caption = _("Registrations")

    class Meta:
        model = Registration
        fields = ("full_name", "employer", "training", "session", "starts_on", "state")
        order_by = "-starts_on"
        template_name = "base/table.html"

    def render_state(self, record: Registration) -> SafeString:
        return badge(record.state, record.get_state_display())


def trainings() -> QuerySet[Training]:
    """What the actor of the scope reads, with the day of the next session that takes people."""
    coming = Session.objects.filter(training=OuterRef("pk"), state=Session.State.OPEN, starts_on__gte=today()).order_by(
        "starts_on"
    )
    return Training.objects.select_related("organisation").annotate(next_on=Subquery(coming.values("starts_on")[:1]))


def sessions() -> QuerySet[Session]:
    """What the actor of the scope reads, with how many places are taken: a number, whoever has them."""
    taking = Registration._base_manager.filter(session=OuterRef("pk"), state__in=Registration.TAKING)
    counted = taking.order_by().values("session").annotate(n=Count("pk")).values("n")
    return Session.objects.select_related("training__organisation").annotate(taken=Subquery(counted))


def registrations() -> QuerySet[Registration]:
    return Registration.objects.select_related("session__training__organisation", "employer")


def left_of(session: Any) -> str:
    """Say how many places are left, in figures; « full » where there is none."""
    left = max(0, session.capacity - (session.taken or 0))
    return str(left) if left else gettext("full")


def training_rows(found: QuerySet[Training]) -> tuple[list[str], Iterator[list[Cell]]]:
    head = [gettext("No."), gettext("Title"), gettext("Training body"), gettext("Hours"), gettext("Price before tax (€)"), gettext("Mode"),
            gettext("Certification"), gettext("Next session"), gettext("Objectives")]  # fmt: skip
    return head, (
        [one.reference, one.title, one.organisation.name, one.hours, one.price_cents / 100, one.get_mode_display(), one.certification,
         one.next_on, one.objectives]  # type: ignore[attr-defined]
        for one in found
    )  # fmt: skip


def session_rows(found: QuerySet[Session]) -> tuple[list[str], Iterator[list[Cell]]]:
    head = [gettext("No."), gettext("Title"), gettext("Training body"), gettext("From"), gettext("Until"), gettext("Places"),
            gettext("Places taken"), gettext("Price before tax (€)"), gettext("State")]  # fmt: skip
    return head, (
        [one.reference, one.training.title, one.training.organisation.name, one.starts_on, one.ends_on, one.capacity, one.taken or 0,  # type: ignore[attr-defined]
         one.price_cents / 100, one.get_state_display()]
        for one in found
    )  # fmt: skip


def registration_rows(found: QuerySet[Registration]) -> tuple[list[str], Iterator[list[Cell]]]:
    head = [gettext("Learner"), gettext("E-mail address"), gettext("Employer"), gettext("Situation"), gettext("Who pays"),
            gettext("Training"), gettext("Session"), gettext("From"), gettext("State")]  # fmt: skip
    return head, (
        [one.full_name, one.email, one.employer.name if one.employer else "", one.get_kind_display(), one.get_payer_display(),
         one.session.training.title, one.session.reference, one.session.starts_on, one.get_state_display()]
        for one in found
    )  # fmt: skip
