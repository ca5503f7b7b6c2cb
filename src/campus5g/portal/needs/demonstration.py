"""The needs of a territory's fictitious community (`needs.yaml`), and the collective ones made of them, done by the pages' verbs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Origin, Site
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of, managers_of, office_people
from campus5g.portal.needs import sites
from campus5g.portal.needs.actions import (
    Said,
    Words,
    answer,
    ask_to_join,
    bring_together,
    create_need,
    share_need,
    state_need,
)
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.needs.presets import preset

STEP_DEGREES = 0.002
"""From one fictitious site to the next, so that no two lie at one place."""
Entry = dict[str, Any]


def load_community_needs(directory: Path, actor: Actor) -> None:
    """State each need of the file once by its own company, then bring some together as far as the file says."""
    path = directory / "needs.yaml"
    if not path.is_file():
        return
    try:
        told: Entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        raise BadInput(path.name, msg("not YAML"), msg("a list of needs")) from None
    with acting(actor):
        known = set(Need.objects.exclude(key="").values_list("key", flat=True))
    taken: Counter[str] = Counter()
    for number, entry in enumerate(told["needs"]):
        owner = _owner(entry, taken)
        if owner is not None and entry["key"] not in known:
            _state(entry, owner, _site(told["site"], entry, number), actor)
    office = actor_of(office_people().first())
    for entry in told["collectives"]:
        if entry["key"] not in known and office.is_office:
            _bring_together(entry, office)


def _owner(entry: Entry, taken: Counter[str]) -> Organisation | None:
    """The next organisation of the need's trade: the community names each « trade Démo place »."""
    trade = entry["trade"]
    found = list(Organisation.objects.active().filter(fictitious=True, name__startswith=f"{trade} ").order_by("pk"))
    taken[trade] += 1
    return found[(taken[trade] - 1) % len(found)] if found else None


def _site(name: str, entry: Entry, number: int) -> Site:
    """The example site, a little further for each need, its zones holding the devices that the need is about."""
    found, usual = sites.example(name), preset(entry["preset"], today())
    if found is None or usual is None:
        raise BadInput("needs.yaml", msg("“%(name)s”", name=entry["preset"]), msg("a usual device and an example site"))
    site = found.site
    devices = replace(usual.devices, count=entry["count"])
    zones = tuple(replace(zone, devices=(devices,) if n == 0 else ()) for n, zone in enumerate(site.zones))
    zones = tuple(zone for zone in zones if zone.devices)
    origin = Origin(site.origin.latitude + STEP_DEGREES * (number % 7), site.origin.longitude + STEP_DEGREES * (number // 7))
    return replace(site, zones=zones, paths=(), origin=origin)


def _state(entry: Entry, owner: Organisation, site: Site, system: Actor) -> None:
    person = managers_of(owner.pk).first()
    actor = actor_of(person, owner.pk) if person else system
    said = {name: entry.get(name, "") for name in ("hurts", "equipment", "process", "volumes", "constraints")}
    words = Words(
        entry["title"], entry["text"], **said, language=entry.get("language", "fr"), uses=(Use(entry["use"]),), site=site,
        gain_worth=entry.get("worth", ""), gain_cents=entry["gain"] * 100, anonymous=entry.get("anonymous", False),
    )  # fmt: skip
    with acting(actor):
        need = create_need(actor, owner.pk, words, key=entry["key"])
        if "visibility" in entry:
            share_need(actor, need, Need.Visibility(entry["visibility"]))
        state_need(actor, need)


def _bring_together(entry: Entry, office: Actor) -> None:
    with acting(office):
        needs = {need.key: need for need in Need.objects.filter(key__in=[*entry["needs"], *entry.get("also", {})])}
        if not needs.keys() >= entry["needs"].keys():
            return
        kinds = {needs[key].pk: NeedLink.Kind(kind) for key, kind in entry["needs"].items()}
        taken = entry.get("site_of")
        said = Said(entry["title"], entry["text"], {}, needs[taken].pk if taken else None)
        made = bring_together(office, kinds, said, key=entry["key"])
    for key in entry["agree"]:
        _agree(made, needs[key])
    with acting(office):
        made = Need.objects.get(pk=made.pk)
        if entry.get("state"):
            state_need(office, made)
        for key, kind in entry.get("also", {}).items():
            ask_to_join(office, made, needs[key], NeedLink.Kind(kind))


def _agree(collective: Need, need: Need) -> None:
    """The company agrees, by one of its people where it has some."""
    person = managers_of(need.organisation_id).first()
    if person is None:
        return
    actor = actor_of(person, need.organisation_id)
    with acting(actor):
        link = NeedLink.objects.select_related("need__organisation", "collective").get(collective=collective, need=need)
        answer(actor, link, NeedLink.State.CONSENTED, wording=collective.wording)
