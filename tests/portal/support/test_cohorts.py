"""Cohorts, plans and mentors: the same venture goes on; who may see what; what is refused and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campus5g.core.errors import BadInput
from campus5g.portal.base import attachments
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent, Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.incubator.models import Venture, VentureStep
from campus5g.portal.support import actions
from campus5g.portal.support.models import Hours, Member, MentorNote, Milestone, Wish
from campus5g.portal.support.pairing import proposal_of
from campus5g.portal.support.standing import signals
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.support import accompanied, admit, cohort_of, founder_actor, make_round, member_named, mentor_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_cohort_takes_what_the_jury_admitted_and_asks_nothing_again() -> None:
    held = make_round()
    first, _waiting = admit(held, "Grue", OrganisationFactory(startup=True)), admit(held, "Quai", state="waiting")
    office = office_actor()
    with acting(office):
        cohort = actions.open_cohort(office, held, today(), today() + 300 * DAY)
        member = Member.objects.get(cohort=cohort)
        assert member.venture_id == first.venture_id
        assert {"finance", "market"} <= set(member.topics)  # what its application spoke of
        assert member.venture.state == Venture.State.INCUBATED
        assert VentureStep.objects.filter(venture=member.venture, state="incubated", on=today()).exists()
        with pytest.raises(Conflict, match="has its cohort already"):
            actions.open_cohort(office, held, today(), today() + DAY)
    assert Notification.objects.filter(user=founder_actor(member).user_id, subject_label="support.cohort").exists()


def test_a_call_that_admitted_nobody_opens_no_cohort() -> None:
    held, office = make_round(), office_actor()
    admit(held, "Quai", state="refused")
    with acting(office), pytest.raises(Conflict, match="No venture is admitted yet"):
        actions.open_cohort(office, held, today(), today() + DAY)
    with acting(office), pytest.raises(BadInput):
        actions.open_cohort(office, held, today(), today())


def test_who_comes_off_the_waiting_list_is_taken_in_once() -> None:
    cohort, office = cohort_of("Grue"), office_actor()
    late = admit(cohort.round, "Quai")
    with acting(office):
        assert actions.take_in(office, cohort, late, today()).joined_on == today()
        with pytest.raises(Conflict, match="in the cohort already"):
            actions.take_in(office, cohort, late, today())
        with pytest.raises(Conflict, match="not admitted by the call"):
            actions.take_in(office, cohort_of("Autre"), late, today())


def test_a_merger_names_the_venture_that_goes_on_and_gives_back_what_was_booked() -> None:
    cohort, office = cohort_of("Grue", "Quai"), office_actor()
    gone, goes_on = member_named(cohort, "Grue"), member_named(cohort, "Quai")
    pair = accompanied(gone)
    with acting(office):
        with pytest.raises(BadInput):
            actions.leave(office, gone, Member.Exit.MERGED, today(), "Same product")
        assert Member.objects.get(pk=gone.pk).live  # nothing half-written
        left = actions.leave(office, gone, Member.Exit.MERGED, today(), "Same product", goes_on.venture)
        assert (left.venture.state, left.venture.merged_into) == (Venture.State.MERGED, goes_on.venture)
        pair.refresh_from_db()
        assert pair.ended_on == today()
        with pytest.raises(Conflict, match="has left the cohort already"):
            actions.leave(office, gone, Member.Exit.STOPPED, today(), "No")
        with pytest.raises(Denied, match="has left the cohort"):
            actions.write_milestone(office, left, "More", today() + DAY)


def test_alumni_say_themselves_that_they_stopped() -> None:
    member, office = member_named(cohort_of("Grue"), "Grue"), office_actor()
    own = founder_actor(member)
    with acting(own), pytest.raises(Conflict, match="Only an alumni venture"):
        actions.end_venture(own, member, Member.Exit.STOPPED, today(), "Out of money")
    with acting(office):
        actions.leave(office, member, Member.Exit.GRADUATED, today(), "Programme over")
    with acting(own):
        actions.end_venture(own, Member.objects.get(pk=member.pk), Member.Exit.STOPPED, today(), "Out of money")
    assert Venture._base_manager.get(pk=member.venture_id).state == Venture.State.STOPPED


def test_a_milestone_is_reached_with_its_evidence_and_then_stays() -> None:
    member = member_named(cohort_of("Grue"), "Grue")
    own = founder_actor(member)
    with acting(own):
        milestone = actions.write_milestone(own, member, "Pilot at the port", today() + DAY, "Signed report")
        file = SimpleUploadedFile("report.pdf", b"%PDF-1.7 trial")
        with pytest.raises(BadInput):
            actions.reach_milestone(own, milestone, today() + DAY, "done")
        with pytest.raises(BadInput, match="the content is not that"):
            actions.reach_milestone(own, milestone, today(), "done", SimpleUploadedFile("report.pdf", b"not one"))
        assert Milestone.objects.get(pk=milestone.pk).open  # the lying file took the deed back with it
        actions.reach_milestone(own, milestone, today(), "Report signed by the port", file)
        assert [one.name for one in attachments.of(milestone)] == ["report.pdf"]
        with pytest.raises(Conflict, match="stays as it is"):
            actions.drop_milestone(own, milestone, "no")
    event = AuditEvent.objects.get(verb="support.reach_milestone")
    assert (event.actor_id, event.subject_id) == (own.user_id, milestone.pk)


def test_a_milestone_answers_to_a_founder_of_its_own_venture() -> None:
    cohort = cohort_of("Grue", "Quai")
    member, other = member_named(cohort, "Grue"), member_named(cohort, "Quai")
    own = founder_actor(member)
    with acting(own), pytest.raises(BadInput, match="another venture"):
        actions.write_milestone(
            own, member, "Pilot", today() + DAY, owner=other.venture.founders.model._base_manager.get(venture=other.venture)
        )


def test_the_office_confirms_what_the_engine_proposes_and_refusals_are_kept() -> None:
    cohort, office = cohort_of("Grue", "Quai", hours=10), office_actor()
    seller, lawyer = mentor_of(("finance", "market")), mentor_of(("law",))
    first = member_named(cohort, "Grue")
    own = founder_actor(first)
    with acting(own):
        actions.wish(own, first, {"finance": 3}, 10, [seller], [lawyer])
    with acting(actor_of(lawyer.user)):
        assert not Wish.objects.exists()  # what a venture thinks of a mentor is not theirs to read
    with acting(office):
        found = actions.propose_mentors(office, cohort)
        cohort.refresh_from_db()
        assert proposal_of(cohort) == found
        pair = found.of(str(first.pk))
        assert pair is not None
        assert (pair.mentor, pair.wish, pair.covered) == (str(seller.pk), 1, ("finance",))
        with pytest.raises(Conflict, match="prefers not to work with"):
            actions.confirm_mentor(office, first, lawyer)
        actions.confirm_mentor(office, first, seller)
        with pytest.raises(Conflict, match="already"):
            actions.confirm_mentor(office, first, seller)
        again = actions.propose_mentors(office, cohort).of(str(first.pk))
        assert again is not None
        assert again.kept
        with pytest.raises(Conflict, match="end that first"):
            actions.archive_mentor(office, seller, "Retired")


def test_a_mentor_sees_the_ventures_they_accompany_and_no_other() -> None:
    cohort = cohort_of("Grue", "Quai")
    member = member_named(cohort, "Grue")
    pair = accompanied(member)
    mentor, colleague = actor_of(pair.mentor.user), actor_for(pair.mentor.organisation)
    with acting(mentor):
        assert [one.venture.name for one in Member.objects.all()] == ["Grue"]
        actions.log_hours(mentor, pair, today(), 90, Hours.Kind.MEETING, "Prices")
        with pytest.raises(BadInput):
            actions.log_hours(mentor, pair, today() + DAY, 90, Hours.Kind.MEETING, "Prices")
    with acting(colleague):
        assert not Member.objects.exists()
        with pytest.raises(Denied):
            actions.log_hours(colleague, pair, today(), 30, Hours.Kind.CALL, "Nothing")


def test_a_private_note_is_never_read_by_the_venture() -> None:
    member = member_named(cohort_of("Grue"), "Grue")
    pair = accompanied(member)
    mentor, own = actor_of(pair.mentor.user), founder_actor(member)
    with acting(mentor):
        actions.write_mentor_note(mentor, member, "The founders disagree.", shared=False)
        actions.write_mentor_note(mentor, member, "Bring your prices.", shared=True)
        assert MentorNote.objects.count() == 2
    with acting(own):
        assert [note.text for note in MentorNote.objects.all()] == ["Bring your prices."]
        with pytest.raises(Denied):
            actions.write_mentor_note(own, member, "Hello", shared=False)


def test_the_signal_of_a_venture_gives_its_reasons() -> None:
    member, office = member_named(cohort_of("Grue", starts=today() - 90 * DAY), "Grue"), office_actor()
    with acting(office):
        milestone = actions.write_milestone(office, member, "Pilot", today() - 40 * DAY)
        told = signals([member], today())[member.pk]
        assert [str(reason) for reason in told.reasons][:2] == ["A milestone is 40 days late.", "It has no mentor."]
        actions.drop_milestone(office, milestone, "Another way")
        assert "40" not in str(signals([member], today())[member.pk].reasons[0])


def test_strangers_see_nothing_of_it() -> None:
    cohort = cohort_of("Grue")
    with acting(actor_for(OrganisationFactory())) as stranger:
        assert not Member.objects.exists()
        with pytest.raises(Denied):
            actions.propose_mentors(stranger, cohort)
