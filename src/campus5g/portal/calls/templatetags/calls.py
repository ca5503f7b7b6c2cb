"""How calls are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campus5g.core.calls import Call, CallStatus, Passage, Verdict
from campus5g.portal.base.clock import today
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls.labels import STATUS, VERDICT

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
