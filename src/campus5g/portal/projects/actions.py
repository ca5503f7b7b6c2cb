"""The verbs of projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.core.project import Category
from campus5g.funding.claims import NO_CLAIM, Claims, check_claims
from campus5g.portal.base.actions import deed, grant
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.base.models import Grant
from campus5g.portal.base.registry import lacking_for
from campus5g.portal.directory.people import people_of
from campus5g.portal.needs.actions import move_on
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.models import CostLine, Partner, Project
from campus5g.portal.projects.permissions import can_answer, can_edit_part, can_edit_project, can_open_project

CONSORTIUM = "consortium"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a project, as read from a form, a file or the API."""

    title: str
    summary: str
    applied_on: date
    granted_on: date
    starts_on: date
    months: int

    def check(self) -> None:
        """Refuse dates out of order and a duration that is none."""
        if not self.title.strip():
            raise BadInput("title", msg("an empty title"), msg("a few words"))
        if self.months < 1:
            raise BadInput("months", msg("%(n)s months", n=self.months), msg("at least one month"))
        if self.starts_on < self.applied_on:
            raise BadInput(
                "starts_on",
                msg("work would start on %(day)s, before the application", day=Day.of(self.starts_on)),
                msg(
                    "a day on or after %(day)s, else no aid is legal (incentive effect, GBER Art. 6)", day=Day.of(self.applied_on)
                ),
            )
        if self.granted_on < self.applied_on:
            raise BadInput(
                "granted_on",
                msg("the aid would be granted on %(day)s, before the application", day=Day.of(self.granted_on)),
                msg("a day on or after %(day)s", day=Day.of(self.applied_on)),
            )


def open_project(actor: Actor, need: Need, facts: Facts, lead_id: int | None = None) -> Project:
    """Open the project that answers a need; its organisation leads and is the first partner.

    Of a collective need one of those who agree to it under their name leads (``lead_id``, else the one that the actor acts for,
    else the first), and the others are invited.
    """
    facts.check()
    with deed(actor, "projects.open", right=can_open_project(actor, need)) as done:
        lead, others = _bearers(actor, need, lead_id)
        if Project._base_manager.filter(need=need).exclude(state=Project.State.ARCHIVED).exists():
            raise Conflict(msg("A project already answers this need."))
        project = Project(need=need, organisation_id=lead, **_fields(facts))
        project.save()
        Partner(project=project, organisation_id=lead, state=Partner.State.ACCEPTED).save()
        move_on(actor, need, Need.State.PROJECT)
        done.on(project, need=need.pk, title=project.title)
        done.tell(
            people_of(lead),
            msg("A project answers your need “%(title)s”", title=need.title),
            project.get_absolute_url(),
        )
        for organisation_id in others:
            invite_partner(actor, project, organisation_id, "")
    return project


def _bearers(actor: Actor, need: Need, lead_id: int | None) -> tuple[int, list[int]]:
    """Return who leads the project of a need, and who else bears the need."""
    found = [organisation.pk for organisation in need.bearers]
    if lead_id is not None and lead_id not in found:
        raise BadInput("lead", msg("an organisation that does not bear this need"), msg("one of those who agree to it by name"))
    lead = lead_id or next((pk for pk in found if pk in actor.organisation_ids), found[0])
    return lead, [pk for pk in found if pk != lead]


def change_project(actor: Actor, project: Project, facts: Facts) -> None:
    facts.check()
    with deed(actor, "projects.change", right=can_edit_project(actor, project)) as done:
        changed = [name for name, value in _fields(facts).items() if getattr(project, name) != value]
        for name, value in _fields(facts).items():
            setattr(project, name, value)
        project.save()
        done.on(project, changed=changed)


def archive_project(actor: Actor, project: Project, reason: str) -> None:
    """Archive a project, with its reason; the need can have another one."""
    if not reason.strip():
        raise BadInput("reason", msg("no reason"), msg("one sentence that says why"))
    with deed(actor, "projects.archive", right=can_edit_project(actor, project)) as done:
        project.state, project.archived_because = Project.State.ARCHIVED, reason.strip()[:300]
        project.save()
        Need._base_manager.filter(pk=project.need_id).update(state=Need.State.STUDIED)
        done.on(project, reason=project.archived_because)


def invite_partner(actor: Actor, project: Project, organisation_id: int, task: str) -> Partner:
    """Invite an organisation: it sees the project from now on, and answers."""
    with deed(actor, "projects.invite", right=can_edit_project(actor, project)) as done:
        partner = Partner.objects.filter(project=project, organisation_id=organisation_id).first()
        if partner and partner.state != Partner.State.DECLINED:
            raise Conflict(msg("%(name)s is already in this project.", name=partner.organisation.name))
        partner = partner or Partner(project=project, organisation_id=organisation_id)
        partner.task, partner.state, partner.answered_at = task.strip()[:300], Partner.State.INVITED, None
        partner.save()
        grant(project, organisation_id, CONSORTIUM)
        done.on(project, invited=organisation_id)
        sentence = msg("%(lead)s invites you to the project “%(title)s”", lead=project.organisation.name, title=project.title)
        done.tell(people_of(organisation_id), sentence, project.get_absolute_url())
    return partner


