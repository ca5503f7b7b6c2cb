"""An anonymous need tells nobody whose it is: every door is opened by everybody else, and every byte of the answer is read.

What would tell: the company's name, number, address, web site and page, its people and their addresses, the name of its site and
where it lies. The company is a member of the campus like another, so its name may stand where it stands without its need
(the directory, a list of whom to invite): an answer that holds a mark is asked for once more with the need named otherwise,
and must be the same.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from unittest.mock import PropertyMock, patch

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import TestCase
from django.urls import reverse

from campus5g.core.benefit import Use
from campus5g.core.codec import dump
from campus5g.core.errors import BadInput
from campus5g.core.site import Origin, Site
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import grant
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import AuditEvent, Notification, SiteSettings
from campus5g.portal.base.notes import write_note
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.actions import Words, ask_who, change_need, create_need, hide_need, reveal_need, share_need, state_need
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.veil import Owner
from campus5g.portal.studies.actions import launch_study
from campus5g.portal.studies.models import Study, pack
from campus5g.study.compose import run_study
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import small_site
from tests.security.doors import before, undone
from tests.security.test_matrix import table
from tests.security.world import Knocker

pytestmark = pytest.mark.django_db
NAME, SITE, PERSON = "Forges Zyrvaloux", "Xylomarde Works", "Quillonne Brabazac"
FEW = ("anonymous", "office", "company.partner")
"""Who reads at each run."""
REST = ("company.foreign", "training.foreign", "startup.foreign", "funder.foreign")
"""Who reads where slow tests run."""
TOLD = {("office", "POST needs:who"), ("office", "POST /needs/{pk}/who")}
"""The one door behind which the name stands: the office's question, with its reason."""
TITLE = "Follow the ladles without a name"


@dataclass
class Hidden:
    """An anonymous need, shared with everybody, studied and talked about."""

    owner: Organisation
    person: User
    actor: Actor
    need: Need
    study: Study

    @property
    def marks(self) -> re.Pattern[bytes]:
        """What would tell whose need it is, in whatever page or file it stands."""
        words = (
            NAME, SITE, PERSON, "zyrvaloux.example", "12 quai Vermillard", self.owner.siret, self.owner.siren,
            re.escape("50.98712"), re.escape("2.34561"),
        )  # fmt: skip
        numbers = (f'"organisation_id": ?{self.owner.pk}\\b', re.escape(reverse("directory:detail", args=[self.owner.pk])))
        return re.compile("|".join((*words, *numbers)).encode(), re.IGNORECASE)


def their_site() -> Site:
    found = small_site()
    return Site(SITE, found.boundary, found.buildings, found.masts, found.zones, Origin(50.987123, 2.345612))


@pytest.fixture(scope="module")
def hidden(knocker: Knocker) -> Hidden:
    """Stated by its own people, shared on the public page, studied by the engines, with a note and a partner who sees it."""
    owner = OrganisationFactory(
        name=NAME, address="12 quai Vermillard", city="Grande-Synthe", website="https://www.zyrvaloux.example/"
    )
    person = MembershipFactory(
        organisation=owner, manages=True, user=UserFactory(full_name=PERSON, email="q@zyrvaloux.example")
    ).user
    SiteSettings.objects.update_or_create(pk=1, defaults={"send_mails": True})
    actor = actor_of(person)
    words = Words(
        TITLE, "Ladles are lost between two halls.", hurts="An hour a day.", language="en", uses=(Use.MAINTENANCE,),
        site=their_site(), gain_cents=5_000_000, anonymous=True,
    )  # fmt: skip
    with TestCase.captureOnCommitCallbacks(execute=True), acting(actor):
        need = create_need(actor, owner.pk, words)
        share_need(actor, need, Need.Visibility.PUBLIC)
        state_need(actor, need)
        write_note(actor, need, "Call us in the morning.", need.get_absolute_url())
        study = studied(actor, need)
        write_note(actor, study, "Thank you.", study.get_absolute_url())
    partner = knocker.world.people["company.partner"]
    grant(need, actor_of(partner).organisation_id or 0, "consortium")
    return Hidden(owner, person, actor, need, study)


def studied(actor: Actor, need: Need) -> Study:
    study = launch_study(actor, need, name="First plan")
    found, grids = run_study(need.as_core(), on=date(2026, 11, 21), cell_m=40.0)
    study.result, study.finished_at = dump(found), need.created_at
    study.grids.save("maps.npz", ContentFile(pack(grids) if grids else b""))
    return study


