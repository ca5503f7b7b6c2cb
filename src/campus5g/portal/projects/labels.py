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
}
