"""Who may do what with trainings. Seeing is the scope's work; these are the verbs."""

from __future__ import annotations

from campus5g.core.message import Day, msg
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.training.models import Means, Presence, Registration, Session, Training

_CANCELLED_ALREADY = msg("This registration is cancelled already.")
_BODY = msg("Only the people of the training body and the programme office do this.")


def speaks_for(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor works for a training body, or is the office or the system."""
    return actor.sees_all or organisation_id in actor.organisation_ids


def can_write_training(actor: Actor, organisation_id: int | None) -> Decision:
    """Write a training for a body: its people; the office chooses the body."""
    if actor.system or actor.is_office:
        return ALLOWED
    if actor.role != Role.TRAINING or organisation_id != actor.organisation_id:
        return refused(msg("Trainings are entered by the training bodies, or by the office for them."))
    return ALLOWED


def can_edit_training(actor: Actor, training: Training) -> Decision:
    if not speaks_for(actor, training.organisation_id):
        return refused(_BODY)
    if training.state == Training.State.ARCHIVED:
        return refused(msg("This training is archived."))
    return ALLOWED


def can_archive_training(actor: Actor, training: Training) -> Decision:
    allowed = can_edit_training(actor, training)
    if not allowed:
        return allowed
    coming = training.sessions.model._base_manager.filter(training=training, ends_on__gte=today())
    if coming.exclude(state=Session.State.CANCELLED).exists():
        return refused(msg("Sessions of this training are still to come: cancel them first."))
    return ALLOWED


def can_keep_means(actor: Actor, organisation_id: int | None) -> Decision:
    """Enter rooms, benches and trainers."""
    return can_write_training(actor, organisation_id)


def can_change_means(actor: Actor, means: Means) -> Decision:
    if not speaks_for(actor, means.organisation_id):
        return refused(_BODY)
    return refused(msg("This is archived.")) if means.archived else ALLOWED


def can_plan_session(actor: Actor, training: Training) -> Decision:
    allowed = can_edit_training(actor, training)
    if allowed and not training.is_published:
        return refused(msg("Publish the training first: a session is of what people can read about."))
    return allowed


def can_edit_session(actor: Actor, session: Session) -> Decision:
    if not speaks_for(actor, session.training.organisation_id):
        return refused(_BODY)
    return ALLOWED if session.live else refused(msg("This session is cancelled."))


def can_see_list(actor: Actor, session: Session) -> Decision:
    """Read who comes: the training body and the office. An employer sees its own people by the scope."""
    return ALLOWED if speaks_for(actor, session.training.organisation_id) else refused(_BODY)


def can_register(actor: Actor, session: Session, employer_id: int | None) -> Decision:
    """An employer registers its people, a person registers themself; the body and the office register anybody."""
    if actor.user_id is None and not actor.system:
        return refused(msg("Sign in first."))
    if not speaks_for(actor, session.training.organisation_id):
        if not session.takes_registrations(today()):
            return _closed(session)
        if employer_id is not None and employer_id not in actor.organisation_ids:
            return refused(msg("You register the people of the organisation you act for, and of no other."))
    return ALLOWED if session.live else refused(msg("This session is cancelled."))


def _closed(session: Session) -> Decision:
    if not session.live:
        return refused(msg("This session is cancelled."))
    if session.state == Session.State.OPEN:
        return refused(msg("Registrations closed on %(day)s.", day=Day.of(session.register_by)))
    return refused(msg("This session takes no registrations."))


def can_cancel_registration(actor: Actor, registration: Registration) -> Decision:
    """Give a place back: the learner and the employer before the session starts, the body at any time."""
    if speaks_for(actor, registration.session.training.organisation_id):
        return ALLOWED if registration.live else refused(_CANCELLED_ALREADY)
    if not concerns(actor, registration):
        return refused(msg("Only the learner, the employer or the training body cancels a registration."))
    return can_leave(registration)


def can_leave(registration: Registration) -> Decision:
    """What a learner may still do about their place, signed in or by their personal link."""
    if not registration.live:
        return refused(_CANCELLED_ALREADY)
    if registration.session.starts_on <= today():
        return refused(msg("The session has started: ask the training body."))
    return ALLOWED


def can_confirm_place(actor: Actor, registration: Registration) -> Decision:
    """Say yes to a place that came free: the learner, the employer, the body."""
    if concerns(actor, registration) or speaks_for(actor, registration.session.training.organisation_id):
        return ALLOWED
    return refused(msg("Only the learner, the employer or the training body confirms a place."))


def concerns(actor: Actor, registration: Registration) -> bool:
    """Whether the actor is the learner, or acts for the employer."""
    employs = registration.employer_id is not None and registration.employer_id in actor.organisation_ids
    return employs or (actor.user_id is not None and registration.user_id == actor.user_id)


def can_keep_attendance(actor: Actor, session: Session) -> Decision:
    """Show the code, enter a paper sheet, countersign: the body's people (trainers without account hold a link)."""
    return can_edit_session(actor, session)


def can_refuse_presence(actor: Actor, presence: Presence) -> Decision:
    if presence.refused_at is not None:
        return refused(msg("This signature is refused already."))
    return can_keep_attendance(actor, presence.half_day.session)


def can_certify(actor: Actor, session: Session) -> Decision:
    allowed = can_edit_session(actor, session)
    if allowed and not session.over(today()) and session.ends_on != today():
        return refused(msg("The session is not over: nothing can be certified yet."))
    return allowed


def can_keep_quality(actor: Actor, organisation_id: int) -> Decision:
    """Read and write what a training body shows to its auditors: its people and the office."""
    return ALLOWED if speaks_for(actor, organisation_id) else refused(_BODY)


def can_draw_agreement(actor: Actor, session: Session, employer_id: int | None) -> Decision:
    """Draw the agreement of an employer: the training body, the office, and that employer."""
    if employer_id is not None and employer_id in actor.organisation_ids:
        return ALLOWED
    return can_see_list(actor, session)
