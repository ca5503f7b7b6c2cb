"""Entering, changing, publishing and archiving a solution."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils import timezone

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.directory.people import office_people
from campus5g.portal.solutions.models import WHY_LENGTH, Solution
from campus5g.portal.solutions.permissions import can_change_solution, can_offer, can_publish


@dataclass(frozen=True, slots=True)
class Told:
    """What a form, a file or the API says of a solution. Prices in cents."""

    title: str
    kind: str
    summary: str = ""
    text: str = ""
    language: str = "fr"
    uses: tuple[str, ...] = ()
    trl: int | None = None
    proof: str = ""
    price_low_cents: int | None = None
    price_high_cents: int | None = None
    basis: str = Solution.Bases.ONCE.value
    references: str = ""
    equipment: str = ""
    visitable: bool = False
    city: str = ""
    visit: str = ""


def offer(actor: Actor, organisation_id: int | None, told: Told, *, key: str = "") -> Solution:
    """Keep a solution as a draft of an organisation."""
    with deed(actor, "solutions.offer", right=can_offer(actor, organisation_id)) as done:
        solution = Solution(organisation_id=organisation_id, created_by_id=actor.user_id, key=key, **_fields(told))
        solution.save()
        done.on(solution, title=solution.title)
    return solution


def change_solution(actor: Actor, solution: Solution, told: Told) -> Solution:
    """Change what is said of a solution; what is published stays complete."""
    with deed(actor, "solutions.change", right=can_change_solution(actor, solution)) as done:
        fields = _fields(told)
        changed = sorted(name for name, value in fields.items() if getattr(solution, name) != value)
        for name, value in fields.items():
            setattr(solution, name, value)
        if solution.state == Solution.State.PUBLISHED:
            _refuse_incomplete(solution)
        solution.save()
        done.on(solution, changed=changed)
    return solution


def publish(actor: Actor, solution: Solution) -> Solution:
    """Put a solution into the catalogue: every member of the campus reads it."""
    with deed(actor, "solutions.publish", right=can_publish(actor, solution)) as done:
        _refuse_incomplete(solution)
        solution.state, solution.published_at = Solution.State.PUBLISHED, timezone.now()
        solution.save()
        done.on(solution)
        sentence = msg("%(name)s publishes the solution “%(title)s”", name=solution.organisation.name, title=solution.title)
        done.tell(() if actor.sees_all else office_people(), sentence, solution.get_absolute_url())
    return solution


def archive_solution(actor: Actor, solution: Solution, why: str) -> Solution:
    """Take a solution out of the catalogue, with the reason; its introductions keep their history."""
    if not why.strip():
        raise BadInput("why", msg("nothing"), msg("a few words: why this solution is archived"))
    with deed(actor, "solutions.archive", right=can_change_solution(actor, solution)) as done:
        solution.state, solution.archived_why = Solution.State.ARCHIVED, why.strip()[:WHY_LENGTH]
        solution.save()
        done.on(solution, why=solution.archived_why)
    return solution


def _fields(told: Told) -> dict[str, Any]:
    """The values of the model's fields, checked."""
    if not told.title.strip():
        raise BadInput("title", msg("nothing"), msg("the name of the solution"))
    unknown = [use for use in told.uses if use not in set(Use)]
    if unknown:
        raise BadInput("uses", msg("“%(use)s” is not a use", use=unknown[0]), msg("one of: %(names)s", names=", ".join(Use)))
    if told.kind not in Solution.Kind.values:
        expected = msg("one of: %(names)s", names=", ".join(Solution.Kind.values))
        raise BadInput("kind", msg("“%(kind)s” is not a kind of solution", kind=told.kind), expected)
    if told.trl is not None and not 1 <= told.trl <= 9:
        raise BadInput("trl", msg("%(level)s", level=told.trl), msg("a readiness level from 1 to 9"))
    return asdict(_with_prices(told)) | {"title": told.title.strip(), "uses": list(told.uses)}


def _with_prices(told: Told) -> Told:
    """One price alone is both ends of its range."""
    low, high = told.price_low_cents, told.price_high_cents
    low, high = (high if low is None else low), (low if high is None else high)
    if low is not None and high is not None and not 0 <= low <= high:
        raise BadInput("price_high_cents", msg("less than the lowest price"), msg("the highest price, or nothing"))
    return replace(told, price_low_cents=low, price_high_cents=high)


def _refuse_incomplete(solution: Solution) -> None:
    """What a reader needs to decide whether to ask."""
    if not solution.summary.strip():
        raise BadInput("summary", msg("nothing"), msg("one sentence that says what the solution does"))
    if not solution.uses:
        raise BadInput("uses", msg("no use chosen"), msg("at least one use that the solution serves"))
    if solution.trl is not None and not solution.proof.strip():
        raise BadInput("proof", msg("a maturity without proof"), msg("where and when it was shown to work"))
    if solution.visitable and not (solution.city.strip() and solution.visit.strip()):
        raise BadInput("visit", msg("a visit without place or way"), msg("the town, and how to arrange a visit"))
