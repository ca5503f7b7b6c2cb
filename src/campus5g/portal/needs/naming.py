"""What would name an anonymous company in its own words: found before it is kept, and said back with the words that do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.search import fold
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import people_of
from campus5g.portal.needs import sites

SHORTEST = 3
"""Letters of the shortest name that is looked for: « SA » stands in many a word that names nobody."""
_LEGAL_FORMS = {"sa", "sas", "sasu", "sarl", "eurl", "snc", "sci", "scop", "scic", "gie", "ltd", "gmbh", "bv", "nv"}


def refuse_naming(organisation: Organisation, said: Mapping[str, str], site_name: str = "") -> None:
    """Refuse words that name ``organisation``, its people or its place; ``said`` is by the field where it was typed."""
    marks = [(mark, words) for mark in _marks(organisation, site_name) if len("".join(words := _words(mark))) >= SHORTEST]
    for where, text in said.items():
        whole = f" {' '.join(fold(text))} "
        for mark, words in marks:
            if f" {' '.join(words)} " in whole:
                raise BadInput(
                    where, msg("“%(mark)s” names you", mark=mark), msg("words that do not name you: this need is anonymous")
                )


def texts_of(site: Mapping[str, Any]) -> str:
    """Return every name that a plan bears, its own name left out: it is shown to nobody."""
    features = site.get("features", [])
    return json.dumps([feature.get("properties") for feature in features], ensure_ascii=False)


def _words(mark: str) -> list[str]:
    words = fold(mark)
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return kept or words


def _marks(organisation: Organisation, site_name: str) -> Iterator[str]:
    yield from (organisation.name, organisation.siret, organisation.siren, organisation.address)
    host = urlsplit(organisation.website).hostname or ""
    yield from (host, host.removeprefix("www."))
    if site_name not in {example.site.name for example in sites.examples()}:
        yield site_name
    for person in people_of(organisation.pk):
        yield from (person.full_name, person.email)
