"""What calls are narrowed by: the form, the values as they are kept with a search, and the filter of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Self

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus5g.core.calls import Call as CoreCall
from campus5g.core.calls import CallKind
from campus5g.core.codec import load, to_plain
from campus5g.core.message import Message, msg
from campus5g.core.project import Size
from campus5g.funding.places import regions
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.facets import open_in, stating
from campus5g.portal.calls.labels import FEEDS, KINDS, SECTIONS, SIZES
from campus5g.portal.calls.models import Call, CallQuerySet, Reading

STATES = [("open", _("Can be answered")), ("closed", _("Closed")), ("all", _("All"))]
LONGEST_WORDS = 20_000
"""Characters: a project of ten pages."""
MOST_PROGRAMMES = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a search is narrowed; empty: not at all. strict: leave out the calls that do not say."""

    state: str = "open"
    place: str = ""
    size: str = ""
    section: str = ""
    trl: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    kind: str = ""
    programme: str = ""
    feed: str = ""
    strict: bool = False

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """Read back what ``as_plain`` gave; what is not there is not narrowed by."""
        return load(cls, dict(plain))

    def as_plain(self) -> dict[str, Any]:
        """Return what narrows, as JSON."""
        usual = to_plain(type(self)())
        return {name: value for name, value in to_plain(self).items() if value != usual[name]}

    @property
    def narrows(self) -> bool:
        return bool(self.as_plain())

    def among(self, calls: CallQuerySet) -> CallQuerySet:
        """Return those of ``calls`` that are wanted."""
        return self._by_days(self._by_state(calls).filter(self._said()))

    def sentences(self) -> list[Message]:
        """Say what narrows, for a person."""
        said = [msg("closed")] if self.state == "closed" else [msg("open or closed")] if self.state == "all" else []
        said += [msg("open in: %(place)s", place=places()[self.place])] if self.place in places() else []
        said += [SIZES[Size(self.size)]] if self.size else []
        said += [msg("activity: %(name)s", name=SECTIONS[self.section])] if self.section in SECTIONS else []
        said += [msg("readiness level %(level)s", level=self.trl)] if self.trl else []
        said += [msg("due from %(day)s", day=_day(self.due_from))] if self.due_from else []
        said += [msg("due until %(day)s", day=_day(self.due_to))] if self.due_to else []
        said += [KINDS[CallKind(self.kind)]] if self.kind else []
        said += [
            Message(name.replace("%", "%%"))
            for name in (self.programme, self.feed and say(FEEDS.get(self.feed, self.feed)))
            if name
        ]
        return [*said, msg("those that say so alone")] if self.strict else said

    def _by_state(self, calls: CallQuerySet) -> CallQuerySet:
        if self.state == "open":
            return calls.takes_applications()
        if self.state == "closed":
            return calls.exclude(pk__in=Call.objects.takes_applications().values("pk"))
        return calls

    def _said(self) -> Q:
        found = Q()
        if self.place:
            found &= open_in(self.place, strict=self.strict)
        if self.size:
            found &= stating("size", self.size, strict=self.strict)
        if self.section:
            found &= stating("naf", self.section, strict=self.strict)
        if self.trl:
            told = Q(trl_low__lte=self.trl, trl_high__gte=self.trl)
            found &= told if self.strict else told | Q(trl_low=None)
        exact = {"kind": self.kind, "programme": self.programme, "feed": self.feed}
        return found & Q(**{name: value for name, value in exact.items() if value})

    def _by_days(self, calls: CallQuerySet) -> CallQuerySet:
        """Keep the calls with a deadline in the period; a call with several may have one before and one after it and none in it."""
        if not self.due_from and not self.due_to:
            return calls
        first, last = self.due_from or date.min, self.due_to or date.max
        near = calls.filter(first_close__lte=last, last_close__gte=first)
        around = near.filter(first_close__lt=first, last_close__gt=last).values_list("pk", "data")
        beside = [pk for pk, data in around if not any(first <= day <= last for day in load(CoreCall, data).closes)]
        return near.exclude(pk__in=beside) if beside else near


def _day(day: date) -> Any:
    from campus5g.core.message import Day

    return Day.of(day)


@lru_cache(maxsize=1)
def places() -> dict[str, Message]:
    """Return the places that one may ask for, by their code: Europe, France, its regions and departments."""
    found = {"EU": msg("European Union"), "FR": msg("the whole of France")}
    for code, (name, departments) in regions().items():
        found[f"REG-{code}"] = Message(name)
        found |= {f"DEP-{number}": Message(f"{title} ({number})") for number, title in departments.items()}
    return found


def place_choices() -> list[Any]:
    groups = [
        (name, [(f"REG-{code}", _("Whole region")), *((f"DEP-{n}", f"{n} – {title}") for n, title in departments.items())])
        for code, (name, departments) in regions().items()
    ]
    return [("", _("Anywhere")), ("EU", _("European Union")), ("FR", _("The whole of France")), *groups]


@lru_cache(maxsize=2)
def _told(_mark: str, _edition: int) -> frozenset[tuple[str, str]]:
    """Return the feeds and programmes of the live calls, asked of the database once an edition of the catalogue."""
    return frozenset(Call.objects.live().order_by().values_list("feed", "programme").distinct())


def _told_choices(now: Reading) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    told = _told(now.mark, now.edition)
    feeds = sorted({feed for feed, _programme in told})
    programmes = sorted({programme for _feed, programme in told if programme})[:MOST_PROGRAMMES]
    everything = ("", str(_("All")))
    return [everything, *((feed, say(FEEDS.get(feed, feed))) for feed in feeds)], [everything, *((p, p) for p in programmes)]


def _named(names: Mapping[Any, Message]) -> Any:
    return lambda: [("", str(_("All"))), *((str(getattr(key, "value", key)), say(name)) for key, name in names.items())]


class FilterForm(forms.Form):
    """The filters; ``wanted`` gives their values once valid. A refused field narrows nothing."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    place = forms.ChoiceField(label=_("Open in"), choices=place_choices, required=False)
    size = forms.ChoiceField(label=_("Size of the enterprise"), choices=_named(SIZES), required=False)
    section = forms.ChoiceField(label=_("Activity (NAF)"), choices=_named(SECTIONS), required=False)
    trl = forms.IntegerField(label=_("Readiness level (TRL)"), min_value=1, max_value=9, required=False)
    due_from = DayField(label=_("Deadline from"), required=False)
    due_to = DayField(label=_("Deadline until"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=_named(KINDS), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    feed = forms.ChoiceField(label=_("Feed"), required=False)
    strict = forms.BooleanField(label=_("Leave out the calls that do not say"), required=False)

    def __init__(self, *args: Any, now: Reading | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["feed"].choices, self.fields["programme"].choices = _told_choices(now or Reading.current())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("due_from"), cleaned.get("due_to")
        if first and last and last < first:
            self.add_error("due_to", _("This day comes before the first."))
        return cleaned

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if name in self.base_fields and value}
        return Wanted(**{name: value for name, value in given.items() if name in Wanted.__slots__})


class SearchForm(FilterForm):
    """The filters, and the words: some, or a whole project."""

    q = forms.CharField(
        label=_("Words, or the text of a project"), max_length=LONGEST_WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In French or in English, a few words or several pages: calls of both languages are ranked."),
    )  # fmt: skip

    @property
    def words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", "")).strip()
