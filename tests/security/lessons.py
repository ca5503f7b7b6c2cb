"""The doors of trainings: what each is knocked at with. Made anew for each knock, which undoes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.training.actions import certify, enter_sheet
from campus5g.portal.training.models import Certificate, HalfDay, Presence, Registration, Session
from tests.portal.factories.training import RoomFactory, TrainerFactory, TrainingFactory, half, registered, session
from tests.security.world import Things, World

Places = dict[str, Any]


def held(things: Things) -> Session:
    """A session of the owner, with a trainer."""
    trainer = TrainerFactory(organisation=things.owner)
    return session(half(trainers=(trainer.pk,)), training=TrainingFactory(organisation=things.owner))


def learner(things: Things) -> Registration:
    """A learner of the owner in a session of the owner; what a stranger sees of it is nothing."""
    (made,) = registered(held(things), 1, employer=things.owner)
    return made


def half_day(things: Things) -> HalfDay:
    return HalfDay._base_manager.get(session=learner(things).session)


def presence(things: Things) -> Presence:
    mine = half_day(things)
    (entered,) = enter_sheet(
        SYSTEM, mine, ALLOWED, {Registration._base_manager.latest("pk").pk: True}, "no network", at=mine.ends_at
    )
    return entered


def certificate(things: Things) -> Certificate:
    attended = presence(things).half_day.session
    Session._base_manager.filter(pk=attended.pk).update(ends_on="2026-01-01", starts_on="2026-01-01")
    return certify(SYSTEM, Session._base_manager.select_related("training__organisation").get(pk=attended.pk))[0]


def refused(things: Things) -> Places:
    found = presence(things)
    return {"key": "me", "pk": found.half_day_id, "presence_pk": found.pk}


def _kept(*names: str, of: Callable[[Things], Any], **more: Any) -> dict[str, Callable[[Things, World], Places]]:
    return {f"training:{name}": lambda t, _: {"pk": of(t).pk, **more} for name in names}


def of_training(things: Things) -> Any:
    return TrainingFactory(organisation=things.owner)


def of_draft(things: Things) -> Any:
    return TrainingFactory(organisation=things.owner, draft=True)


def room(things: Things) -> Any:
    return RoomFactory(organisation=things.owner)


NO_LINK = {"token": "no-such-link", "code": "no-such-code"}
SPECIAL: dict[str, Callable[[Things, World], Places]] = {
    **_kept("detail", "edit", "archive", "new-session", of=of_training),
    **_kept("publish", of=of_draft),
    **_kept(
        "session", "edit-session", "cancel-session", "session-ics", "register", "certify", of=held
    ),
    **_kept("cancel", "confirm", "link", of=learner),
    **_kept("edit-means", "archive-means", of=room, kind="room"),
    **_kept("attendance", "code", "enter-sheet", "countersign", of=half_day, key="me"),
    **_kept("certificate", "revoke", of=certificate),
    "training:refuse": lambda t, _: refused(t),
    "training:new-means": lambda _t, _w: {"kind": "room"},
    **{f"training:{name}": lambda _t, _w: {"kind": "csv"} for name in ("export", "export-sessions", "export-registrations")},
    **{
        f"training:{name}": lambda _t, _w: NO_LINK
        for name in ("teach", "mine", "answer", "sign-mine", "mine-ics", "my-sessions", "my-certificate", "sign", "verify")
    },
    "GET /training/{pk}": lambda t, _: {"pk": of_training(t).pk},
    "GET /training/{pk}/sessions": lambda t, _: {"pk": of_training(t).pk},
    "GET /training/sessions/{pk}/registrations": lambda t, _: {"pk": held(t).pk},
    "GET /training/sessions/{pk}/evaluations": lambda t, _: {"pk": held(t).pk},
    "GET /training/sessions/{pk}/certificates": lambda t, _: {"pk": held(t).pk},
    "POST /training/sessions/{pk}/certificates": lambda t, _: {"pk": held(t).pk},
    "POST /training/sessions/{pk}/registrations": lambda t, _: {"pk": held(t).pk},
}  # fmt: skip
BODIES: dict[str, Callable[[Things, World], Any]] = {
    "training:countersign": lambda t, _: {"trainer": 0},
    "POST /training/sessions/{pk}/registrations": lambda t, _: {
        "people": [{"full_name": "Ada Lovelace", "email": "ada@test.example"}], "employer_id": t.owner.pk, "told": True,
    },
}  # fmt: skip
