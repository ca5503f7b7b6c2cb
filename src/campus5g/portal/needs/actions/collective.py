"""Bringing needs together: the office words a collective need, each owner answers to the wording, and may leave.

Whatever changes a collective need locks its row first, so that an owner never agrees to words that have changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.site import Origin, Site
from campus5g.network.geojson import write_geojson
from campus5g.portal.base.actions import Deed, deed, grant
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.models import Grant, SiteSettings
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.actions.words import FEWEST_OWNERS, refuse_telling
from campus5g.portal.needs.composed import side_by_side
from campus5g.portal.needs.models import Need, NeedLink, Wording
from campus5g.portal.needs.permissions import can_answer_link, can_bring_together, can_leave_collective, can_reword
from campus5g.portal.needs.veil import TOGETHER, UNNAMED

MEMBER = "member"
"""Why an organisation was granted a collective need: one of its needs is asked to be part of it."""
SAID = ("hurts", "process", "volumes", "constraints", "equipment", "gain_worth")


@dataclass(frozen=True, slots=True)
class Said:
    """What a collective need says. ``site_of`` is the need whose site is studied; ``None`` lays all the sites side by side."""

    title: str
    text: str
    rest: dict[str, str] = field(default_factory=dict)
    site_of: int | None = None


def bring_together(actor: Actor, kinds: Mapping[int, NeedLink.Kind], said: Said, *, key: str = "") -> Need:
    """Make a collective need of several stated ones, whose numbers ``kinds`` gives with their link; each owner is asked."""
    _refuse_empty(said)
    with deed(actor, "needs.bring_together", right=can_bring_together(actor)) as done:
        needs = list(Need.objects.select_for_update().filter(pk__in=kinds).select_related("organisation").order_by("pk"))
        _refuse_unfit(needs)
        collective = Need(
            organisation_id=actor.organisation_id or needs[0].organisation_id, created_by_id=actor.user_id,
            kind=Need.Kind.COLLECTIVE, language=needs[0].language, key=key,
        )  # fmt: skip
        _write(actor, collective, said, needs, why="")
        for need in needs:
            _ask(done, collective, need, kinds[need.pk])
        done.on(collective, needs=[need.pk for need in needs], wording=1)
    return collective


def ask_to_join(actor: Actor, collective: Need, need: Need, kind: NeedLink.Kind) -> NeedLink:
    """Ask the owner of one more need to take part."""
    with deed(actor, "needs.ask_to_join", right=can_reword(actor, collective)) as done:
        locked = _lock(collective)
        _refuse_unfit([need], fewest=1)
        if locked.linked.filter(need=need, state__in=NeedLink.LIVE).exists():
            raise Conflict(msg("This need takes part already."))
        link = _ask(done, locked, need, kind)
        done.on(collective, need=need.pk, kind=kind.value)
    return link


def reword(actor: Actor, collective: Need, said: Said, *, wording: int, why: str = "") -> Need:
    """Write a new version of a collective need: everybody who takes part is asked to agree anew.

    wording: the version that the writer had read; another one written meanwhile is a conflict, and nothing is lost of it.
    """
    _refuse_empty(said)
    with deed(actor, "needs.reword", right=can_reword(actor, collective)) as done:
        locked = _lock(collective)
        _refuse_other(locked, wording)
        needs = [link.need for link in locked.linked.filter(state__in=NeedLink.LIVE).select_related("need__organisation")]
        _write(actor, locked, said, needs, why=why)
        done.on(locked, wording=locked.wording)
        _tell(done, locked, msg("The wording of “%(title)s” has changed: say whether you agree", title=locked.title), needs)
    return locked


def answer(actor: Actor, link: NeedLink, state: NeedLink.State, *, wording: int, why: str = "") -> NeedLink:
    """Agree to the wording that was read, object to it, or refuse to take part; the last two need a reason."""
    if state not in (NeedLink.State.CONSENTED, NeedLink.State.OBJECTED, NeedLink.State.REFUSED):
        raise BadInput("answer", msg("“%(state)s”", state=state), msg("agree, object or refuse"))
    if state != NeedLink.State.CONSENTED and not why.strip():
        raise BadInput("why", msg("nothing"), msg("a few words: what should change, or why you do not take part"))
    refuse_telling(actor, link.need, why, "why")
    with deed(actor, f"needs.{VERBS[state]}", right=can_answer_link(actor, link)) as done:
        collective = _lock(link.collective)
        link = _as_it_stands(link)
        require(can_answer_link(actor, link))
        _refuse_other(collective, wording)
        link.state, link.wording, link.why, link.answered_at = state, wording, why.strip()[:300], timezone.now()
        link.save(update_fields=["state", "wording", "why", "answered_at"])
        if state == NeedLink.State.REFUSED:
            _close(collective, link.need)
        done.on(collective, link=link.pk, wording=wording, why=link.why)
        who = UNNAMED if link.need.anonymous else link.need.organisation.name
        done.tell(office_people(), _ANSWERS[state](who, collective), collective.get_absolute_url())
    return link


def leave(actor: Actor, link: NeedLink, why: str) -> NeedLink:
    """Take a need out of a collective one, with the reason; the need itself stays as it was."""
    if not why.strip():
        raise BadInput("why", msg("nothing"), msg("a few words: why this need leaves"))
    refuse_telling(actor, link.need, why, "why")
    with deed(actor, "needs.leave", right=can_leave_collective(actor, link)) as done:
        collective = _lock(link.collective)
        link = _as_it_stands(link)
        require(can_leave_collective(actor, link))
        link.state, link.why, link.answered_at = NeedLink.State.LEFT, why.strip()[:300], timezone.now()
        link.save(update_fields=["state", "why", "answered_at"])
        done.on(collective, link=link.pk, need=link.need_id, why=link.why)
        _close(collective, link.need)
        rest = [other.need for other in collective.linked.filter(state__in=NeedLink.LIVE).select_related("need")]
        _tell(done, collective, msg("A need has left “%(title)s”: %(why)s", title=collective.title, why=link.why), rest)
    return link


def split(actor: Actor, collective: Need, links: Sequence[int], said: Said, why: str) -> Need:
    """Make a second collective need of some that take part in the first; their owners are asked anew, both keep their history."""
    if not why.strip():
        raise BadInput("why", msg("nothing"), msg("a few words: why it is split"))
    _refuse_empty(said)
    with deed(actor, "needs.split", right=can_reword(actor, collective)) as done:
        locked = _lock(collective)
        going = list(locked.linked.filter(pk__in=links, state__in=NeedLink.LIVE).select_related("need__organisation"))
        kinds = {link.need_id: NeedLink.Kind(link.kind) for link in going}
        if len(kinds) < FEWEST_OWNERS or locked.linked.filter(state__in=NeedLink.LIVE).count() - len(kinds) < FEWEST_OWNERS:
            raise Conflict(msg("A split leaves at least two needs on each side."))
        for link in going:
            link.state, link.why, link.answered_at = NeedLink.State.LEFT, why.strip()[:300], timezone.now()
            link.save(update_fields=["state", "why", "answered_at"])
            _close(locked, link.need)
        made = bring_together(actor, kinds, said)
        made.split_from = locked
        made.save(update_fields=["split_from"])
        done.on(locked, into=made.pk, needs=sorted(kinds), why=why.strip()[:300])
    return made


VERBS = {NeedLink.State.CONSENTED: "consent", NeedLink.State.OBJECTED: "object", NeedLink.State.REFUSED: "refuse"}


def _agrees(who: Message | str, collective: Need) -> Message:
    return msg("%(name)s agrees to “%(title)s”", name=who, title=collective.title)


def _objects(who: Message | str, collective: Need) -> Message:
    return msg("%(name)s objects to the wording of “%(title)s”", name=who, title=collective.title)


def _refuses(who: Message | str, collective: Need) -> Message:
    return msg("%(name)s does not take part in “%(title)s”", name=who, title=collective.title)


_ANSWERS = {NeedLink.State.CONSENTED: _agrees, NeedLink.State.OBJECTED: _objects, NeedLink.State.REFUSED: _refuses}


def _lock(collective: Need) -> Need:
    """Return the collective need as it stands now, its row held to the end of the deed."""
    locked: Need = Need._base_manager.select_for_update().get(pk=collective.pk)
    if locked.state == Need.State.ARCHIVED:
        raise Conflict(msg("This need is archived."))
    return locked


def _as_it_stands(link: NeedLink) -> NeedLink:
    """Return a link as it is now, also where a split has just hidden its collective need from the owner: the right says why not."""
    found: NeedLink = NeedLink._base_manager.select_related("need__organisation", "collective").get(pk=link.pk)
    return found


def _refuse_other(collective: Need, wording: int) -> None:
    if wording != collective.wording:
        raise Conflict(msg("The wording has changed since you read it: read version %(n)s, then answer.", n=collective.wording))


def _refuse_empty(said: Said) -> None:
    if not said.title.strip():
        raise BadInput("title", msg("nothing"), msg("a title"))
    if not said.text.strip():
        raise BadInput("text", msg("nothing"), msg("what the companies need together"))


def _refuse_unfit(needs: Sequence[Need], fewest: int = FEWEST_OWNERS) -> None:
    for need in needs:
        if need.is_collective or need.state in (Need.State.DRAFT, Need.State.ARCHIVED):
            raise Conflict(msg("Only stated needs of companies are brought together: %(ref)s is not one.", ref=need.reference))
    if len({need.organisation_id for need in needs}) < fewest:
        raise Conflict(msg("A collective need is that of two organisations at least."))


def _ask(done: Deed, collective: Need, need: Need, kind: NeedLink.Kind) -> NeedLink:
    link = NeedLink(collective=collective, need=need, kind=kind)
    link.save()
    grant(collective, need.organisation_id, MEMBER)
    sentence = msg("The office asks whether your need “%(title)s” takes part in a collective one", title=need.title)
    done.tell(people_of(need.organisation_id), sentence, collective.get_absolute_url())
    return link


def _close(collective: Need, need: Need) -> None:
    """Who has no other need in it sees the collective one no more."""
    if collective.linked.filter(need__organisation_id=need.organisation_id, state__in=NeedLink.LIVE).exists():
        return
    given = Grant.objects.filter(subject_label="needs.need", subject_id=collective.pk, organisation_id=need.organisation_id)
    given.filter(why=MEMBER, ended_at=None).update(ended_at=timezone.now())


def _tell(done: Deed, collective: Need, sentence: Message, needs: Sequence[Need]) -> None:
    for organisation_id in {need.organisation_id for need in needs}:
        done.tell(people_of(organisation_id), sentence, collective.get_absolute_url())


def _write(actor: Actor, collective: Need, said: Said, needs: Sequence[Need], why: str) -> None:
    """Keep the next version of what a collective need says, its site and its uses."""
    collective.wording += 1
    collective.title, collective.text = said.title.strip(), said.text.strip()
    for name in SAID:
        setattr(collective, name, said.rest.get(name, "").strip())
    uses = {use for need in needs for use in need.known_uses}
    collective.uses = [use.value for use in Use if use in uses]
    site, taken = _site(collective, said.site_of, needs)
    collective.site_of = taken
    collective.site, collective.site_name = (write_geojson(site), site.name) if site else ({}, "")
    collective.__dict__.pop("core_site", None)
    collective.save()
    Wording(
        collective=collective, number=collective.wording, title=collective.title, text=collective.text,
        rest={name: getattr(collective, name) for name in SAID}, why=why.strip(), written_by_id=actor.user_id,
    ).save()  # fmt: skip


def _site(collective: Need, site_of: int | None, needs: Sequence[Need]) -> tuple[Site | None, Need | None]:
    """The site that is studied: that of one need, without what its company hides, or all of them side by side."""
    taken = next((need for need in needs if need.pk == site_of), None)
    if taken is not None:
        return (taken.veiled_site if taken.anonymous else taken.core_site), taken
    campus = SiteSettings.current()
    sites = [site for need in needs if (site := need.core_site) is not None]
    name = TOGETHER.say(collective.language)
    return (side_by_side(sites, name, Origin(campus.latitude, campus.longitude)) if sites else None), None
