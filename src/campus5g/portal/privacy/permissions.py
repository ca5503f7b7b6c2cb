"""Rights over what is kept about a person."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.directory.models import Membership
from campus5g.portal.directory.permissions import not_the_last
from campus5g.portal.privacy.persons import Person


def can_read_person(actor: Actor, person: Person) -> Decision:
    """One reads what concerns oneself; the shell of the installation reads for whoever wrote on paper."""
    if actor.system or (person.user is not None and actor.user_id == person.user.pk):
        return ALLOWED
    return refused(msg("Only the person reads what is kept about them."))


def can_ask_erasure(actor: Actor, user: User) -> Decision:
    if actor.user_id is not None and actor.user_id == user.pk:
        return ALLOWED
    return refused(msg("Only the person asks to be forgotten."))


def can_answer_requests(actor: Actor) -> Decision:
    if actor.system or (actor.is_office and actor.manages):
        return ALLOWED
    return refused(msg("A manager of the programme office answers these requests."))


def can_erase(actor: Actor, person: Person) -> Decision:
    """The office's managers erase; an organisation is never left without anybody who manages it."""
    answering = can_answer_requests(actor)
    if not answering.allowed or person.user is None:
        return answering
    for membership in Membership.objects.acting().filter(user=person.user).select_related("organisation"):
        if not not_the_last(membership).allowed:
            name = membership.organisation.name
            return refused(msg("This person is the last manager of %(name)s: name another one first.", name=name))
    return ALLOWED
