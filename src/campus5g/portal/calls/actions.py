"""The verbs of calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from campus5g.core import calls as core
from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, msg
from campus5g.core.project import CallTerms
from campus5g.funding.plan.admission import refuse_terms
from campus5g.funding.readers import ImportReport, merge_calls, read_calls
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.calls.models import Call, CallVersion, KeptCall
from campus5g.portal.calls.permissions import can_import_calls, can_keep_call
from campus5g.portal.projects.models import Project

_BATCH, _ASKED = 500, 10_000
_COLUMNS = ("title", "funder", "programme", "kind", "feed", "last_close", "stated_closed", "data")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many calls are new, changed or the same, and what each refused line lacked."""

    new: int
    changed: int
    same: int
    reports: tuple[ImportReport, ...]


def import_calls(actor: Actor, paths: Sequence[Path]) -> Imported:
    """Read call files and bring the catalogue up to date, whole or not at all; importing twice changes nothing.

    The same call in two feeds is kept once.
    """
    right = can_import_calls(actor)
    read = [read_calls(path) for path in paths] if right else []  # before the transaction: no writer waits meanwhile
    wanted = {call.id: _row(call) for call in merge_calls([call for calls, _ in read for call in calls])}
    with deed(actor, "calls.import", right=right) as done:
        known = _known(list(wanted))
        fresh = [row for key, row in wanted.items() if key not in known]
        moved = [row for key, row in wanted.items() if key in known and known[key].data != row.data]
        back = [row for key, row in wanted.items() if key in known and known[key].archived_at and known[key].data == row.data]
        Call.objects.bulk_create(fresh, batch_size=_BATCH)
        CallVersion.objects.bulk_create(
            [CallVersion(call=known[row.key], data=known[row.key].data, held_until=row.imported_at) for row in moved],
            batch_size=_BATCH,
        )
        _replace([*moved, *back])
        done.facts.update(files=[path.name for path in paths], new=len(fresh), changed=len(moved))
    return Imported(len(fresh), len(moved), len(wanted) - len(fresh) - len(moved), tuple(report for _, report in read))


def _known(keys: list[str]) -> dict[str, Call]:
    """Return the rows of the catalogue by their key, asked in parts: a database takes only so many values at once."""
    parts = (keys[start : start + _ASKED] for start in range(0, len(keys), _ASKED))
    return {row.key: row for part in parts for row in Call.objects.filter(key__in=part).only("key", "data", "archived_at")}


def _replace(rows: list[Call]) -> None:
    """Write the columns of rows that are there already; one statement a batch, where an update would take one a row."""
    Call.objects.bulk_create(
        rows, batch_size=_BATCH, update_conflicts=True, unique_fields=["key"],
        update_fields=[*_COLUMNS, "imported_at", "archived_at"],
    )  # fmt: skip


def keep_call(actor: Actor, project: Project, call: Call) -> KeptCall:
    """Keep a call of the catalogue for a project; its money rules start from what the feed states."""
    with deed(actor, "calls.keep", right=can_keep_call(actor, project)) as done:
        if KeptCall.objects.filter(project=project, call=call).exists():
            raise Conflict(msg("This call is already kept for the project."))
        stated = call.core
        kept = KeptCall(project=project, call=call, title=call.title)
        kept.max_aid_cents = _cents(stated.max_aid_eur)
        kept.min_aid_cents = _cents(stated.min_aid_eur) or 0
        kept.save()
        done.on(project, call=call.key)
    return kept


def check_terms(terms: CallTerms) -> None:
    """Refuse money rules that clash, with the field of ``CallTerms`` to mend."""
    refuse_terms(terms)
    if terms.max_aid_cents is not None and terms.max_aid_cents < terms.min_aid_cents:
        what = msg("%(most)s is below the lowest aid", most=Amount(terms.max_aid_cents))
        raise BadInput("max_aid_cents", what, msg("%(least)s or more", least=Amount(terms.min_aid_cents)))


def place_terms(actor: Actor, project: Project, terms: CallTerms) -> KeptCall:
    """Keep money rules that no call of the catalogue carries (a regional call known by its text)."""
    right = ALLOWED if actor.system else can_keep_call(actor, project)
    with deed(actor, "calls.keep", right=right) as done:
        kept = KeptCall(project=project)
        kept.take(terms)
        kept.save()
        done.on(project, terms=terms.title)
    return kept


def change_terms(actor: Actor, kept: KeptCall, terms: CallTerms) -> None:
    """Write the money rules of a kept call as its text gives them. ``BadInput``, by the field of ``CallTerms``, when they clash."""
    check_terms(terms)
    with deed(actor, "calls.terms", right=can_keep_call(actor, kept.project)) as done:
        kept.take(terms)
        kept.save()
        done.on(kept.project, kept=kept.pk, terms=to_plain(terms))


def drop_call(actor: Actor, kept: KeptCall) -> None:
    with deed(actor, "calls.drop", right=can_keep_call(actor, kept.project)) as done:
        done.on(kept.project, dropped=kept.title)
        kept.delete()


def _columns(call: core.Call) -> dict[str, object]:
    return {
        "title": call.title[:600], "funder": call.funder[:300], "programme": call.programme[:300], "kind": call.kind.value,
        "feed": call.feed, "last_close": call.last_application, "stated_closed": call.stated_closed,
        "data": to_plain(call),
    }  # fmt: skip


def _row(call: core.Call) -> Call:
    return Call(key=call.id, imported_at=timezone.now(), archived_at=None, **_columns(call))


def _cents(euros: float | None) -> int | None:
    return None if euros is None else int(Decimal(str(euros)) * 100)
