"""Figures: said once, with their evidence; asked for; added up and reported with their trail. What is brought is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campus5g.core.errors import BadInput
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.solutions.models import Introduction
from campus5g.portal.support import actions, report, tables
from campus5g.portal.support.models import Figure, Lead, Member, Question
from campus5g.portal.support.summing import compare, summary_of
from campus5g.territory.cohorts import Kind, Verdict
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.solutions import SolutionFactory
from tests.portal.factories.support import accompanied, cohort_of, founder_actor, member_named

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
JOBS, LOCAL, PRIVATE = Figure.Kinds.JOBS, Figure.Kinds.LOCAL, Figure.Kinds.PRIVATE


def test_a_figure_answers_the_question_and_keeps_its_evidence() -> None:
    cohort = cohort_of("Grue")
    member, office = member_named(cohort, "Grue"), office_actor()
    with acting(office):
        assert len(actions.ask_figures(office, cohort, today(), today() + 20 * DAY)) == 1
        assert actions.ask_figures(office, cohort, today(), today() + 20 * DAY) == []  # asked already
    with acting(founder_actor(member)) as own:
        file = SimpleUploadedFile("payslips.pdf", b"%PDF-1.7 four")
        actions.say_figure(own, member.venture, JOBS, today(), 450, evidence="Payslips", file=file)
        with pytest.raises(Conflict, match="there already"):
            actions.say_figure(own, member.venture, JOBS, today(), 450)
        with pytest.raises(BadInput):
            actions.say_figure(own, member.venture, JOBS, today() + DAY, 450)
        with pytest.raises(BadInput, match="company of the territory"):
            actions.say_figure(own, member.venture, LOCAL, today(), 100)
    assert not Question._base_manager.filter(answered_at=None).exists()


def test_who_says_nothing_is_reminded_once_in_a_while() -> None:
    cohort, office = cohort_of("Grue"), office_actor()
    member = member_named(cohort, "Grue")
    with acting(office):
        (question,) = actions.ask_figures(office, cohort, today(), today() + DAY)
    assert actions.remind_figures() == 0
    Question._base_manager.filter(pk=question.pk).update(asked_at=question.asked_at - 11 * DAY)
    assert actions.remind_figures() == 1
    assert actions.remind_figures() == 0
    told = Notification.objects.filter(user_id=founder_actor(member).user_id).first()
    assert told is not None
    assert "still awaited" in str(told.sentence)


def test_alumni_go_on_saying_their_figures_and_mentors_do_not_read_them() -> None:
    member, office = member_named(cohort_of("Grue"), "Grue"), office_actor()
    mentor = accompanied(member).mentor
    with acting(office):
        actions.leave(office, member, Member.Exit.GRADUATED, today(), "Programme over")
    with acting(founder_actor(member)) as own:
        figure = actions.say_figure(own, member.venture, PRIVATE, today(), 50_000_00, other="A fund")
    with acting(actor_of(mentor.user)) as other:
        assert not Figure.objects.exists()
        with pytest.raises(Denied):
            actions.withdraw_figure(other, figure, "No")


def test_what_is_taken_back_counts_no_more_and_silence_is_not_filled_in() -> None:
    cohort, office = cohort_of("Grue", "Quai"), office_actor()
    first = member_named(cohort, "Grue").venture
    with acting(office):
        wrong = actions.say_figure(office, first, PRIVATE, today(), 900_000_00)
        actions.say_figure(office, first, PRIVATE, today(), 90_000_00, evidence="Register")
        actions.withdraw_figure(office, wrong, "A zero too many")
        with pytest.raises(Conflict, match="already"):
            actions.withdraw_figure(office, wrong, "again")
        summary = summary_of(cohort, today())
        total = next(one for one in summary.totals if one.kind == Kind.PRIVATE)
        assert (total.value, total.evidenced, total.said, total.asked) == (90_000_00, 90_000_00, 1, 2)
        assert compare(summary, summary).lives.verdict == Verdict.TOO_FEW
        (row,) = tables.trail_rows(summary)
        assert row[:3] == [cohort.name, first.reference, "Grue"]
        assert report.pdf(summary, "fr").startswith(b"%PDF")


def test_survival_counts_a_merger_as_going_on_and_a_stop_as_an_end() -> None:
    cohort, office = cohort_of("Grue", "Quai", "Dock", starts=today() - 200 * DAY), office_actor()
    with acting(office):
        actions.leave(office, member_named(cohort, "Dock"), Member.Exit.STOPPED, today() - 100 * DAY, "No customer")
        goes_on = member_named(cohort, "Quai").venture
        actions.leave(office, member_named(cohort, "Grue"), Member.Exit.MERGED, today() - 50 * DAY, "Same product", goes_on)
        summary = summary_of(cohort, today())
    assert summary.alive is not None
    assert summary.alive.value == pytest.approx(2 / 3)
    assert [life.stopped for life in summary.lives].count(True) == 1
    assert summary.curve.at(5) is not None
    assert summary.curve.at(5).value == pytest.approx(2 / 3)  # type: ignore[union-attr]


def test_a_need_that_fits_is_brought_once_with_its_reasons_and_leads_to_an_introduction() -> None:
    member = member_named(cohort_of("Grue"), "Grue")
    SolutionFactory(organisation=member.venture.organisation)
    need = NeedFactory(organisation=OrganisationFactory(), stated=True, visibility="members", uses=["maintenance"],
                       text="Bearings of our cranes break: predictive maintenance")  # fmt: skip
    assert actions.bring_leads([member]) == 1
    assert actions.bring_leads([member]) == 0
    own = founder_actor(member)
    with acting(own):
        lead = Lead.objects.select_related("member__venture", "need", "solution").get()
        assert lead.need == need
        assert any(speaks for speaks, _ in lead.sentences)
        actions.answer_lead(own, lead, interested=True, text="We hear bearings wear out", contact="Ada, 03 00 00 00 00")
        lead.refresh_from_db()
        assert lead.introduction is not None
        assert lead.introduction.state == Introduction.State.ASKED
        with pytest.raises(Conflict, match="already"):
            actions.answer_lead(own, lead, interested=False, text="No")
    with acting(actor_for(OrganisationFactory())):
        assert not Lead.objects.exists()
