"""Importing past funded projects, from which partners are suggested."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from campus5g.core.codec import to_plain
from campus5g.core.message import Message
from campus5g.matching.past import read_past
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.consortium.models import PastConsortium
from campus5g.portal.consortium.permissions import can_import_past

BATCH = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; one sentence for each line that could not be used."""

    new: int
    changed: int
    same: int
    faults: tuple[Message, ...]


def import_past(actor: Actor, data: bytes, name: str, feed: str) -> Imported:
    """Bring the past projects of one source up to date. The same file twice changes nothing."""
    right = can_import_past(actor)
    read = read_past(data, name, feed) if right else None
    with deed(actor, "consortium.import_past", right=right) as done:
        if read is None:
            raise RuntimeError("a refused import reads nothing")
        rows = {project.id[:200]: to_plain(project) for project in read.projects}
        known = dict(PastConsortium.objects.filter(feed=feed).values_list("key", "data"))
        new = [PastConsortium(feed=feed, key=key, data=row) for key, row in rows.items() if key not in known]
        changed = {key: row for key, row in rows.items() if key in known and known[key] != row}
        PastConsortium.objects.bulk_create(new, batch_size=BATCH)
        for kept in PastConsortium.objects.filter(feed=feed).iterator() if changed else ():
            if kept.key in changed:
                kept.data = changed[kept.key]
                kept.save()
        outcome = Imported(len(new), len(changed), len(rows) - len(new) - len(changed), read.faults)
        done.facts.update(feed=feed, file_sha256=sha256(data).hexdigest(), new=outcome.new, changed=outcome.changed,
                          faults=len(outcome.faults))  # fmt: skip
    return outcome
