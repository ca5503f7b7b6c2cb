"""The dossier of a project for a call, as a Word document: all that is known is in place, what is not says who must write it."""

from __future__ import annotations

from dataclasses import replace

from campus5g.core.benefit import UseAssessment
from campus5g.core.message import Day, Message, msg
from campus5g.core.project import Project
from campus5g.core.service import Connectivity
from campus5g.documents.blocks import Block, Callout, Cards, Column, Heading, Paragraph, Quote, Table
from campus5g.documents.content import CheckItem, Dossier, Indicator, WorkPackage
from campus5g.documents.maps import coverage_map
from campus5g.documents.names import DEMONSTRATION, DEMONSTRATION_SHORT, NOT_ASSESSED, TO_CONFIRM, UNITS
from campus5g.documents.sections.basis import all_assumptions, assumptions_section
from campus5g.documents.sections.gains import answer
from campus5g.documents.sections.money import budget_table, financing_blocks, partner_table
from campus5g.documents.sections.need import site_blocks
from campus5g.documents.sections.network import antenna_table, cost_section, finding_blocks, service_blocks
from campus5g.documents.sections.summary import key_figures
from campus5g.documents.voice import Voice


def dossier_docx(content: Dossier, language: str) -> bytes:
    """The dossier in ``language``. Same content, same bytes."""
    from campus5g.documents.word import Sheet, docx_bytes  # an office library: loaded when a document is made

    say, study = Voice(language), content.study
    project = _project(content)
    sheet = Sheet(
        title=project.title if project is not None else study.title,
        subtitle=content.call.title if content.call is not None else study.organisation,
        header=say(DEMONSTRATION_SHORT) if study.demonstration else study.organisation,
        banner=say(DEMONSTRATION) if study.demonstration else "",
        language=language,
        day=study.day,
    )
    return docx_bytes(sheet, dossier_blocks(content, say))


def dossier_blocks(content: Dossier, say: Voice) -> list[Block]:
    """Every part of the dossier, in the order funders ask for them."""
    return [
        *_short(content, say),
        *_partners(content, say),
        *_work(content, say),
        *_money(content, say),
        *_indicators(content, say),
        *_annex(content, say),
        *assumptions_section(content.study, say),
        *_checklist(content, say),
    ]


def _project(content: Dossier) -> Project | None:
    return content.study.financing.project if content.study.financing is not None else None


def _to_write(text: Message, say: Voice) -> Paragraph:
    return Paragraph(say(msg("[To be written: %(what)s]", what=text)), "note")


def _short(content: Dossier, say: Voice) -> list[Block]:
    study = content.study
    return [
        Heading(say(msg("The project in short"))),
        Quote(((study.text, False),), study.organisation),
        *(answer(use, say) for use in study.uses),
        Cards(tuple(key_figures(study, say))),
        _to_write(msg("what the project will do, in ten lines"), say),
    ]


def _partners(content: Dossier, say: Voice) -> list[Block]:
    project = _project(content)
    blocks: list[Block] = [Heading(say(msg("The partners")))]
    if project is None:
        return [*blocks, Callout(say(msg("No partner yet")), say(msg("The project has no consortium yet.")), "unknown")]
    return [*blocks, partner_table(project, say), _to_write(msg("what each partner brings, and its references"), say)]


def _work(content: Dossier, say: Voice) -> list[Block]:
    blocks: list[Block] = [Heading(say(msg("The work")))]
    if not content.work:
        return [*blocks, _to_write(msg("work packages, who does them, from which month to which"), say)]
    project = _project(content)
    names = {p.id: p.name for p in project.partners} if project is not None else {}
    columns = (
        Column("", width=0.5),
        Column(say(msg("Work package")), width=2),
        Column(say(msg("Partners")), width=2),
        Column(say(msg("Months"))),
    )
    rows = tuple((w.id, w.title, ", ".join(names.get(i, i) for i in w.partner_ids), _months(w, say)) for w in content.work)
    blocks.append(Table(columns, rows, say(msg("Work packages, months counted from the start of the project"))))
    for work in content.work:
        blocks += [Heading(f"{work.id} {work.title}", 2), Paragraph(work.text)]
    return blocks


def _months(work: WorkPackage, say: Voice) -> str:
    return say(msg("%(first)s to %(last)s", first=work.first_month, last=work.first_month + work.months - 1))


def _money(content: Dossier, say: Voice) -> list[Block]:
    study = content.study
    blocks: list[Block] = [Heading(say(msg("Budget and financing plan")))]
    if study.financing is None:
        text = msg("No financing plan has been computed for this project.")
        return [*blocks, Callout(say(NOT_ASSESSED), say(text), "unknown")]
    titles = {ranked.call.id: ranked.call.title for ranked in study.calls} | study.financing.titles
    return [*blocks, budget_table(study.financing.project, say), *financing_blocks(study.financing, titles, say)]


def _indicators(content: Dossier, say: Voice) -> list[Block]:
    indicators = content.indicators or kpi_indicators(content)
    blocks: list[Block] = [Heading(say(msg("What the project promises to change")))]
    if not indicators:
        return [*blocks, _to_write(msg("indicators, their value today and their target"), say)]
    columns = (
        Column(say(msg("Indicator")), width=2.4),
        Column(say(msg("Today")), "right"),
        Column(say(msg("Target")), "right"),
        Column(say(msg("Unit"))),
    )
    rows = tuple(
        (say(i.label), _known(i.baseline, say), _known(i.target, say), say(UNITS.get(i.unit, i.unit))) for i in indicators
    )
    return [*blocks, Table(columns, rows, say(msg("Indicators: value today and target")))]


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


def _checklist(content: Dossier, say: Voice) -> list[Block]:
    words = {True: say(msg("☑ done")), False: say(msg("☐ missing")), None: say(msg("☐ to be checked"))}
    columns = (Column(say(msg("What the dossier must hold")), width=4), Column(say(msg("State")), width=1))
    rows = tuple((say(item.label), words[item.done]) for item in content.checklist or checks(content))
    return [Heading(say(msg("Before sending"))), Table(columns, rows)]


def checks(content: Dossier) -> tuple[CheckItem, ...]:
    """What can be told from the data, then what only a person can tell."""
    study, project = content.study, _project(content)
    found = []
    if content.call is not None:
        day = content.call.next_deadline(study.day)
        open_ = content.call.status(study.day).value in ("open", "permanent")
        text = msg("The call is open; deadline: %(day)s", day=Day.of(day)) if day else msg("The call is open")
        found.append(CheckItem(text, open_))
    if project is not None and study.financing is not None:
        plan = study.financing.plan
        cost = sum(line.cents for line in project.lines)
        paid = plan.public_cents + sum(a.own_cents for a in plan.allocations)
        known = all(p.siren for p in project.partners if p.country == "FR")
        found += [
            CheckItem(msg("Every French partner has its SIREN"), known),
            CheckItem(msg("The financing plan pays the whole budget"), cost == paid),
            CheckItem(msg("Every limit of the law and of the call is respected"), all(c.respected for c in plan.ceilings)),
        ]
    doubtful = any(assumption.source.to_confirm for assumption in all_assumptions(study))
    found.append(CheckItem(msg("No assumption is marked “%(mark)s”", mark=TO_CONFIRM), not doubtful))
    people = (
        msg("Annual accounts of each company, last two years closed"),
        msg("Letters of commitment signed by each partner"),
        msg("Declaration of earlier aid, de minimis included"),
    )
    return (*found, *(CheckItem(text, None) for text in people))
