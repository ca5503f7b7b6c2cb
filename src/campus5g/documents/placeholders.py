"""What a funder's own Word document may name, and what each name says for one project: texts and lists of texts, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campus5g.core.message import Message, msg
from campus5g.core.project import Project
from campus5g.documents.content import Dossier
from campus5g.documents.dossier import kpi_indicators
from campus5g.documents.gantt import OUTCOME
from campus5g.documents.names import CATEGORY, SIZE, UNITS
from campus5g.documents.questions import QUESTIONS
from campus5g.documents.voice import Voice

Row = dict[str, str]
Values = dict[str, "str | list[Row]"]

TEXTS: dict[str, Message] = {
    "project_title": msg("Title of the project"),
    "lead": msg("Name of the lead"),
    "call_title": msg("Title of the call"),
    "funder": msg("Name of the funder"),
    "need": msg("The need, in the company's words"),
    "application_day": msg("Day of the application"),
    "start_day": msg("First day of the work"),
    "months": msg("Duration in months"),
    "total_cost": msg("Total cost"),
    "public_money": msg("Public money asked"),
    "grants": msg("Grants asked"),
    "advances": msg("Repayable advances asked"),
    "own_money": msg("Own money of the partners"),
    **{question.key: question.title for question in QUESTIONS if not question.each},
}
LISTS: dict[str, dict[str, Message]] = {
    "partners": {
        "name": msg("Name of the partner"),
        "siren": msg("SIREN"),
        "size": msg("Size"),
        "country": msg("Country"),
        "cost": msg("Cost in the project"),
        "public_money": msg("Public money asked"),
        "description": msg("What the partner is"),
        "references": msg("References"),
        "people": msg("People"),
        **{question.key: question.title for question in QUESTIONS if question.each},
    },
    "work_packages": {
        "number": msg("Number"),
        "title": msg("Title"),
        "text": msg("What is done"),
        "partners": msg("Partners"),
        "first_month": msg("First month"),
        "last_month": msg("Last month"),
    },
    "outcomes": {"package": msg("Work package"), "title": msg("Title"), "kind": msg("Kind"), "month": msg("Month")},
    "cost_lines": {
        "partner": msg("Partner"),
        "label": msg("Cost line"),
        "category": msg("Category"),
        "amount": msg("Amount"),
    },
    "indicators": {"label": msg("Indicator"), "today": msg("Today"), "target": msg("Target"), "unit": msg("Unit")},
    "documents": {"label": msg("Document"), "of": msg("Of"), "files": msg("Answered by")},
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name that can be written between braces: ``{{ lead }}``, or inside ``{% for p in partners %}``, ``{{ p.name }}``."""

    path: str
    label: Message

    @property
    def typed(self) -> str:
        """As it is typed in Word."""
        name, _, field = self.path.partition(".")
        return f"{{{{ {name[0]}.{field} }}}}" if field else f"{{{{ {name} }}}}"

    @property
    def loop(self) -> str:
        """What stands before it, for a name of a list."""
        name, _, field = self.path.partition(".")
        return f"{{% for {name[0]} in {name} %}}" if field else ""


def placeholders() -> tuple[Placeholder, ...]:
    """Every name there is, texts first."""
    texts = [Placeholder(name, label) for name, label in TEXTS.items()]
    fields = [Placeholder(f"{name}.{field}", label) for name, known in LISTS.items() for field, label in known.items()]
    return (*texts, *fields)


def known_paths() -> frozenset[str]:
    return frozenset({*LISTS, *(place.path for place in placeholders())})


