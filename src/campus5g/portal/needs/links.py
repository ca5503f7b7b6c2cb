"""What this room shows in the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from campus5g.core.message import Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.once import once_a_page
from campus5g.portal.base.registry import MenuEntry, Stage, Waiting, menu, stage, waits
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.actions.words import refuse_telling
from campus5g.portal.needs.demonstration import load_community_needs
from campus5g.portal.needs.loading import load_needs
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.needs.permissions import can_add_to_need, can_attach_to_need
from campus5g.portal.needs.veil import UNNAMED

DEEDS = {
    "needs.create": msg("the need was written"),
    "needs.change": msg("the need was changed"),
    "needs.state": msg("the need was stated"),
    "needs.archive": msg("the need was archived"),
    "needs.move_on": msg("the need moved on along the chain"),
    "needs.share": msg("who sees the need was chosen"),
    "needs.reveal": msg("the company said who it is"),
    "needs.hide": msg("the company withdrew its name"),
    "needs.who": msg("the office asked who it is"),
    "needs.bring_together": msg("needs were brought together"),
    "needs.ask_to_join": msg("one more need was asked to take part"),
    "needs.reword": msg("the wording was changed"),
    "needs.consent": msg("an owner agreed to the wording"),
    "needs.object": msg("an owner objected to the wording"),
    "needs.refuse": msg("an owner refused to take part"),
    "needs.leave": msg("a need left"),
    "needs.split": msg("the collective need was split"),
}


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Needs"), "needs:list", 10))
    stage("need", stage_of)
    stage("collective", collective_stage_of)
    waits(drafts_of)
    waits(answers_awaited)
    searchable("needs.need", describe)
    open_to_notes("needs.need", OPENNESS)
    loader(30, load_needs)
    loader(32, load_community_needs)


@once_a_page
def need_of(need_id: int) -> Need | None:
    """The need of that number, if the actor of the scope may see it."""
    return next((one for one in _around(need_id) if one.pk == need_id), None)


@once_a_page
def _around(need_id: int) -> list[Need]:
    """The need of that number and the collective ones that it is part of, asked for at once, the newest first."""
    joined = NeedLink._base_manager.filter(need_id=need_id, state__in=NeedLink.LIVE).values("collective_id")
    return list(
        Need.objects.filter(Q(pk=need_id) | Q(pk__in=joined) & ~Q(state=Need.State.ARCHIVED))
        .annotate(invited=Count("links", Q(links__state__in=NeedLink.LIVE)))
        .annotate(consents=Count("links", Q(links__state=NeedLink.State.CONSENTED, links__wording=F("wording"))))
        .order_by("-pk")
    )


def stage_of(_actor: Actor, need_id: int) -> Stage | None:
    need = need_of(need_id)
    if need is None:
        return None
    return Stage("doing" if need.is_draft else "done", need.get_absolute_url(), msg("draft") if need.is_draft else None)


def drafts_of(actor: Actor) -> list[Waiting]:
    """One's own drafts: they help nobody until they are stated."""
    if actor.organisation_id is None or actor.is_office:
        return []
    mine = Need.objects.filter(organisation_id=actor.organisation_id, state=Need.State.DRAFT)
    return [
        Waiting(
            msg("Finish and state your need “%(title)s”", title=need.title),
            reverse("needs:edit", args=[need.pk]),
            need.created_at,
        )
        for need in mine
    ]


def collective_stage_of(_actor: Actor, need_id: int) -> Stage | None:
    """The link between a need and its study where several were brought together: the collective need itself, or the one it is in."""
    need: Any = next((one for one in _around(need_id) if one.pk != need_id or one.is_collective), None)
    if need is None:
        return None
    note = msg("%(n)s agree of %(all)s", n=need.consents, all=need.invited)
    return Stage("doing" if need.is_draft else "done", need.get_absolute_url(), note if need.is_draft else None)


def answers_awaited(actor: Actor) -> list[Waiting]:
    """For an owner: a wording to answer to. For the office: objections to heed, and collective needs that all agree to."""
    if actor.organisation_id is None:
        return []
    links = NeedLink.objects.filter(state__in=NeedLink.LIVE, collective__state__in=(Need.State.DRAFT, Need.State.STATED))
    mine = Q(need__organisation_id=actor.organisation_id)
    objected = Q(state=NeedLink.State.OBJECTED, wording=F("collective__wording"))
    found = []
    for link in links.filter(mine | objected if actor.is_office else mine).select_related("collective", "need"):
        title, place = link.collective.title, f"{link.collective.get_absolute_url()}#members"
        current = link.wording == link.collective.wording
        if link.need.organisation_id == actor.organisation_id and (link.state == NeedLink.State.ASKED or not current):
            sentence = msg("Say whether you agree to the collective need “%(title)s”", title=title)
            found.append(Waiting(sentence, place, link.asked_at))
        elif actor.is_office and link.state == NeedLink.State.OBJECTED and current:
            found.append(Waiting(msg("Heed an objection to the wording of “%(title)s”", title=title), place, link.answered_at))
    return found


def describe(need: Need) -> Entry:
    """The words of a need, and whose and where it is unless it is anonymous: searching a name must not tell its needs."""
    named = () if need.anonymous else (need.site_name, need.organisation.name)
    text = " ".join((need.reference, need.words, *named))
    return Entry(need.title, text, "need", need.get_absolute_url(), need.organisation_id)


def people_around(need: Need) -> QuerySet[User]:
    """Who can be mentioned: of an anonymous need the office alone, since a mention that is heard tells who is there."""
    found = office_people()
    for organisation in need.bearers:
        found = found | people_of(organisation.pk)
    return found.distinct()


def aliases_of(need: Need, authors: Iterable[int]) -> Mapping[int, Message]:
    """How the people of an anonymous need are told to who may not know them, on a collective need that it is part of too."""
    parts = [need]
    if need.is_collective:
        parts = [link.need for link in need.linked.filter(need__anonymous=True).select_related("need__organisation")]
    hidden = [part.organisation_id for part in parts if not part.known]
    return {person.pk: UNNAMED for pk in hidden for person in people_of(pk).filter(pk__in=authors)}


OPENNESS = Openness(
    can_add_to_need, people_around, lambda need: need.organisation_id, can_attach_to_need, refuse_telling, aliases_of
)
