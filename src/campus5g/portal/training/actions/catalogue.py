"""Entering, publishing and archiving trainings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.people import office_people
from campus5g.portal.training.models import Competence, Training
from campus5g.portal.training.permissions import can_archive_training, can_edit_training, can_write_training

_CODES = {
    Competence.Scheme.ROME: re.compile(r"[A-N]\d{4}|\d{6}"),
    Competence.Scheme.ESCO: re.compile(r"https?://data\.europa\.eu/esco/(?:skill|occupation)/\S{4,90}"),
}
"""A ROME job (M1804) or competence (six digits); the address of a concept of ESCO."""


@dataclass(frozen=True, slots=True)
class Given:
    """A competence that a training gives: its words, and its code in a public vocabulary if it has one."""

    label: str
    scheme: str = "own"
    code: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a body says of a training. A draft may leave all but title, hours and price empty."""

    title: str
    hours: Decimal
    price_cents: int
    summary: str = ""
    objectives: str = ""
    prerequisites: str = ""
    audience: str = ""
    content: str = ""
    methods: str = ""
    assessment: str = ""
    access: str = ""
    certification: str = ""
    capacity: int = 12
    smallest_group: int = 4
    mode: str = "onsite"
    language: str = "fr"


ASKED = ("objectives", "prerequisites", "audience", "content", "methods", "assessment", "access")
"""What the public must be told before they register: indicator 1 of the national reference of quality (Qualiopi)."""


def write_training(actor: Actor, organisation_id: int, said: Said, given: Sequence[Given] = (), *, key: str = "") -> Training:
    """Keep a training as a draft."""
    _refuse_unusable(said, given)
    with deed(actor, "training.write", right=can_write_training(actor, organisation_id)) as done:
        training = Training(organisation_id=organisation_id, created_by_id=actor.user_id, key=key, **asdict(said))
        training.save()
        _give(training, given)
        done.on(training, title=training.title)
    return training


def change_training(actor: Actor, training: Training, said: Said, given: Sequence[Given]) -> Training:
    """Change what is said; what is published stays complete. Sessions keep the price and the places they were planned with."""
    _refuse_unusable(said, given)
    if training.is_published:
        refuse_incomplete(said)
    with deed(actor, "training.change", right=can_edit_training(actor, training)) as done:
        changed = {name: value for name, value in asdict(said).items() if getattr(training, name) != value}
        for name, value in changed.items():
            setattr(training, name, value)
        training.save()
        Competence.objects.filter(training=training).delete()
        _give(training, given)
        done.on(training, changed=sorted(changed))
    return training


def publish_training(actor: Actor, training: Training) -> Training:
    """Put a complete draft into the catalogue, where everybody reads it."""
    refuse_incomplete(said_of(training))
    with deed(actor, "training.publish", right=can_edit_training(actor, training)) as done:
        if training.is_published:
            raise Conflict(msg("This training is published already."))
        training.state, training.published_at = Training.State.PUBLISHED, timezone.now()
        training.save(update_fields=["state", "published_at"])
        done.on(training, title=training.title)
        sentence = msg("%(name)s published a training: “%(title)s”", name=training.organisation.name, title=training.title)
        done.tell(office_people(), sentence, training.get_absolute_url())
    return training


def archive_training(actor: Actor, training: Training, why: str) -> Training:
    """Take a training out of the catalogue, with the reason; its past sessions and certificates stay."""
    if not why.strip():
        raise BadInput(str(msg("reason")), msg("nothing"), msg("a few words: why this training is put away"))
    with deed(actor, "training.archive", right=can_archive_training(actor, training)) as done:
        training.state, training.archived_why = Training.State.ARCHIVED, why.strip()[:300]
        training.save(update_fields=["state", "archived_why"])
        done.on(training, why=training.archived_why)
    return training


def said_of(training: Training) -> Said:
    """Return what a kept training says, as it would be said anew."""
    return Said(**{name: getattr(training, name) for name in Said.__dataclass_fields__})


def refuse_incomplete(said: Said) -> None:
    """Refuse what the public could not choose by, naming the first thing missing."""
    for name in ASKED:
        if not getattr(said, name).strip():
            label = Training._meta.get_field(name).verbose_name
            raise BadInput(
                str(label), msg("nothing"), msg("what the public must read before it registers (Qualiopi, indicator 1)")
            )


def _refuse_unusable(said: Said, given: Sequence[Given]) -> None:
    if not said.title.strip():
        raise BadInput("title", msg("nothing"), msg("a title"))
    if said.hours <= 0:
        raise BadInput("hours", msg("%(n)s hours", n=float(said.hours)), msg("a duration above zero"))
    if said.smallest_group > said.capacity:
        raise BadInput(
            "smallest_group", msg("%(n)s people", n=said.smallest_group), msg("at most the %(n)s places", n=said.capacity)
        )
    for one in given:
        form = _CODES.get(Competence.Scheme(one.scheme))
        if form and not form.fullmatch(one.code):
            raise BadInput(
                one.label or "code", msg("“%(code)s”", code=one.code),
                msg("a ROME code such as M1804, or the address of an ESCO concept"),
            )  # fmt: skip


def _give(training: Training, given: Sequence[Given]) -> None:
    Competence.objects.bulk_create(
        Competence(training=training, scheme=one.scheme, code=one.code, label=one.label.strip(), field=one.field)
        for one in dict.fromkeys(given)
        if one.label.strip()
    )
