"""What the financing room shows elsewhere: the journey, the page of a project, the card of an organisation."""

from __future__ import annotations

from pathlib import Path

from django.db import models
from django.urls import reverse

from campus5g.core.message import Amount, msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import Panel, Stage, panel, stage
from campus5g.portal.calls.kept import kept_calls
from campus5g.portal.directory.models import Organisation
from campus5g.portal.financing.credits import credits_of
from campus5g.portal.financing.ledger import ledger_of
from campus5g.portal.financing.models import DeMinimisAward
from campus5g.portal.financing.newest import newest_plan
from campus5g.portal.financing.permissions import can_declare_award
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.links import live_project
from campus5g.study.needs import read_need

DEEDS = {
    "financing.compute": msg("a financing plan was computed"),
    "financing.declare_award": msg("a de minimis aid was declared"),
}


def register() -> None:
    name_deeds(DEEDS)
    stage("financing", _stage)
    panel("projects.project", 20, _project_panel)
    panel("projects.project", 22, _credits_panel)
    panel("directory.organisation", 40, _organisation_panel)
    panel("directory.organisation#group", 10, _group_panel)
    loader(45, _load_awards)


def _stage(_actor: Actor, need_id: int) -> Stage | None:
    project = live_project(need_id)
    if project is None:
        return None
    kept = newest_plan(project.pk)
    if kept and kept.plan.refused:
        return Stage("doing", kept.get_absolute_url(), msg("no legal plan yet"))
    if kept:
        return Stage("done", kept.get_absolute_url(), msg("%(sum)s of public money", sum=Amount(kept.plan.public_cents)))
    return Stage("next", reverse("financing:plan", args=[project.pk])) if kept_calls(project.pk) else None


def _project_panel(_actor: Actor, project: models.Model) -> Panel:
    kept = newest_plan(project.pk)
    return Panel("financing/parts/project_panel.html", {"project": project, "kept": kept, "plan": kept.plan if kept else None})


def _credits_panel(_actor: Actor, project: models.Model) -> Panel | None:
    kept = newest_plan(project.pk)
    credits = credits_of(kept, live_partners(project)) if kept and not kept.plan.refused else []
    return Panel("financing/parts/credits_panel.html", {"credits": credits}) if credits else None


def _organisation_panel(actor: Actor, organisation: models.Model) -> Panel | None:
    if not can_declare_award(actor, organisation.pk):
        return None
    awards = DeMinimisAward.objects.filter(organisation_id=organisation.pk)
    return Panel("financing/parts/organisation_panel.html", {"organisation": organisation, "awards": awards})


def _group_panel(actor: Actor, organisation: models.Model) -> Panel:
    """On the page of a group, which only those who may see the organisation's facts open."""
    context = {
        "organisation": organisation, "ledger": ledger_of(organisation, today()),
        "may_declare": bool(can_declare_award(actor, organisation.pk)),
    }  # fmt: skip
    return Panel("financing/parts/group_panel.html", context)


def _load_awards(directory: Path, actor: Actor) -> None:
    """Write the de minimis aid that the need files state for the partners, once."""
    from campus5g.portal.financing.actions import declare_award

    for path in sorted((directory / "needs").glob("*.toml")):
        project = read_need(path).project
        for partner in project.partners if project else ():
            organisation = Organisation.objects.filter(siret__startswith=partner.siren).first() if partner.siren else None
            if organisation is None or DeMinimisAward.objects.filter(organisation=organisation).exists():
                continue
            for award in partner.de_minimis:
                declare_award(actor, organisation.pk, award.granted, award.cents, "—")
