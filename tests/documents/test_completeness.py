"""One judge: what is done, what is missing, and what keeps a dossier from being sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.message import msg
from campus5g.documents.completeness import USUAL, Draft, draft_of, examine, ready
from campus5g.documents.content import Answer, CheckItem, Effort, Outcome, OutcomeKind, Paper, WorkPackage
from campus5g.documents.dossier import checks
from campus5g.documents.questions import QUESTIONS

PARTNERS = (("1", "Aciérie"), ("2", "Laboratoire"))
WORK = (WorkPackage("WP1", "Install", "", ("1", "2"), 1, 6, (Outcome("Masts", 6, OutcomeKind.EQUIPMENT),)),)


def whole() -> Draft:
    """Everything that can be written without a project that the engines read."""
    answers = [Answer(q.key, "Written.", partner) for q in QUESTIONS for partner in (("1", "2") if q.each else ("",))]
    papers = (Paper("Kbis", True, "Aciérie"), Paper("Kbis", True, "Laboratoire"), Paper("DNSH", True))
    return Draft(date(2026, 11, 21), 24, PARTNERS, work=WORK, answers=tuple(answers), papers=papers)


def point(draft: Draft, key: str) -> CheckItem:
    return next(item for item in examine(draft) if item.key == key)


def test_a_whole_dossier_is_ready_and_says_so_of_every_point():
    points = examine(whole())
    assert ready(points)
    assert all(item.done for item in points)


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.needed], ids=lambda q: q.key)
def test_without_a_required_section_nothing_is_sent(question):
    draft = whole()
    left = replace(draft, answers=tuple(a for a in draft.answers if a.key != question.key))
    assert not ready(examine(left))
    assert point(left, f"answer-{question.key}").stops


def test_a_section_of_blanks_is_not_written():
    draft = whole()
    blank = tuple(replace(a, text="  \n") if a.key == "summary" else a for a in draft.answers)
    assert point(replace(draft, answers=blank), "answer-summary").done is False


def test_the_partner_that_has_not_written_its_part_is_named():
    draft = whole()
    left = replace(draft, answers=tuple(a for a in draft.answers if (a.key, a.partner_id) != ("role", "2")))
    assert str(point(left, "answer-role").label).endswith("not yet: Laboratoire")


def test_a_document_that_one_partner_owes_blocks_and_names_it():
    draft = whole()
    left = replace(draft, papers=(Paper("Kbis", True, "Aciérie"), Paper("Kbis", False, "Laboratoire")))
    found = point(left, "paper-1")
    assert found.stops
    assert str(found.label) == "Kbis, for each partner; not yet: Laboratoire"


def test_where_the_call_was_not_read_only_a_person_can_tell_of_the_usual_documents():
    points = [item for item in examine(replace(whole(), papers=())) if item.place == "papers"]
    assert [item.done for item in points] == [None] * len(USUAL)
    assert ready(points)


def test_work_after_the_end_and_partners_without_work_are_named():
    late = replace(whole(), work=(replace(WORK[0], first_month=20, partner_ids=("1",), outcomes=()),))
    assert str(point(late, "work-months").label).endswith("not yet: Install")
    assert str(point(late, "work-partners").label).endswith("not yet: Laboratoire")
    assert str(point(late, "work-outcomes").label).endswith("not yet: Install")


def test_a_milestone_alone_hands_nothing_over():
    passed = (replace(WORK[0], outcomes=(Outcome("Half way", 3, OutcomeKind.MILESTONE),)),)
    assert point(replace(whole(), work=passed), "work-outcomes").done is False


def test_what_the_chain_lacks_comes_first_and_blocks():
    points = examine(replace(whole(), lacking=(msg("There is no financing plan yet."),)))
    assert str(points[0].label) == "There is no financing plan yet."
    assert not ready(points)


def test_who_works_has_a_cost_and_who_costs_says_its_work(dossier):
    draft = draft_of(dossier)
    first, *others = draft.partners
    work = (replace(draft.work[0], efforts=(Effort(first[0], Decimal(3)),)),)
    keys = {item.key: item for item in examine(replace(draft, work=work))}
    paid = {line.partner_id for line in draft.project.lines}
    silent = [name for number, name in others if number in paid]
    assert keys["efforts-paid"].done is (first[0] in paid)
    assert all(name in str(keys["efforts-stated"].label) for name in silent)


def test_work_that_starts_before_the_application_is_refused(dossier):
    draft = draft_of(dossier)
    after = replace(draft, day=draft.project.starts + timedelta(days=1))
    assert point(draft, "incentive").done is True
    assert point(after, "incentive").stops


def test_the_word_document_holds_the_same_points(dossier):
    assert checks(dossier) == examine(draft_of(dossier))


@given(st.lists(st.sampled_from([q.key for q in QUESTIONS]), unique=True))
def test_writing_one_more_section_never_makes_a_dossier_less_ready(kept):
    draft = whole()
    some = replace(draft, answers=tuple(a for a in draft.answers if a.key in kept))
    before = sum(item.stops for item in examine(some))
    for question in QUESTIONS:
        more = replace(draft, answers=tuple(a for a in draft.answers if a.key in {*kept, question.key}))
        assert sum(item.stops for item in examine(more)) <= before
