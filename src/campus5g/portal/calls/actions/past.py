"""Past projects: what calls paid for before, which teaches the ranking what they are for."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.calls.actions.reading import let_read, new_edition
from campus5g.portal.calls.models import PastProject
from campus5g.portal.calls.permissions import can_import_calls
from campus5g.portal.calls.rows import name_key

_BATCH, _LONGEST = 1_000, 600


def import_past(actor: Actor, path: Path) -> int:
    """Read past projects and their calls (the file that ``campus5g funding evaluate --past`` reads); return how many are new."""
    from campus5g.matching.trial import read_judged  # the text engine loads slowly

    right = can_import_calls(actor)
    read = read_judged(path) if right else []
    told = {
        (name_key(call), _imprint(project.text)): PastProject(
            name_key=name_key(call), call_key=call[:200], title=project.text[:_LONGEST], imprint=_imprint(project.text)
        )
        for project in read
        for call in project.relevant
    }
    with deed(actor, "calls.import_past", right=right) as done:
        before = PastProject.objects.count()
        PastProject.objects.bulk_create(told.values(), batch_size=_BATCH, ignore_conflicts=True)
        new = PastProject.objects.count() - before
        if new:
            let_read(new_edition(), taught=True)
        done.facts.update(file=path.name, new=new)
    return new


def _imprint(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
