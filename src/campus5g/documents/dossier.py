"""The dossier of a project for a call: all that is known is in place, what is not says who must write it.

The same blocks make the Word document, that a person goes on writing, and the pdf, that is read and kept.
"""

from __future__ import annotations

from dataclasses import replace

from campus5g.core.benefit import UseAssessment
from campus5g.core.message import Message, msg
from campus5g.core.project import Project
from campus5g.core.service import Connectivity
from campus5g.documents.blocks import Block, Callout, Cards, Column, Heading, Paragraph, Quote, Table, to_plain
from campus5g.documents.completeness import draft_of, examine
from campus5g.documents.content import CheckItem, Company, Dossier, Indicator
from campus5g.documents.maps import coverage_map
from campus5g.documents.names import DEMONSTRATION, DEMONSTRATION_SHORT, NOT_ASSESSED, UNITS
from campus5g.documents.prose import text_blocks
from campus5g.documents.questions import (
    AMBITION,
    ENVIRONMENT,
    EXPLOITATION,
    GOVERNANCE,
    IMPACT,
    INCENTIVE,
    MEASURE,
    OWN,
    RISKS,
    ROLE,
    STATE_OF_THE_ART,
    SUMMARY,
    TEAM,
    USE,
    Question,
)
from campus5g.documents.sections.basis import assumptions_section
from campus5g.documents.sections.gains import answer
from campus5g.documents.sections.money import budget_table, financing_blocks, partner_table
from campus5g.documents.sections.need import site_blocks
from campus5g.documents.sections.network import antenna_table, cost_section, finding_blocks, service_blocks
from campus5g.documents.sections.summary import key_figures
from campus5g.documents.sections.uses_annex import uses_annex
from campus5g.documents.sections.work import work_blocks
from campus5g.documents.voice import Voice


def dossier_docx(content: Dossier, language: str) -> bytes:
    """The dossier in ``language``, to be gone on with in Word. Same content, same bytes."""
    from campus5g.documents.word import Sheet, docx_bytes  # an office library: loaded when a document is made

    say, study = Voice(language), content.study
    sheet = Sheet(
        title=_title(content),
        subtitle=content.call.title if content.call is not None else study.organisation,
        header=say(DEMONSTRATION_SHORT) if study.demonstration else study.organisation,
        banner=say(DEMONSTRATION) if study.demonstration else "",
        language=language,
        day=study.day,
    )
    return docx_bytes(sheet, dossier_blocks(content, say))


def dossier_pdf(content: Dossier, language: str) -> bytes:
    """The dossier in ``language``, to be read and kept: tagged, archivable. Same content, same bytes."""
    from campus5g.documents.report import dated_pdf

    say, study = Voice(language), content.study
    facts = [
        (msg("Lead"), study.organisation),
        (msg("Territory"), study.territory),
        (msg("Date of the study"), say.day(study.day)),
    ]
    if content.call is not None:
        facts.insert(0, (msg("Call"), content.call.title))
    return dated_pdf(
        kicker=msg("Dossier of a project"),
        title=_title(content),
        organisation=study.organisation,
        facts=facts,
        day=study.day,
        demonstration=study.demonstration,
        blocks=to_plain(dossier_blocks(content, say)),
        say=say,
    )


def dossier_blocks(content: Dossier, say: Voice) -> list[Block]:
    """Every part of the dossier, in the order funders ask for them."""
    return [
        *_short(content, say),
        *_chapter(msg("Ambition"), (AMBITION, STATE_OF_THE_ART, INCENTIVE), content, say),
        *_partners(content, say),
        *_work(content, say),
        *_chapter(msg("Risks and steering"), (RISKS, GOVERNANCE), content, say),
        *_money(content, say),
        *_effects(content, say),
        *_own(content, say),
        *_annex(content, say),
        *uses_annex(content.study, say),
        *assumptions_section(content.study, say),
        *_papers(content, say),
        *_checklist(content, say),
    ]


def _project(content: Dossier) -> Project | None:
    return content.study.financing.project if content.study.financing is not None else None


def _title(content: Dossier) -> str:
    project = _project(content)
    return project.title if project is not None else content.study.title


def _to_write(text: Message, say: Voice) -> Paragraph:
    return Paragraph(say(msg("[To be written: %(what)s]", what=text)), "note")


def _answered(question: Question, content: Dossier, say: Voice, partner: str = "") -> list[Block]:
    """What people wrote, or the place where they are to write it."""
    found = next((a.text for a in content.answers if (a.key, a.partner_id) == (question.key, partner) and a.text.strip()), "")
    return text_blocks(found) if found else [_to_write(question.title, say)]


def _chapter(title: Message, questions: tuple[Question, ...], content: Dossier, say: Voice) -> list[Block]:
    blocks: list[Block] = [Heading(say(title))]
    for question in questions:
        blocks += [Heading(say(question.title), 2), *_answered(question, content, say)]
    return blocks


def _short(content: Dossier, say: Voice) -> list[Block]:
    study = content.study
    return [
        Heading(say(msg("The project in short"))),
        *_answered(SUMMARY, content, say),
        Quote(((study.text, False),), study.organisation),
        *(answer(use, say) for use in study.uses),
        Cards(tuple(key_figures(study, say))),
    ]


def _partners(content: Dossier, say: Voice) -> list[Block]:
    project = _project(content)
    blocks: list[Block] = [Heading(say(msg("The partners")))]
    if project is None:
        return [*blocks, Callout(say(msg("No partner yet")), say(msg("The project has no consortium yet.")), "unknown")]
    blocks.append(partner_table(project, say))
    companies = {company.partner_id: company for company in content.companies}
    for partner in project.partners:
        blocks.append(Heading(partner.name, 2))
        if partner.id in companies:
            blocks += _company(companies[partner.id], say)
        for question in (ROLE, TEAM, USE):
            blocks += [Heading(say(question.title), 3), *_answered(question, content, say, partner.id)]
    return blocks


