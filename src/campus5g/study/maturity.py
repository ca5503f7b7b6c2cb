"""A self-assessment in five minutes: where a site stands, what kind of link its work asks for, and what to do first.

The answers of a dimension go from 0 to 3, in the order in which the maturity index of acatech puts industrial sites
(computerised and connected, then visible, then understood, then foreseeing; acatech STUDY, Industrie 4.0 Maturity Index,
update 2020). A share is the mean answer divided by three. Questions and sentences are ours; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity

TOP = 3
MOST_STEPS = 3


class Dimension(StrEnum):
    LINKS = "links"
    DATA = "data"
    PEOPLE = "people"
    SAFETY = "safety"
    MONEY = "money"


DIMENSIONS: dict[Dimension, Message] = {
    Dimension.LINKS: msg("Machines and links"),
    Dimension.DATA: msg("Measurements and decisions"),
    Dimension.PEOPLE: msg("Skills"),
    Dimension.SAFETY: msg("Security of networks"),
    Dimension.MONEY: msg("Gains in euros"),
}


class Way(StrEnum):
    """Where a step leads in the campus."""

    NEED = "need"
    TRAINING = "training"
    EVENT = "event"
    SOLUTION = "solution"


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers, from 0 to ``TOP``, and what to do where the answer is low."""

    key: str
    dimension: Dimension
    ask: Message
    answers: tuple[Message, ...]
    step: Message
    way: Way


QUESTIONS: tuple[Question, ...] = (
    Question(
        "machines", Dimension.LINKS, msg("How are the machines of your main line connected?"),
        (msg("They are not"), msg("Some of them, by cable"), msg("Most of them, to one system"), msg("All of them, mobile ones too")),
        msg("See a demonstrator at work: which machines to connect first, and by what link."), Way.EVENT,
    ),
    Question(
        "wireless", Dimension.LINKS, msg("What wireless network is there where the work is done?"),
        (msg("None"), msg("The one of the offices"), msg("Wi-Fi in the halls, with gaps"), msg("A network that was planned and measured")),
        msg("Draw your site and have the coverage computed before you buy anything."), Way.NEED,
    ),
    Question(
        "measurements", Dimension.DATA, msg("Where do measurements go?"),
        (
            msg("On paper, or nowhere"), msg("On a screen at the machine"), msg("In a history that somebody looks at"),
            msg("In one place that several uses share"),
        ),
        msg("Keep the measurements that you already have: without a history nothing can be foreseen."), Way.SOLUTION,
    ),
    Question(
        "decisions", Dimension.DATA, msg("What is done with them?"),
        (
            msg("Nothing regular"), msg("They explain a breakdown afterwards"), msg("They are reviewed every week"),
            msg("Alarms and forecasts start the work"),
        ),
        msg("Choose one machine whose stops cost most, and measure what comes before them."), Way.SOLUTION,
    ),
    Question(
        "network_people", Dimension.PEOPLE, msg("Who looks after the networks of the machines?"),
        (msg("Nobody"), msg("A supplier, when it breaks"), msg("One person of ours"), msg("A team that knows what comes next")),
        msg("Train one person who stays: the supplier then answers to somebody."), Way.TRAINING,
    ),
    Question(
        "trained", Dimension.PEOPLE, msg("Were operators and maintenance trained for connected tools?"),
        (msg("No"), msg("By those who sold them"), msg("Some of them, by a training body"), msg("All of them, with a plan by year")),
        msg("Register a few people for the next session on connected maintenance."), Way.TRAINING,
    ),
    Question(
        "separated", Dimension.SAFETY, msg("Are the networks of the offices and of the machines apart?"),
        (msg("I do not know"), msg("No, it is one network"), msg("Yes"), msg("Yes, watched and tested")),
        msg("Have the networks of offices and machines taken apart before you add links."), Way.TRAINING,
    ),
    Question(
        "gains", Dimension.MONEY, msg("Is a gain of such a project known in euros?"),
        (msg("No"), msg("As a feeling"), msg("As an estimate"), msg("Against a measured starting point")),
        msg("State your need: the campus puts the gain of each kind of link in euros a year, with its range."), Way.NEED,
    ),
)  # fmt: skip

PAINS: dict[Use, Message] = {
    Use.MAINTENANCE: msg("Machines stop without warning"),
    Use.ROBOTS: msg("Loads are carried by people, or by vehicles that wait for one another"),
    Use.LOGISTICS: msg("Ships, lorries or wagons wait"),
    Use.ENERGY: msg("Energy costs more than it should, peaks above all"),
}