def at(address: str, hidden: Hidden) -> str:
    """The same address at the anonymous need and its study, where it is one of theirs."""
    for thing, room in ((hidden.need, "needs"), (hidden.study, "studies")):
        address = re.sub(rf"/{room}/\d+", f"/{room}/{thing.pk}", address)
        address = re.sub(rf"/{room}\.{room[:-1]}/\d+/", f"/{room}.{room[:-1]}/{thing.pk}/", address)
    return re.sub(r"(left|right)=\d+", rf"\1={hidden.study.pk}", re.sub(r"/need/\d+", f"/need/{hidden.need.pk}", address))


@dataclass
class Opened:
    """A door of the anonymous need, opened by one after the other; what an answer changed is undone."""

    knocker: Knocker
    hidden: Hidden
    method: str
    url: str
    body: Any

    def read(self, persona: str) -> bytes:
        """Everything that one answer says, its headers too."""
        with undone():
            answer = self.knocker.ask(persona, self.method, self.url, self.body)
            content: bytes = answer.getvalue()
        return content + b"\n" + "\n".join(f"{key}: {value}" for key, value in answer.items()).encode()

    def told(self, persona: str) -> int:
        return len(self.hidden.marks.findall(self.read(persona)))

    def told_without_need(self, persona: str) -> int:
        """How often the marks stand in the same answer when the need belongs to somebody else."""
        with undone():
            other = OrganisationFactory()
            Need._base_manager.filter(pk=self.hidden.need.pk).update(organisation=other, site={}, site_name="")
            Study._base_manager.filter(pk=self.hidden.study.pk).update(organisation=other)
            return self.told(persona)


@contextmanager
def opened(knocker: Knocker, door: str, hidden: Hidden) -> Iterator[Opened]:
    things = next(iter(knocker.world.things.values()))
    with before(door, things, knocker.world) as (method, url, body):
        asked = body or ({"why": "two companies ask for the same"} if door.endswith("who") else None)
        yield Opened(knocker, hidden, method, at(url, hidden), asked)


def read(knocker: Knocker, persona: str, door: str, hidden: Hidden) -> bytes:
    with opened(knocker, door, hidden) as here:
        return here.read(persona)


def told(knocker: Knocker, persona: str, door: str, hidden: Hidden) -> int:
    return len(hidden.marks.findall(read(knocker, persona, door, hidden)))


@pytest.fixture
def log() -> Iterator[list[str]]:
    lines: list[str] = []
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("readers", [FEW, pytest.param(REST, marks=pytest.mark.slow)])
def test_nobody_else_reads_whose_an_anonymous_need_is_behind_any_door(
    knocker: Knocker, hidden: Hidden, readers: tuple[str, ...], log: list[str]
) -> None:
    leaks = set()
    for door in table():
        with opened(knocker, door, hidden) as here:
            leaks |= {
                (persona, door)
                for persona in readers
                if (persona, door) not in TOLD and (found := here.told(persona)) and found > here.told_without_need(persona)
            }
    assert leaks == set()
    assert not hidden.marks.search("\n".join(log).encode())


def test_the_need_was_there_to_be_read(knocker: Knocker, hidden: Hidden) -> None:
    """The doors above were open: the same need is read by the same people, its words and no more."""
    open_doors = (
        ("office", "GET needs:detail"), ("startup.foreign", "GET needs:detail"), ("anonymous", "GET needs:public"),
        ("office", "GET needs:export"), ("office", "GET studies:detail"), ("company.partner", "GET /needs/{pk}"),
    )  # fmt: skip
    for persona, door in open_doors:
        assert TITLE.encode() in read(knocker, persona, door, hidden), (persona, door)
    assert all(told(knocker, *door, hidden) for door in TOLD)


def test_a_planted_leak_is_found(knocker: Knocker, hidden: Hidden) -> None:
    with patch.object(Need, "owner", PropertyMock(return_value=Owner(hidden.owner.pk, NAME, hidden.owner.get_absolute_url()))):
        for door in ("GET needs:detail", "GET needs:list", "GET needs:export", "GET studies:list", "GET /needs/{pk}"):
            assert told(knocker, "office", door, hidden), door


def test_no_news_and_no_mail_to_others_tells_whose_it_is(hidden: Hidden) -> None:
    sent = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox if hidden.person.email not in letter.to)
    news = Notification.objects.exclude(user=hidden.person)
    said = "\n".join(one.sentence.say(language) for one in news for language in ("fr", "en"))
    assert TITLE in said
    assert not hidden.marks.search((sent + said).encode())