def _company(company: Company, say: Voice) -> list[Block]:
    parts = ((None, company.description), (msg("References"), company.references), (msg("People"), company.people))
    blocks: list[Block] = []
    for title, text in parts:
        if text.strip():
            blocks += [*([Heading(say(title), 3)] if title else []), *text_blocks(text)]
    return blocks


def _work(content: Dossier, say: Voice) -> list[Block]:
    heading = Heading(say(msg("The work")))
    if not content.work:
        return [heading, _to_write(msg("work packages, who does them, from which month to which"), say)]
    project = _project(content)
    partners = tuple((p.id, p.name) for p in project.partners) if project is not None else ()
    return [heading, *work_blocks(content.work, partners, project.months if project is not None else 0, say)]


def _money(content: Dossier, say: Voice) -> list[Block]:
    study = content.study
    blocks: list[Block] = [Heading(say(msg("Budget and financing plan")))]
    if study.financing is None:
        text = msg("No financing plan has been computed for this project.")
        return [*blocks, Callout(say(NOT_ASSESSED), say(text), "unknown")]
    titles = {ranked.call.id: ranked.call.title for ranked in study.calls} | study.financing.titles
    return [*blocks, budget_table(study.financing.project, say), *financing_blocks(study.financing, titles, say)]


def _effects(content: Dossier, say: Voice) -> list[Block]:
    """What is promised: figures of the study first, then what people say of them."""
    blocks: list[Block] = [Heading(say(msg("What the project promises to change"))), *_indicators(content, say)]
    for question in (IMPACT, ENVIRONMENT, MEASURE, EXPLOITATION):
        blocks += [Heading(say(question.title), 2), *_answered(question, content, say)]
    return blocks


def _indicators(content: Dossier, say: Voice) -> list[Block]:
    indicators = content.indicators or kpi_indicators(content)
    if not indicators:
        return [_to_write(msg("indicators, their value today and their target"), say)]
    columns = (
        Column(say(msg("Indicator")), width=2.4),
        Column(say(msg("Today")), "right"),
        Column(say(msg("Target")), "right"),
        Column(say(msg("Unit"))),
    )
    rows = tuple(
        (say(i.label), _known(i.baseline, say), _known(i.target, say), say(UNITS.get(i.unit, i.unit))) for i in indicators
    )
    return [Table(columns, rows, say(msg("Indicators: value today and target")))]


def _known(value: float | None, say: Voice) -> str:
    return say(msg("to be measured")) if value is None else say.number(value, 3)


def kpi_indicators(content: Dossier) -> tuple[Indicator, ...]:
    """The indicators of the assessed uses: rounds on paper today, private 5G as the target (medians)."""
    found = []
    for use in content.study.uses:
        if not isinstance(use, UseAssessment):
            continue
        target, today = use.benefit(Connectivity.PRIVATE_5G), use.benefit(Connectivity.MANUAL)
        before = {k.key: k.value.p50 for k in today.kpis} if today is not None else {}
        found += [Indicator(k.label, k.unit, before.get(k.key), k.value.p50) for k in (target.kpis if target is not None else ())]
    return tuple(found)


def _own(content: Dossier, say: Voice) -> list[Block]:
    """Questions that this call alone asks."""
    own = [a for a in content.answers if a.key.startswith(OWN)]
    if not own:
        return []
    blocks: list[Block] = [Heading(say(msg("Other questions of the call")))]
    for asked in own:
        text = text_blocks(asked.text) or [_to_write(msg("an answer"), say)]
        blocks += [Heading(asked.title, 2), *text]
    return blocks


def _annex(content: Dossier, say: Voice) -> list[Block]:
    study = content.study
    network = study.network
    blocks: list[Block] = [Heading(say(msg("Technical annex: the network"))), *site_blocks(study, say)]
    if network is None:
        return [*blocks, Callout(say(NOT_ASSESSED), say(msg("No network plan has been computed for this site.")), "unknown")]
    blocks.append(replace(coverage_map(study.site, network.grid, network.antennas, say.language), width=0.9))
    if network.antennas:
        blocks.append(antenna_table(network.antennas, say))
    return [*blocks, *service_blocks(study, network, say), *finding_blocks(network.findings, say), *cost_section(study, say)]


def _papers(content: Dossier, say: Voice) -> list[Block]:
    if not content.papers:
        return []
    columns = (
        Column(say(msg("Document asked by the call")), width=3),
        Column(say(msg("Of")), width=1.4),
        Column(say(msg("Answered by")), width=2),
    )
    everybody = say(msg("the project"))
    rows = tuple((say(p.label), p.partner or everybody, _answered_by(p.files, p.done, say)) for p in content.papers)
    return [Heading(say(msg("Documents joined"))), Table(columns, rows)]


def _answered_by(files: tuple[str, ...], done: bool, say: Voice) -> str:
    if files:
        return ", ".join(files)
    return say(msg("handed over apart")) if done else "–"


def _checklist(content: Dossier, say: Voice) -> list[Block]:
    words = {True: say(msg("☑ done")), False: say(msg("☐ missing")), None: say(msg("☐ to be checked"))}
    columns = (Column(say(msg("What the dossier must hold")), width=4), Column(say(msg("State")), width=1))
    rows = tuple((say(item.label), words[item.done]) for item in content.checklist or checks(content))
    return [Heading(say(msg("Before sending"))), Table(columns, rows)]


def checks(content: Dossier) -> tuple[CheckItem, ...]:
    """What can be told from the data, then what only a person can tell."""
    return examine(draft_of(content))
