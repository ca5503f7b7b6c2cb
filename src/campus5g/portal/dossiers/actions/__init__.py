"""The verbs of dossiers. Pages, API and loader call these and write nothing themselves."""

from campus5g.portal.dossiers.actions.drawing import FILES, draw_up, submit
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
    "ask_question",
    "draw_up",
    "drop_question",
    "remove_work",
    "reuse_answer",
    "save_work",
    "submit",
    "write_answer",
    "write_sheet",
]
