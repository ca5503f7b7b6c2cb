"""The names of the house's kinds of things, as sentences to translate; other words are said where they are used."""

from __future__ import annotations

from campus5g.core.benefit import DataOrigin, Use, Worth
from campus5g.core.calls import CallKind, CallStatus, Verdict
from campus5g.core.message import Message, msg
from campus5g.core.project import Category, Size, Way
from campus5g.core.service import Connectivity

CONNECTIVITY: dict[Connectivity, Message] = {
    Connectivity.PRIVATE_5G: msg("Private 5G"),
    Connectivity.WIFI: msg("Wi-Fi"),
    Connectivity.PUBLIC_CELLULAR: msg("Public cellular"),
    Connectivity.LPWAN: msg("Low-power radio"),
    Connectivity.WIRED: msg("Cable"),
    Connectivity.MANUAL: msg("Rounds on paper"),
}
USE: dict[Use, Message] = {
    Use.MAINTENANCE: msg("Predictive maintenance"),
    Use.ROBOTS: msg("Mobile robots"),
    Use.LOGISTICS: msg("Yard logistics"),
    Use.ENERGY: msg("Energy"),
}
WORTH: dict[Worth, Message] = {
    Worth.WORTH_IT: msg("Worth it"),
    Worth.NOT_WORTH_IT: msg("Not worth it"),
    Worth.NOT_KNOWN_YET: msg("Not known yet"),
}
ORIGIN: dict[DataOrigin, Message] = {
    DataOrigin.COMPANY: msg("the company's own figures"),
    DataOrigin.SAMPLE: msg("sample data"),
    DataOrigin.DEFAULTS: msg("sourced defaults"),
}
STATUS: dict[CallStatus, Message] = {
    CallStatus.FORTHCOMING: msg("Forthcoming"),
    CallStatus.OPEN: msg("Open"),
    CallStatus.CLOSED: msg("Closed"),
    CallStatus.PERMANENT: msg("Permanent"),
}
KIND: dict[CallKind, Message] = {
    CallKind.CALL_FOR_PROJECTS: msg("Call for projects"),
    CallKind.CALL_FOR_INTEREST: msg("Call for expressions of interest"),
    CallKind.SCHEME: msg("Scheme"),
}
VERDICT: dict[Verdict, Message] = {
    Verdict.YES: msg("Eligible"),
    Verdict.NO: msg("Not eligible"),
    Verdict.UNKNOWN: msg("Eligibility not known"),
}
ANSWER: dict[Verdict, Message] = {Verdict.YES: msg("yes"), Verdict.NO: msg("no"), Verdict.UNKNOWN: msg("not known")}
CATEGORY: dict[Category, Message] = {
    Category.FUNDAMENTAL: msg("Fundamental research"),
    Category.INDUSTRIAL: msg("Industrial research"),
    Category.EXPERIMENTAL: msg("Experimental development"),
    Category.FEASIBILITY: msg("Feasibility study"),
    Category.PROCESS_INNOVATION: msg("Process innovation"),
    Category.TRAINING: msg("Training"),
    Category.DE_MINIMIS: msg("Other (de minimis)"),
    Category.REGIONAL_INVESTMENT: msg("Regional investment"),
    Category.SME_INVESTMENT: msg("Investment of an SME"),
    Category.SME_CONSULTANCY: msg("Outside consultancy for an SME"),
    Category.START_UP: msg("Start-up"),
    Category.UNION_COFUNDED: msg("Project co-funded by the Union"),
    Category.TEST_INFRASTRUCTURE: msg("Testing and experimentation infrastructure"),
    Category.CLUSTER: msg("Innovation cluster"),
    Category.SME_INNOVATION: msg("Innovation aid for an SME"),
    Category.ENVIRONMENT: msg("Environmental protection"),
    Category.ENERGY_EFFICIENCY: msg("Energy efficiency"),
    Category.RENEWABLES: msg("Renewable energy"),
    Category.RESOURCE_EFFICIENCY: msg("Resource efficiency"),
    Category.ENVIRONMENT_STUDY: msg("Environmental study"),
}
SIZE: dict[Size, Message] = {
    Size.SMALL: msg("Small enterprise"),
    Size.MEDIUM: msg("Medium-sized enterprise"),
    Size.LARGE: msg("Large enterprise"),
    Size.RESEARCH_NON_ECONOMIC: msg("Research body (non-economic activity)"),
}
WAY: dict[Way, Message] = {
    Way.ADJUSTMENT: msg("Adjustment period of existing schemes"),
    Way.CONTINUED: msg("Present rules, assumed continued"),
    Way.SUCCESSOR: msg("Regulation that follows"),
}
UNITS: dict[str, Message] = {
    "d": msg("days"),
    "h/year": msg("h/year"),
    "hours/year": msg("h/year"),
    "t/year": msg("t/year"),
    "EUR": msg("€"),
    "EUR/year": msg("€/year"),
    "failures/year": msg("failures/year"),
    "stops/year": msg("stops/year"),
    "share": msg("(share)"),
    "years": msg("years"),
    "months": msg("months"),
    "%/year": msg("%% a year"),
    "1/year": msg("(share a year)"),
    "jobs": msg("jobs"),
    "persons": msg("persons"),
    "year": msg("(year)"),
    "jobs per direct job": msg("jobs for one direct job"),
    "jobs per M€": msg("jobs by M€"),
    "jobs per MW": msg("jobs by MW"),
    "M€ per direct job": msg("M€ for one direct job"),
    "k€/a per direct job": msg("k€ a year for one direct job"),
}
NOT_ASSESSED = msg("Not yet assessed")
TO_CONFIRM = msg("to be confirmed")
DEMONSTRATION = msg(
    "Demonstration: the company, the people, the need, the scores and the amounts in this document are fictitious."
)
DEMONSTRATION_SHORT = msg("Demonstration, fictitious data")
