"""The doors of programmes: one of each thing, in a programme where the owner of the things is a carrier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from campus5g.portal.base.clock import now, today
from campus5g.portal.programme.models import Amendment, Indicator, Meeting, Milestone, Participant, Resolution, Risk
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.programme import ParticipantFactory, ProgrammeFactory, make_action, make_milestone, make_strand
from tests.security.world import Things, World

Places = dict[str, Any]


def carrier(things: Things) -> Participant:
    programme = ProgrammeFactory(organisation=OrganisationFactory(office=True, bare=True))
    made: Participant = ParticipantFactory(programme=programme, organisation=things.owner)
    return made


def programme(things: Things) -> Places:
    return {"pk": carrier(things).programme_id, "kind": "csv", "what": "plan"}


def proposal(things: Things) -> Places:
    return {"pk": carrier(things).programme_id, "kind": "move"}


def strand(things: Things) -> Places:
    return {"pk": make_strand(carrier(things).programme).pk}


def milestone_of(things: Things) -> Milestone:
    mine = carrier(things)
    return make_milestone(make_action(make_strand(mine.programme), owner=mine), today())


def milestone(things: Things) -> Places:
    return {"pk": milestone_of(things).pk}


def action(things: Things) -> Places:
    return {"pk": milestone_of(things).action_id}


def amendment(things: Things) -> Places:
    stone = milestone_of(things)
    what = {"target": f"milestone:{stone.pk}", "starts_on": None, "ends_on": (today() + timedelta(days=9)).isoformat()}
    made = Amendment._base_manager.create(
        programme=stone.programme, number=1, kind="move", what=what, why="Late", organisation=things.owner
    )
    return {"pk": made.pk}


def indicator(things: Things) -> Places:
    mine = carrier(things)
    made = Indicator._base_manager.create(
        programme=mine.programme, number=1, title="People", unit="people", baseline=Decimal(0), baseline_on=mine.programme.starts_on,
        target=Decimal(9), target_on=mine.programme.ends_on, owner=mine,
    )  # fmt: skip
    return {"pk": made.pk}


def risk(things: Things) -> Places:
    mine = carrier(things)
    made = Risk._base_manager.create(programme=mine.programme, number=1, title="No trainer", likelihood=2, effect=2, owner=mine)
    return {"pk": made.pk}


def meeting(things: Things) -> Places:
    return {"pk": Meeting._base_manager.create(programme=carrier(things).programme, at=now()).pk}


def held(things: Things) -> Places:
    """A meeting that was held."""
    made = Meeting._base_manager.create(programme=carrier(things).programme, at=now(), held_at=now(), present="All")
    return {"pk": made.pk}


def resolution(things: Things) -> Places:
    mine = carrier(things)
    met = Meeting._base_manager.create(programme=mine.programme, at=now())
    made = Resolution._base_manager.create(
        programme=mine.programme, meeting=met, number=1, title="Move", state="taken", owner=mine
    )
    return {"pk": made.pk}


_OF: dict[Callable[[Things], Places], tuple[str, ...]] = {
    programme: ("list", "new", "detail", "edit", "state", "new-participant", "import", "export", "new-strand", "amendments", "proof",
                "new-indicator", "new-risk", "committee", "printed", "anchor", "anchor-paper"),
    proposal: ("propose",),
    strand: ("new-action",),
    action: ("action", "edit-action", "new-milestone"),
    milestone: ("milestone", "edit-milestone"),
    amendment: ("amendment",),
    indicator: ("indicator", "edit-indicator"),
    risk: ("risk",),
    meeting: ("meeting",),
    held: ("minutes",),
    resolution: ("finish",),
    lambda things: {"project_pk": things.project.pk}: ("open-from",),
}  # fmt: skip
_API = {
    **{f"GET /programme/{{pk}}/{name}": programme for name in ("plan", "indicators", "amendments")},
    "GET /programme/": programme,
    "POST /programme/milestones/{pk}/reach": milestone,
    "POST /programme/indicators/{pk}/values": indicator,
}


def _place(of: Callable[[Things], Places]) -> Callable[[Things, World], Places]:
    return lambda things, _world: of(things)


SPECIAL = {f"programme:{name}": _place(of) for of, names in _OF.items() for name in names} | {
    door: _place(of) for door, of in _API.items()
}
BODIES: dict[str, Callable[[Things, World], Any]] = {
    "programme:milestone": lambda _t, _w: {"do": "late"},
    "programme:amendment": lambda _t, _w: {"do": "approve"},
    "programme:meeting": lambda _t, _w: {"do": "ask"},
    "programme:state": lambda _t, _w: {"state": "followed"},
    "POST /programme/milestones/{pk}/reach": lambda _t, _w: {"on": today().isoformat(), "evidence": "Report"},
    "POST /programme/indicators/{pk}/values": lambda _t, _w: {"on": today().isoformat(), "value": "2"},
}
