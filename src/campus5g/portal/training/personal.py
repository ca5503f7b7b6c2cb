"""Personal links: what a learner or a trainer without account holds. Signed by this installation; the nonce lets one be replaced."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils.crypto import constant_time_compare

from campus5g.portal.accounts.models import User
from campus5g.portal.base.scope import without_scope
from campus5g.portal.training.models import Registration, Trainer

_LEARNERS = Signer(salt="training.learner")
_AGENDAS = Signer(salt="training.agenda")
_TRAINERS = Signer(salt="training.trainer")
Holder = TypeVar("Holder", bound=models.Model)


def learner_token(registration: Registration) -> str:
    return _LEARNERS.sign(f"{registration.pk}.{registration.nonce}")


def trainer_token(trainer: Trainer) -> str:
    return _TRAINERS.sign(f"{trainer.pk}.{trainer.nonce}")


def agenda_token(user: User) -> str:
    """The address that a person's agenda reads; a new password makes the old address lead nowhere."""
    return _AGENDAS.sign(f"{user.pk}.{_print_of(user)}")


def person_at(token: str) -> User | None:
    """Return whose agenda an address is; none for one we never wrote, an old one, or a person who left."""
    try:
        number, _, mark = _AGENDAS.unsign(token).partition(".")
    except BadSignature:
        return None
    user = User.objects.filter(pk=number, is_active=True).first()
    return user if user is not None and constant_time_compare(mark, _print_of(user)) else None


def _print_of(user: User) -> str:
    return str(user.get_session_auth_hash())[:16]


def learner_at(token: str) -> Registration | None:
    """Return the registration that a link opens; none for a link we never wrote."""
    found: Registration | None = _holder(_LEARNERS, token, Registration, "session__training__organisation", "employer")
    return found


def trainer_at(token: str) -> Trainer | None:
    """Return the trainer that a link opens; one who was put away has no link any more."""
    found: Trainer | None = _holder(_TRAINERS, token, Trainer, "organisation")
    return found if found is not None and not found.archived else None


def _holder(signer: Signer, token: str, model: type[Holder], *with_: str) -> Any:
    try:
        number, _, nonce = signer.unsign(token).partition(".")
    except BadSignature:
        return None
    with without_scope():
        rows = model._base_manager.select_related(*with_)
        return rows.filter(pk=number, nonce=nonce).first()