def answer_invitation(actor: Actor, partner: Partner, accept: bool) -> None:
    """Accept or decline; who declines no longer sees the project."""
    with deed(actor, "projects.accept" if accept else "projects.decline", right=can_answer(actor, partner)) as done:
        partner.state = Partner.State.ACCEPTED if accept else Partner.State.DECLINED
        partner.answered_at = timezone.now()
        partner.save()
        if not accept:
            _grants(partner).update(ended_at=timezone.now())
        done.on(partner.project, partner=partner.organisation_id)
        told = msg("%(name)s takes part in “%(title)s”", name=partner.organisation.name, title=partner.project.title)
        if not accept:
            told = msg(
                "%(name)s declined to take part in “%(title)s”", name=partner.organisation.name, title=partner.project.title
            )
        done.tell(people_of(partner.project.organisation_id), told, partner.project.get_absolute_url())


def remove_partner(actor: Actor, partner: Partner) -> None:
    """Take a partner out, with its cost lines; the lead stays."""
    project = partner.project
    with deed(actor, "projects.remove_partner", right=can_edit_project(actor, project)) as done:
        if partner.organisation_id == project.organisation_id:
            raise Conflict(msg("The lead cannot leave its own project."))
        lost = sum(line.cents for line in partner.lines.all())
        partner.lines.all().delete()
        _grants(partner).update(ended_at=timezone.now())
        partner.delete()
        done.on(project, removed=partner.organisation_id, cost_cents=lost)


def describe_task(actor: Actor, partner: Partner, task: str) -> None:
    """Say what a partner does in the project; it does so itself, or the lead for it."""
    with deed(actor, "projects.task", right=can_edit_part(actor, partner)) as done:
        partner.task = task.strip()[:300]
        partner.save()
        done.on(partner.project, partner=partner.organisation_id, task=partner.task)


def save_line(
    actor: Actor,
    partner: Partner,
    label: str,
    category: Category,
    cents: int,
    line: CostLine | None = None,
    claims: Claims = NO_CLAIM,
) -> CostLine:
    """Add or change a cost line of a partner, with what is claimed of it."""
    if cents <= 0:
        raise BadInput("amount", msg("an amount that is not above zero"), msg("a cost in euros"))
    check_claims(category, claims, partner.project.applied_on)
    with deed(actor, "projects.line", right=can_edit_part(actor, partner)) as done:
        line = line or CostLine(project=partner.project)
        before = line.cents
        line.partner, line.label, line.category, line.cents = partner, label.strip()[:200], category.value, cents
        line.circumstances = [circumstance.value for circumstance in claims.circumstances]
        line.rate, line.starts_on = claims.rate, claims.starts
        line.save()
        done.on(
            partner.project, line=line.pk, before_cents=before, cents=cents, category=category.value,
            circumstances=line.circumstances, rate=str(claims.rate or ""), starts=str(claims.starts or ""),
        )  # fmt: skip
    return line


def remove_line(actor: Actor, line: CostLine) -> None:
    with deed(actor, "projects.remove_line", right=can_edit_part(actor, line.partner)) as done:
        done.on(line.project, label=line.label, cents=line.cents)
        line.delete()


def mark_ready(actor: Actor, project: Project) -> None:
    """Say that the project is complete: every partner has answered, there are costs, and the rooms above lack nothing."""
    with deed(actor, "projects.ready", right=can_edit_project(actor, project)) as done:
        waiting = project.partners.filter(state=Partner.State.INVITED).first()
        if waiting:
            raise Conflict(msg("%(name)s has not answered its invitation yet.", name=waiting.organisation.name))
        if not project.lines.exists():
            raise Conflict(msg("The project has no cost line yet."))
        for reason in lacking_for("projects.ready", project):
            raise Conflict(reason)
        project.state = Project.State.READY
        project.save()
        done.on(project)


def place_partner(actor: Actor, project: Project, organisation_id: int, task: str) -> Partner:
    """Put a partner in whose agreement the system already holds (a territory's file)."""
    right = ALLOWED if actor.system else can_edit_project(actor, project)
    with deed(actor, "projects.place_partner", right=right) as done:
        partner, _ = Partner.objects.get_or_create(
            project=project, organisation_id=organisation_id, defaults={"task": task, "state": Partner.State.ACCEPTED}
        )
        grant(project, organisation_id, CONSORTIUM)
        done.on(project, partner=organisation_id)
    return partner


def _fields(facts: Facts) -> dict[str, str | date | int]:
    return {
        "title": facts.title.strip(), "summary": facts.summary.strip(), "applied_on": facts.applied_on,
        "granted_on": facts.granted_on, "starts_on": facts.starts_on, "months": facts.months,
    }  # fmt: skip


def _grants(partner: Partner) -> QuerySet[Grant]:
    return Grant.objects.filter(
        subject_label="projects.project", subject_id=partner.project_id, organisation_id=partner.organisation_id, ended_at=None
    )
