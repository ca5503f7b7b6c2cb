"""Which mentor accompanies which venture: the competences asked, the hours given, the wishes and the refusals of both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.matching.mentor_model import Found, MentorModel, Pair

FIT, WISHED = 80, (20, 10, 6)
"""What a pair is worth, of 100: for the topics covered, and for being the venture's first, second or third wish."""


@dataclass(frozen=True, slots=True)
class Mentor:
    """Who accompanies. topics: keys of competences; hours: what they give in all; refuses: ventures they are too close to."""

    key: str
    name: str
    topics: frozenset[str]
    hours: int
    refuses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Venture:
    """Who is accompanied. topics: how much each competence is wanted (1 to 3); wishes: mentors, the dearest first."""

    key: str
    name: str
    topics: Mapping[str, int]
    hours: int
    wishes: tuple[str, ...] = ()
    refuses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Accompanied:
    """A venture with its mentor. worth: 0 to 100; covered and missing: topics asked, the most wanted first."""

    venture: str
    mentor: str
    worth: int
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    wish: int
    """1 for the venture's first wish, and so on; 0 where it did not ask for this mentor."""
    kept: bool


@dataclass(frozen=True, slots=True)
class Alone:
    """A venture without a mentor, and why."""

    venture: str
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class NotGranted:
    """A wish dearer than what was given, and why it was not granted."""

    venture: str
    mentor: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who accompanies whom. left: the hours that each mentor has left. best: proved that no other is better in this order."""

    pairs: tuple[Accompanied, ...]
    alone: tuple[Alone, ...]
    not_granted: tuple[NotGranted, ...]
    left: Mapping[str, int]
    best: bool

    def of(self, venture: str) -> Accompanied | None:
        return next((pair for pair in self.pairs if pair.venture == venture), None)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, checked."""

    ventures: Mapping[str, Venture]
    mentors: Mapping[str, Mentor]
    kept: frozenset[Pair]
    worths: Mapping[Pair, int] = field(default_factory=dict)

    def model(self, forced: Collection[Pair] = ()) -> MentorModel:
        hours = {key: venture.hours for key, venture in self.ventures.items()}
        return MentorModel(hours, {key: one.hours for key, one in self.mentors.items()}, self.worths, self.kept | set(forced))


def assign_mentors(ventures: Sequence[Venture], mentors: Sequence[Mentor], kept: Sequence[Pair] = ()) -> Proposal:
    """Propose one mentor to each venture, the pairs in ``kept`` left as they are.

    With x[v, m] = 1 where m accompanies v, h[v] the hours asked, H[m] the hours given, and w[v, m] = 80·c + 20, 10 or 6 for a wish
    (c: the part of the topics asked, weighted, that m covers):

        Σ_m x[v, m] ≤ 1      Σ_v h[v]·x[v, m] ≤ H[m]      x[v, m] = 0 where either refuses, or where nothing speaks for the pair
        first   as many ventures as possible have a mentor
        then    the least w among them is as great as possible: nobody is served badly so that another is served better
        then    Σ w[v, m]·x[v, m] is as great as possible
        last    the mentor with most ventures has as few as possible

    Each step is solved to proof (CP-SAT) and held in the next. Raises ``BadInput`` for a key that is twice there or nowhere, for
    hours below one, and for kept pairs that no longer hold together.
    """
    asked = _checked(ventures, mentors, frozenset(kept))
    found = asked.model().best()
    if found is None:
        raise BadInput("kept", msg("pairs that ask for more hours than a mentor gives"), msg("pairs within the hours given"))
    pairs = tuple(_accompanied(asked, venture, found.placed[venture.key]) for venture in ventures if venture.key in found.placed)
    alone = tuple(_alone(asked, venture, found) for venture in ventures if venture.key not in found.placed)
    wishes = tuple(reason for venture in ventures for reason in _not_granted(asked, venture, found))
    return Proposal(
        pairs,
        alone,
        wishes,
        {key: mentor.hours - _given(asked, found)[key] for key, mentor in asked.mentors.items()},
        found.proved,
    )


def worth_of(venture: Venture, mentor: Mentor) -> int:
    """What a pair is worth, from 0 to 100 (see ``assign_mentors``)."""
    total = sum(venture.topics.values())
    covered = sum(weight for topic, weight in venture.topics.items() if topic in mentor.topics)
    place = venture.wishes.index(mentor.key) if mentor.key in venture.wishes else len(WISHED)
    wished = WISHED[place] if place < len(WISHED) else 0
    return round(FIT * (covered / total if total else 1.0)) + wished


def hindrance(venture: Venture, mentor: Mentor) -> Message | None:
    """What keeps a pair from being proposed at all, or ``None``."""
    if mentor.key in venture.refuses:
        return msg("%(venture)s prefers not to work with %(mentor)s.", venture=venture.name, mentor=mentor.name)
    if venture.key in mentor.refuses:
        return msg("%(mentor)s is too close to %(venture)s to accompany it.", venture=venture.name, mentor=mentor.name)
    if mentor.hours < venture.hours:
        return msg(
            "%(mentor)s gives %(given)s hours in all, and %(venture)s asks for %(asked)s.",
            mentor=mentor.name, given=mentor.hours, venture=venture.name, asked=venture.hours,
        )  # fmt: skip
    if worth_of(venture, mentor) == 0:
        return msg("%(mentor)s covers none of the topics that %(venture)s asks for.", mentor=mentor.name, venture=venture.name)
    return None


