"""Every door of the portal: each page by its URL name, each operation of the API, and what is sent to knock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from campus5g.portal.api.api import api
from campus5g.portal.base.clock import now
from campus5g.portal.events.models import Event
from campus5g.portal.privacy.models import ErasureRequest
from tests.portal.factories.directory import AssistanceFactory, DelegationFactory, StakeFactory
from tests.portal.factories.events import EventFactory, FollowUpFactory, MeetingDayFactory, RegistrationFactory, arrived, met
from tests.security import incubation, lessons, money, programmes, quality, territory, uses, ventures
from tests.security.world import Things, World

Kwargs = dict[str, Any]
API = "/api/v1"

# What stands at each place of a path, by room; the special cases below win.
PLACES: dict[str, Callable[[Things, World], Kwargs]] = {
    "directory": lambda t, _: {"pk": t.owner.pk, "kind": "csv"},
    "needs": lambda t, _: {"pk": t.need.pk},
    "solutions": lambda t, _: {"pk": t.solution.pk, "need_pk": t.stated.pk, "kind": "csv"},
    "studies": lambda t, _: {"pk": t.study.pk, "layer": "rsrp", "name": "service.csv"},
    "uses": uses.places,
    "territory": territory.places,
    "events": lambda t, _: {"pk": held_by(t).pk, "kind": "csv", "how": "cancel", "token": "no-such-link"},
    "incubator": lambda _t, _w: {"pk": incubation.call().pk, "kind": "csv"},
    "projects": lambda t, _: {"pk": t.project.pk, "partner_pk": t.other.pk, "line_pk": t.line.pk, "need_pk": t.need.pk},
    "calls": lambda t, w: {"project_pk": t.project.pk, "pk": w.call.pk},
    "financing": lambda t, _: {"project_pk": t.project.pk, "organisation_pk": t.owner.pk},
    "consortium": lambda t, _: {"project_pk": t.project.pk, "partner_pk": t.line.partner_id, "pk": t.entry.pk, "language": "fr"},
    "dossiers": lambda t, _: {
        "project_pk": t.project.pk,
        "pk": t.package.pk,
        "number": 1,
        "kind": "pdf",
        "key": "role",
        "partner_pk": t.line.partner_id,
        "organisation_pk": t.owner.pk,
    },
}
SPECIAL: dict[str, Callable[[Things, World], Kwargs]] = {
    **lessons.SPECIAL,
    **incubation.SPECIAL,
    **quality.SPECIAL,
    **ventures.SPECIAL,
    **programmes.SPECIAL,
    **money.SPECIAL,
    **uses.SPECIAL,
    **territory.SPECIAL,
    "base:legal": lambda t, _: {"page": "mentions"},
    "base:attach": lambda t, _: {"label": "needs.need", "pk": t.need.pk},
    "base:note": lambda t, _: {"label": "needs.need", "pk": t.need.pk},
    "base:download": lambda t, _: {"pk": t.attachment.pk},
    "base:detach": lambda t, _: {"pk": t.attachment.pk},
    "accounts:first": lambda t, _: {"token": "no-such-token"},
    "account_confirm_email": lambda t, _: {"key": "no-such-key"},
    "account_reset_password_from_key": lambda t, _: {"uidb36": "1", "key": "no-such-key"},
    "directory:restore": lambda _, w: {"pk": w.archived.pk},
    "directory:manager": lambda t, _: {"pk": t.owner.memberships.get(user=t.person).pk},
    "directory:end": lambda t, _: {"pk": t.owner.memberships.get(user=t.person).pk},
    "directory:revoke": lambda t, _: {"pk": t.invitation.pk},
    "directory:end-delegation": lambda t, _: {"pk": DelegationFactory(organisation=t.owner, giver=t.person).pk},
    "directory:end-assistance": lambda t, _: {"pk": AssistanceFactory(organisation=t.owner).pk},
    "directory:confirm-stake": lambda t, _: {"pk": StakeFactory(declared_by=t.owner, holder=t.other.organisation).pk},
    "directory:end-stake": lambda t, _: {"pk": StakeFactory(declared_by=t.owner, holder=t.other.organisation).pk},
    **{
        f"POST /directory/stakes/{{pk}}/{verb}": lambda t, _: {
            "pk": StakeFactory(declared_by=t.owner, holder=t.other.organisation).pk
        }
        for verb in ("confirm", "end")
    },
    "directory:archive-strength": lambda t, _: {"pk": t.strength.pk},
    **{f"directory:{name}": lambda t, _: {"pk": t.talent.pk} for name in ("talent", "edit-talent", "archive-talent")},
    **{f"directory:{name}": lambda t, _: {"pk": t.portrait.pk} for name in ("person", "write")},
    "directory:letter": lambda t, _: {"pk": t.letter.pk},
    "directory:invitation": lambda t, _: {"token": "no-such-token"},
    "needs:edit": lambda t, _: {"pk": t.draft.pk},
    "needs:state": lambda t, _: {"pk": t.draft.pk},
    **{f"needs:{name}": lambda t, _: {"pk": t.draft.pk} for name in ("keep", "discard")},
    "needs:archive": lambda t, _: {"pk": t.stated.pk},
    **{f"needs:{name}": lambda t, _: {"pk": t.link.collective.pk} for name in ("wording", "join", "split")},
    **{f"needs:{name}": lambda t, _: {"pk": t.link.pk} for name in ("answer", "leave")},
    **{
        door: lambda t, _: {"pk": t.link.collective.pk}
        for door in ("GET /needs/{pk}/together", "PUT /needs/{pk}/wording", "POST /needs/{pk}/join", "POST /needs/{pk}/split")
    },
    **{f"POST /needs/links/{{pk}}/{verb}": lambda t, _: {"pk": t.link.pk} for verb in ("answer", "leave")},
    "needs:who": lambda t, _: {"pk": t.unnamed.pk},
    "POST /needs/{pk}/who": lambda t, _: {"pk": t.unnamed.pk},
    "POST /needs/{pk}/reveal": lambda t, _: {"pk": t.unnamed.pk},
    "POST /needs/{pk}/hide": lambda t, _: {"pk": t.stated.pk},
    "solutions:meet-owner": lambda _, w: {"pk": w.offered.pk},
    "solutions:introduction": lambda t, _: {"pk": t.introduction.pk},
    "solutions:withdraw": lambda t, _: {"pk": t.introduction.pk},
    "solutions:withdraw-answer": lambda t, _: {"pk": t.answer.pk},
    **{
        f"{method} /solutions/introductions/{{pk}}{verb}": lambda t, _: {"pk": t.introduction.pk}
        for method, verb in (("GET", ""), ("POST", "/decide"), ("POST", "/answer"), ("POST", "/follow"))
    },
    "studies:launch": lambda t, _: {"need_pk": t.stated.pk},
    "studies:new": lambda t, _: {"need_pk": t.stated.pk},
    "studies:progress": lambda t, _: {"pk": t.queued.pk},
    "studies:stop": lambda t, _: {"pk": t.queued.pk},
    "studies:resume": lambda t, _: {"pk": t.stopped.pk},
    "projects:open": lambda t, _: {"need_pk": t.stated.pk},
    "projects:answer": lambda t, _: {"pk": t.project.pk, "partner_pk": t.invited.pk},
    "projects:new-line": lambda t, _: {"pk": t.project.pk, "partner_pk": t.line.partner_id},
    "projects:try-line": lambda t, _: {"pk": t.project.pk, "partner_pk": t.line.partner_id},
    "projects:edit-line": lambda t, _: {"pk": t.project.pk, "partner_pk": t.line.partner_id, "line_pk": t.line.pk},
    "calls:take-back": lambda _, w: {"pk": w.call.pk, "field": "title"},
    **{
        f"calls:{name}": lambda _, w: {"pk": w.added.pk}
        for name in ("imported", "import-progress", "import-report", "import-stop", "import-resume", "gone", "archive-gone")
    },
    **{door: lambda _, w: {"pk": w.added.pk} for door in ("GET /calls/imports/{pk}", "POST /calls/imports/{pk}/archive")},
    **{f"{verb} /calls/searches/{{pk}}": lambda t, _: {"pk": t.person.saved_searches.get().pk} for verb in ("PUT", "DELETE")},
    "DELETE /calls/{pk}/corrections/{field}": lambda _, w: {"pk": w.call.pk, "field": "title"},
    **{f"calls:{name}": lambda t, _: {"pk": t.person.saved_searches.get().pk} for name in ("search", "seen", "drop-search")},
    "calls:open-agenda": lambda t, _: {"about": "project", "pk": t.project.pk},
    "calls:close-agenda": lambda t, _: {"about": "project", "pk": t.project.pk},
    "calls:agenda": lambda t, _: {"token": "no-such-address"},
    "calls:stop": lambda t, _: {"token": "no-such-mail"},
    "calls:terms": lambda t, _: {"project_pk": t.project.pk, "pk": t.kept.pk},
    "calls:drop": lambda t, _: {"project_pk": t.project.pk, "pk": t.kept.pk},
    "PUT /calls/for/{project_pk}/kept/{pk}": lambda t, _: {"pk": t.kept.pk},
    "dossiers:drop-question": lambda _t, _w: {"key": "own-1"},
    "dossiers:drop-document": lambda t, _: {"pk": t.asked.pk},
    "dossiers:hand-apart": lambda t, _: {"pk": t.asked.pk},
    "dossiers:template": lambda t, _: {"pk": t.template.pk},
    "dossiers:remove-template": lambda t, _: {"pk": t.template.pk},
    "PUT /dossiers/{project_pk}/answers/{key}": lambda _t, _w: {"key": "summary"},
    "consortium:withdraw": lambda t, _: {"project_pk": t.project.pk, "pk": t.signature.pk},
    "privacy:answer": lambda t, _: {"pk": ErasureRequest.objects.get_or_create(user=t.person, ended_at=None)[0].pk},
    "events:publish": lambda t, _: {"pk": held_by(t, state="draft").pk},
    "events:leave": lambda t, _: {"pk": RegistrationFactory(event=held_by(t)).pk},
    "events:follow-up-done": lambda t, _: {"pk": FollowUpFactory(event=held_by(t)).pk},
    "events:take-back": lambda t, _: {"pk": arrived(RegistrationFactory(event=held_by(t))).pk},
    **{f"events:{name}": lambda t, _: {"pk": MeetingDayFactory(event=held_by(t)).event_id} for name in ("meetings", "plan")},
    "events:publish-meetings": lambda t, _: {"pk": MeetingDayFactory(event=held_by(t), planned_at=now()).event_id},
    "events:move": lambda t, _: {"pk": met(MeetingDayFactory(event=held_by(t))).pk},
    "tokens:revoke": lambda t, _: {"pk": t.token_pk},
    "POST /needs/{pk}/state": lambda t, _: {"pk": t.draft.pk},
    "PUT /needs/{pk}": lambda t, _: {"pk": t.draft.pk},
    "POST /needs/{pk}/archive": lambda t, _: {"pk": t.stated.pk},
    "GET /studies/{pk}/progress": lambda t, _: {"pk": t.queued.pk},
    "POST /studies/{pk}/stop": lambda t, _: {"pk": t.queued.pk},
    "POST /studies/{pk}/resume": lambda t, _: {"pk": t.stopped.pk},
}
QUERIES: dict[str, Callable[[Things, World], Kwargs]] = {
    "studies:why": lambda t, _: {"x": 90, "y": 150},
    "studies:compare": lambda t, _: {"left": t.study.pk, "right": t.study.pk},
    "GET /studies/{pk}/point": lambda t, _: {"x_m": 90, "y_m": 150},
    "GET /studies/compare": lambda t, _: {"left": t.study.pk, "right": t.study.pk},
}
DATES = {"applied_on": "2026-12-01", "granted_on": "2027-02-01", "starts_on": "2027-02-15", "months": 24}
BODIES: dict[str, Callable[[Things, World], Any]] = {
    **lessons.BODIES,
    **incubation.BODIES,
    **ventures.BODIES,
    **programmes.BODIES,
    **money.BODIES,
    **uses.BODIES,
    **territory.BODIES,
    "financing:plan": lambda t, _: {"aim": "net_public"},
    "dossiers:detail": lambda t, _: {"language": "fr"},
    "POST /directory/organisations": lambda t, _: {"name": "Forges", "kind": "company"},
    "POST /directory/organisations/{pk}/stakes": lambda _t, _w: {
        "direction": "held_by", "name": "Holding", "capital": "30", "votes": "30"
    },
    "POST /needs/": lambda t, _: {"title": "Hear the bearings", "organisation_id": t.owner.pk},
    "PUT /needs/{pk}": lambda t, _: {"title": "Hear the bearings"},
    "POST /needs/{pk}/archive": lambda t, _: {"why": "stated twice"},
    "POST /needs/together": lambda t, _: {
        "title": "Bearings", "text": "Together", "needs": [{"need_id": t.stated.pk}, {"need_id": t.unnamed.pk}]
    },
    "PUT /needs/{pk}/wording": lambda _t, _w: {"title": "Bearings", "text": "Together", "wording": 1},
    "POST /needs/{pk}/join": lambda t, _: {"need_id": t.stated.pk},
    "POST /needs/{pk}/split": lambda t, _: {"title": "B", "text": "T", "links": [t.link.pk, t.link.pk], "why": "too many"},
    "POST /needs/links/{pk}/answer": lambda _t, _w: {"answer": "consented", "wording": 1},
    "POST /needs/links/{pk}/leave": lambda _t, _w: {"why": "no money"},
    "POST /needs/{pk}/share": lambda _t, _w: {"visibility": "members"},
    "POST /needs/{pk}/reveal": lambda _t, _w: {"organisation_id": None},
    "POST /needs/{pk}/hide": lambda _t, _w: {"organisation_id": None},
    "POST /needs/{pk}/who": lambda _t, _w: {"why": "to bring needs together"},
    "POST /solutions/": lambda _t, _w: {"title": "Box", "kind": "startup"},
    "PUT /solutions/{pk}": lambda _t, _w: {"title": "Box", "kind": "startup"},
    "POST /solutions/{pk}/archive": lambda _t, _w: {"why": "sold out"},
    "POST /solutions/introductions": lambda t, w: {
        "solution_id": w.offered.pk, "need_id": t.need.pk, "side": "need", "text": "Why", "contact": "Ada"
    },
    "POST /solutions/introductions/{pk}/decide": lambda _t, _w: {"accepts": True},
    "POST /solutions/introductions/{pk}/answer": lambda _t, _w: {"accepts": True, "contact": "Grace"},
    "POST /solutions/introductions/{pk}/follow": lambda _t, _w: {"state": "met"},
    "POST /studies/": lambda t, _: {"need_id": t.stated.pk},
    "POST /projects/": lambda t, _: {"need_id": t.stated.pk, "title": "Carts", **DATES},
    "POST /projects/{pk}/partners": lambda t, w: {"organisation_id": w.newcomer.pk},
    "POST /projects/{pk}/lines": lambda t, _: {
        "partner_id": t.line.partner_id, "label": "Trials", "category": t.line.category, "cents": 100
    },
    "POST /calls/searches": lambda _t, _w: {"name": "Carts"},
    "PUT /calls/searches/{pk}": lambda _t, _w: {"name": "Carts"},
    "POST /calls/": lambda _t, _w: {"title": "Aid to carts", "funder": "Region"},
    "PATCH /calls/{pk}": lambda _t, _w: {"title": "Aid to carts"},
    "POST /calls/imports/{pk}/archive": lambda _t, _w: {"even_many": False},
    "POST /calls/for/{project_pk}": lambda t, w: {"call_id": w.call.pk},
    "PUT /calls/for/{project_pk}/kept/{pk}": lambda t, _: {"title": "Regional call", "grant_share": "0.6"},
    "POST /financing/{project_pk}": lambda t, _: {},
    "POST /dossiers/{project_pk}": lambda t, _: {},
    "events:arrivals": lambda _t, _w: {},
    "POST /events/{pk}/registrations": lambda _t, _w: [{"full_name": "Ada", "email": "ada@test.example"}],
    "POST /events/{pk}/arrivals": lambda _t, _w: [],
    "consortium:invite": lambda _, w: {"organisation": w.newcomer.pk},
    "POST /consortium/{project_pk}/signatures": lambda t, _: {
        "partner_id": t.line.partner_id, "fingerprint": "a" * 64, "capacity": "director"
    },
    "POST /consortium/{project_pk}/log": lambda t, _: {"kind": "contact", "day": "2026-11-02", "text": "They agree."},
    "PUT /dossiers/{project_pk}/answers/{key}": lambda t, _: {"text": "Ten lines."},
}  # fmt: skip


def held_by(things: Things, **said: Any) -> Event:
    """An event of this very hour, for members, held by the owner of ``things``."""
    event: Event = EventFactory(organisation=things.owner, public=False, running=True, **said)
    return event


def pages() -> dict[str, tuple[str, ...]]:
    """Every page by name, with the places of its path, in the order of the resolver."""

    def walk(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
        for found in patterns:
            if isinstance(found, URLResolver):
                yield from walk(found.url_patterns, space + (f"{found.namespace}:" if found.namespace else ""))
            else:
                yield f"{space}{found.name}", tuple(found.pattern.converters) or tuple(found.pattern.regex.groupindex)

    return {name: places for name, places in walk(get_resolver().url_patterns) if not name.startswith("api:")}


def operations() -> list[str]:
    """Every operation of the API, as « POST /needs/{pk}/state »."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]


