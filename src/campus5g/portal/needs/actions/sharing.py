"""Who sees a need, and who may know whose it is: sharing, revealing by consent, and the office's question « who is it »."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import deed, grant
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.models import Grant
from campus5g.portal.base.registry import lacking_for
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import managers_of, office_people, people_of
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import can_ask_who, can_hide_need, can_reveal_need, can_share_need
from campus5g.portal.needs.veil import REVEAL


@dataclass(frozen=True, slots=True)
class Identity:
    """Who stands behind an anonymous need, told once to the one who asked."""

    organisation: Organisation
    people: tuple[User, ...]


def share_need(actor: Actor, need: Need, visibility: Need.Visibility) -> Need:
    """Choose who sees a need once it is stated: the office, the members of the campus, or everybody."""
    with deed(actor, "needs.share", right=can_share_need(actor, need)) as done:
        need.visibility = visibility
        need.save(update_fields=["visibility"])
        done.on(need, visibility=visibility.value)
        if visibility != Need.Visibility.OFFICE and not need.is_draft:
            done.tell(office_people(), msg("The need “%(title)s” is shared", title=need.title), need.get_absolute_url())
    return need


def reveal_need(actor: Actor, need: Need, organisation_id: int | None) -> Need:
    """Tell one organisation whose need it is, or everybody who sees it (``None``). Consent for now on: see ``hide_need``."""
    with deed(actor, "needs.reveal", right=can_reveal_need(actor, need)) as done:
        if organisation_id is None:
            need.anonymous = False
            need.save(update_fields=["anonymous"])
            told = office_people()
        else:
            grant(need, organisation_id, REVEAL)
            told = people_of(organisation_id)
        done.on(need, to=organisation_id)
        sentence = msg("%(name)s says that the need “%(title)s” is theirs", name=need.organisation.name, title=need.title)
        done.tell(told, sentence, need.get_absolute_url())
    return need


def hide_need(actor: Actor, need: Need, organisation_id: int | None) -> Need:
    """Withdraw a consent to be named, from one organisation or from everybody. It counts from now on: what was read was read."""
    with deed(actor, "needs.hide", right=can_hide_need(actor, need)) as done:
        if organisation_id is None:
            if kept := lacking_for("needs.hide", need):
                raise Conflict(kept[0])
            if attachments.of(need).exists():
                raise Conflict(msg("Archive the files of this need first: an anonymous need has none."))
            need.anonymous = True
            need.save(update_fields=["anonymous"])
        else:
            given = Grant.objects.filter(subject_label=need._meta.label_lower, subject_id=need.pk, why=REVEAL, ended_at=None)
            if not given.filter(organisation_id=organisation_id).update(ended_at=timezone.now()):
                raise Conflict(msg("This organisation was not told who you are."))
        done.on(need, to=organisation_id)
    return need


def ask_who(actor: Actor, need: Need, why: str) -> Identity:
    """Tell one person of the office who stands behind an anonymous need. The reason is kept, and the company is told of it."""
    if not why.strip():
        raise BadInput("why", msg("nothing"), msg("a few words: why the office must know"))
    with deed(actor, "needs.who", right=can_ask_who(actor, need)) as done:
        found = Organisation.objects.get(pk=need.organisation_id)
        people = managers_of(found.pk) or people_of(found.pk)
        done.on(need, why=why.strip()[:300])
        sentence = msg(
            "The office asked who stands behind your need “%(title)s”: %(why)s", title=need.title, why=why.strip()[:300]
        )
        done.tell(people_of(found.pk), sentence, need.get_absolute_url())
    return Identity(found, tuple(people))
