"""Loading the projects that a territory's needs carry: each partner is found in the directory by its SIREN."""

from __future__ import annotations

from pathlib import Path

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.project import Category
from campus5g.portal.base.actor import Actor
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.actions import Facts, open_project, place_partner, save_line
from campus5g.portal.projects.models import Project
from campus5g.study.needs import NeedFile, read_need


def load_projects(directory: Path, actor: Actor) -> None:
    """Open the project of each need file that carries one, once."""
    for path in sorted((directory / "needs").glob("*.toml")):
        need = Need.objects.filter(key=path.stem).first()
        if need is None or Project.objects.filter(need=need).exists():
            continue
        read = read_need(path)
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
        save_line(actor, places[line.partner_id], line.label, Category(line.category), line.cents)
