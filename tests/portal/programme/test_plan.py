"""The life of a programme through its verbs: opened, planned, moved, amended; who may, what is refused, what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent, Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.dossiers.models import Outcome, WorkPackage
from campus5g.portal.programme import actions
from campus5g.portal.programme.actions.opening import after_months
from campus5g.portal.programme.amending import effect_of, sides_left
from campus5g.portal.programme.models import Action, Amendment, Milestone, Move, Participant, Programme
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor
from tests.portal.factories.programme import ParticipantFactory, make_action, make_milestone, make_strand
from tests.portal.factories.projects import PartnerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def running() -> tuple[Participant, Action, Milestone]:
    """A carrier with an action whose first milestone is ten days late, and another that waits for it."""
    carrier = ParticipantFactory()
    action = make_action(make_strand(carrier.programme), owner=carrier, ends_on=today() + 60 * DAY)
    late = make_milestone(action, today() - 10 * DAY, "Hall ready")
    make_milestone(action, today() + 20 * DAY, "Network on air", (late,))
    return carrier, action, late


def move(milestone: Milestone, due: date) -> dict[str, str | None]:
    return {"target": f"milestone:{milestone.pk}", "starts_on": None, "ends_on": due.isoformat()}


def test_a_programme_is_planned_freely_then_its_baseline_is_kept() -> None:
    office, carrier = office_actor(), OrganisationFactory()
    with acting(office):
        programme = actions.open_programme(office, actions.Frame("Campus", today(), today() + 1000 * DAY))
        holder = actions.add_participant(office, programme, carrier, Participant.Role.CARRIER)
        part = actions.Part("Strand", today(), today() + 900 * DAY, owner=holder)
        action = actions.write_action(office, actions.write_strand(office, programme, part), part)
        milestone = actions.write_milestone(office, action, actions.Aim("Hall ready", today() + 30 * DAY))
        milestone = actions.change_milestone(office, milestone, actions.Aim("Hall ready", today() + 40 * DAY))
        assert milestone.base_due == today() + 40 * DAY
        actions.enter_state(office, programme, Programme.State.RUNNING)
        moved = actions.move_milestone(office, milestone, today() + 50 * DAY, "The works are late")
        assert (moved.due, moved.base_due) == (today() + 50 * DAY, today() + 40 * DAY)
        kept = Move.objects.get(milestone=milestone)
        assert (kept.old_ends_on, kept.new_ends_on, kept.why) == (today() + 40 * DAY, today() + 50 * DAY, "The works are late")
        with pytest.raises(BadInput, match="beyond it, an amendment"):
            actions.move_milestone(office, milestone, today() + 950 * DAY, "Much later")
        with pytest.raises(Conflict, match="an amendment adds a partner"):
            actions.add_participant(office, programme, OrganisationFactory(), Participant.Role.PARTNER)


def test_each_says_what_is_its_own_and_a_stranger_sees_nothing() -> None:
    carrier, action, late = running()
    mine, other = actor_for(carrier.organisation), actor_for(ParticipantFactory(programme=carrier.programme).organisation)
    funder = actor_for(ParticipantFactory(programme=carrier.programme, role=Participant.Role.FUNDER).organisation)
    with acting(actor_for(OrganisationFactory())):
        assert not Programme.objects.exists()
        assert not Milestone.objects.exists()
    for actor in (other, funder):
        with acting(actor):
            assert Milestone.objects.filter(pk=late.pk).exists()
        with acting(actor), pytest.raises(Denied, match="Only who answers for it"):
            actions.say_action(actor, action, Action.State.RUNNING, 50, "Half done")
    with acting(funder), pytest.raises(Denied, match="Only carriers, partners"):
        actions.propose_amendment(funder, carrier.programme, "move", move(late, today()), "Later")
    with acting(mine):
        assert actions.say_action(mine, action, Action.State.RUNNING, 50, "Half done").progress == 50
        with pytest.raises(Conflict, match="still open"):
            actions.say_action(mine, action, Action.State.DONE, 100, "All done")


def test_what_is_late_says_why_before_it_is_reached_and_in_order() -> None:
    carrier, _action, late = running()
    mine = actor_for(carrier.organisation)
    next_ = Milestone._base_manager.get(title="Network on air")
    with acting(mine):
        with pytest.raises(Conflict, match=r"It waits for 1\.1\.1"):
            actions.reach_milestone(mine, next_, today(), "Report")
        with pytest.raises(BadInput, match="why it is late"):
            actions.reach_milestone(mine, late, today(), "Report of handover")
        actions.say_late(mine, late, "The supplier delivered late")
        reached = actions.reach_milestone(mine, late, today(), "Report of handover")
        assert (reached.reached_on, reached.late_why) == (today(), "The supplier delivered late")
        with pytest.raises(Conflict, match="reached already"):
            actions.reach_milestone(mine, late, today(), "Again")
        assert actions.reach_milestone(mine, next_, today(), "Measures").reached_on == today()


def test_a_circle_of_milestones_is_refused() -> None:
    _carrier, _action, late = running()
    next_, office = Milestone._base_manager.get(title="Network on air"), office_actor()
    with acting(office), pytest.raises(BadInput, match="wait for one another"):
        actions.change_milestone(office, late, actions.Aim("Hall ready", late.due, after=(next_,)))
    assert not late.after.through.objects.filter(from_milestone=late).exists()


def test_an_amendment_says_its_effect_is_applied_once_and_keeps_the_baseline() -> None:
    carrier, action, late = running()
    mine, office = actor_for(carrier.organisation), office_actor()
    until = action.ends_on + 30 * DAY
    with acting(mine):
        asked = actions.propose_amendment(mine, carrier.programme, "move", move(late, until), "The works are late")
        told = [str(one) for one in effect_of(asked)]
        assert "it has to move too" in told[1]
        assert told[2].startswith("Its action 1.1")
        with pytest.raises(Denied, match="Only the programme office approves"):
            actions.approve_amendment(mine, asked)
    with acting(office):
        done = actions.approve_amendment(office, asked)
        assert done.state == Amendment.State.APPLIED
        with pytest.raises(Conflict, match="decided already: it is approved and applied"):
            actions.approve_amendment(office, asked)
        late.refresh_from_db()
        action.refresh_from_db()
        assert (late.due, late.base_due, action.ends_on, action.base_ends_on) == (
            until,
            today() - 10 * DAY,
            until,
            until - 30 * DAY,
        )
        assert Move.objects.filter(amendment=done).count() == 2
        assert [str(one) for one in effect_of(done)] == told
    assert AuditEvent.objects.filter(verb="programme.approve_amendment").count() == 1
    assert Notification.objects.filter(user_id=mine.user_id, subject_label="programme.amendment").exists()


def test_a_funder_whose_agreement_asks_for_it_approves_too_and_one_side_only_once() -> None:
    carrier, _action, late = running()
    funder = ParticipantFactory(programme=carrier.programme, role=Participant.Role.FUNDER, approves=True)
    mine, office, bank = actor_for(carrier.organisation), office_actor(), actor_for(funder.organisation)
    with acting(mine):
        asked = actions.propose_amendment(mine, carrier.programme, "move", move(late, today() + DAY), "A day more")
    with acting(office):
        assert actions.approve_amendment(office, asked).pending
        with pytest.raises(Conflict, match="approved it already for the same side"):
            actions.approve_amendment(office, asked)
        assert [one and one.pk for one in sides_left(asked)] == [funder.pk]
    with acting(bank):
        assert actions.approve_amendment(bank, asked).state == Amendment.State.APPLIED


def test_an_amendment_that_can_no_longer_be_applied_says_so_and_changes_nothing() -> None:
    carrier, _action, late = running()
    office, joining = office_actor(), OrganisationFactory()
    what = {"organisation": joining.pk, "role": "partner", "text": "Trains operators"}
    with acting(office):
        asked = actions.propose_amendment(office, carrier.programme, "move", move(late, today() + DAY), "Later")
        actions.reach_milestone(office, late, today(), "Report", "Supplier")
        with pytest.raises(Conflict, match="is over: its days no longer move"):
            actions.approve_amendment(office, asked)
        asked.refresh_from_db()
        assert asked.pending
        assert actions.withdraw_amendment(office, asked, "Reached meanwhile").state == Amendment.State.WITHDRAWN
        partner = actions.propose_amendment(office, carrier.programme, "partner", what, "A new skill")
        actions.approve_amendment(office, partner)
    with acting(actor_for(joining)):
        assert Programme.objects.filter(pk=carrier.programme_id).exists()


def test_a_complete_project_becomes_a_programme_with_nothing_typed_again() -> None:
    project, office = ProjectFactory(state="ready", starts_on=date(2027, 1, 31), months=13), office_actor()
    partner = PartnerFactory(project=project)
    package = WorkPackage._base_manager.create(project=project, title="Trials", first_month=2, months=3)
    with acting(SYSTEM):
        package.partners.set([partner])
    Outcome._base_manager.create(package=package, title="Report of trials", month=3, kind="report")
    with acting(office):
        programme = actions.open_from(office, project)
        assert (programme.starts_on, programme.ends_on) == (date(2027, 1, 31), date(2028, 2, 28))
        action = Action.objects.get(programme=programme)
        assert (action.starts_on, action.ends_on, action.owner.organisation) == (
            date(2027, 2, 28),
            date(2027, 5, 30),
            partner.organisation,
        )
        deliverable = Milestone.objects.get(action=action)
        assert (deliverable.kind, deliverable.due) == (Milestone.Kind.DELIVERABLE, date(2027, 4, 29))
        with pytest.raises(Conflict, match="a programme already"):
            actions.open_from(office, project)
    with acting(actor_for(partner.organisation)):
        assert Programme.objects.get().project_id == project.pk


@pytest.mark.parametrize(
    ("months", "day"), [(1, date(2027, 2, 28)), (13, date(2028, 2, 29)), (11, date(2027, 12, 31)), (-1, date(2026, 12, 31))]
)
def test_months_are_counted_to_the_last_day_that_a_month_has(months: int, day: date) -> None:
    assert after_months(date(2027, 1, 31), months) == day


def test_reminders_are_sent_once_a_week_and_stop_once_it_is_done() -> None:
    carrier, _action, late = running()
    person = MembershipFactory(organisation=carrier.organisation).user
    told = Notification.objects.filter(user=person, subject_label="")
    assert actions.remind() == 1
    assert actions.remind() == 0
    assert told.count() == 1
    Milestone._base_manager.filter(pk=late.pk).update(reminded_on=today() - 7 * DAY)
    assert actions.remind() == 1
    Milestone._base_manager.filter(pk=late.pk).update(reminded_on=None)
    mine = actor_of(person)
    with acting(mine):
        actions.reach_milestone(mine, late, today(), "Report", "Supplier")
    assert actions.remind() == 0
