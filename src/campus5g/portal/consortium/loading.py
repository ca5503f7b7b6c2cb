"""Loading the life of a partnership that a territory tells: each thing is done by the account that it names, through its verb."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import acting
from campus5g.portal.consortium.actions import Hand, Said, ask_signatures, import_past, sign, write_entry
from campus5g.portal.consortium.models import PastConsortium, State
from campus5g.portal.consortium.state import present_state
from campus5g.portal.directory.actions import confirm_stake, declare_stake
from campus5g.portal.directory.actions.groups import SaidStake
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of
from campus5g.portal.dossiers.actions import Work, save_work, write_answer
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.financing.models import Plan
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.actions import describe_task
from campus5g.portal.projects.links import live_project
from campus5g.portal.projects.models import Partner, Project
from campus5g.study.needs import read_need

PAST, PARTNERSHIP = "past_projects.jsonl", "partnership.toml"


def load_partnership(directory: Path, actor: Actor) -> None:
    """Import the past projects, and let the partners of one project live what the file says; once."""
    past, path = directory / PAST, directory / PARTNERSHIP
    if past.is_file() and not PastConsortium.objects.exists():
        import_past(actor, past.read_bytes(), past.name, directory.name)
    if not path.is_file():
        return
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    need = Need.objects.filter(key=told["need"]).first()
    project = live_project(need.pk) if need else None
    if project is not None and not State.objects.filter(project=project).exists():
        _live(directory, told, project)


def _live(directory: Path, told: dict[str, Any], project: Project) -> None:
    _work(directory / "needs" / f"{told['need']}.toml", project)
    for task in told.get("task", ()):
        who = _account(task["by"])
        with acting(who):
            describe_task(who, _place(project, who), task["text"])
    for entry in told.get("entry", ()):
        _entry(entry, project)
    for section in told.get("section", ()):
        who = _account(section["by"])
        with acting(who):
            write_answer(who, project, section["key"], None, section["text"].strip(), 0)
    if "stake" in told:
        _stake(told["stake"])
    lead = _lead(project)
    with acting(lead):
        compute_plan(lead, project, Plan.Aim.NET_PUBLIC)
        ask_signatures(lead, project)
    for signature in told.get("signature", ()):
        who = _account(signature["by"])
        with acting(who):
            sign(who, _place(project, who), present_state(project).fingerprint, Hand(signature["capacity"]))


def _work(path: Path, project: Project) -> None:
    """Write the work packages of the need's file; its partners are found by their SIREN."""
    read, lead = read_need(path), _lead(project)
    if read.project is None:
        return
    sirens = {partner.id: partner.siren for partner in read.project.partners}
    with acting(lead):
        places = {place.organisation.siren: place for place in project.partners.select_related("organisation")}
        for package in read.work:
            doing = [places[sirens[name]] for name in package.partner_ids]
            save_work(lead, project, Work(package.title, package.text, package.first_month, package.months), doing)


def _entry(entry: dict[str, Any], project: Project) -> None:
    who = _account(entry["by"])
    partner = _account(entry["partner"]).organisation_id if "partner" in entry else None
    said = Said(entry["kind"], entry["day"], entry["text"], entry.get("who", ""), entry.get("due"), partner)
    with acting(who):
        write_entry(who, project, said)


def _stake(told: dict[str, Any]) -> None:
    """Declare a stake by the side that is held, and confirm it by the other."""
    held, holder = _account(told["by"]), _account(told["holder"])
    with acting(held):
        ends = {o.pk: o for o in Organisation.objects.filter(pk__in=[held.organisation_id, holder.organisation_id])}
        mine = ends[held.organisation_id]
        stake = declare_stake(
            held, mine, SaidStake(ends[holder.organisation_id], mine, Decimal(told["percent"]), Decimal(told["percent"]))
        )
    with acting(holder):
        confirm_stake(holder, stake)


def _lead(project: Project) -> Actor:
    person = User.objects.filter(memberships__organisation_id=project.organisation_id, memberships__manages=True).first()
    return actor_of(person, project.organisation_id)


def _place(project: Project, who: Actor) -> Partner:
    return Partner.objects.select_related("project__organisation", "organisation").get(
        project=project, organisation_id=who.organisation_id
    )


def _account(email: str) -> Actor:
    person = User.objects.filter(email=email).first()
    if person is None:
        raise BadInput(PARTNERSHIP, msg("no account “%(email)s”", email=email), msg("an address of people.toml"))
    return actor_of(person)
