"""The list of uses: what each asks and answers, and where each use of the actor's needs stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse

from campus5g.core.benefit import Use
from campus5g.core.message import Message, msg
from campus5g.documents.names import USE
from campus5g.documents.voice import Voice
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import inside_q
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.models import Assessment
from campus5g.uses.interface import ENGINES, NotBuilt

TELLS: dict[Use, Message] = {
    Use.MAINTENANCE: msg("Which failures would be seen in time over each connectivity, and what the stops avoided are worth."),
    Use.ROBOTS: msg("How often robots wait or stop for their network, and what the hours gained are worth."),
    Use.LOGISTICS: msg(
        "What knowing where ships, trucks and goods are, in time to plan again, saves on the quay and in the yard."
    ),
    Use.ENERGY: msg("Which peaks can be cut, loads moved and reserves sold over each connectivity, and what they are worth."),
}
"""What the answer of each use is about."""


@dataclass(frozen=True, slots=True)
class UseShown:
    """One use, told to who has not met it: what it answers, what it asks, the files it reads; ``not_built``: why it cannot yet."""

    name: str
    tells: str
    asks: tuple[str, ...]
    files: tuple[str, ...]
    not_built: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one use of a need stands: its last answer, what runs now, or neither."""

    name: str
    url: str
    last: Assessment | None
    running: Assessment | None


@dataclass(frozen=True, slots=True)
class NeedShown:
    need: Need
    uses: tuple[Standing, ...]


def uses_shown(say: Voice) -> tuple[UseShown, ...]:
    """Return every use in words, in the order of the interface's enumeration."""
    return tuple(_use_shown(use, say) for use in Use)


def _use_shown(use: Use, say: Voice) -> UseShown:
    engine = ENGINES[use]
    return UseShown(
        name=say(USE[use]),
        tells=say(TELLS[use]),
        asks=tuple(say(question.label) for question in engine.questions()),
        files=tuple(say(kind.title) for kind in engine.file_kinds()),
        not_built=say(engine.reason) if isinstance(engine, NotBuilt) else "",
    )


def needs_with_uses(actor: Actor) -> QuerySet[Need]:
    """Return the living needs that name a use and that the actor takes part in: those last assessed first, then the newest."""
    named = Need.objects.filter(inside_q(Need, actor)).exclude(uses=[]).exclude(state=Need.State.ARCHIVED)
    assessed = Assessment.objects.filter(need=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    ordered = named.annotate(assessed=Subquery(assessed)).order_by(F("assessed").desc(nulls_last=True), "-pk")
    found: QuerySet[Need] = ordered.select_related("organisation").distinct()
    return found


def standings(needs: Iterable[Need], say: Voice) -> list[NeedShown]:
    """Return each need with its uses, from one query for all of them."""
    kept = list(needs)
    last: dict[tuple[int, str], Assessment] = {}
    running: dict[tuple[int, str], Assessment] = {}
    for made in (
        Assessment.objects.filter(need__in=[need.pk for need in kept]).select_related("job").defer("result").order_by("pk")
    ):
        if made.finished_at:
            last[made.need_id, made.use] = made
        elif made.job is not None and made.job.unfinished:
            running[made.need_id, made.use] = made
    return [
        NeedShown(
            need,
            tuple(
                Standing(
                    say(USE[use]),
                    reverse("uses:use", args=[need.pk, use.value]),
                    last.get((need.pk, use.value)),
                    running.get((need.pk, use.value)),
                )
                for use in need.known_uses
            ),
        )
        for need in kept
    ]
