"""The doors of papers, evaluations and quality: what each is knocked at with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from campus5g.portal.base.clock import today
from campus5g.portal.training.models import Complaint, Proof, Registration
from tests.security.lessons import certificate, held, learner, of_training
from tests.security.world import Things, World

Places = dict[str, Any]


def paper(things: Things) -> Places:
    made: Registration = learner(things)
    return {"pk": made.session_id, "registration_pk": made.pk, "kind": "pdf"}


def proof(things: Things) -> Places:
    made = Proof._base_manager.create(organisation=things.owner, title="Watch", text="A decree", day=today(), indicators=[23])
    return {"pk": made.pk}


def complaint(things: Things) -> Places:
    made = Complaint._base_manager.create(organisation=things.owner, said_by="Lou", text="Cold", received_on=today())
    return {"pk": made.pk}


def body(things: Things) -> Places:
    return {"pk": things.owner.pk, "year": 2026, "kind": "csv"}


def _session(things: Things) -> Places:
    return {"pk": held(things).pk}


def _training(things: Things) -> Places:
    return {"pk": of_training(things).pk}


_OF: dict[Callable[[Things], Places], tuple[str, ...]] = {
    _training: ("programme", "training-results"),
    _session: ("attendance-sheet", "session-results", "qualiopi-session", "qualiopi-export", "funding"),
    paper: ("agreement", "summons"),
    lambda things: {"pk": certificate(things).pk}: ("certificate-pdf",),
    body: ("body-sheet", "new-proof", "new-complaint", "yearly", "export-yearly"),
    proof: ("proof", "archive-proof"),
    complaint: ("complaint",),
    lambda _things: {"token": "no-such-link"}: ("evaluate",),
}


def _place(of: Callable[[Things], Places]) -> Callable[[Things, World], Places]:
    return lambda things, _world: of(things)


SPECIAL = {f"training:{name}": _place(of) for of, names in _OF.items() for name in names}
