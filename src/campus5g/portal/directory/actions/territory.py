"""Filling a demonstration from a folder. Run twice, it changes nothing the second time."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from django.db import transaction

from campus5g.core.message import msg
from campus5g.portal.accounts.actions import make_user
from campus5g.portal.accounts.demonstration import PASSWORD
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict, Decision, refused
from campus5g.portal.base.loading import load_rooms
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.base.scope import acting
from campus5g.portal.base.search import index
from campus5g.portal.directory.actions.community import SaidPortrait, SaidTalent, show_portrait, write_talent
from campus5g.portal.directory.actions.organisations import change_organisation, create_organisation
from campus5g.portal.directory.actions.people import join
from campus5g.portal.directory.models import Membership, Organisation, Strength, Talent
from campus5g.portal.directory.territory import Placed, place, placed
from campus5g.study.campus import Person, Territory, read_campus
from campus5g.study.community import Community, Resident, read_community


def load_community(directory: Path, actor: Actor) -> None:
    """Enter the fictitious organisations and people of a demonstration (``community.yaml``); none of these people signs in."""
    community = read_community(directory, today())
    for member in community.members:
        _place(actor, place(member.organisation, member.about_en, today()))
    homes = {home.key: home for home in Organisation.objects.filter(fictitious=True)}
    _show(actor, community, homes)
    for notice in community.notices if not Talent.objects.exists() else ():
        said = SaidTalent(notice.kind, notice.side, notice.title, notice.expires_on, competences=notice.competences)
        write_talent(actor, homes[notice.organisation], said)
    known = set(User.objects.values_list("email", flat=True))
    for resident in community.residents:
        if resident.person.email not in known:
            _welcome(actor, resident, homes[resident.person.organisation])


def _show(actor: Actor, community: Community, homes: dict[str, Organisation]) -> None:
    """Write what each organisation shows, in one deed for all of them: they have no past of their own yet."""
    showing = set(Strength.objects.values_list("organisation__key", flat=True))
    new = [member for member in community.members if member.organisation.key not in showing]
    what = Strength.What
    shown = [
        Strength(organisation=homes[member.organisation.key], what=kind, competence=key, sentence=sentence, year=year)
        for member in new
        for kind, key, sentence, year in (
            *((what.COMPETENCE, key, sentence, year) for key, sentence, year in member.competences),
            *((what.REFERENCE, "", sentence, year) for sentence, year in member.references),
            *((what.EQUIPMENT, "", sentence, None) for sentence in member.equipment),
        )
    ]
    if shown:
        with deed(actor, "directory.add_strength", right=ALLOWED) as done:
            Strength.objects.bulk_create(shown)
            done.facts["number"] = len(shown)
        for member in new:
            index(homes[member.organisation.key])


def _welcome(actor: Actor, resident: Resident, home: Organisation) -> None:
    """Make a person without a password, who acts for their organisation and is shown if they chose to be."""
    person = resident.person
    user = make_user(actor, person.email, None, person.full_name, person.language)
    join(actor, user, home, manages=resident.manages)
    if resident.shown:
        function = resident.function_en if person.language == "en" else resident.function_fr
        show_portrait(actor, user, SaidPortrait(function, "", resident.competences, home.city))


def load_territory(actor: Actor, directory: Path) -> list[Person]:
    """Load a territory's folder, room after room, all or nothing; return the demonstration people."""
    campus = read_campus(directory, "fr")
    with transaction.atomic(), acting(actor):
        _open_demonstration(actor, campus.territory)
        for organisation in placed(campus, read_campus(directory, "en")):
            _place(actor, organisation)
        for person in campus.people:
            _settle(actor, person)
        load_rooms(directory, actor)
    return list(campus.people)


def _can_load(actor: Actor) -> Decision:
    if not actor.system:
        return refused(msg("Only the shell loads a territory."))
    if not SiteSettings.current().demonstration and User.objects.exists():
        return refused(msg("This is a real campus: a demonstration is loaded into an empty data directory only."))
    return ALLOWED


def _open_demonstration(actor: Actor, territory: Territory) -> None:
    right = _can_load(actor)
    if not right.allowed and right.reason is not None:
        raise Conflict(right.reason)
    site = SiteSettings.current()
    if site.demonstration:
        return
    with deed(actor, "site.load_territory", right=right) as done:
        site.name, site.territory, site.demonstration = territory.name, territory.place, True
        site.latitude, site.longitude = territory.centre
        site.save()
        done.on(site, name=territory.name)


def _place(actor: Actor, found: Placed) -> None:
    apart = {"fictitious": found.fictitious, "source": found.source}
    known = Organisation.objects.filter(key=found.key).first()
    if known is None:
        create_organisation(actor, found.said, key=found.key, **apart)
    elif any(getattr(known, name) != value for name, value in (asdict(found.said) | apart).items() if name != "size"):
        change_organisation(actor, known, found.said, **apart)


def _settle(actor: Actor, person: Person) -> None:
    """Make the account of a demonstration person, with the public password, and their membership."""
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = make_user(actor, person.email, PASSWORD, person.full_name, person.language)
    organisation = Organisation.objects.get(key=person.organisation)
    if not Membership.objects.filter(user=user, organisation=organisation, active=True).exists():
        join(actor, user, organisation, manages=True)
