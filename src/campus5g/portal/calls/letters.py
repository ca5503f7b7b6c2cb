"""The mail that tells a person what their saved searches found: text alone, each call once, each change readable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.urls import reverse

from campus5g.core.message import Day, Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.clock import today
from campus5g.portal.calls.models import Call, SavedSearch
from campus5g.portal.calls.news import Changed, news_since

MOST = 10
"""Calls that one mail tells of one search; the others come in the next one."""
_STOPS = Signer(salt="calls.stop")


@dataclass(frozen=True, slots=True)
class Part:
    """What one search has to tell."""

    search: SavedSearch
    new: tuple[Call, ...]
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail for one person."""

    user: User
    parts: tuple[Part, ...]

    @property
    def settings_url(self) -> str:
        return _url(reverse("calls:searches"))

    def subject(self, campus: str) -> str:
        new, changed = (sum(len(found) for found in kind) for kind in zip(*((p.new, p.changed) for p in self.parts), strict=True))
        said = msg("%(campus)s: %(new)s new calls, %(changed)s changed", campus=campus, new=new, changed=changed)
        return " ".join(said.say(self.user.language).split())[:150]  # one line, whatever the campus is called

    def body(self) -> str:
        lines = [line for part in self.parts for line in _lines(part)]
        lines.append(msg("All your searches and how often you are written to: %(url)s", url=self.settings_url))
        return "\n".join(line.say(self.user.language) if isinstance(line, Message) else line for line in lines)


def pending(now: datetime) -> Iterator[list[SavedSearch]]:
    """Yield, for each person who may sign in, the searches whose day has come."""
    due = Q()
    for rhythm, period in SavedSearch.EVERY.items():
        due |= Q(rhythm=rhythm, told_at__lte=now - period)
    found = SavedSearch.objects.kept().filter(due, user__is_active=True).order_by("user_id", "pk")
    for _user, searches in groupby(found.iterator(), key=lambda search: search.user_id):
        yield list(searches)


def letter_for(searches: Sequence[SavedSearch], now: datetime) -> Letter:
    """Write to the person of ``searches`` what is new in each and never told, and what changed that weighs."""
    parts = []
    for search in searches:
        found = news_since(search, search.told_at, told=search.told)
        if len(found):
            parts.append(Part(search, found.new[:MOST], found.changed[:MOST]))
    return Letter(searches[0].user if searches else User(), tuple(parts))


def stop_token(search: SavedSearch) -> str:
    """Return what proves, in a mail, that its reader may stop it."""
    return _STOPS.sign(str(search.pk))


def search_of(token: str) -> SavedSearch | None:
    """Return the search that a mail's token names, ``None`` for a token that we never wrote."""
    try:
        return SavedSearch.objects.kept().filter(pk=int(_STOPS.unsign(token))).select_related("user").first()
    except (BadSignature, ValueError):
        return None


def _lines(part: Part) -> Iterator[Message | str]:
    name = part.search.name
    yield msg("“%(name)s”", name=name)
    yield "=" * (len(name) + 4)
    if part.new:
        yield ""
        yield msg("New")
    for row in part.new:
        yield from ("", f"* {row.title}", *_facts(row), f"  {_url(row.get_absolute_url())}")
    if part.changed:
        yield ""
        yield msg("Changed")
    for found in part.changed:
        yield from ("", f"* {found.row.title}", *(msg("  - %(what)s", what=said) for said in found.said))
        yield f"  {_url(found.row.get_absolute_url())}"
    yield ""
    stop = _url(reverse("calls:stop", args=[stop_token(part.search)]))
    yield msg("No more mails about “%(name)s”: %(url)s", name=name, url=stop)
    yield ""


def _facts(row: Call) -> Iterator[Message]:
    deadline = row.core.next_deadline(today())
    until = msg("until %(day)s", day=Day.of(deadline)) if deadline else msg("no deadline stated")
    yield msg("  %(funder)s, %(until)s", funder=row.funder or row.programme or "–", until=until)


def _url(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{path}"
