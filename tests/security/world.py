"""A small campus to knock at every door of: an owner with one of each thing, a partner, strangers of every role."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.test import Client

from campus5g.core.codec import dump
from campus5g.documents.sample_template import sample_docx
from campus5g.portal.accounts.models import User
from campus5g.portal.api.actions import create_token
from campus5g.portal.base.actions import grant
from campus5g.portal.base.actor import Role
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import Attachment, Job
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import Call, CallImport, KeptCall, SavedSearch
from campus5g.portal.consortium.models import LogEntry, Signature, State
from campus5g.portal.directory.models import Invitation, Letter, Organisation, Portrait, Strength, Talent
from campus5g.portal.directory.people import actor_of
from campus5g.portal.dossiers.models import Answer, AskedDocument, FunderTemplate, Version, WorkPackage
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.projects.models import CostLine, Partner, Project
from campus5g.portal.solutions.models import Answer as NeedAnswer
from campus5g.portal.solutions.models import Introduction, Solution
from campus5g.portal.studies.models import Study, pack
from campus5g.study.compose import run_study
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.calls import CallFactory
from tests.portal.factories.consortium import LogEntryFactory
from tests.portal.factories.directory import InvitationFactory, MembershipFactory, OrganisationFactory
from tests.portal.factories.funds import Money, money
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.projects import LineFactory, PartnerFactory, ProjectFactory
from tests.portal.factories.solutions import SolutionFactory, asked
from tests.portal.factories.studies import StudyFactory

DAY = date(2026, 11, 21)
DAYS = timedelta(days=3)
MEMBERS = (Role.COMPANY, Role.TRAINING, Role.STARTUP, Role.FUNDER)
RELATIONS = ("own", "partner", "foreign")
PERSONAS = ("anonymous", "office", *(f"{role.value}.{relation}" for role in MEMBERS for relation in RELATIONS))


@dataclass
class Things:
    """One of each thing, all of one owner."""

    owner: Organisation
    person: User
    draft: Need
    need: Need
    stated: Need
    unnamed: Need
    link: NeedLink
    queued: Study
    stopped: Study
    study: Study
    project: Project
    invited: Partner
    other: Partner
    line: CostLine
    kept: KeptCall
    package: WorkPackage
    version: Version
    asked: AskedDocument
    template: FunderTemplate
    attachment: Attachment
    invitation: Invitation
    token_pk: int
    entry: LogEntry
    signature: Signature
    solution: Solution
    introduction: Introduction
    answer: NeedAnswer
    strength: Strength
    talent: Talent
    portrait: Portrait
    letter: Letter
    money: Money


@dataclass
class World:
    """What each role owns, who knocks, and the call that everybody reads."""

    things: dict[Role, Things]
    people: dict[str, User | None]
    call: Call
    added: CallImport
    newcomer: Organisation
    archived: Organisation
    offered: Solution

    def seen_by(self, persona: str) -> Things:
        """Whose things a persona knocks at: its own, else those of a company."""
        role, _, relation = persona.partition(".")
        return self.things[Role(role) if relation == "own" else Role.COMPANY]


def build() -> World:
    """Make the world; call it inside a transaction that is rolled back."""
    office = OrganisationFactory(office=True)
    things = {role: things_of(OrganisationFactory(kind=role.value, in_difficulty=False)) for role in MEMBERS}
    people: dict[str, User | None] = {"anonymous": None, "office": MembershipFactory(organisation=office, manages=True).user}
    for role in MEMBERS:
        partner, foreign = (OrganisationFactory(kind=role.value, in_difficulty=False) for _ in range(2))
        opened_to(partner, things[Role.COMPANY])
        for relation, organisation in (("partner", partner), ("foreign", foreign)):
            people[f"{role.value}.{relation}"] = MembershipFactory(organisation=organisation, manages=True).user
        people[f"{role.value}.own"] = things[role].person
    for kept in things.values():  # once everybody is in the projects, so that the plans are up to date
        actor = actor_of(kept.person)
        with acting(actor):
            compute_plan(actor, kept.project, "net_public")
    return World(
        things,
        people,
        CallFactory(),
        added_by(office),
        OrganisationFactory(),
        OrganisationFactory(archived=True),
        SolutionFactory(),
    )


def opened_to(organisation: Organisation, things: Things) -> None:
    """Let an organisation see the needs and the project, as a member of the consortium does."""
    PartnerFactory(project=things.project, organisation=organisation)
    for thing in (things.draft, things.need, things.stated, things.unnamed, things.project, things.link.collective):
        grant(thing, organisation.pk, "consortium")


def things_of(owner: Organisation) -> Things:
    person = MembershipFactory(organisation=owner, manages=True).user
    need, stated = NeedFactory(organisation=owner, state="project"), NeedFactory(organisation=owner, stated=True)
    study = StudyFactory(need=need)
    found, grids = outcome()
    study.result, study.finished_at = found, need.created_at
    study.grids.save("maps.npz", ContentFile(grids))
    project = ProjectFactory(need=need, months=24)
    line = LineFactory(project=project)
    kept = KeptCall._base_manager.create(project=project, title="Regional call", grant_percent=60)
    package = WorkPackage._base_manager.create(project=project, title="Trials", months=12)
    SavedSearch.objects.create(user=person, name="Carts")
    token, _text = create_token(actor_of(person), "reporting")
    return Things(
        owner, person, NeedFactory(organisation=owner), need, stated, NeedFactory(organisation=owner, stated=True, anonymous=True),
        linked_of(owner),
        StudyFactory(need=NeedFactory(organisation=owner, stated=True)),
        StudyFactory(need=NeedFactory(organisation=owner, stated=True), state=Job.State.INTERRUPTED), study, project,
        PartnerFactory(project=project, state="invited"), PartnerFactory(project=project), line, kept, package,
        version_of(project), asked_of(project), template_of(project), attached_to(need), InvitationFactory(organisation=owner), token.pk,
        LogEntryFactory(project=project, kind="next_step", due=DAY), signature_of(project),
        SolutionFactory(organisation=owner, draft=True), asked(stated), answer_to(stated),
        Strength.objects.create(organisation=owner, what="reference", sentence="A terminal of sixty hectares"),
        Talent.objects.create(organisation=owner, kind="post", side="sought", title="Radio engineer", expires_on=today() - DAYS),
        Portrait.objects.create(user=person, function="Maintenance", consented_at=need.created_at),
        Letter.objects.create(sender=person, recipient=UserFactory(), text="Good day"),
        money(owner),
    )  # fmt: skip


def answer_to(need: Need) -> NeedAnswer:
    """A solution of another organisation that is said to answer a need."""
    said: NeedAnswer = NeedAnswer._base_manager.create(need=need, solution=SolutionFactory(), said_at=need.created_at)
    return said


def linked_of(owner: Organisation) -> NeedLink:
    """A need of the owner that an office asks to take part in a collective one."""
    collective = NeedFactory(organisation=OrganisationFactory(office=True), kind="collective", wording=1)
    grant(collective, owner.pk, "member")
    link: NeedLink = NeedLink._base_manager.create(collective=collective, need=NeedFactory(organisation=owner, stated=True))
    return link


def asked_of(project: Project) -> AskedDocument:
    """A document asked of the project, beside a question that its call alone asks."""
    Answer._base_manager.create(project=project, key="own-1", title="How many jobs?")
    asked: AskedDocument = AskedDocument._base_manager.create(project=project, label="Plan of the site")
    return asked


def template_of(project: Project) -> FunderTemplate:
    template = FunderTemplate(project=project, name="aap.docx")
    template.file.save("aap.docx", ContentFile(sample_docx("en")), save=True)
    return template


def signature_of(project: Project) -> Signature:
    """The lead's signature of a state that the project has left since."""
    data = {"title": "", "summary": "", "applied": "2026-12-01", "granted": "2026-12-02", "starts": "2027-01-04", "months": 1,
            "parties": [], "lines": []}  # fmt: skip
    state = State._base_manager.create(project=project, number=1, fingerprint="0" * 64, data=data)
    signature: Signature = Signature._base_manager.create(
        project=project, state=state, organisation=project.organisation, signatory="Ada", capacity="director", signed_on=DAY
    )
    return signature


