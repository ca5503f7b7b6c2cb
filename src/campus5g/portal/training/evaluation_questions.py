"""What is asked before, at the end and later, and of the employer: marks from 1 to 5, then a person's own words."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.message import Message, msg
from campus5g.portal.training.models import Evaluation

BEST = 5
MARKS = {1: msg("not at all"), 2: msg("a little"), 3: msg("half"), 4: msg("well"), 5: msg("fully")}
_M = Evaluation.Moment


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    text: Message


QUESTIONS: dict[str, tuple[Question, ...]] = {
    _M.ENTRY: (
        Question("prerequisites", msg("I already know what the training asks to know before")),
        Question("subject", msg("I already know the subject of the training")),
        Question("practice", msg("I already do this at work")),
    ),
    _M.HOT: (
        Question("objectives", msg("The objectives were reached")),
        Question("content", msg("The content was useful for my work")),
        Question("trainer", msg("The trainer explained well")),
        Question("means", msg("The rooms, the equipment and the material were right")),
        Question("organisation", msg("I was well informed before and during the training")),
    ),
    _M.COLD: (
        Question("used", msg("I use at work what I learnt")),
        Question("effect", msg("My work is better, safer or easier for it")),
        Question("advise", msg("I would advise this training to a colleague")),
    ),
    _M.EMPLOYER: (
        Question("needs", msg("The training met the need of the company")),
        Question("used", msg("Our people use at work what they learnt")),
        Question("again", msg("We would send others")),
    ),
}
OWN_WORDS = {
    _M.ENTRY: msg("What do you expect of this training, and what would help you to follow it?"),
    _M.HOT: msg("What should be kept, and what should be done otherwise?"),
    _M.COLD: msg("What was of use, and what was missing?"),
    _M.EMPLOYER: msg("What changed in the company, and what should be done otherwise?"),
}
