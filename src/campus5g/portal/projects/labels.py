"""How the categories of the aid rules are said."""

from __future__ import annotations

from campus5g.core.message import Message, msg
from campus5g.core.project import Category

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