def values_of(content: Dossier, say: Voice) -> Values:
    """Return what each name says; what is not written yet says so."""
    values: Values = {name: say(_to_write(label)) for name, label in TEXTS.items()}
    values |= {name: [] for name in LISTS}
    study = content.study
    values |= {"project_title": study.title, "lead": study.organisation, "need": study.text, "call_title": "", "funder": ""}
    if content.call is not None:
        values |= {"call_title": content.call.title, "funder": content.call.funder}
    values |= {a.key: a.text for a in content.answers if a.key in TEXTS and a.text.strip()}
    values |= {"work_packages": [], "outcomes": [], "documents": [], "indicators": _indicators(content, say)}
    if study.financing is not None:
        values |= _project(content, study.financing.project, say)
    values["outcomes"] = [
        {"package": w.id, "title": o.title, "kind": say(OUTCOME[o.kind]), "month": str(o.month)}
        for w in content.work
        for o in w.outcomes
    ]
    values["documents"] = [{"label": say(p.label), "of": p.partner, "files": ", ".join(p.files)} for p in content.papers]
    return values


def _to_write(label: Message) -> Message:
    return msg("[To be written: %(what)s]", what=label)


def _project(content: Dossier, project: Project, say: Voice) -> Values:
    financing = content.study.financing
    plan = financing.plan if financing else None
    names = {partner.id: partner.name for partner in project.partners}
    cost = sum(line.cents for line in project.lines)
    public = plan.public_cents if plan else 0
    grants = plan.grant_cents if plan else 0
    advances = sum(a.advance_cents for a in plan.allocations) if plan else 0
    return {
        "project_title": project.title,
        "application_day": say.day(project.applied),
        "start_day": say.day(project.starts),
        "months": str(project.months),
        "total_cost": say.money(cost),
        "public_money": say.money(public),
        "grants": say.money(grants),
        "advances": say.money(advances),
        "own_money": say.money(cost - public),
        "partners": _partners(content, project, say),
        "work_packages": [
            {
                "number": w.id, "title": w.title, "text": w.text, "partners": ", ".join(names.get(p, p) for p in w.partner_ids),
                "first_month": str(w.first_month), "last_month": str(w.last_month),
            }
            for w in content.work
        ],
        "cost_lines": [
            {
                "partner": names.get(line.partner_id, ""), "label": line.label, "category": say(CATEGORY[line.category]),
                "amount": say.money(line.cents),
            }
            for line in project.lines
        ],
    }  # fmt: skip


def _partners(content: Dossier, project: Project, say: Voice) -> list[Row]:
    written = {(a.partner_id, a.key): a.text for a in content.answers if a.text.strip()}
    companies = {company.partner_id: company for company in content.companies}
    plan = content.study.financing.plan if content.study.financing else None
    rows = []
    for partner in project.partners:
        company = companies.get(partner.id)
        public = sum(a.money_cents for a in plan.allocations if a.partner_id == partner.id) if plan else 0
        said = {q.key: written.get((partner.id, q.key)) or say(_to_write(q.title)) for q in QUESTIONS if q.each}
        rows.append({
            "name": partner.name, "siren": partner.siren, "size": say(SIZE[partner.size]), "country": partner.country,
            "cost": say.money(sum(line.cents for line in project.lines if line.partner_id == partner.id)),
            "public_money": say.money(public), "description": company.description if company else "",
            "references": company.references if company else "", "people": company.people if company else "", **said,
        })  # fmt: skip
    return rows


def _indicators(content: Dossier, say: Voice) -> list[Row]:
    unknown = say(msg("to be measured"))
    return [
        {
            "label": say(i.label), "unit": say(UNITS.get(i.unit, i.unit)),
            "today": unknown if i.baseline is None else say.number(i.baseline, 3),
            "target": unknown if i.target is None else say.number(i.target, 3),
        }
        for i in content.indicators or kpi_indicators(content)
    ]  # fmt: skip


def value_of(path: str, values: Mapping[str, str | list[Row]]) -> str:
    """Return what a path says, the first row of a list standing for all."""
    name, _, field = path.partition(".")
    value = values.get(name, "")
    if isinstance(value, str):
        return value
    return value[0].get(field, "") if value and field else ""
