"""Files attached to a thing: checked by what they are, not by what they say they are; kept outside the web root."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Decision
from campus5g.portal.base.models import Attachment

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 5_000
NAME_LENGTH = 160
_OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_MACROS = "vbaproject"
_TEXT = {"csv", "txt", "json", "geojson"}
ACCEPTED = tuple(sorted({*_OFFICE, *_MAGIC, *_TEXT}))
_PACKED = {"parquet": b"PAR1", "gz": b"\x1f\x8b"}
_TABLES = {"csv", "txt", "tsv"}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DATA = tuple(sorted({*_TABLES, *_PACKED, "json", "geojson", "toml", "map", "scen"}))
"""What engines read: tables as text or packed, maps and cases as text."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that is what its name says."""

    name: str
    kind: str
    data: bytes


def check(uploaded: UploadedFile, kinds: Sequence[str] = ACCEPTED) -> Checked:
    """Refuse what is too big, of a kind we do not take, or not what its name says."""
    path = PurePath((uploaded.name or "").replace("\\", "/"))
    kind, name = path.suffix[1:].lower(), path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix
    if kind not in kinds:
        raise BadInput(name, msg("a file of a kind that is not taken"), msg("one of %(kinds)s", kinds=", ".join(kinds)))
    if (uploaded.size or 0) > MAX_BYTES:
        raise BadInput(name, msg("%(n)s MB", n=round((uploaded.size or 0) / 1e6)), msg("at most %(n)s MB", n=MAX_BYTES // 2**20))
    data = uploaded.read()
    if not data:
        raise BadInput(name, msg("an empty file"), msg("a file with content"))
    if not _is(kind, data):
        raise BadInput(
            name, msg("the content is not that of a .%(kind)s file", kind=kind), msg("a real .%(kind)s file", kind=kind)
        )
    return Checked(name, kind, data)


def _is(kind: str, data: bytes) -> bool:
    if magic := (_MAGIC | _PACKED).get(kind):
        return data.startswith(magic)
    if kind in _OFFICE:
        return _is_office(kind, data)
    if kind in _TABLES and data[:2] in _UTF_16:  # what some spreadsheets write
        return True
    try:
        return "\x00" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return kind in _TABLES and b"\x00" not in data


def _is_office(kind: str, data: bytes) -> bool:
    """Whether a zip holds an office document of this kind, of a bounded size, without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(item.file_size for item in members) > MAX_UNPACKED:
                return False
            parts = archive.read("[Content_Types].xml").lower()
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, ValueError, OSError, EOFError):
        return False
    macros = b"macroenabled" in parts or b"vbaproject" in parts or any(_MACROS in item.filename.lower() for item in members)
    return not macros and any(item.filename.startswith(_OFFICE[kind]) for item in members)


def attach(
    actor: Actor,
    thing: models.Model,
    organisation_id: int,
    uploaded: UploadedFile,
    right: Decision,
    kinds: Sequence[str] = ACCEPTED,
) -> Attachment:
    """Attach a checked file to a thing, in the name of the organisation that owns it."""
    checked = check(uploaded, kinds)
    with deed(actor, "attachment.add", right=right) as done:
        attachment = Attachment(
            subject_label=thing._meta.label_lower, subject_id=thing.pk, organisation_id=organisation_id, name=checked.name,
            kind=checked.kind, size=len(checked.data), sha256=hashlib.sha256(checked.data).hexdigest(), added_by_id=actor.user_id,
        )  # fmt: skip
        attachment.file.save(f"{secrets.token_hex(16)}.bin", ContentFile(checked.data), save=True)
        done.on(thing, attachment=attachment.pk, sha256=attachment.sha256, size=attachment.size)
    return attachment


def archive(actor: Actor, attachment: Attachment, thing: models.Model, right: Decision) -> None:
    """Take a file off a thing; it stays in the archive with its print in the audit trail."""
    with deed(actor, "attachment.archive", right=right) as done:
        attachment.archived_at = timezone.now()
        attachment.save(update_fields=["archived_at"])
        done.on(thing, attachment=attachment.pk)


def of(thing: models.Model) -> models.QuerySet[Attachment]:
    """Return the files of a thing that the actor of the scope may see."""
    return Attachment.on(thing._meta.label_lower, [thing.pk]).filter(archived_at=None)


def files_of(things: Sequence[models.Model]) -> dict[int, list[Attachment]]:
    """Return the files of several things of one kind, by the number of each; one question to the database."""
    found: dict[int, list[Attachment]] = {thing.pk: [] for thing in things}
    if things:
        for file in Attachment.on(things[0]._meta.label_lower, found).filter(archived_at=None):
            found[file.subject_id].append(file)
    return found