def _checked(ventures: Sequence[Venture], mentors: Sequence[Mentor], kept: frozenset[Pair]) -> _Question:
    for where, rows in (("ventures", ventures), ("mentors", mentors)):
        twice = [key for key, n in Counter(row.key for row in rows).items() if n > 1]
        if twice:
            raise BadInput(where, msg("“%(key)s” twice", key=twice[0]), msg("each once"))
    if any(venture.hours < 1 for venture in ventures):
        raise BadInput("hours", msg("less than one hour"), msg("one hour at least for each venture"))
    by_key, known = {one.key: one for one in ventures}, {one.key: one for one in mentors}
    for venture, mentor in kept:
        if venture not in by_key or mentor not in known:
            raise BadInput("kept", msg("somebody who is not there"), msg("a venture and a mentor of the lists"))
    accompanied = {venture for venture, _ in kept}
    if len(accompanied) < len(kept):
        raise BadInput("kept", msg("a venture with two mentors"), msg("one mentor for each venture"))
    worths = {
        (venture.key, mentor.key): worth_of(venture, mentor)
        for venture in ventures
        for mentor in mentors
        if (venture.key, mentor.key) in kept or hindrance(venture, mentor) is None
    }
    return _Question(by_key, known, kept, worths)


def _accompanied(asked: _Question, venture: Venture, mentor_key: str) -> Accompanied:
    mentor = asked.mentors[mentor_key]
    topics = sorted(venture.topics, key=lambda topic: (-venture.topics[topic], topic))
    wish = venture.wishes.index(mentor_key) + 1 if mentor_key in venture.wishes else 0
    return Accompanied(
        venture.key, mentor_key, worth_of(venture, mentor), tuple(t for t in topics if t in mentor.topics),
        tuple(t for t in topics if t not in mentor.topics), wish, (venture.key, mentor_key) in asked.kept,
    )  # fmt: skip


def _given(asked: _Question, found: Found) -> Counter[str]:
    given = Counter[str]()
    for venture, mentor in found.placed.items():
        given[mentor] += asked.ventures[venture].hours
    return given


def _alone(asked: _Question, venture: Venture, found: Found) -> Alone:
    """Every mentor who cannot, with the reason; of those who could, that their hours are taken."""
    hindered = [reason for mentor in asked.mentors.values() if (reason := hindrance(venture, mentor)) is not None]
    able = [mentor for mentor in asked.mentors.values() if (venture.key, mentor.key) in asked.worths]
    given = _given(asked, found)
    taken = [
        msg(
            "%(mentor)s would fit, but has %(left)s hours left of %(given)s, and %(venture)s asks for %(asked)s.",
            mentor=mentor.name, left=mentor.hours - given[mentor.key], given=mentor.hours, venture=venture.name,
            asked=venture.hours,
        )
        for mentor in able
    ]  # fmt: skip
    return Alone(venture.key, (*taken, *hindered) or (msg("There is no mentor yet."),))


def _not_granted(asked: _Question, venture: Venture, found: Found) -> list[NotGranted]:
    """The wishes dearer than what was given, each tried for itself: what granting it would cost."""
    given = found.placed.get(venture.key)
    dearer = venture.wishes[: venture.wishes.index(given)] if given in venture.wishes else venture.wishes
    return [NotGranted(venture.key, wish, _why_not(asked, venture, wish, found)) for wish in dearer if wish in asked.mentors]


def _why_not(asked: _Question, venture: Venture, wish: str, found: Found) -> Message:
    mentor = asked.mentors[wish]
    reason = hindrance(venture, mentor)
    if reason is not None:
        return reason
    other = None if any(pair[0] == venture.key for pair in asked.kept) else asked.model([(venture.key, wish)]).best(evenly=False)
    if other is None:
        return msg("What is settled already leaves no place for this wish: %(mentor)s.", mentor=mentor.name)
    if other.served < found.served:
        n, more = len(asked.ventures) - found.served, len(asked.ventures) - other.served
        return msg(
            "With %(mentor)s, the ventures without a mentor would be %(more)s instead of %(n)s.",
            mentor=mentor.name,
            n=n,
            more=more,
        )
    if other.least < found.least:
        return msg(
            "With %(mentor)s, the venture served worst would be served less well: %(low)s of 100 instead of %(high)s.",
            mentor=mentor.name, low=other.least, high=found.least,
        )  # fmt: skip
    if other.total < found.total:
        return msg(
            "With %(mentor)s, all the pairs together would be worth less: %(low)s instead of %(high)s.",
            mentor=mentor.name, low=other.total, high=found.total,
        )  # fmt: skip
    return msg("%(mentor)s would do as well: the choice is yours.", mentor=mentor.name)
