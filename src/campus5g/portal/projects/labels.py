"""How the categories of the aid rules, and what is claimed of a cost, are said to people who are no lawyers."""

from __future__ import annotations

from campus5g.core.message import Message, msg
from campus5g.core.project import Category, Circumstance

CATEGORY: dict[Category, Message] = {
    Category.FUNDAMENTAL: msg("fundamental research"),
    Category.INDUSTRIAL: msg("industrial research"),
    Category.EXPERIMENTAL: msg("experimental development"),
    Category.FEASIBILITY: msg("feasibility study"),
    Category.PROCESS_INNOVATION: msg("process or organisational innovation"),
    Category.TRAINING: msg("training"),
    Category.DE_MINIMIS: msg("de minimis"),
    Category.REGIONAL_INVESTMENT: msg("regional investment"),
    Category.SME_INVESTMENT: msg("investment of an SME"),
    Category.SME_CONSULTANCY: msg("outside consultancy for an SME"),
    Category.START_UP: msg("start-up"),
    Category.UNION_COFUNDED: msg("project co-funded by the Union"),
    Category.TEST_INFRASTRUCTURE: msg("testing and experimentation infrastructure"),
    Category.CLUSTER: msg("innovation cluster"),
    Category.SME_INNOVATION: msg("innovation aid for an SME"),
    Category.ENVIRONMENT: msg("environmental protection"),
    Category.ENERGY_EFFICIENCY: msg("energy efficiency"),
    Category.RENEWABLES: msg("renewable energy"),
    Category.RESOURCE_EFFICIENCY: msg("resource efficiency"),
    Category.ENVIRONMENT_STUDY: msg("environmental study"),
}

CIRCUMSTANCE: dict[Circumstance, Message] = {
    Circumstance.DISSEMINATION: msg(
        "the results will be widely disseminated: conferences, publications, open databases, free software"
    ),
    Circumstance.LICENCES: msg("licences on the results will be open to all at market price, without exclusivity"),
    Circumstance.MULTI_COUNTRY: msg("the project was designed by several States of the Union and is carried out in several"),
    Circumstance.DISABLED: msg("the training is for workers with a disability or disadvantaged workers"),
    Circumstance.CROSS_BORDER: msg("the infrastructure is cross-border, or was evaluated by the Union"),
    Circumstance.SME_CAPACITY: msg("at least 80 %% of its yearly capacity is kept for small and medium-sized enterprises"),
    Circumstance.RUNNING: msg("these are running costs of the cluster: staff, premises, animation"),
    Circumstance.ADVICE: msg("these are innovation advice and support services"),
    Circumstance.NO_COUNTERFACTUAL: msg(
        "it is not known what would be invested without aid: the whole cost is taken, at half the rate"
    ),
    Circumstance.ZERO_EMISSION: msg("the investment takes direct greenhouse gas emissions down to zero"),
    Circumstance.OTHER_ENERGY: msg("an energy to which the article gives its lower rate"),
    Circumstance.BIDDING: msg("the aid is granted by competitive bidding"),
    Circumstance.INNOVATIVE: msg("the enterprise is innovative: research expenses, or an expert's evaluation"),
}

CATEGORY_HELP: dict[Category, Message] = {
    Category.FUNDAMENTAL: msg("New knowledge, without any application in view."),
    Category.INDUSTRIAL: msg("New knowledge and skills for new products or processes; components, laboratory prototypes."),
    Category.EXPERIMENTAL: msg("Existing knowledge put together: prototypes, pilots, tests in conditions close to real ones."),
    Category.FEASIBILITY: msg("A study that says whether and how a research project can be done."),
    Category.PROCESS_INNOVATION: msg(
        "A new or greatly improved way to produce or to organise. A large undertaking must work with SMEs."
    ),
    Category.TRAINING: msg("Trainers, trainees' hours, travel, advice: what a training costs."),
    Category.DE_MINIMIS: msg("Any cost, within what the undertaking may receive over three years without further condition."),
    Category.REGIONAL_INVESTMENT: msg("Buildings, machines, licences of an investment in an area of the regional aid map."),
    Category.SME_INVESTMENT: msg("Buildings, machines, licences of an SME, anywhere."),
    Category.SME_CONSULTANCY: msg("Outside advice to an SME that is not part of its daily life."),
    Category.START_UP: msg("A small unlisted enterprise, at most five years old."),
    Category.UNION_COFUNDED: msg("A research project that a programme of the Union selected and funds in part."),
    Category.TEST_INFRASTRUCTURE: msg("A test campus open to several users at market price."),
    Category.CLUSTER: msg("The premises and the life of a cluster of enterprises and laboratories."),
    Category.SME_INNOVATION: msg("Patents, highly qualified seconded staff, innovation advice, for an SME."),
    Category.ENVIRONMENT: msg("An investment that goes beyond the standards in force; decarbonisation."),
    Category.ENERGY_EFFICIENCY: msg("An investment that saves energy, other than in buildings."),
    Category.RENEWABLES: msg("Production of renewable energy, storage, hydrogen."),
    Category.RESOURCE_EFFICIENCY: msg("Less waste, reuse, circular economy."),
    Category.ENVIRONMENT_STUDY: msg("Studies and audits for one of these investments."),
}
"""What each category pays for, in a line."""
