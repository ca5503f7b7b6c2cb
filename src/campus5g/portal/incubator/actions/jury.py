"""The jury: who sits, who reads what, who is tied to what, who leaves."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.competences import field_competences
from campus5g.matching.jury import File, Panels, Reader, assign_files
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.people import office_people
from campus5g.portal.incubator import letters
from campus5g.portal.incubator.actions import rounds
from campus5g.portal.incubator.actions.ties import note_own_ties, recuse, set_aside, tied_users
from campus5g.portal.incubator.models import Application, Assignment, Juror, Recusal, Round, Score
from campus5g.portal.incubator.permissions import can_change_round, can_sit

Declared = Assignment.Declared
PAGE_OF_JUROR = "/incubator/reading/"


def invite_juror(actor: Actor, found: Round, user: User, competences: Sequence[str] = (), most: int = 10) -> Juror:
    """Ask somebody of the campus to read; they say themselves what they know and how much they take."""
    _check(competences, most)
    with deed(actor, "incubator.invite_juror", right=can_change_round(actor, found)) as done:
        kept = rounds.lock(found.pk)
        juror = Juror._base_manager.filter(round=kept, user=user).first() or Juror(round=kept, user=user)
        if juror.pk and juror.state != Juror.State.RESIGNED:
            raise Conflict(msg("%(name)s is of this jury already.", name=user.full_name))
        juror.competences, juror.most, juror.state, juror.invited_at = list(competences), most, Juror.State.INVITED, now()
        juror.why = ""
        juror.save()
        done.on(kept, juror=juror.pk)
        title = letters.title_of(kept, user.language)
        sentence = msg("You are asked to sit in the jury of “%(title)s”", title=title)
        done.tell([user], sentence, PAGE_OF_JUROR)
    return juror


def accept_seat(actor: Actor, juror: Juror, competences: Sequence[str], most: int) -> Juror:
    """Accept, with what one knows and the files one takes at the most; said again, it changes both."""
    _check(competences, most)
    with deed(actor, "incubator.accept_seat", right=can_sit(actor, juror)) as done:
        if juror.state == Juror.State.RESIGNED:
            raise Conflict(msg("This juror has resigned: invite them again."))
        juror.competences, juror.most, juror.state, juror.answered_at = list(competences), most, Juror.State.ACCEPTED, now()
        juror.save(update_fields=["competences", "most", "state", "answered_at"])
        note_own_ties(juror.round)
        done.on(juror.round, juror=juror.pk, most=most)
    return juror


def _check(competences: Sequence[str], most: int) -> None:
    known = {competence.key for competence in field_competences().all}
    unknown = sorted(set(competences) - known)
    if unknown:
        raise BadInput("competences", msg("“%(key)s”", key=unknown[0]), msg("one of: %(names)s", names=", ".join(sorted(known))))
    if not 1 <= most <= 100:
        raise BadInput("most", msg("%(n)s files at the most", n=most), msg("from 1 to 100"))


def resign(actor: Actor, juror: Juror, why: str, *, keep: bool) -> Juror:
    """A juror leaves in the middle: what they have not marked goes to others; their marks count on, or are set aside.

    keep: whether their marks go on counting.
    """
    if not why.strip():
        raise BadInput("why", msg("no reason"), msg("the reason, in a few words"))
    with deed(actor, "incubator.resign", right=can_sit(actor, juror)) as done:
        found = rounds.lock(juror.round_id)
        if juror.state == Juror.State.RESIGNED:
            raise Conflict(msg("This juror has resigned already."))
        juror.state, juror.why = Juror.State.RESIGNED, why.strip()[:300]
        juror.save(update_fields=["state", "why"])
        for assignment in Assignment._base_manager.filter(juror=juror, set_aside_at=None):
            if not (keep and Score._base_manager.filter(assignment=assignment).exists()):
                set_aside(assignment, msg("the juror resigned").say("fr"))
        done.on(found, juror=juror.pk, keep=keep, why=juror.why)
        done.tell(office_people(), msg("%(name)s leaves the jury of the incubator", name=str(juror.user)), _jury_page(found))
        _assign(actor, found)
    return juror


def declare(actor: Actor, assignment: Assignment, tied: bool, why: str = "") -> Assignment:
    """Say whether something ties one to a file: it opens, or it closes everywhere and goes to somebody else."""
    if tied and not why.strip():
        raise BadInput("why", msg("nothing"), msg("what ties you to it, in a few words; only the office reads it"))
    with deed(actor, "incubator.declare", right=can_sit(actor, assignment.juror)) as done:
        found = rounds.lock(assignment.application.round_id)
        kept: Assignment = Assignment._base_manager.select_for_update().get(pk=assignment.pk)
        if not kept.counts or kept.juror.state != Juror.State.ACCEPTED:
            raise Conflict(msg("This file is not with you."))
        venture = kept.application.venture
        if tied:
            recuse(actor, found, venture, kept.juror.user_id, Recusal.Kind.DECLARED, why)
            _assign(actor, found)
            kept.refresh_from_db()
        else:
            kept.declared, kept.declared_at = Declared.FREE, now()
            kept.save(update_fields=["declared", "declared_at"])
        done.on(kept, tied=tied)
    return kept


def assign(actor: Actor, found: Round) -> Panels:
    """Give every file before the jury its jurors; what is given already stays, and what is missing is said with its reason."""
    with deed(actor, "incubator.assign", right=can_change_round(actor, found)) as done:
        kept = rounds.lock(found.pk)
        note_own_ties(kept)
        panels, new = _assign(actor, kept)
        done.on(kept, given=new, lacking=len(panels.lacking))
    return panels


def _assign(actor: Actor, found: Round) -> tuple[Panels, int]:
    """Inside a deed that holds the lock of the round."""
    files = list(
        Application._base_manager.filter(round=found, state=Application.State.ELIGIBLE).select_related("venture", "form")
    )
    panels = panels_of(found, files)
    by_key = {str(application.pk): application for application in files}
    live = set(
        Assignment._base_manager.filter(application__in=files, set_aside_at=None).values_list("application_id", "juror_id")
    )
    new = [one for one in panels.given if (int(one.file), int(one.juror)) not in live]
    for one in new:
        Assignment._base_manager.update_or_create(
            application=by_key[one.file], juror_id=int(one.juror),
            defaults={"declared": Declared.NOTHING, "declared_at": None, "set_aside_at": None, "set_aside_why": "", "assigned_at": now()},
        )  # fmt: skip
    return panels, len(new)


def panels_of(found: Round, files: Sequence[Application]) -> Panels:
    """Ask the engine: files by what they speak of, jurors by what they know, take and are tied to."""
    jurors = list(Juror._base_manager.filter(round=found).select_related("user"))
    live = list(Assignment._base_manager.filter(application__in=files, set_aside_at=None))
    kept = [(str(one.application_id), str(one.juror_id)) for one in live]
    ties = tied_users(Application._base_manager.filter(pk__in=[one.pk for one in files]).values("venture_id"))
    aside = Assignment._base_manager.filter(application__in=files, juror__in=jurors).exclude(set_aside_at=None)
    gone = set(aside.values_list("juror_id", "application_id"))
    asked = [File(str(one.pk), one.file_name, frozenset(topics_of(one))) for one in files]
    readers = [_reader(juror, files, kept, ties.get(juror.user_id, set()), gone) for juror in jurors]
    return assign_files(asked, readers, found.readers, kept)


def _reader(
    juror: Juror, files: Sequence[Application], kept: Sequence[tuple[str, str]], ties: set[int], gone: set[tuple[int, int]]
) -> Reader:
    """A juror as the engine reads them; one who resigned or has not accepted keeps what counts, and takes nothing more."""
    mine = sum(1 for _file, key in kept if key == str(juror.pk))
    sits = juror.state == Juror.State.ACCEPTED
    closed = {str(one.pk) for one in files if not sits or one.venture_id in ties or (juror.pk, one.pk) in gone}
    most = max(juror.most, mine) if sits else mine
    return Reader(str(juror.pk), str(juror.user), frozenset(juror.competences), most, frozenset(closed))


def topics_of(application: Application) -> tuple[str, ...]:
    """The competences that a file speaks of."""
    words = [value for value in application.answers.values() if isinstance(value, str)]
    return tuple(shown.key for shown in field_competences().shown_by([application.venture.pitch, *words]))


def _jury_page(found: Round) -> str:
    return f"{found.get_absolute_url()}/jury"
