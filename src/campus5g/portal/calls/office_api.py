"""What the office does to the catalogue, over the API: entering and correcting calls, importing feeds."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Schema, Status
from ninja.files import UploadedFile

from campus5g.core.calls import CallKind, DeadlineModel
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.project import Size
from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.calls import actions
from campus5g.portal.calls.columns import ColumnsForm
from campus5g.portal.calls.files import table_of
from campus5g.portal.calls.forms import checked
from campus5g.portal.calls.models import Call, CallImport, Correction
from campus5g.portal.calls.permissions import can_import_calls, can_write_calls
from campus5g.portal.calls.router import router
from campus5g.portal.calls.writing import CallForm, typed_of

LISTED = 100
_MONEY = ("budget_eur", "min_aid_eur", "max_aid_eur")


class CallChanges(Schema):
    """What is known of a call; in a correction, only what is to be said otherwise. Amounts in euros."""

    title: str | None = Field(None, min_length=1, max_length=600)
    funder: str | None = Field(None, min_length=1, max_length=300)
    programme: str | None = Field(None, max_length=300)
    kind: CallKind | None = None
    url: str | None = Field(None, max_length=1000)
    language: Literal["fr", "en"] | None = None
    text: str | None = Field(None, max_length=200_000)
    conditions: str | None = Field(None, max_length=200_000)
    opens: date | None = None
    deadline_model: DeadlineModel | None = None
    closes: list[date] | None = None
    stated_closed: bool | None = None
    territories: list[str] | None = None
    beneficiaries: list[str] | None = None
    sizes: list[Size] | None = None
    sectors: list[str] | None = None
    trl_low: int | None = Field(None, ge=1, le=9)
    trl_high: int | None = Field(None, ge=1, le=9)
    min_aid_eur: Decimal | None = Field(None, ge=0, lt=10**12)
    max_aid_eur: Decimal | None = Field(None, ge=0, lt=10**12)
    budget_eur: Decimal | None = Field(None, ge=0, lt=10**12)

    def typed(self) -> dict[str, Any]:
        """Return what was sent as the page's form reads it."""
        sent = self.dict(exclude_unset=True)
        typed = {name: "" if value is None else value for name, value in sent.items()}
        typed |= {name: f"{sent[name]:.2f}" for name in _MONEY if sent.get(name) is not None}
        if sent.get("closes") is not None:
            typed["closes"] = "\n".join(day.isoformat() for day in sent["closes"])
        return typed


class CallIn(CallChanges):
    """A call that no feed carries."""

    title: str = Field(min_length=1, max_length=600)
    funder: str = Field(min_length=1, max_length=300)
    kind: CallKind = CallKind.CALL_FOR_PROJECTS
    language: Literal["fr", "en"] = "fr"


class WrittenOut(Schema):
    """A call as it is shown, and the fields that people corrected."""

    id: int
    key: str
    title: str
    funder: str
    deadlines: list[date]
    corrected: list[str]


class ImportIn(Schema):
    """How a file is read. columns: JSON, field of a call to header, for a table (guessed from the headers when empty); complete: the
    file holds its whole feed."""

    feed: str = Field("table", max_length=40)
    licence: str = Field("", max_length=120)
    columns: str = Field("", max_length=5000)
    complete: bool = False


class RefusedLineOut(Schema):
    line: int
    why: str


class ImportOut(Schema):
    """An import: where it is (``share`` from 0 to 1), what it did, what each refused line lacked, how many calls of a complete
    feed it leaves out, and how many of these were archived."""

    id: int
    name: str
    state: str
    share: float
    doing: str
    failure: str
    read: int
    new: int
    changed: int
    same: int
    refused: list[RefusedLineOut]
    complete: bool
    gone: int
    archived: int | None


class ArchiveIn(Schema):
    """even_many: archive even more than three tenths of the feed."""

    even_many: bool = False


@router.post("/", response={201: WrittenOut, **ERRORS}, summary="Enter a call that no feed carries")
def write(request: HttpRequest, data: CallIn) -> Status:
    require(can_write_calls(request.actor))
    usual = {"kind": data.kind, "language": data.language}
    return Status(201, _written(actions.write_call(request.actor, checked(CallForm(usual | data.typed())).call(today()))))


