"""Matching what a company asks for with what others offer, either way, with the reasons and with what is missing.

The words are compared by the index of the house (BM25, a glossary between French and English); around them stand facts that a
person would check first: the uses served, the equipment spoken of, the maturity, the price against what the gain is worth, the
place. Each fact gives a reason, for or against; none is a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from campus5g.core.benefit import Use
from campus5g.core.message import Amount, Message, msg
from campus5g.matching.glossary import field_glossary
from campus5g.matching.index import Document, Index, own_language
from campus5g.matching.words import Language, words

PROVEN_TRL = 7
"""Demonstrated in its operational environment (ISO 16290:2013, level 7)."""
LONG_PAYBACK_YEARS = 5.0
_WORDS, _USES, _EQUIPMENT, _MATURITY, _PRICE, _PLACE = 0.45, 0.25, 0.1, 0.08, 0.07, 0.05
"""How much each counts; they add up to 1. The words and the uses decide, the others settle between near ones."""
_ONLY_WORDS = 0.12
"""Below this score nothing but common words speaks for a pair: it is not shown."""
_TERMS = 5


class Basis(StrEnum):
    """What a price pays for."""

    ONCE = "once"
    YEAR = "year"
    UNIT = "unit"
    DAY = "day"


class Point(StrEnum):
    """What a reason is about."""

    USES = "uses"
    WORDS = "words"
    EQUIPMENT = "equipment"
    MATURITY = "maturity"
    PRICE = "price"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. gain_cents: what it would be worth a year, where the reader may know it. town: empty if not to be told."""

    id: str
    title: str
    text: str
    language: str = ""
    uses: frozenset[Use] = frozenset()
    equipment: str = ""
    gain_cents: int | None = None
    town: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered. trl: technology readiness, 1 to 9. cents: from, to, in the ``basis``. visitable: it can be seen at work."""

    id: str
    title: str
    text: str
    language: str = ""
    uses: frozenset[Use] = frozenset()
    equipment: str = ""
    trl: int | None = None
    cents: tuple[int, int] | None = None
    basis: Basis = Basis.ONCE
    town: str = ""
    visitable: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about a pair: ``speaks_for`` it, or says what is missing or against."""

    point: Point
    speaks_for: bool
    sentence: Message


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and an offer. score: 0 to 1, only to order them."""

    wanted_id: str
    offer_id: str
    score: float
    reasons: tuple[Reason, ...]

    @property
    def strengths(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.speaks_for)

    @property
    def gaps(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if not reason.speaks_for)


def offers_for(wanted: Wanted, offers: Sequence[Offer], most: int = 5) -> tuple[Pair, ...]:
    """Return the offers that could answer, best first; what shares neither a use nor telling words is left out.

    score = 0.45 w + 0.25 u + 0.1 e + 0.08 m + 0.07 p + 0.05 t, with w the BM25 score over the best one's, u the part of the uses
    asked that are served, e, m, p and t 1 where the equipment, the maturity, the price and the place speak for it.
    """
    heard = _heard(_words_of(wanted), wanted.language, [_document(offer) for offer in offers])
    pairs = [_pair(wanted, offer, *heard[offer.id]) for offer in offers]
    return _best(pairs, most)


def wanted_of(offer: Offer, wanted: Sequence[Wanted], most: int = 5) -> tuple[Pair, ...]:
    """Return the needs that an offer could answer, best first; see ``offers_for``."""
    documents = [Document(one.id, one.title, f"{one.text}\n{one.equipment}", one.language) for one in wanted]
    heard = _heard(f"{offer.title}\n{offer.text}\n{offer.equipment}", offer.language, documents)
    return _best([_pair(one, offer, *heard[one.id]) for one in wanted], most)


def _best(pairs: list[Pair], most: int) -> tuple[Pair, ...]:
    kept = [
        pair for pair in pairs if pair.score > _ONLY_WORDS and any(r.point in (Point.USES, Point.WORDS) for r in pair.strengths)
    ]
    return tuple(sorted(kept, key=lambda pair: -pair.score)[:most])


def _words_of(wanted: Wanted) -> str:
    return f"{wanted.title}\n{wanted.text}\n{wanted.equipment}"


def _document(offer: Offer) -> Document:
    return Document(offer.id, offer.title, f"{offer.text}\n{offer.equipment}", offer.language)


def _heard(asked: str, language: str, documents: Sequence[Document]) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Return, for each document, its score over that of the best, and the words that made it."""
    silent: dict[str, tuple[float, tuple[str, ...]]] = {document.id: (0.0, ()) for document in documents}
    if not documents or not any(letter.isalnum() for letter in asked):
        return silent
    found = Index.build(documents).search(asked, language or None, len(documents))
    best = max((match.score for match in found), default=1.0)
    return silent | {match.id: (match.score / best, match.terms[:_TERMS]) for match in found}


