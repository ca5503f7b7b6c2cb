"""The verbs of a need. Pages, API, shell and loader call these and write nothing themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Site
from campus5g.network.geojson import write_geojson
from campus5g.network.site_checks import check_site
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.economics import check_economics
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import can_archive_need, can_create_need, can_edit_need, can_state_need


@dataclass(frozen=True, slots=True)
class Words:
    """What a company says, as read from a form, a file or the API. A draft may leave all but the title empty."""

    title: str
    text: str = ""
    hurts: str = ""
    equipment: str = ""
    language: str = "fr"
    uses: tuple[Use, ...] = ()
    site: Site | None = None
    economics: dict[str, dict[str, float]] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """The values of the model's fields."""
        return {
            "title": self.title.strip(), "text": self.text.strip(), "hurts": self.hurts.strip(),
            "equipment": self.equipment.strip(), "language": self.language, "uses": [use.value for use in self.uses],
            "site": write_geojson(self.site) if self.site else {}, "site_name": self.site.name if self.site else "",
            "economics": self.economics,
        }  # fmt: skip


def create_need(actor: Actor, organisation_id: int, words: Words, *, key: str = "") -> Need:
    """Keep a need as a draft."""
    _refuse_unusable(words)
    with deed(actor, "needs.create", right=can_create_need(actor, organisation_id)) as done:
        need = Need(organisation_id=organisation_id, created_by_id=actor.user_id, key=key, **words.fields())
        need.save()
        done.on(need, title=need.title, reference=need.reference)
    return need


def change_need(actor: Actor, need: Need, words: Words) -> Need:
    """Change a need that is not studied yet; the audit trail keeps which fields changed. One already stated stays complete."""
    _refuse_unusable(words)
    if not need.is_draft:
        refuse_incomplete(words)
    with deed(actor, "needs.change", right=can_edit_need(actor, need)) as done:
        changed = {name: value for name, value in words.fields().items() if getattr(need, name) != value}
        for name, value in changed.items():
            setattr(need, name, value)
        need.__dict__.pop("core_site", None)
        need.save()
        done.on(need, changed=sorted(changed))
    return need


def state_need(actor: Actor, need: Need) -> Need:
    """Submit a complete draft to the office."""
    refuse_incomplete(words_of(need))
    with deed(actor, "needs.state", right=can_state_need(actor, need)) as done:
        need.state, need.stated_at = Need.State.STATED, timezone.now()
        need.save(update_fields=["state", "stated_at"])
        done.on(need, title=need.title, devices=need.device_count, uses=need.uses)
        sentence = msg("%(name)s stated a need: “%(title)s”", name=need.organisation.name, title=need.title)
        done.tell(office_people(), sentence, need.get_absolute_url())
    return need


def archive_need(actor: Actor, need: Need, why: str) -> Need:
    """Put a need away, with the reason; nothing is erased."""
    if not why.strip():
        raise BadInput(str(msg("reason")), msg("nothing"), msg("a few words: why this need is put away"))
    with deed(actor, "needs.archive", right=can_archive_need(actor, need)) as done:
        need.state, need.archived_why = Need.State.ARCHIVED, why.strip()[:300]
        need.save(update_fields=["state", "archived_why"])
        done.on(need, why=need.archived_why)
        told = people_of(need.organisation_id) | office_people()
        done.tell(told.distinct(), msg("The need “%(title)s” is archived", title=need.title), need.get_absolute_url())
    return need


def move_on(actor: Actor, need: Need, state: Need.State) -> None:
    """Move a need along the chain (``studied``, ``project``). Higher rooms call it inside their own deed, which holds the right."""
    order = list(Need.State)
    if need.state == Need.State.ARCHIVED:
        raise Conflict(msg("This need is archived."))
    if order.index(Need.State(need.state)) >= order.index(state):
        return
    with deed(actor, "needs.move_on", right=ALLOWED) as done:
        need.state = state
        need.save(update_fields=["state"])
        done.on(need, state=state.value)


def words_of(need: Need) -> Words:
    """Return what a kept need says, as it would be said anew."""
    return Words(
        need.title, need.text, need.hurts, need.equipment, need.language, need.known_uses, need.core_site, dict(need.economics)
    )


def refuse_incomplete(words: Words) -> None:
    """Refuse what the office could not study, one sentence for the first thing missing."""
    if not words.text.strip():
        raise BadInput("text", msg("nothing"), msg("the need in your own words"))
    if not words.uses:
        raise BadInput("uses", msg("none chosen"), msg("at least one use"))
    if words.site is None:
        raise BadInput("site", msg("nothing"), msg("a site: an example, a file or a drawing"))
    if not any(place.devices for place in (*words.site.zones, *words.site.paths)):
        raise BadInput(
            "devices", msg("none"), msg("at least one zone with devices: without devices there is no need of a network")
        )
    check_site(words.site)


def _refuse_unusable(words: Words) -> None:
    if not words.title.strip():
        raise BadInput("title", msg("nothing"), msg("a title"))
    check_economics(words.economics)