def test_the_audit_trail_seals_the_people_of_an_anonymous_need(hidden: Hidden) -> None:
    events = AuditEvent.objects.filter(
        subject_label__in=("needs.need", "studies.study"), subject_id__in=(hidden.need.pk, hidden.study.pk)
    )
    mine = [event for event in events if '"seal"' in event.payload]
    assert {event.verb for event in mine} >= {"needs.create", "needs.state", "note.write", "studies.launch"}
    assert {(event.actor_id, event.organisation_id) for event in mine} == {(None, None)}
    assert not [event for event in events if event.actor_id == hidden.person.pk]
    assert {event.as_link()["payload"]["seal"] for event in mine} == {hidden.need.seal_for(hidden.actor)}


@pytest.mark.parametrize("mark", [NAME, SITE, PERSON])
@pytest.mark.parametrize("door", ["/search/?q={}", "/needs/?words={}", "/needs/?place={}", "/api/v1/needs/?words={}"])
def test_asking_for_the_name_does_not_find_its_need(knocker: Knocker, hidden: Hidden, door: str, mark: str) -> None:
    """A list that answers a name with the need would tell as much as the name itself."""
    answer = knocker.ask("office", "GET", door.format(mark.replace(" ", "+")))
    assert answer.status_code == 200
    assert TITLE.encode() not in answer.getvalue()


def test_the_list_does_not_offer_nor_sort_by_the_hidden_owner(knocker: Knocker, hidden: Hidden) -> None:
    page = knocker.ask("office", "GET", f"/needs/?organisation={hidden.owner.pk}").getvalue()
    assert f'value="{hidden.owner.pk}"'.encode() not in page
    assert place_of(knocker, hidden, "Aaa") == place_of(knocker, hidden, "Zzz")


def place_of(knocker: Knocker, hidden: Hidden, name: str) -> int:
    """Where the need stands in the list by organisation when its own is called ``name``."""
    with transaction.atomic():
        Organisation.objects.filter(pk=hidden.owner.pk).update(name=name)
        page = knocker.ask("office", "GET", "/needs/?sort=organisation").getvalue()
        transaction.set_rollback(True)
    titles: list[bytes] = re.findall(rb"<td[^>]*><a href=\"/needs/(\d+)/", page)
    return titles.index(str(hidden.need.pk).encode())


@pytest.mark.parametrize(
    "text", [f"We are {NAME}.", "Write to q@zyrvaloux.example", f"Ask {PERSON.upper()}", f"At the {SITE}", "12, quai Vermillard"]
)
def test_words_that_name_their_company_are_refused_with_what_names_it(hidden: Hidden, text: str) -> None:
    for field in ("title", "text", "constraints"):
        with pytest.raises(BadInput, match="names you"), acting(hidden.actor):
            create_need(hidden.actor, hidden.owner.pk, Words(**{"title": "T", field: text}, site=their_site(), anonymous=True))
    with pytest.raises(BadInput, match="names you"), acting(hidden.actor):
        write_note(hidden.actor, hidden.need, text, "/")


def test_a_name_told_to_one_is_read_by_that_one_alone_and_no_more_once_withdrawn(knocker: Knocker, hidden: Hidden) -> None:
    startup = actor_of(knocker.world.people["startup.foreign"]).organisation_id
    with transaction.atomic(), acting(hidden.actor):
        reveal_need(hidden.actor, hidden.need, startup)
        assert told(knocker, "startup.foreign", "GET needs:detail", hidden)
        assert not told(knocker, "training.foreign", "GET needs:detail", hidden)
        hide_need(hidden.actor, hidden.need, startup)
        assert not told(knocker, "startup.foreign", "GET needs:detail", hidden)
        transaction.set_rollback(True)


def test_the_office_asks_for_a_reason_that_the_company_is_told(knocker: Knocker, hidden: Hidden) -> None:
    office = actor_of(knocker.world.people["office"])
    with transaction.atomic(), acting(office):
        with pytest.raises(BadInput, match="why the office must know"):
            ask_who(office, hidden.need, " ")
        assert ask_who(office, hidden.need, "to bring three needs together").organisation == hidden.owner
        assert "three needs" in Notification.objects.filter(user=hidden.person).latest("pk").sentence.say("en")
        event = AuditEvent.objects.filter(verb="needs.who").latest("pk")
        assert (event.actor_id, event.facts) == (office.user_id, {"why": "to bring three needs together"})
        transaction.set_rollback(True)


def test_what_was_stated_anonymously_stays_so_when_its_words_are_changed(hidden: Hidden) -> None:
    with transaction.atomic(), acting(hidden.actor):
        need = create_need(
            hidden.actor, hidden.owner.pk, Words("T", "said", uses=(Use.ENERGY,), site=their_site(), anonymous=True)
        )
        state_need(hidden.actor, need)
        assert change_need(hidden.actor, need, Words("T", "said", uses=(Use.ENERGY,), site=their_site())).anonymous
        transaction.set_rollback(True)