def _pair(wanted: Wanted, offer: Offer, likeness: float, terms: tuple[str, ...]) -> Pair:
    reasons = [
        *_uses(wanted, offer), *_terms(terms), *_equipment(wanted, offer), *_maturity(offer), *_price(wanted, offer),
        *_place(wanted, offer),
    ]  # fmt: skip
    told = {reason.point for reason in reasons if reason.speaks_for}
    served = len(wanted.uses & offer.uses) / len(wanted.uses) if wanted.uses else 0.0
    counts = {Point.EQUIPMENT: _EQUIPMENT, Point.MATURITY: _MATURITY, Point.PRICE: _PRICE, Point.PLACE: _PLACE}
    # Maturity, price and place alone recommend nothing: they count as far as the pair speaks of one matter.
    matter = max(likeness, served)
    score = _WORDS * likeness + _USES * served + matter * sum(counts[point] for point in told if point in counts)
    return Pair(wanted.id, offer.id, round(score, 6), tuple(reasons))


USE_NAMES = {
    Use.MAINTENANCE: msg("predictive maintenance"),
    Use.ROBOTS: msg("mobile robots"),
    Use.LOGISTICS: msg("yard logistics"),
    Use.ENERGY: msg("energy"),
}


def _uses(wanted: Wanted, offer: Offer) -> list[Reason]:
    reasons = [
        Reason(Point.USES, True, msg("It serves the same use: %(use)s.", use=USE_NAMES[use]))
        for use in Use
        if use in wanted.uses & offer.uses
    ]
    if not offer.uses:
        return [Reason(Point.USES, False, msg("It does not say which uses it serves."))] if wanted.uses else []
    missing = [use for use in Use if use in wanted.uses - offer.uses]
    return reasons + [
        Reason(Point.USES, False, msg("It does not serve this use: %(use)s.", use=USE_NAMES[use])) for use in missing
    ]


def _terms(terms: tuple[str, ...]) -> list[Reason]:
    if not terms:
        return [Reason(Point.WORDS, False, msg("The two texts have no telling word in common."))]
    return [Reason(Point.WORDS, True, msg("Both speak of: %(words)s.", words=", ".join(terms)))]


def _equipment(wanted: Wanted, offer: Offer) -> list[Reason]:
    """What the need stands on, found again in what the offer says of equipment."""
    if not wanted.equipment.strip() or not offer.equipment.strip():
        return []
    asked, own = _stems_in_both(wanted.equipment, wanted.language), _spoken(offer.equipment, offer.language)
    said = {f"{own}:{word.stem}": offer.equipment[word.start : word.end].lower() for word in words(offer.equipment, own)}
    shared = sorted({word for stem, word in said.items() if stem in asked})
    if shared:
        return [Reason(Point.EQUIPMENT, True, msg("It works with the equipment named: %(words)s.", words=", ".join(shared)))]
    return [Reason(Point.EQUIPMENT, False, msg("Whether it works with the equipment of the need is not said: ask."))]


def _stems_in_both(text: str, language: str) -> set[str]:
    """Return the stems of a text in its own language, and those that the glossary gives in the other."""
    own = _spoken(text, language)
    other: Language = "en" if own == "fr" else "fr"
    return {f"{own}:{word.stem}" for word in words(text, own)} | {
        f"{other}:{stem}" for stem in field_glossary().translate(text, own)
    }


def _spoken(text: str, language: str) -> Language:
    return own_language(Document("", "", text, language)) or "fr"


def _maturity(offer: Offer) -> list[Reason]:
    if offer.trl is None:
        return [Reason(Point.MATURITY, False, msg("Its maturity is not said: ask for proof."))]
    if offer.trl >= PROVEN_TRL:
        return [
            Reason(Point.MATURITY, True, msg("It was demonstrated where it works: readiness level %(trl)s of 9.", trl=offer.trl))
        ]
    sentence = msg("It is still being developed (readiness level %(trl)s of 9): a trial comes first.", trl=offer.trl)
    return [Reason(Point.MATURITY, False, sentence)]


def _price(wanted: Wanted, offer: Offer) -> list[Reason]:
    """The dearest price against the gain of a year: years to pay back, or the part of the gain that a yearly price takes."""
    if offer.cents is None:
        return [Reason(Point.PRICE, False, msg("Its price is not said: ask for a range."))]
    if not wanted.gain_cents or offer.basis in (Basis.UNIT, Basis.DAY):
        return []
    most, gain = offer.cents[1], Amount(wanted.gain_cents)
    years = most / wanted.gain_cents
    if offer.basis == Basis.YEAR:
        if most < wanted.gain_cents:
            return [
                Reason(
                    Point.PRICE,
                    True,
                    msg("At most %(price)s a year, for a gain of %(gain)s a year.", price=Amount(most), gain=gain),
                )
            ]
        sentence = msg("Up to %(price)s a year: more than the gain of %(gain)s a year.", price=Amount(most), gain=gain)
        return [Reason(Point.PRICE, False, sentence)]
    sentence = msg(
        "Up to %(price)s, paid back in %(years)s years by a gain of %(gain)s a year.",
        price=Amount(most), years=round(years, 1), gain=gain,
    )  # fmt: skip
    return [Reason(Point.PRICE, years <= LONG_PAYBACK_YEARS, sentence)]


def _place(wanted: Wanted, offer: Offer) -> list[Reason]:
    reasons = []
    if wanted.town and wanted.town == offer.town:
        reasons.append(Reason(Point.PLACE, True, msg("Both are in %(town)s.", town=offer.town)))
    if offer.visitable and offer.town:
        reasons.append(Reason(Point.PLACE, True, msg("It can be seen at work in %(town)s.", town=offer.town)))
    return reasons