@router.patch("/{int:pk}", response={200: WrittenOut, **ERRORS}, summary="Correct a call: what its feed says is kept beside")
def correct(request: HttpRequest, pk: int, data: CallChanges) -> dict[str, Any]:
    require(can_write_calls(request.actor))
    row = get_object_or_404(Call.objects, pk=pk)
    form = checked(CallForm(typed_of(row.core) | data.typed(), shown=row.core))
    if changed := form.changed(today()):
        actions.correct_call(request.actor, row, changed)
        row = Call.objects.get(pk=pk)
    return _written(row)


@router.delete(
    "/{int:pk}/corrections/{field}", response={200: WrittenOut, **ERRORS}, summary="Show again what the feed says of a field"
)
def take_back(request: HttpRequest, pk: int, field: str) -> dict[str, Any]:
    require(can_write_calls(request.actor))
    row = get_object_or_404(Call.objects, pk=pk)
    actions.take_back(request.actor, row, get_object_or_404(Correction.objects, call=row, field=field))
    return _written(Call.objects.get(pk=pk))


@router.get("/imports", response={200: list[ImportOut], **ERRORS}, summary="The last imports")
def imports(request: HttpRequest) -> list[dict[str, Any]]:
    require(can_import_calls(request.actor))
    return [_out(added) for added in CallImport.objects.select_related("job")[:LISTED]]


@router.post("/imports", response={201: ImportOut, **ERRORS}, summary="Import a file of calls, as a job")
def start(request: HttpRequest, data: Form[ImportIn], file: File[UploadedFile]) -> Status:
    require(can_import_calls(request.actor))
    with transaction.atomic():  # a file whose columns are refused is not kept
        added = actions.add_import(request.actor, file, complete=data.complete)
        form = _laid_out(added, data) if added.is_table else None
        if form is None:
            actions.start_import(request.actor, added, {})
        else:
            actions.start_import(request.actor, added, form.columns, form.cleaned_data["feed"], form.cleaned_data["licence"])
    return Status(201, _out(added))


@router.get("/imports/{int:pk}", response={200: ImportOut, **ERRORS}, summary="One import, with its report line by line")
def read_import(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _out(_import(request, pk))


@router.post("/imports/{int:pk}/archive", response={200: ImportOut, **ERRORS}, summary="Archive the calls that left their feed")
def archive(request: HttpRequest, pk: int, data: ArchiveIn) -> dict[str, Any]:
    actions.archive_gone(request.actor, _import(request, pk), even_many=data.even_many)
    return _out(_import(request, pk))


def _import(request: HttpRequest, pk: int) -> CallImport:
    require(can_import_calls(request.actor))
    return get_object_or_404(CallImport.objects.select_related("job"), pk=pk)


def _laid_out(added: CallImport, data: ImportIn) -> ColumnsForm:
    with actions.named_copy(added) as path:
        table = table_of(path)
    chosen = _columns(data.columns) if data.columns else dict(table.guessed)
    return checked(
        ColumnsForm({"feed": data.feed, "licence": data.licence, **{f"col_{k}": v for k, v in chosen.items()}}, table, {})
    )


def _columns(text: str) -> dict[str, str]:
    try:
        chosen = json.loads(text)
    except ValueError:
        chosen = None
    if not isinstance(chosen, dict) or not all(isinstance(header, str) for header in chosen.values()):
        raise BadInput("columns", msg("no JSON object"), msg('field to header, such as {"title": "Intitulé"}'))
    return chosen


def _written(row: Call) -> dict[str, Any]:
    call = row.core
    told = {"id": row.pk, "key": call.id, "title": call.title, "funder": call.funder, "deadlines": list(call.closes)}
    return told | {"corrected": [found.field for found in row.corrections.all()]}


def _out(added: CallImport) -> dict[str, Any]:
    job = added.job
    said = {name: getattr(added, name) for name in ("id", "name", "read", "new", "changed", "same", "complete", "archived")}
    return said | {
        "state": job.state if job else "waiting", "share": job.share if job else 0.0, "gone": len(added.gone),
        "doing": say(job.doing_sentence) if job and job.doing else "", "failure": say(job.failure_sentence) if job and job.failure else "",
        "refused": [{"line": line, "why": say(why)} for line, why in added.faults],
    }  # fmt: skip
