"""The thread of a venture: begun with its first application, its team, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.accounts.actions import make_user
from campus5g.portal.accounts.models import User, tidy_email
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.models import Organisation
from campus5g.portal.incubator import letters
from campus5g.portal.incubator.models import Counter, Founder, Venture, VentureStep
from campus5g.portal.incubator.models.ventures import WHY_LENGTH
from campus5g.portal.incubator.permissions import can_change_venture, can_run
from campus5g.portal.incubator.personal import founder_address

State = Venture.State
LARGEST_TEAM = 12
_LIVE = (State.APPLICANT, State.ADMITTED, State.INCUBATED, State.ALUMNI)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team; no account is needed to be invited."""

    full_name: str
    email: str
    part: str = ""
    language: str = "fr"

    def tidy(self) -> Member:
        name, email = " ".join(self.full_name.split())[:120], tidy_email(self.email)
        if not name:
            raise BadInput("full_name", msg("no name"), msg("first name and name"))
        try:
            validate_email(email)
        except ValidationError:
            raise BadInput("email", msg("“%(email)s”", email=email), msg("an e-mail address")) from None
        return Member(name, email, self.part.strip()[:120], self.language if self.language in ("fr", "en") else "fr")


def begin_venture(actor: Actor, user: User, name: str, pitch: str = "", *, key: str = "", city: str = "") -> Venture:
    """Give a venture its reference, for good, with the person who begins it as its first founder."""
    name = " ".join(name.split())[:120]
    if not name:
        raise BadInput("name", msg("nothing"), msg("the name of the venture, even for now"))
    with deed(actor, "incubator.begin", right=ALLOWED) as done:
        venture = Venture(
            reference=_next_reference(today().year), name=name, pitch=pitch.strip()[:400], city=city.strip()[:100], key=key,
            since=today(), created_by_id=actor.user_id,
        )  # fmt: skip
        venture.save()
        VentureStep(venture=venture, state=State.APPLICANT, on=today(), by_id=actor.user_id).save()
        Founder(
            venture=venture, user=user, full_name=user.full_name, email=user.email, language=user.language,
            invited_by_id=actor.user_id, invited_at=now(), joined_at=now(),
        ).save()  # fmt: skip
        done.on(venture, reference=venture.reference)
    return venture


def _next_reference(year: int) -> str:
    """Take the next number of a year, one at a time."""
    Counter.objects.get_or_create(year=year)
    counter = Counter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"STU-{year}-{counter.last:03d}"


def change_venture(actor: Actor, venture: Venture, *, name: str, pitch: str, city: str, website: str) -> Venture:
    """Change what is said of a venture; its reference stays."""
    if not name.strip():
        raise BadInput("name", msg("nothing"), msg("the name of the venture"))
    with deed(actor, "incubator.change_venture", right=can_change_venture(actor, venture)) as done:
        said = {
            "name": " ".join(name.split())[:120],
            "pitch": pitch.strip()[:400],
            "city": city.strip()[:100],
            "website": website,
        }
        changed = sorted(field for field, value in said.items() if getattr(venture, field) != value)
        for field, value in said.items():
            setattr(venture, field, value)
        venture.save(update_fields=list(said))
        done.on(venture, changed=changed)
    return venture


def invite_founder(actor: Actor, venture: Venture, member: Member) -> Founder:
    """Invite somebody into the team, by a mail whose link only they hold."""
    member = member.tidy()
    with deed(actor, "incubator.invite_founder", right=can_change_venture(actor, venture)) as done:
        kept = lock(venture.pk)
        team = Founder._base_manager.filter(venture=kept, left_at=None)
        if team.filter(email=member.email).exists():
            raise Conflict(msg("%(name)s is of the team already, or invited.", name=member.full_name))
        if team.count() >= LARGEST_TEAM:
            raise Conflict(msg("A team has at most %(n)s people here.", n=LARGEST_TEAM))
        founder = Founder(
            venture=kept, full_name=member.full_name, email=member.email, part=member.part, language=member.language,
            invited_by_id=actor.user_id, invited_at=now(),
        )  # fmt: skip
        founder.save()
        subject = msg("Join the team of “%(name)s”", name=kept.name)
        opening = msg("You are invited into the team of “%(name)s” (%(reference)s).", name=kept.name, reference=kept.reference)
        link = msg("Open this link to join: %(url)s", url=founder_address(founder))
        letters.write([letters.Reader(founder.full_name, founder.email, founder.language)], subject, [opening, link])
        done.on(kept, founder=founder.pk)
    return founder


