"""The verbs of a need."""

from __future__ import annotations

import pytest

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actor import SYSTEM, Actor, Role
from campus5g.portal.base.audit import history
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.actions import Words, archive_need, change_need, create_need, move_on, state_need
from campus5g.portal.needs.models import Need
from campus5g.uses.interface import ENGINES, NotBuilt
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import NeedFactory, small_site

pytestmark = pytest.mark.django_db
WHOLE = Words("Hear the bearings", "Before they fail", uses=(Use.MAINTENANCE,), site=small_site(), language="en")


@pytest.fixture
def company() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def actor(company: Organisation) -> Actor:
    return actor_of(MembershipFactory(organisation=company).user)


@pytest.fixture
def office() -> Actor:
    return actor_of(MembershipFactory(organisation=OrganisationFactory(office=True)).user)


def test_a_draft_needs_nothing_but_a_title(actor: Actor, company: Organisation) -> None:
    need = create_need(actor, company.pk, Words("Hear the bearings"))
    assert need.is_draft
    assert need.reference.endswith(f"{need.pk:04d}")


def test_a_need_without_a_title_is_refused_and_nothing_is_kept(actor: Actor, company: Organisation) -> None:
    with pytest.raises(BadInput, match="title"):
        create_need(actor, company.pk, Words("  "))
    assert not Need._base_manager.exists()


def test_stating_tells_the_office_and_leaves_an_event(actor: Actor, company: Organisation, office: Actor) -> None:
    need = state_need(actor, create_need(actor, company.pk, WHOLE))
    assert need.state == Need.State.STATED
    assert need.stated_at is not None
    told = Notification.objects.get(user_id=office.user_id)
    assert need.title in told.sentence.say("fr")
    assert [event.verb for event in history(need)] == ["needs.create", "needs.state"]


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (Words("T", "", uses=(Use.ENERGY,), site=small_site()), "text"),
        (Words("T", "said", site=small_site()), "uses"),
        (Words("T", "said", uses=(Use.ENERGY,)), "site"),
        (Words("T", "said", uses=(Use.ENERGY,), site=small_site(devices=())), "devices"),
    ],
)
def test_a_need_is_not_stated_while_something_is_missing(actor: Actor, company: Organisation, words: Words, missing: str) -> None:
    need = create_need(actor, company.pk, words)
    with pytest.raises(BadInput) as fault:
        state_need(actor, need)
    assert fault.value.where.startswith(missing)
    need.refresh_from_db()
    assert need.is_draft


def test_the_site_is_kept_to_the_millimetre(actor: Actor, company: Organisation) -> None:
    need = create_need(actor, company.pk, WHOLE)
    with acting(actor):
        kept = Need.objects.get(pk=need.pk).core_site
    assert kept == small_site()


def test_a_stated_need_stays_complete_when_it_is_changed(actor: Actor, company: Organisation) -> None:
    need = state_need(actor, create_need(actor, company.pk, WHOLE))
    with pytest.raises(BadInput, match="uses"):
        change_need(actor, need, Words("T", "said", site=small_site()))
    need.refresh_from_db()
    assert need.title == WHOLE.title


def test_a_studied_need_is_no_longer_changed(actor: Actor, company: Organisation) -> None:
    need = state_need(actor, create_need(actor, company.pk, WHOLE))
    move_on(SYSTEM, need, Need.State.STUDIED)
    with pytest.raises(Denied, match="study"):
        change_need(actor, need, WHOLE)


def test_a_need_never_goes_back_along_the_chain() -> None:
    need = NeedFactory(stated=True)
    move_on(SYSTEM, need, Need.State.PROJECT)
    move_on(SYSTEM, need, Need.State.STUDIED)
    need.refresh_from_db()
    assert need.state == Need.State.PROJECT


def test_an_archived_need_does_not_move_on(actor: Actor, company: Organisation) -> None:
    need = archive_need(actor, create_need(actor, company.pk, WHOLE), "bought elsewhere")
    with pytest.raises(Conflict):
        move_on(SYSTEM, need, Need.State.STUDIED)


def test_archiving_wants_a_reason(actor: Actor, company: Organisation) -> None:
    need = create_need(actor, company.pk, WHOLE)
    with pytest.raises(BadInput):
        archive_need(actor, need, " ")
    need.refresh_from_db()
    assert need.state == Need.State.DRAFT


def test_nobody_states_needs_for_another_company(actor: Actor) -> None:
    with pytest.raises(Denied):
        create_need(actor, OrganisationFactory().pk, WHOLE)


def test_the_office_states_needs_for_a_company(office: Actor, company: Organisation) -> None:
    assert create_need(office, company.pk, WHOLE).organisation == company


def test_a_funder_states_no_need() -> None:
    funder = actor_of(MembershipFactory(organisation=OrganisationFactory(funder=True)).user)
    assert funder.role == Role.FUNDER
    with pytest.raises(Denied):
        create_need(funder, funder.organisation_id or 0, WHOLE)


def test_a_figure_that_is_not_a_number_is_refused(actor: Actor, company: Organisation) -> None:
    with pytest.raises(BadInput, match="maintenance"):
        create_need(actor, company.pk, Words("T", economics={"maintenance": {"assets": float("nan")}}))
    with pytest.raises(BadInput, match="no_such_figure"):
        create_need(actor, company.pk, Words("T", economics={"maintenance": {"no_such_figure": 1.0}}))


def test_figures_of_a_use_without_engine_are_kept_for_the_day_it_has_one(
    actor: Actor, company: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENGINES, Use.LOGISTICS, NotBuilt(Use.LOGISTICS, msg("this engine is still to come")))
    need = create_need(
        actor, company.pk, Words("T", uses=(Use.LOGISTICS,), site=small_site(), economics={"logistics": {"peak_kw": 900.0}})
    )
    assert need.as_core().values_for(Use.LOGISTICS) == {"peak_kw": 900.0}
