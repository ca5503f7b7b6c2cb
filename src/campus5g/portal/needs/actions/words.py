"""What a company says, and the verbs that keep it: a draft, changed, stated, put away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.economics import check_economics
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.needs.naming import refuse_naming, texts_of
from campus5g.portal.needs.permissions import can_archive_need, can_create_need, can_edit_need, can_state_need

FEWEST_OWNERS = 2
MOST_CENTS = 100_000_000_000


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
    process: str = ""
    volumes: str = ""
    constraints: str = ""
    gain_worth: str = ""
    gain_cents: int | None = None
    anonymous: bool = False

    def fields(self) -> dict[str, Any]:
        """The values of the model's fields."""
        return {name: getattr(self, name).strip() for name in Need.WORDS} | {
            "language": self.language, "uses": [use.value for use in self.uses], "gain_cents": self.gain_cents,
            "site": write_geojson(self.site) if self.site else {}, "site_name": self.site.name if self.site else "",
            "economics": self.economics, "anonymous": self.anonymous,
        }  # fmt: skip


def create_need(actor: Actor, organisation_id: int, words: Words, *, key: str = "") -> Need:
    """Keep a need as a draft."""
    _refuse_unusable(words)
    _refuse_named(words, organisation_id)
    with deed(actor, "needs.create", right=can_create_need(actor, organisation_id, anonymous=words.anonymous)) as done:
        need = Need(organisation_id=organisation_id, created_by_id=actor.user_id, key=key, **words.fields())
        need.save()
        done.on(need, title=need.title, reference=need.reference)
    return need


def change_need(actor: Actor, need: Need, words: Words) -> Need:
    """Change a need that is not studied yet; the audit trail keeps which fields changed. One already stated stays complete,
    and as anonymous or as named as it was stated: revealing and hiding are verbs of their own."""
    _refuse_unusable(words)
    if not need.is_draft:
        refuse_incomplete(words)
        words = replace(words, anonymous=need.anonymous)
    _refuse_named(words, need.organisation_id)
    with deed(actor, "needs.change", right=can_edit_need(actor, need, anonymous=words.anonymous)) as done:
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
        refuse_unagreed(need)
        need.state, need.stated_at = Need.State.STATED, timezone.now()
        need.save(update_fields=["state", "stated_at"])
        done.on(need, title=need.title, devices=need.device_count, uses=need.uses)
        sentence = msg("%(name)s stated a need: “%(title)s”", name=need.organisation.name, title=need.title)
        if need.anonymous:
            sentence = msg("A need was stated anonymously: “%(title)s”", title=need.title)
        done.tell(office_people(), sentence, need.get_absolute_url())
    return need


def refuse_unagreed(need: Need) -> None:
    """Refuse to state a collective need before all who take part agree to its wording; its row is locked while it is asked."""
    if not need.is_collective:
        return
    need.wording = Need._base_manager.select_for_update().get(pk=need.pk).wording
    live = list(need.linked.filter(state__in=NeedLink.LIVE).select_related("need", "collective"))
    waiting = [link for link in live if not (link.state == NeedLink.State.CONSENTED and link.wording == need.wording)]
    if waiting:
        raise Conflict(msg("%(n)s of the owners have not agreed to this wording yet.", n=len(waiting)))
    if len({link.need.organisation_id for link in live}) < FEWEST_OWNERS:
        raise Conflict(msg("A collective need is that of two organisations at least."))


def archive_need(actor: Actor, need: Need, why: str) -> Need:
    """Put a need away, with the reason; nothing is erased."""
    if not why.strip():
        raise BadInput(str(msg("reason")), msg("nothing"), msg("a few words: why this need is put away"))
    refuse_telling(actor, need, why)
    with deed(actor, "needs.archive", right=can_archive_need(actor, need)) as done:
        if NeedLink._base_manager.filter(need=need, state__in=NeedLink.LIVE).exists():
            raise Conflict(msg("This need takes part in a collective one: leave it first."))
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
        **{name: getattr(need, name) for name in Need.WORDS}, language=need.language, uses=need.known_uses, site=need.core_site,
        economics=dict(need.economics), gain_cents=need.gain_cents, anonymous=need.anonymous,
    )  # fmt: skip


def refuse_telling(actor: Actor, need: Need, text: str, where: str = "text") -> None:
    """Refuse what the people of an anonymous need write around it (a note, a reason, a name) and that would name them."""
    around = [need]
    if need.is_collective:
        mine = need.linked.filter(need__organisation_id__in=actor.organisation_ids).select_related("need__organisation")
        around = [link.need for link in mine]
    for own in around:
        if own.anonymous and own.organisation_id in actor.organisation_ids:
            refuse_naming(own.organisation, {where: text}, own.site_name)


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
    if words.gain_cents is not None and not 0 <= words.gain_cents <= MOST_CENTS:
        raise BadInput("gain_cents", msg("%(n)s cents", n=words.gain_cents), msg("an amount from 0 to a thousand million euros"))


def _refuse_named(words: Words, organisation_id: int) -> None:
    """Refuse anonymous words that name who says them; a draft too, since the office sees it."""
    if not words.anonymous:
        return
    said = {name: getattr(words, name) for name in Need.WORDS}
    site = write_geojson(words.site) if words.site else {}
    organisation = Organisation.objects.get(pk=organisation_id)
    refuse_naming(organisation, said | {"site": texts_of(site)}, words.site.name if words.site else "")
