"""Entering, changing, archiving an organisation. Nothing is ever deleted: its history stays."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.directory.actions.sizing import judge_again
from campus5g.portal.directory.facts import Said, checked
from campus5g.portal.directory.group import group_of
from campus5g.portal.directory.models import ClosedAccounts, Organisation
from campus5g.portal.directory.people import managers_of
from campus5g.portal.directory.permissions import (
    can_archive_organisation,
    can_change_organisation,
    can_change_role,
    can_create_organisation,
    can_restore_organisation,
)
from campus5g.portal.directory.size import judge


def create_organisation(actor: Actor, said: Said, **apart: Any) -> Organisation:
    """Enter an organisation. ``apart``: what no form says (``key``, ``fictitious``, ``source``)."""
    said = checked(said, today())
    with deed(actor, "directory.create", right=can_create_organisation(actor)) as done:
        organisation = Organisation(**said.fields(), **apart)
        _refuse_twice(organisation)
        organisation.save()
        judge(organisation, today())
        organisation.save(update_fields=["size", "size_computed"])
        done.on(organisation, name=organisation.name, kind=organisation.kind, siret=organisation.siret)
    return organisation


def change_organisation(actor: Actor, organisation: Organisation, said: Said, **apart: Any) -> list[str]:
    """Change what is said of an organisation; return the names of the fields that changed, which the audit trail keeps."""
    said = checked(said, today())
    decide = can_change_organisation if said.kind == organisation.kind else can_change_role
    with deed(actor, "directory.change", right=decide(actor, organisation)) as done:
        before = {name: getattr(organisation, name) for name in [*said.fields(), *apart, "size_computed"]}
        for name, value in (said.fields() | apart).items():
            setattr(organisation, name, value)
        _refuse_twice(organisation)
        _keep_closed(before, organisation)
        judge(organisation, today())
        changed = sorted(name for name, value in before.items() if getattr(organisation, name) != value)
        organisation.save()
        judge_again(group_of(organisation))
        done.on(organisation, changed=changed)
        sentence = msg("The facts of %(name)s were changed", name=organisation.name)
        done.tell(managers_of(organisation.pk), sentence, organisation.get_absolute_url())
    return changed


def archive_organisation(actor: Actor, organisation: Organisation, why: str) -> None:
    """Put an organisation away, with the reason: it keeps its card and history, and its people no longer act for it."""
    if not why.strip():
        raise BadInput("reason", msg("nothing"), msg("a few words: why this organisation is archived"))
    with deed(actor, "directory.archive", right=can_archive_organisation(actor, organisation)) as done:
        told = list(managers_of(organisation.pk))
        organisation.archived_at, organisation.archived_why = timezone.now(), why.strip()[:300]
        organisation.save(update_fields=["archived_at", "archived_why"])
        done.on(organisation, why=organisation.archived_why)
        done.tell(told, msg("%(name)s is archived", name=organisation.name), organisation.get_absolute_url())


def restore_organisation(actor: Actor, organisation: Organisation) -> None:
    """Take an organisation out of the archive: its people act for it again."""
    with deed(actor, "directory.restore", right=can_restore_organisation(actor, organisation)) as done:
        organisation.archived_at, organisation.archived_why = None, ""
        organisation.save(update_fields=["archived_at", "archived_why"])
        done.on(organisation)
        sentence = msg("%(name)s is active again", name=organisation.name)
        done.tell(managers_of(organisation.pk), sentence, organisation.get_absolute_url())


def _refuse_twice(organisation: Organisation) -> None:
    if not organisation.siret:
        return
    other = Organisation.objects.filter(siret=organisation.siret).exclude(pk=organisation.pk).first()
    if other:
        what = msg("%(name)s has this SIRET already", name=other.name)
        raise BadInput("siret", what, msg("another SIRET, or the card that exists"))


def _keep_closed(before: dict[str, Any], organisation: Organisation) -> None:
    """Keep the accounts that a later year replaces: the two-year rule looks back."""
    year = before["accounts_year"]
    if year and organisation.accounts_year and organisation.accounts_year > year:
        figures = {name: before[name] for name in ("staff_awu", "turnover_cents", "balance_cents")}
        ClosedAccounts.objects.update_or_create(organisation=organisation, affiliate=None, year=year, defaults=figures)