def join_venture(founder: Founder, user: User) -> Founder:
    """Whoever holds the link of the mail joins the team, with the account they have."""
    actor = Actor(user.pk, None, frozenset(), None)
    with deed(actor, "incubator.join", right=ALLOWED) as done:
        kept: Founder = Founder._base_manager.select_for_update().get(pk=founder.pk)
        if kept.joined_at is not None or kept.left_at is not None:
            raise Conflict(msg("This invitation no longer works: it was used or withdrawn."))
        kept.user, kept.full_name, kept.joined_at = user, user.full_name, now()
        kept.save(update_fields=["user", "full_name", "joined_at"])
        done.on(kept.venture, founder=kept.pk)
    return kept


def join_as_new_person(founder: Founder, full_name: str, password: str, language: str) -> User:
    """Make the account of somebody who was invited, and let them join, all or nothing."""
    with deed(SYSTEM, "incubator.new_founder", right=ALLOWED) as done:
        user = make_user(SYSTEM, founder.email, password, full_name, language)
        join_venture(founder, user)
        done.on(founder.venture, founder=founder.pk)
    return user


def leave_venture(actor: Actor, founder: Founder) -> Founder:
    """Somebody leaves the team, or an invitation is taken back; the last founder stays."""
    with deed(actor, "incubator.leave", right=can_change_venture(actor, founder.venture)) as done:
        venture = lock(founder.venture_id)
        others = Founder._base_manager.filter(venture=venture, left_at=None).exclude(pk=founder.pk)
        if not others.exclude(joined_at=None).exists():
            raise Conflict(msg("This is the last founder: invite another one first."))
        founder.left_at = now()
        founder.save(update_fields=["left_at"])
        done.on(venture, founder=founder.pk)
    return founder


def settle_venture(actor: Actor, venture: Venture, organisation: Organisation) -> Venture:
    """The venture is founded: it is this organisation of the directory from now on."""
    with deed(actor, "incubator.settle", right=can_run(actor)) as done:
        kept = lock(venture.pk)
        kept.organisation = organisation
        kept.save(update_fields=["organisation"])
        done.on(kept, organisation=organisation.pk)
    return kept


def move_venture(
    actor: Actor, venture: Venture, state: str, why: str = "", *, on: date | None = None, into: Venture | None = None
) -> Venture:
    """Say where a venture stands, since when and why. One that stopped or merged keeps its whole history and is read on.

    into: the venture that goes on, where two merge.
    """
    if state not in State.values:
        raise BadInput("state", msg("“%(state)s”", state=state), msg("one of: %(names)s", names=", ".join(State.values)))
    if state in (State.STOPPED, State.MERGED) and not why.strip():
        raise BadInput("why", msg("no reason"), msg("the reason, in a few words"))
    if (state == State.MERGED) != (into is not None) or (into is not None and into.pk == venture.pk):
        raise BadInput("into", msg("no other venture"), msg("the venture that goes on, where two merge"))
    with deed(actor, "incubator.move_venture", right=can_run(actor)) as done:
        kept = lock(venture.pk)
        if kept.state not in _LIVE:
            raise Conflict(msg("This venture has stopped or merged: what was written of it stays."))
        if into is not None and into.state not in _LIVE:
            raise Conflict(msg("“%(name)s” does not go on either.", name=into.name))
        kept.state, kept.since, kept.merged_into = state, on or today(), into
        kept.save(update_fields=["state", "since", "merged_into"])
        VentureStep(venture=kept, state=state, on=kept.since, why=why.strip()[:WHY_LENGTH], by_id=actor.user_id).save()
        done.on(kept, state=state, why=why.strip()[:WHY_LENGTH], into=into.pk if into else None)
    return kept


def lock(venture_id: int) -> Venture:
    """Return a venture that no other process changes until the deed is over."""
    found: Venture = Venture._base_manager.select_for_update().get(pk=venture_id)
    return found
