"""What every funder asks to be told in words: the sections of a dossier that no data can fill."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.message import Message, msg


@dataclass(frozen=True, slots=True)
class Question:
    """A section that people write. each: every partner answers for itself. needed: no dossier goes out without it."""

    key: str
    title: Message
    hint: Message
    each: bool = False
    needed: bool = False


SUMMARY = Question(
    "summary",
    msg("The project in ten lines"),
    msg("For whom, what changes, by what means, for how much. No jargon: juries read this first."),
    needed=True,
)
AMBITION = Question(
    "ambition",
    msg("Context and ambition"),
    msg("The difficulty met today, with a figure; what the project will have proven at its end."),
    needed=True,
)
STATE_OF_THE_ART = Question(
    "state_of_the_art",
    msg("State of the art and what is new"),
    msg("What already exists, here and elsewhere; why it is not enough; what remains uncertain and will be lifted."),
)
ROLE = Question(
    "role", msg("What the partner brings"), msg("Its task, and why this partner rather than another."), each=True, needed=True
)
TEAM = Question("team", msg("People and means"), msg("Who works on it, for how long, with which equipment."), each=True)
USE = Question(
    "use", msg("What the partner will do with the results"), msg("A product, a service, a process of its own, jobs."), each=True
)
IMPACT = Question(
    "impact",
    msg("Effects expected"),
    msg("On the company, its trade and the territory: jobs, skills, competitiveness, safety of people."),
    needed=True,
)
ENVIRONMENT = Question(
    "environment",
    msg("Effects on the environment"),
    msg("Energy, carbon, water, waste: what improves, what might be harmed, and how that is avoided (“do no significant harm”)."),
)
MEASURE = Question(
    "measure", msg("How the effects will be measured"), msg("Which indicator, by whom, how often, from which starting value.")
)
RISKS = Question(
    "risks", msg("Risks and answers"), msg("The three to six risks that could stop the project, and what is done about each.")
)
EXPLOITATION = Question(
    "exploitation",
    msg("Use of the results and economic model"),
    msg("Who will pay for what, when, and what happens after the aid has ended."),
)
GOVERNANCE = Question(
    "governance",
    msg("Steering and intellectual property"),
    msg("Who decides, how often partners meet, who owns what is made and who may use it."),
)
INCENTIVE = Question(
    "incentive",
    msg("What the aid changes"),
    msg("What would be done without aid: nothing, less, or later. Funders must be able to show that the aid had an effect."),
)

QUESTIONS = (
    SUMMARY, AMBITION, STATE_OF_THE_ART, ROLE, TEAM, USE, IMPACT, ENVIRONMENT, MEASURE, RISKS, EXPLOITATION, GOVERNANCE, INCENTIVE,
)  # fmt: skip
"""In the order in which the dossier tells them."""

BY_KEY = {question.key: question for question in QUESTIONS}
OWN = "own"
"""First word of the key of a question that one call asks and no other: ``own-3``."""
