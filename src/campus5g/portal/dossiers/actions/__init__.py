"""The verbs of dossiers. Pages, API and loader call these and write nothing themselves."""

from campus5g.portal.dossiers.actions.drawing import FILES, draw_up, submit
from campus5g.portal.dossiers.actions.papers import ask_document, ask_usual, drop_document, hand_apart, read_call
from campus5g.portal.dossiers.actions.templates import add_template, fill, remove_template, values_for
from campus5g.portal.dossiers.actions.work import Work, remove_work, save_work
from campus5g.portal.dossiers.actions.writing import (
    Overtaken,
    Said,
    ask_question,
    drop_question,
    reuse_answer,
    write_answer,
    write_sheet,
)

__all__ = [
    "FILES",
    "Overtaken",
    "Said",
    "Work",
    "add_template",
    "ask_document",
    "ask_question",
    "ask_usual",
    "draw_up",
    "drop_document",
    "drop_question",
    "fill",
    "hand_apart",
    "read_call",
    "remove_template",
    "remove_work",
    "reuse_answer",
    "save_work",
    "submit",
    "values_for",
    "write_answer",
    "write_sheet",
]
