"""What a dossier still lacks: one judge for the page that is being written, the day it is sent, the API and the shell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from campus5g.core.calls import Call, CallStatus
from campus5g.core.figures import Assumption
from campus5g.core.message import Day, Message, msg
from campus5g.core.project import FinancingPlan, Project
from campus5g.documents.content import Answer, CheckItem, Dossier, OutcomeKind, Paper, WorkPackage
from campus5g.documents.names import TO_CONFIRM
from campus5g.documents.questions import OWN, QUESTIONS, Question
from campus5g.documents.sections.basis import all_assumptions

_TAKES = (CallStatus.OPEN, CallStatus.PERMANENT)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A dossier under way, as far as it goes.

    day: on which it is judged. partners: number and name of each. project, plan, assumptions: ``None`` while there is no project
    that the engines can read, no plan, no study. lacking: links of the chain that come first.
    """

    day: date
    months: int
    partners: tuple[tuple[str, str], ...] = ()
    project: Project | None = None
    plan: FinancingPlan | None = None
    assumptions: tuple[Assumption, ...] | None = None
    call: Call | None = None
    work: tuple[WorkPackage, ...] = ()
    answers: tuple[Answer, ...] = ()
    papers: tuple[Paper, ...] = ()
    lacking: tuple[Message, ...] = ()


def draft_of(dossier: Dossier) -> Draft:
    """Return what the judge reads of a whole dossier."""
    study = dossier.study
    project = study.financing.project if study.financing else None
    return Draft(
        day=study.day,
        months=project.months if project else 0,
        partners=tuple((p.id, p.name) for p in project.partners) if project else (),
        project=project,
        plan=study.financing.plan if study.financing else None,
        assumptions=all_assumptions(study),
        call=dossier.call,
        work=dossier.work,
        answers=dossier.answers,
        papers=dossier.papers,
    )


def examine(draft: Draft) -> tuple[CheckItem, ...]:
    """Return every point with its state: what stands before the dossier first, what only a person can tell last."""
    return (
        *(CheckItem(sentence, False, f"lacking-{n}", True, "chain") for n, sentence in enumerate(draft.lacking, start=1)),
        *_call(draft),
        *_project(draft),
        *_plan(draft),
        *_work(draft),
        *_answers(draft),
        *_papers(draft),
        *_assumptions(draft),
    )


def ready(points: Iterable[CheckItem]) -> bool:
    """Whether nothing keeps the dossier from being sent."""
    return not any(point.stops for point in points)


def _call(draft: Draft) -> Iterator[CheckItem]:
    if draft.call is None:
        return
    deadline = draft.call.next_deadline(draft.day)
    text = msg("The call is open; deadline: %(day)s", day=Day.of(deadline)) if deadline else msg("The call is open")
    yield CheckItem(text, draft.call.status(draft.day) in _TAKES, "call-open", True, "call")


def _project(draft: Draft) -> Iterator[CheckItem]:
    project = draft.project
    if project is None:
        return
    known = all(partner.siren for partner in project.partners if partner.country == "FR")
    yield CheckItem(msg("Every French partner has its SIREN"), known, "sirens", True, "project")
    text = msg("Work starts after the application (incentive effect, GBER Art. 6): on %(day)s", day=Day.of(project.starts))
    yield CheckItem(text, project.starts >= draft.day, "incentive", True, "project")


def _plan(draft: Draft) -> Iterator[CheckItem]:
    if draft.project is None or draft.plan is None:
        return
    plan = draft.plan
    cost = sum(line.cents for line in draft.project.lines)
    paid = plan.public_cents + sum(a.own_cents for a in plan.allocations)
    yield CheckItem(msg("The financing plan pays the whole budget"), cost == paid, "budget-paid", True, "plan")
    respected = all(ceiling.respected for ceiling in plan.ceilings)
    yield CheckItem(msg("Every limit of the law and of the call is respected"), respected, "ceilings", True, "plan")