def places_of(door: str, things: Things, world: World) -> Kwargs:
    """What stands at each place of the path of a page (by name) or operation, for the things of one owner."""
    path = door.partition(" ")[2]
    room = path.split("/")[1] if path else door.partition(":")[0]
    return PLACES.get(room, lambda _t, _w: {})(things, world) | SPECIAL.get(door, lambda _t, _w: {})(things, world)


def url_of(door: str, things: Things, world: World) -> str:
    """The address of a page (by name) or operation, for the things of one owner."""
    path, values = door.partition(" ")[2], places_of(door, things, world)
    query = f"?{urlencode(QUERIES[door](things, world))}" if door in QUERIES else ""
    if path:
        return API + path.format(**values) + query
    return reverse(door, kwargs={place: values[place] for place in pages()[door]}) + query


def body_of(door: str, things: Things, world: World) -> Any:
    """What is sent to an operation: enough to be read, so that the right decides the answer."""
    return BODIES[door](things, world) if door in BODIES else None


@contextmanager
def undone() -> Iterator[None]:
    """What is changed meanwhile is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def before(door: str, things: Things, world: World) -> Iterator[tuple[str, str, Any]]:
    """Stand before a door of the table (« GET needs:detail », « POST /needs/ »): its method, address and what is sent.

    What has to be there behind it is made once for all who knock meanwhile, and undone at the end.
    """
    method, name = door.split(" ")
    place = door if "/" in name else name
    with undone():
        yield method, url_of(place, things, world), body_of(place, things, world)
