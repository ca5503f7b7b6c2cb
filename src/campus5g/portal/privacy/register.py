"""The register of what is kept about persons (article 30 of the GDPR), read from the ``personal.yaml`` of every room.

Every column that could hold something about a person is declared there, in one of four ways: ``own`` (about the person
whom the row concerns), ``free`` (words that anybody may have written, where a name can stand), ``secret`` (own, and shown
to nobody) or ``plain`` (never about a person). A column that is missing, or declared and gone, is a fault: a test looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

LIBRARIES = Path(__file__).with_name("libraries.yaml")
WAYS = ("own", "free", "secret", "plain")
_RECORD = {"activity", "person", "account", "address", "erase", "retained", "expires", *WAYS}


class Basis(StrEnum):
    """Why the law lets it be kept: article 6(1) of Regulation (EU) 2016/679, in its order."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the register in both languages."""

    en: str
    fr: str

    def __str__(self) -> str:
        return self.fr if (get_language() or settings.LANGUAGE_CODE).startswith("fr") else self.en


@dataclass(frozen=True, slots=True)
class Activity:
    """A reason to keep something: purpose, ground in law, and for how many months after what."""

    key: str
    purpose: Said
    basis: Basis
    months: int
    since: Said


@dataclass(frozen=True, slots=True)
class Expiry:
    """Rows go ``months`` after the day of the column ``since``."""

    since: str
    months: int


@dataclass(frozen=True, slots=True)
class Record:
    """What one table keeps. A row is about whoever its columns ``person`` (an account) or ``address`` lead to; ``account`` names
    those who only wrote, added or asked it.

    At an erasure the rows about the person are deleted (``erase`` true), or kept with ``own`` and ``secret`` replaced; those
    with ``retained`` stay as they are, for that reason.
    """

    model: type[models.Model]
    activity: Activity | None
    person: tuple[str, ...]
    account: tuple[str, ...]
    address: tuple[str, ...]
    own: tuple[str, ...]
    free: tuple[str, ...]
    secret: tuple[str, ...]
    plain: tuple[str, ...]
    erase: bool
    retained: Said | None
    expires: Expiry | None

    @property
    def declared(self) -> tuple[str, ...]:
        return (*self.own, *self.free, *self.secret, *self.plain, *self.person, *self.account)

    @property
    def title(self) -> str:
        """What the rows are called, in the reader's language."""
        return str(self.model._meta.verbose_name_plural)

    @property
    def personal(self) -> bool:
        return bool(self.person or self.account or self.address)


@dataclass(frozen=True, slots=True)
class Register:
    activities: tuple[Activity, ...]
    records: tuple[Record, ...]

    def of(self, activity: Activity) -> list[Record]:
        return [record for record in self.records if record.activity == activity]


@cache
def register() -> Register:
    """Read the register of this installation; a fault in a file is refused with its place."""
    files = [LIBRARIES, *(Path(app.path) / "personal.yaml" for app in apps.get_app_configs() if _ours(app.name))]
    activities: dict[str, Activity] = {}
    rows: list[tuple[str, str, dict[str, Any]]] = []
    for path in files:
        if not path.exists():
            continue
        data = yaml.safe_load(path.read_text()) or {}
        where = f"{path.parent.name}/{path.name}"
        for key, raw in (data.get("activities") or {}).items():
            if key in activities:
                raise BadInput(where, msg("activity %(key)s twice", key=key), msg("one description of each activity"))
            activities[key] = _activity(where, key, raw)
        rows += [(where, label, raw or {}) for label, raw in (data.get("records") or {}).items()]
    return Register(tuple(activities.values()), tuple(_record(where, label, raw, activities) for where, label, raw in rows))


def _ours(name: str) -> bool:
    return name.startswith("campus5g.portal.")


def _activity(where: str, key: str, raw: dict[str, Any]) -> Activity:
    try:
        return Activity(key, Said(**raw["purpose"]), Basis(raw["basis"]), int(raw["months"]), Said(**raw["since"]))
    except (KeyError, TypeError, ValueError) as error:
        expected = msg("purpose and since in both languages (en, fr), basis, months")
        raise BadInput(f"{where}, activities, {key}", msg("“%(fault)s”", fault=str(error)), expected) from error


def _record(where: str, label: str, raw: dict[str, Any], activities: dict[str, Activity]) -> Record:
    place = f"{where}, records, {label}"
    if strange := sorted(set(raw) - _RECORD):
        raise BadInput(place, msg("“%(word)s”", word=strange[0]), msg("one of: %(words)s", words=", ".join(sorted(_RECORD))))
    try:
        model = apps.get_model(label)
    except LookupError as error:
        raise BadInput(place, msg("no such table"), msg("Room.Model as it is written in the code")) from error
    activity = raw.get("activity", "")
    if activity and activity not in activities:
        known = ", ".join(sorted(activities))
        raise BadInput(place, msg("activity “%(key)s”", key=activity), msg("one of: %(words)s", words=known))
    lists = {name: tuple(raw.get(name) or ()) for name in ("person", "account", "address", *WAYS)}
    if any(lists[name] for name in ("person", "account", "address")) and not activity:
        raise BadInput(place, msg("no activity"), msg("why these persons' data are kept"))
    return Record(
        model, activities.get(activity), **lists, erase=bool(raw.get("erase")),
        retained=Said(**raw["retained"]) if raw.get("retained") else None,
        expires=Expiry(**raw["expires"]) if raw.get("expires") else None,
    )  # fmt: skip


def could_hold_persons(field: models.Field[Any, Any]) -> bool:
    """Say whether a column could hold something about a person: words, files, or the way to an account."""
    words = (
        models.CharField,
        models.TextField,
        models.JSONField,
        models.FileField,
        models.BinaryField,
        models.GenericIPAddressField,
    )
    if isinstance(field, models.ForeignKey):
        return field.related_model is apps.get_model(settings.AUTH_USER_MODEL)
    return isinstance(field, words) and not field.choices


def undeclared() -> list[str]:
    """Return each column that could hold something about a person and that no file declares, or declares twice or in vain."""
    faults = []
    records = {record.model: record for record in register().records}
    for model in apps.get_models():
        there = {field.name for field in model._meta.local_fields if could_hold_persons(field)}
        record = records.get(model)
        said = record.declared if record else ()
        faults += [f"{model._meta.label}.{name} is not declared" for name in sorted(there - set(said))]
        faults += [f"{model._meta.label}.{name} is declared in vain" for name in sorted(set(said) - there)]
        faults += [f"{model._meta.label}.{name} is declared twice" for name in sorted({n for n in said if said.count(n) > 1})]
    return faults
