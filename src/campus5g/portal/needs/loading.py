"""The demonstration needs of a territory (`needs/*.toml`), stated as their companies would."""

from __future__ import annotations

from pathlib import Path

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.actions import Words, create_need, state_need
from campus5g.portal.needs.models import Need
from campus5g.study.needs import NeedFile, read_need


def load_needs(directory: Path, actor: Actor) -> None:
    """State each need of the folder once; one already there is left as it is."""
    with acting(actor):
        for path in sorted((directory / "needs").glob("*.toml")):
            if not Need.objects.filter(key=path.stem).exists():
                _load(path, read_need(path), actor)


def _load(path: Path, found: NeedFile, actor: Actor) -> None:
    need = found.need
    organisation = Organisation.objects.filter(name=need.organisation).first()
    if organisation is None:
        raise BadInput(
            f"{path.name}, organisation", msg("“%(name)s”", name=need.organisation), msg("an organisation of the territory")
        )
    economics = {entry.use.value: dict(entry.values) for entry in need.economics if entry.values}
    words = Words(need.title, need.text, language=need.language, uses=need.uses, site=need.site, economics=economics)
    state_need(actor, create_need(actor, organisation.pk, words, key=path.stem))