def version_of(project: Project) -> Version:
    version = Version(project=project, number=1, language="fr")
    for kind in ("docx", "xlsx", "pdf"):
        getattr(version, kind).save(f"v1.{kind}", ContentFile(b"made"), save=False)
    version.save()
    return version


def added_by(office: Organisation) -> CallImport:
    """A table of calls whose columns nobody has laid out yet."""
    added = CallImport(organisation=office, name="calls.csv")
    added.file.save("calls.bin", ContentFile(b"title;funder\nAid to carts;Region\n"), save=False)
    added.save()
    return added


def attached_to(thing: models.Model) -> Attachment:
    attachment = Attachment(
        subject_label=thing._meta.label_lower, subject_id=thing.pk, organisation=thing.organisation, name="plan.pdf", size=4
    )
    attachment.file.save("plan.bin", ContentFile(b"made"), save=True)
    return attachment


@cache
def outcome() -> tuple[str, bytes]:
    """What the engines find for the need of the factories: run once, kept by every study here."""
    need = NeedFactory.build(organisation=OrganisationFactory.build())
    found, grids = run_study(need.as_core(), on=DAY, cell_m=40.0)
    return dump(found), pack(grids) if grids else b""


class Knocker:
    """Asks for addresses as each persona. What an answer changes in the database is undone by the caller."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.sessions: dict[str, str] = {}
        for persona, person in world.people.items():
            browser = Client()
            if person:
                browser.force_login(person)
                self.sessions[persona] = browser.cookies["sessionid"].value

    def ask(self, persona: str, method: str, url: str, body: Any = None, **headers: str) -> Any:
        self.client.cookies.clear()
        self.client.cookies["django_language"] = "en"
        if persona in self.sessions:
            self.client.cookies["sessionid"] = self.sessions[persona]
        if url.startswith("/api/"):
            return self.client.generic(method, url, "" if body is None else json.dumps(body), "application/json", headers=headers)
        sent = {"sent": "yes", **(body or {})} if method == "POST" else None
        return getattr(self.client, method.lower())(url, sent, headers=headers)
