"""The doors of the incubator: what each is knocked at with. Made anew for each knock, which undoes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from campus5g.portal.base.clock import now, today
from campus5g.portal.directory.models import Organisation
from campus5g.portal.incubator.models import Application, Assignment, FormVersion, Juror, Round, Venture
from tests.portal.factories.directory import OrganisationFactory
from tests.security.world import Things, World

Places = dict[str, Any]
_NUMBERS = count(1000)
_SECTIONS = [{"title": "Le projet", "questions": [{"key": "idea", "kind": "text", "label": "Quoi ?"}]}]
_RUBRIC = [{"key": "team", "label": "Équipe", "label_en": "Team", "weight": 1}]


def call() -> Round:
    """A published call of some office."""
    found: Round = Round._base_manager.create(
        organisation=OrganisationFactory(office=True, bare=True), title="Appel", cohort="Promotion 1", opens_at=now() - timedelta(days=1),
        closes_at=now() + timedelta(days=1), state=Round.State.PUBLISHED, rubric=_RUBRIC,
    )  # fmt: skip
    FormVersion._base_manager.create(round=found, sections=_SECTIONS, live_at=now())
    return found


def application(owner: Organisation, state: str = "draft") -> Application:
    """An application of a venture of the owner."""
    found = call()
    venture = Venture._base_manager.create(
        reference=f"STU-2026-{next(_NUMBERS)}", name="Zephyr", organisation=owner, since=today()
    )
    made: Application = Application._base_manager.create(
        venture=venture, round=found, form=FormVersion._base_manager.get(round=found), state=state, number=101, decided_at=now()
    )
    return made


def juror(things: Things) -> Juror:
    """A seat of the owner's person in some jury."""
    seat: Juror = Juror._base_manager.create(round=call(), user=things.person, state=Juror.State.ACCEPTED, invited_at=now())
    return seat


def given(things: Things) -> Assignment:
    """A file of a stranger, given to the owner's person, who declared that nothing ties them to it."""
    file, seat = application(OrganisationFactory(bare=True), "eligible"), juror(things)
    made: Assignment = Assignment._base_manager.create(
        application=file, juror=seat, declared=Assignment.Declared.FREE, assigned_at=now()
    )
    return made


SPECIAL: dict[str, Callable[[Things, World], Places]] = {
    **{f"incubator:{name}": lambda _t, _w: {"token": "no-such-link"} for name in ("confirm", "join")},
    **{f"incubator:{name}": lambda t, _: {"pk": application(t.owner).pk} for name in ("application", "save", "screen")},
    "incubator:letter": lambda t, _: {"pk": application(t.owner, "refused").pk},
    "incubator:deliberate": lambda t, _: {"pk": application(OrganisationFactory(bare=True), "eligible").pk},
    "incubator:venture": lambda t, _: {"pk": application(t.owner).venture_id},
    "incubator:seat": lambda t, _: {"pk": juror(t).pk},
    "incubator:file": lambda t, _: {"pk": given(t).pk},
    "incubator:file-download": lambda t, _: {"pk": given(t).pk, "file_pk": 1},
    "GET /incubator/applications/{pk}": lambda t, _: {"pk": application(t.owner).pk},
    "POST /incubator/reading/{pk}/marks": lambda t, _: {"pk": given(t).pk},
}
BODIES: dict[str, Callable[[Things, World], Any]] = {
    "POST /incubator/reading/{pk}/marks": lambda _t, _w: {
        "number": "6f0d1f8e-4a51-4d4c-9f60-3f0f6a3f5b11",
        "marks": {"team": 3},
        "revision": 0,
    },
}
