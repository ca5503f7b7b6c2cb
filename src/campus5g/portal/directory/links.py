"""What this room shows in the others: its menu entry, what the search finds, the profile's organisations, what waits."""

from __future__ import annotations

from django.db.models import Count, Min
from django.urls import reverse

from campus5g.core.message import msg
from campus5g.portal.accounts.first import settler
from campus5g.portal.accounts.models import User
from campus5g.portal.base import chores
from campus5g.portal.base.actor import SYSTEM, Actor, Role
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.notifications import tell_stand_ins
from campus5g.portal.base.registry import MenuEntry, Panel, Waiting, menu, panel, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.directory.actions import (
    SEND_INVITATIONS,
    create_organisation,
    join,
    load_community,
    send_invitations,
    stand_ins,
)
from campus5g.portal.directory.facts import Said
from campus5g.portal.directory.models import Invitation, Membership, Organisation, Portrait, Strength

DEEDS = {
    "directory.add_strength": msg("a competence, an equipment or a reference was added"),
    "directory.write_talent": msg("a post, an internship or an apprenticeship was written"),
    "directory.archive_shown": msg("something that was shown was archived"),
    "directory.show_portrait": msg("a person chose what the directory shows of them"),
    "directory.hide_portrait": msg("a person took back their consent to be shown"),
    "directory.write_letter": msg("a letter was sent through the platform"),
    "directory.create": msg("the organisation was entered"),
    "directory.change": msg("the organisation was changed"),
    "directory.archive": msg("the organisation was archived"),
    "directory.restore": msg("the organisation was taken out of the archive"),
    "directory.invite": msg("a person was invited"),
    "directory.import": msg("a table of people was imported"),
    "directory.revoke_invitation": msg("an invitation was withdrawn"),
    "directory.accept_invitation": msg("an invitation was accepted"),
    "directory.join": msg("a person joined"),
    "directory.set_manager": msg("a person's role was changed"),
    "directory.end_membership": msg("a membership ended"),
    "directory.delegate": msg("a person let a colleague act in their place"),
    "directory.end_delegation": msg("a delegation was ended"),
    "directory.open_assistance": msg("somebody of the office began to act for the organisation, to help it"),
    "directory.end_assistance": msg("a session of assistance ended"),
    "directory.declare_affiliate": msg("an enterprise of the group was entered"),
    "directory.declare_stake": msg("a stake was declared"),
    "directory.confirm_stake": msg("a stake was confirmed"),
    "directory.end_stake": msg("a stake was ended"),
    "directory.write_accounts": msg("the accounts of a year were written"),
    "site.load_territory": msg("the territory was loaded"),
}


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Directory"), "directory:list", 70))
    panel("accounts.user", 10, memberships_of)
    panel("accounts.user", 20, portrait_of)
    searchable("directory.organisation", describe)
    tell_stand_ins(stand_ins)
    waits(invitations_without_answer)
    waits(missing_facts)
    settler(settle_office)
    loader(10, load_community)
    chores.chore(SEND_INVITATIONS, send_invitations)
    regularly(SEND_INVITATIONS, send_invitations)


def describe(organisation: Organisation) -> Entry | None:
    """The card is for everybody signed in; an archived organisation is found no more."""
    if organisation.archived:
        return None
    shown = Strength.objects.kept().filter(organisation=organisation).values_list("sentence", flat=True)
    text = " ".join((*shown, organisation.city, organisation.description, organisation.description_en, organisation.siret))
    return Entry(organisation.name, text, "organisation", organisation.get_absolute_url(), None)


def memberships_of(actor: Actor, user: User) -> Panel | None:
    """On one's own profile: the organisations one acts for, and the one of this session."""
    if actor.user_id != user.pk:
        return None
    mine = Membership.objects.acting().filter(user=user).select_related("organisation")
    return Panel("directory/parts/memberships.html", {"memberships": mine, "acting": actor.organisation_id})


def portrait_of(actor: Actor, user: User) -> Panel | None:
    """On one's own profile: whether one is shown in the directory."""
    if actor.user_id != user.pk or actor.organisation_id is None:
        return None
    return Panel("directory/parts/portrait_panel.html", {"portrait": Portrait.shown().filter(user=user).first()})


def invitations_without_answer(actor: Actor) -> list[Waiting]:
    """For a manager: how many people have not answered, since when."""
    if not actor.manages or actor.organisation_id is None:
        return []
    pending = Invitation.objects.pending().filter(organisation_id=actor.organisation_id)
    found = pending.aggregate(count=Count("pk"), since=Min("sent_at"))
    count, since = found["count"], found["since"]
    if not count:
        return []
    url = reverse("directory:people", args=[actor.organisation_id])
    message = msg("1 invitation has no answer yet") if count == 1 else msg("%(n)s invitations have no answer yet", n=count)
    return [Waiting(message, url, since)]


def missing_facts(actor: Actor) -> list[Waiting]:
    """For a manager of an undertaking: without accounts nobody can say how much aid the law allows."""
    if not actor.manages or actor.role not in (Role.COMPANY, Role.STARTUP, Role.TRAINING):
        return []
    if not Organisation.objects.filter(pk=actor.organisation_id, size="").exists():
        return []
    message = msg("Give the accounts of your organisation: its size decides how much aid the law allows")
    return [Waiting(message, reverse("directory:edit", args=[actor.organisation_id]))]


def settle_office(user: User, office_name: str) -> None:
    """Make the programme office of an empty campus, managed by its first administrator."""
    office = create_organisation(SYSTEM, Said(office_name, Role.OFFICE.value))
    join(SYSTEM, user, office, manages=True)
