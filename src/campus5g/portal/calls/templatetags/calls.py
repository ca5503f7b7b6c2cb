"""How calls are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campus5g.core.calls import Call, CallKind, CallStatus, DeadlineModel, Passage, Verdict
from campus5g.core.project import Size
from campus5g.funding.places import place_name
from campus5g.portal.base.clock import today
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.labels import ANSWER, APPLICANTS, CRITERIA, FEEDS, KINDS, SIZES, STAGES, STATUS, VERDICT

register = template.Library()


@register.filter
def status_badge(status: CallStatus) -> SafeString:
    label, tone = STATUS[status]
    return format_html('<span class="status status-{}">{}</span>', tone, say(label))


@register.filter
def verdict_badge(verdict: Verdict) -> SafeString:
    label, tone = VERDICT[verdict]
    return format_html('<span class="status status-{}">{}</span>', tone, say(label))


@register.filter
def answer_badge(verdict: Verdict) -> SafeString:
    label, tone = ANSWER[verdict]
    return format_html('<span class="status status-{}">{}</span>', tone, say(label))


@register.filter
def criterion_name(key: str) -> str:
    return say(CRITERIA[key])


@register.filter
def marked(passage: Passage) -> SafeString:
    """Write a passage with the matched words marked; everything of the call itself is escaped."""
    parts: list[tuple[Any, ...]] = []
    end = 0
    for start, stop in passage.terms:
        parts += [(passage.text[end:start],), (format_html("<mark>{}</mark>", passage.text[start:stop]),)]
        end = stop
    return format_html_join("", "{}", [*parts, (passage.text[end:],)])


@register.filter
def next_deadline(call: Call) -> date | None:
    return call.next_deadline(today())


@register.filter
def feed_name(feed: str) -> str:
    """Say which feed tells a call; one that a person named is told by its own name."""
    return say(FEEDS.get(feed, feed))


@register.filter
def kind_name(kind: CallKind) -> str:
    return say(KINDS[kind])


@register.filter
def stages_name(model: DeadlineModel) -> str:
    return say(STAGES[model])


@register.filter
def sizes_names(sizes: Iterable[Size]) -> str:
    return ", ".join(say(SIZES[size]) for size in SIZES if size in set(sizes))


@register.filter
def applicants_names(kinds: Iterable[str]) -> str:
    return ", ".join(say(APPLICANTS.get(kind, kind)) for kind in kinds)


@register.filter
def places_names(places: Iterable[str]) -> str:
    """Name the places of a call: those that it leaves out stand last, after a minus sign."""
    said = {"EU": _("European Union"), "FR": _("the whole of France")}
    inside = [said.get(place, place_name(place)) for place in places if not place.startswith("-")]
    return ", ".join([*inside, *(f"\u2212{place_name(place[1:])}" for place in places if place.startswith("-"))])


@register.filter
def is_address(text: str) -> bool:
    """Whether a text that a feed gave as an address may be followed: the web, and nothing that runs."""
    return text.startswith(("https://", "http://"))