def _work(draft: Draft) -> Iterator[CheckItem]:
    yield CheckItem(msg("The work is cut into work packages"), bool(draft.work), "work", True, "work")
    if not draft.work:
        return
    late = [work.title for work in draft.work if work.last_month > draft.months] if draft.months else []
    yield _all(msg("Every work package ends within the project"), late, "work-months", True, "work")
    busy = {partner for work in draft.work for partner in work.partner_ids}
    idle = [name for partner, name in draft.partners if partner not in busy]
    yield _all(msg("Every partner has a part in the work"), idle, "work-partners", False, "work")
    bare = [work.title for work in draft.work if not any(o.kind is not OutcomeKind.MILESTONE for o in work.outcomes)]
    yield _all(msg("Every work package hands something over"), bare, "work-outcomes", False, "work")
    yield from _efforts(draft)


def _efforts(draft: Draft) -> Iterator[CheckItem]:
    """Whoever works in the project has a cost in it, and the other way round, as soon as one person-month is stated."""
    stated = {effort.partner_id for work in draft.work for effort in work.efforts if effort.person_months}
    if not stated or draft.project is None:
        return
    names = dict(draft.partners)
    paid = {line.partner_id for line in draft.project.lines}
    unpaid = [names[partner] for partner in names if partner in stated - paid]
    yield _all(msg("Every partner with person-months has a cost in the budget"), unpaid, "efforts-paid", False, "work")
    silent = [names[partner] for partner in names if partner in paid - stated]
    yield _all(msg("Every partner with a cost says its person-months"), silent, "efforts-stated", False, "work")


def _answers(draft: Draft) -> Iterator[CheckItem]:
    written = {(answer.key, answer.partner_id) for answer in draft.answers if answer.text.strip()}
    for question in QUESTIONS:
        yield _answer(question, draft, written)
    for answer in draft.answers:
        if answer.key.startswith(OWN):
            text = msg("Section “%(title)s”", title=answer.title)
            yield CheckItem(text, bool(answer.text.strip()), f"answer-{answer.key}", False, "write")


def _answer(question: Question, draft: Draft, written: set[tuple[str, str]]) -> CheckItem:
    key = f"answer-{question.key}"
    if not question.each:
        text = msg("Section “%(title)s”", title=question.title)
        return CheckItem(text, (question.key, "") in written, key, question.needed, "write")
    silent = [name for partner, name in draft.partners if (question.key, partner) not in written]
    text = msg("Section “%(title)s”, by every partner", title=question.title)
    return _all(text, silent, key, question.needed, "write")


def _papers(draft: Draft) -> Iterator[CheckItem]:
    """The documents that the call asks; where nobody has read the call for them, the usual ones, of which only a person can tell."""
    if not draft.papers:
        yield from (CheckItem(text, None, f"paper-{key}", False, "papers") for key, text in USUAL.items())
        return
    for number, (label, papers) in enumerate(groupby(draft.papers, key=lambda paper: str(paper.label)), start=1):
        asked = list(papers)
        waiting = [paper.partner or label for paper in asked if not paper.done]
        if any(paper.partner for paper in asked):
            yield _all(msg("%(paper)s, for each partner", paper=asked[0].label), waiting, f"paper-{number}", True, "papers")
        else:
            yield CheckItem(asked[0].label, not waiting, f"paper-{number}", True, "papers")


def _assumptions(draft: Draft) -> Iterator[CheckItem]:
    if draft.assumptions is not None:
        doubtful = any(assumption.source.to_confirm for assumption in draft.assumptions)
        text = msg("No assumption is marked “%(mark)s”", mark=TO_CONFIRM)
        yield CheckItem(text, not doubtful, "assumptions", False, "chain")


def _all(text: Message, failing: list[str], key: str, blocks: bool, place: str) -> CheckItem:
    """A point on several things: it names those of which it is not true."""
    if not failing:
        return CheckItem(text, True, key, blocks, place)
    told = msg("%(point)s; not yet: %(names)s", point=text, names=", ".join(failing))
    return CheckItem(told, False, key, blocks, place)


USUAL: dict[str, Message] = {
    "accounts": msg("Annual accounts of each company, last two years closed"),
    "commitment": msg("Letters of commitment signed by each partner"),
    "earlier-aid": msg("Declaration of earlier aid, de minimis included"),
}
"""What funders ask as a rule."""
