"""What changed between two versions of a call, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from campus5g.core.calls import Call, CallKind, DeadlineModel
from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.project import Size

_AMOUNTS: dict[str, Message] = {
    "budget_eur": msg("budget of the call"),
    "min_aid_eur": msg("lowest aid"),
    "max_aid_eur": msg("highest aid"),
}
_TEXTS: dict[str, Message] = {"text": msg("description"), "conditions": msg("conditions")}
_NAMES: dict[str, Message] = {
    "title": msg("title"),
    "funder": msg("funder"),
    "programme": msg("programme"),
    "url": msg("address"),
}
_APPLYING: dict[DeadlineModel, Message] = {
    DeadlineModel.UNSAID: msg("not said"),
    DeadlineModel.SINGLE: msg("once"),
    DeadlineModel.TWO_STAGE: msg("in two stages"),
    DeadlineModel.CUT_OFFS: msg("at each cut-off"),
}
KIND_NAMES: dict[CallKind, Message] = {
    CallKind.CALL_FOR_PROJECTS: msg("call for projects"),
    CallKind.CALL_FOR_INTEREST: msg("call for expressions of interest"),
    CallKind.SCHEME: msg("permanent scheme"),
}
_SIZES: dict[Size, Message] = {
    Size.SMALL: msg("small enterprises"),
    Size.MEDIUM: msg("medium-sized enterprises"),
    Size.LARGE: msg("large enterprises"),
    Size.RESEARCH_NON_ECONOMIC: msg("research organisations"),
}
_LONGEST = 160
"""Characters shown of a passage that changed."""


def changes(before: Call, after: Call) -> tuple[Message, ...]:
    """Return one sentence for each thing that differs, dates and money first; none when nothing a reader sees does."""
    return weighty(before, after) + tuple(_said(before, after)) + tuple(_admitted(before, after))


def weighty(before: Call, after: Call) -> tuple[Message, ...]:
    """Return the changes that somebody who follows a call must know at once: its dates, whether it is closed, its money."""
    return tuple(_days(before, after)) + tuple(_money(before, after))


def _days(before: Call, after: Call) -> Iterator[Message]:
    if before.opens != after.opens:
        yield msg("opening: %(before)s → %(after)s", before=_day(before.opens), after=_day(after.opens))
    for day in sorted(set(after.closes) - set(before.closes)):
        yield msg("new deadline: %(day)s", day=Day.of(day))
    for day in sorted(set(before.closes) - set(after.closes)):
        yield msg("deadline withdrawn: %(day)s", day=Day.of(day))
    if before.stated_closed != after.stated_closed:
        yield msg("now said to be closed") if after.stated_closed else msg("no longer said to be closed")
    if before.deadline_model != after.deadline_model:
        old, new = _APPLYING[before.deadline_model], _APPLYING[after.deadline_model]
        yield msg("how one applies: %(before)s → %(after)s", before=old, after=new)


def _money(before: Call, after: Call) -> Iterator[Message]:
    for name, what in _AMOUNTS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield msg("%(what)s: %(before)s → %(after)s", what=what, before=_euros(old), after=_euros(new))


def _said(before: Call, after: Call) -> Iterator[Message]:
    for name, what in _NAMES.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield msg("%(what)s: %(before)s → %(after)s", what=what, before=old or "–", after=new or "–")
    if before.kind != after.kind:
        yield msg("kind of call: %(before)s → %(after)s", before=KIND_NAMES[before.kind], after=KIND_NAMES[after.kind])
    if before.language != after.language:
        yield msg("language of the text: %(before)s → %(after)s", before=before.language or "–", after=after.language or "–")
    for name, what in _TEXTS.items():
        for gone, come in _passages(getattr(before, name), getattr(after, name)):
            yield msg("%(what)s: “%(before)s” → “%(after)s”", what=what, before=gone or "–", after=come or "–")


def _admitted(before: Call, after: Call) -> Iterator[Message]:
    if set(before.beneficiaries) != set(after.beneficiaries):
        yield msg("who may apply has changed")
    if set(before.sizes) != set(after.sizes):
        yield msg("sizes of enterprise: %(before)s → %(after)s", before=_sizes(before.sizes), after=_sizes(after.sizes))
    if set(before.sectors) != set(after.sectors):
        yield msg("activities: %(before)s → %(after)s", before=", ".join(before.sectors) or "–",
                  after=", ".join(after.sectors) or "–")  # fmt: skip
    if before.trl != after.trl:
        yield msg("readiness level: %(before)s → %(after)s", before=_levels(before.trl), after=_levels(after.trl))
    if set(before.territories) != set(after.territories):
        yield msg("where it is open: %(before)s → %(after)s", before=", ".join(before.territories) or "–",
                  after=", ".join(after.territories) or "–")  # fmt: skip


def _sizes(sizes: tuple[Size, ...]) -> Message:
    """Join the names of sizes, the smallest first."""
    names = [_SIZES[size] for size in Size if size in sizes] or [msg("not said")]
    found = names[0]
    for name in names[1:]:
        found = msg("%(first)s, %(next)s", first=found, next=name)
    return found


def _levels(trl: tuple[int, int] | None) -> Message:
    return msg("not said") if trl is None else msg("%(low)s to %(high)s", low=trl[0], high=trl[1])


def _passages(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that were replaced, each cut to what a reader takes in."""
    old, new = before.splitlines(), after.splitlines()
    for deed, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if deed != "equal":
            yield _cut(" ".join(old[a:b])), _cut(" ".join(new[c:d]))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _day(day: date | None) -> Day | Message:
    return Day.of(day) if day else msg("not said")


def _euros(euros: float | None) -> Amount | Message:
    return msg("not said") if euros is None else Amount(round(euros * 100))
