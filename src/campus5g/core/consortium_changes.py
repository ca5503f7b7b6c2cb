"""What changed between two states of a project that partners sign, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol, TypeVar

from campus5g.core.consortium import Commitments, Paid, Party, Work
from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.project import CostLine

_DAYS: dict[str, Message] = {
    "applied": msg("application"),
    "granted": msg("grant of the aid"),
    "starts": msg("start of the work"),
}
_MONEY: dict[str, Message] = {
    "grant_cents": msg("grant"),
    "advance_cents": msg("repayable advance"),
    "loan_cents": msg("loan"),
    "own_cents": msg("own money"),
}
_LEGAL = ("name", "siren", "address", "size")


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)


def differences(before: Commitments, after: Commitments) -> tuple[Message, ...]:
    """Return one sentence for each thing that differs; none exactly when the two states have one fingerprint."""
    names = {party.id: party.name for party in (*before.parties, *after.parties)}
    found = (*_facts(before, after), *_parties(before, after), *_lines(before, after, names), *_work(before, after),
             *_paid(before, after, names))  # fmt: skip
    if not found and before.fingerprint != after.fingerprint:
        return (msg("The order of the partners, costs or work packages changed."),)
    return found


def _facts(before: Commitments, after: Commitments) -> Iterator[Message]:
    if before.title != after.title:
        yield msg("title: “%(before)s” → “%(after)s”", before=before.title, after=after.title)
    if before.summary != after.summary:
        yield msg("The summary was rewritten.")
    for name, what in _DAYS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield msg("%(what)s: %(before)s → %(after)s", what=what, before=_day(old), after=_day(new))
    if before.months != after.months:
        yield msg("duration: %(before)s → %(after)s months", before=before.months, after=after.months)


def _parties(before: Commitments, after: Commitments) -> Iterator[Message]:
    gone, come, kept = _matched(before.parties, after.parties)
    for party in gone:
        yield msg("%(name)s left the project.", name=party.name)
    for party in come:
        yield msg("%(name)s joined the project.", name=party.name)
    for old, new in kept:
        yield from _party(old, new)


def _party(old: Party, new: Party) -> Iterator[Message]:
    if old.lead != new.lead:
        yield msg("%(name)s now leads.", name=new.name) if new.lead else msg("%(name)s no longer leads.", name=new.name)
    if old.task != new.task:
        yield msg("task of %(name)s: “%(before)s” → “%(after)s”", name=new.name, before=old.task or "–", after=new.task or "–")
    if any(getattr(old, field) != getattr(new, field) for field in _LEGAL):
        yield msg("The legal facts of %(name)s changed (name, SIREN, address or size).", name=new.name)


def _lines(before: Commitments, after: Commitments, names: dict[str, str]) -> Iterator[Message]:
    gone, come, kept = _matched(before.lines, after.lines)
    for line in gone:
        yield msg("%(name)s: cost removed, “%(label)s”, %(sum)s", name=names[line.partner_id], label=line.label,
                  sum=Amount(line.cents))  # fmt: skip
    for line in come:
        yield msg("%(name)s: cost added, “%(label)s”, %(sum)s", name=names[line.partner_id], label=line.label,
                  sum=Amount(line.cents))  # fmt: skip
    for old, new in kept:
        yield from _line(old, new, names)


def _line(old: CostLine, new: CostLine, names: dict[str, str]) -> Iterator[Message]:
    name = names[new.partner_id]
    if old.cents != new.cents:
        yield msg("%(name)s: “%(label)s” %(before)s → %(after)s", name=name, label=new.label, before=Amount(old.cents),
                  after=Amount(new.cents))  # fmt: skip
    if old.label != new.label:
        yield msg("%(name)s: “%(before)s” is now called “%(after)s”.", name=name, before=old.label, after=new.label)
    if old.partner_id != new.partner_id:
        yield msg("“%(label)s” goes from %(before)s to %(after)s.", label=new.label, before=names[old.partner_id], after=name)
    if (old.category, old.circumstances, old.rate, old.starts) != (new.category, new.circumstances, new.rate, new.starts):
        yield msg("%(name)s: the category or the conditions of “%(label)s” changed.", name=name, label=new.label)


def _work(before: Commitments, after: Commitments) -> Iterator[Message]:
    gone, come, kept = _matched(before.work, after.work)
    for work in gone:
        yield msg("Work package removed: “%(title)s”", title=work.title)
    for work in come:
        yield msg("Work package added: “%(title)s”", title=work.title)
    for old, new in kept:
        yield from _package(old, new)


def _package(old: Work, new: Work) -> Iterator[Message]:
    if old.title != new.title:
        yield msg("work package: “%(before)s” → “%(after)s”", before=old.title, after=new.title)
    if (old.first_month, old.months) != (new.first_month, new.months):
        yield msg("“%(title)s”: months %(a)s–%(b)s → %(c)s–%(d)s", title=new.title, a=old.first_month, b=_last(old),
                  c=new.first_month, d=_last(new))  # fmt: skip
    if old.partner_ids != new.partner_ids:
        yield msg("“%(title)s”: those who do it changed.", title=new.title)
    if old.text != new.text:
        yield msg("“%(title)s”: its description was rewritten.", title=new.title)


def _paid(before: Commitments, after: Commitments, names: dict[str, str]) -> Iterator[Message]:
    if not before.paid and after.paid:
        yield msg("A financing plan was computed: %(sum)s of public money.", sum=Amount(_public(after)))
        return
    if before.paid and not after.paid:
        yield msg("There is no longer an up-to-date financing plan.")
        return
    for new in after.paid:
        old = before.paid_to(new.partner_id) or Paid(new.partner_id, 0, 0, 0, 0)
        for field, what in _MONEY.items():
            was, now = getattr(old, field), getattr(new, field)
            if was != now:
                yield msg("%(name)s, %(what)s: %(before)s → %(after)s", name=names[new.partner_id], what=what,
                          before=Amount(was), after=Amount(now))  # fmt: skip


def _public(state: Commitments) -> int:
    return sum(paid.grant_cents + paid.advance_cents + paid.loan_cents for paid in state.paid)


def _matched(before: tuple[T, ...], after: tuple[T, ...]) -> tuple[list[T], list[T], list[tuple[T, T]]]:
    """Return what is gone, what has come, and what is in both, old with new."""
    old, new = {thing.id: thing for thing in before}, {thing.id: thing for thing in after}
    gone = [thing for key, thing in old.items() if key not in new]
    come = [thing for key, thing in new.items() if key not in old]
    return gone, come, [(old[key], thing) for key, thing in new.items() if key in old and old[key] != thing]


def _last(work: Work) -> int:
    return work.first_month + work.months - 1


def _day(day: date) -> Day:
    return Day.of(day)
