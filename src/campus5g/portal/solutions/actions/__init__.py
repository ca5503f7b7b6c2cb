"""The verbs of solutions."""

from campus5g.portal.solutions.actions.answering import say_answered, withdraw_answer
from campus5g.portal.solutions.actions.introducing import (
    answer,
    ask_introduction,
    decide,
    follow,
    remind,
    withdraw,
)
from campus5g.portal.solutions.actions.offering import Told, archive_solution, change_solution, offer, publish

__all__ = [
    "Told",
    "answer",
    "archive_solution",
    "ask_introduction",
    "change_solution",
    "decide",
    "follow",
    "offer",
    "publish",
    "remind",
    "say_answered",
    "withdraw",
    "withdraw_answer",
]