class Ask(StrEnum):
    """What the work asks of a link."""

    MOVING = "moving"
    OUTDOORS = "outdoors"
    MANY = "many"
    QUICK = "quick"
    VIDEO = "video"


ASKS: dict[Ask, Message] = {
    Ask.MOVING: msg("What must stay linked moves: vehicles, cranes, people"),
    Ask.OUTDOORS: msg("The site has yards or quays, or more than five hectares"),
    Ask.MANY: msg("More than 500 sensors or devices"),
    Ask.QUICK: msg("A machine must be answered within 50 ms, or stop"),
    Ask.VIDEO: msg("Pictures or video come from the field"),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """The kind of link to look at first, and why. It decides nothing: a study does."""

    connectivity: Connectivity
    sentence: Message
    because: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do now, for a dimension that is behind."""

    dimension: Dimension
    sentence: Message
    way: Way


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where the site stands (share of the best answer by dimension), the link to look at first, and what to do."""

    shares: tuple[tuple[Dimension, float], ...]
    hint: Hint
    uses: tuple[Use, ...]
    asks: tuple[Ask, ...]
    steps: tuple[Step, ...]

    @property
    def share(self) -> float:
        return sum(share for _, share in self.shares) / len(self.shares)

    @property
    def weakest(self) -> Dimension:
        return min(self.shares, key=lambda pair: pair[1])[0]


def assess(answers: Mapping[str, int], uses: tuple[Use, ...] = (), asks: tuple[Ask, ...] = ()) -> Assessment:
    """Return the assessment; each question needs its answer, a whole number from 0 to 3.

    Steps come from the lowest answers, the lowest first and then in the order of the questions, one a dimension.
    """
    for question in QUESTIONS:
        answer = answers.get(question.key)
        if answer is None or not 0 <= answer <= TOP:
            said = msg("nothing") if answer is None else msg("“%(value)s”", value=answer)
            raise BadInput(question.key, said, msg("a whole number from 0 to %(top)s", top=TOP))
    shares = []
    for dimension in Dimension:
        given = [answers[question.key] for question in QUESTIONS if question.dimension == dimension]
        shares.append((dimension, sum(given) / (TOP * len(given))))
    return Assessment(tuple(shares), _hint(frozenset(asks)), uses, asks, _steps(answers))


def _steps(answers: Mapping[str, int]) -> tuple[Step, ...]:
    chosen: dict[Dimension, Step] = {}
    for question in sorted(QUESTIONS, key=lambda q: answers[q.key]):
        if answers[question.key] < TOP and question.dimension not in chosen:
            chosen[question.dimension] = Step(question.dimension, question.step, question.way)
    return tuple(chosen.values())[:MOST_STEPS]


def _hint(asks: frozenset[Ask]) -> Hint:
    """The rules, in order; the first that holds decides. Simulations behind the four uses gave them (see the studies)."""
    because = tuple(ASKS[ask] for ask in Ask if ask in asks)
    if Ask.QUICK in asks and Ask.MOVING not in asks:
        return Hint(
            Connectivity.WIRED,
            msg("What is fixed and must be answered quickly is best served by a cable; wireless where none can be laid."), because,
        )  # fmt: skip
    if Ask.MOVING in asks and asks & {Ask.QUICK, Ask.OUTDOORS, Ask.VIDEO, Ask.MANY}:
        return Hint(Connectivity.PRIVATE_5G, msg("A private 5G network deserves a study here, against a good Wi-Fi."), because)
    if Ask.VIDEO in asks and Ask.OUTDOORS in asks:
        return Hint(
            Connectivity.PRIVATE_5G, msg("Video over a large site deserves a study of private 5G, against a cable."), because
        )
    if Ask.MOVING in asks or Ask.VIDEO in asks:
        return Hint(Connectivity.WIFI, msg("In one hall a Wi-Fi that is planned and measured is often enough."), because)
    if Ask.MANY in asks or Ask.OUTDOORS in asks:
        return Hint(
            Connectivity.LPWAN,
            msg(
                "Sensors that say little and stay where they are do nearly as well on LoRaWAN or the like, at a much lower cost."
            ),
            because,
        )
    return Hint(Connectivity.WIRED, msg("Nothing in your answers asks for a new radio network: cables first."), because)
