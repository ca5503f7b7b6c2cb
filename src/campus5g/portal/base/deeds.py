"""How deeds are told: each room names its verbs, so that a history reads as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from campus5g.core.message import Message, msg

_names: dict[str, Message] = {
    "attachment.add": msg("a file was added"),
    "attachment.archive": msg("a file was archived"),
    "note.write": msg("a note was written"),
    "site.change": msg("the settings of the campus were changed"),
    "site.load_territory": msg("the demonstration was loaded"),
}


def name_deeds(names: Mapping[str, Message]) -> None:
    """Say how a room's verbs are told."""
    _names.update(names)


def deed_name(verb: str) -> Message:
    """Return the sentence of a verb; one that no room named is told by its own name."""
    return _names.get(verb) or Message(verb.replace("%", "%%"))


def named() -> frozenset[str]:
    """The verbs that have a sentence."""
    return frozenset(_names)
