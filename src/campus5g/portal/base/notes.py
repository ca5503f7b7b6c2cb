"""Notes on a thing; `@Name Surname` mentions a person who can see it, and tells them."""

from __future__ import annotations

import re

from django.db import models

from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import Note
from campus5g.portal.base.subjects import openness_of


def write_note(actor: Actor, thing: models.Model, text: str, url: str) -> Note:
    """Add a note and tell the people it mentions."""
    openness = openness_of(thing)
    openness.check_text(actor, thing, text)
    with deed(actor, "note.write", right=openness.may_add(actor, thing)) as done:
        note = Note(
            subject_label=thing._meta.label_lower, subject_id=thing.pk, organisation_id=openness.owner_id(thing),
            text=text.strip(), author_id=actor.user_id,
        )  # fmt: skip
        note.save()
        mentioned = [person for person in openness.people(thing) if _mentions(text, str(person))]
        note.mentions.set(mentioned)
        done.on(thing, note=note.pk, mentions=[person.pk for person in mentioned])
        done.tell(mentioned, msg("You are mentioned in a note on “%(thing)s”", thing=str(thing)), url)
    return note


def _mentions(text: str, name: str) -> bool:
    """Whether the whole name stands after an @: « @Ann Lee » is not « @Ann Leeds »."""
    return re.search(rf"@{re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def of(thing: models.Model) -> list[Note]:
    """Return the notes of a thing that the actor of the scope may see, oldest first, each with who ``signed`` it."""
    kept = Note.on(thing._meta.label_lower, [thing.pk])
    found = list(kept.select_related("author", "organisation"))
    aliases = openness_of(thing).aliases(thing, {note.author_id for note in found})
    for note in found:
        note.signed = aliases.get(note.author_id) or (note.author.full_name if note.author else "—")
    return found
