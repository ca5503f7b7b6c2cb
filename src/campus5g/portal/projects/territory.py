"""Loading the projects that a territory's needs carry: each partner is found in the directory by its SIREN."""

from __future__ import annotations

import tomllib
from pathlib import Path

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.project import Category
from campus5g.funding.claims import Claims
from campus5g.portal.base.actor import Actor
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.actions import Facts, open_project, place_partner, save_line
from campus5g.portal.projects.models import Project
from campus5g.portal.studies.actions import launch_study
from campus5g.study.needs import NeedFile, read_need


def load_projects(directory: Path, actor: Actor) -> None:
    """Carry some of the needs on, once: queue their study and open the project that their file holds.

    Which ones, `territory.toml` says; the others wait for the office, so that a newcomer has something to do.
    """
    carried = (
        tomllib.loads((directory / "territory.toml").read_text(encoding="utf-8")).get("demonstration", {}).get("carried", [])
    )
    for key in carried:
        need = Need.objects.filter(key=key).first()
        if need is None or Project.objects.filter(need=need).exists():
            continue
        launch_study(actor, need)
        read = read_need(directory / "needs" / f"{key}.toml")
        if read.project is not None:
            _open(read, need, actor)


def _open(read: NeedFile, need: Need, actor: Actor) -> None:
    wanted = read.project
    assert wanted is not None
    facts = Facts(wanted.title, "", wanted.applied, wanted.granted, wanted.starts, wanted.months)
    project = open_project(actor, need, facts)
    places = {}
    for partner in wanted.partners:
        organisation = Organisation.objects.filter(siret__startswith=partner.siren).first() if partner.siren else None
        if organisation is None:
            raise BadInput(
                partner.name, msg("no organisation of the directory has its SIREN"), msg("an entry in organisations.toml")
            )
        places[partner.id] = place_partner(actor, project, organisation.pk, "")
    for line in wanted.lines:
        claims = Claims(line.circumstances, line.rate, line.starts)
        save_line(actor, places[line.partner_id], line.label, Category(line.category), line.cents, claims=claims)
