"""Applying: begun, written by several, signed, handed in, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import localtime

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.portal.accounts.actions import make_user
from campus5g.portal.accounts.models import User
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import Deed, deed
from campus5g.portal.base.actor import SYSTEM, Actor, Role
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict, refused
from campus5g.portal.base.models import Attachment
from campus5g.portal.directory.people import actor_of, office_people
from campus5g.portal.incubator import letters
from campus5g.portal.incubator.actions import rounds
from campus5g.portal.incubator.actions.ventures import Member, begin_venture
from campus5g.portal.incubator.models import Application, Founder, Recusal, Round, SignOff, Venture
from campus5g.portal.incubator.permissions import can_apply, can_change_venture, can_withdraw, can_write
from campus5g.portal.incubator.personal import Asked, asked_address
from campus5g.portal.incubator.questionnaire import Kind, Question, missing, questions_of, read_answer, read_sections

State = Application.State
_NAMED = 5
"""Questions that a sentence lists before it only counts."""


def ask_to_apply(found: Round, asked: Asked) -> None:
    """A visitor would like to apply: a link to begin goes to their address. Nothing is kept of what they typed."""
    member = Member(asked.full_name, asked.email, language=asked.language).tidy()
    if not asked.venture.strip():
        raise BadInput("venture", msg("nothing"), msg("the name of the venture, even for now"))
    with deed(SYSTEM, "incubator.ask", right=can_apply(SYSTEM, found)) as done:
        kept = Asked(found.pk, member.full_name, member.email, asked.venture.strip()[:120], member.language)
        title = letters.title_of(found, member.language)
        opening = msg("Somebody would like to apply to “%(title)s” with this address.", title=title)
        if_you = msg("If it was you, begin within three days: %(url)s", url=asked_address(kept))
        else_ = msg("If it was not you, do nothing: nothing was kept.")
        reader = letters.Reader(member.full_name, member.email, member.language)
        letters.write([reader], msg("Begin your application"), [opening, if_you, else_])
        done.on(found)


def begin_as_new_person(asked: Asked, found: Round, password: str) -> tuple[User, Application]:
    """Make the account of a visitor who opened the link of the mail, their venture and its application, all or nothing."""
    with deed(SYSTEM, "incubator.new_founder", right=can_apply(SYSTEM, found)) as done:
        user = make_user(SYSTEM, asked.email, password, asked.full_name, asked.language)
        application = begin(actor_of(user), begin_venture(actor_of(user), user, asked.venture), found, user.language)
        done.on(application.venture)
    return user, application


def begin_new(actor: Actor, user: User, found: Round, name: str) -> Application:
    """Begin a venture and its first application together; somebody of a start-up begins it for their company."""
    with deed(actor, "incubator.begin_new", right=can_apply(actor, found)) as done:
        venture = begin_venture(actor, user, name)
        if actor.role == Role.STARTUP:
            venture.organisation_id = actor.organisation_id
            venture.save(update_fields=["organisation"])
        application = begin(actor, venture, found, user.language)
        done.on(application)
    return application


def begin(actor: Actor, venture: Venture, found: Round, language: str = "fr") -> Application:
    """Begin an application with what the venture answered before: what is asked again is filled in already."""
    right = can_apply(actor, found)
    with deed(actor, "incubator.apply", right=can_change_venture(actor, venture) if right else right) as done:
        kept = rounds.lock(found.pk)
        form = rounds.live_form(kept)
        if form is None:
            raise Conflict(msg("This call has no form yet."))
        if Application._base_manager.filter(venture=venture, round=kept, state__in=Application.LIVE).exists():
            raise Conflict(msg("“%(name)s” applies to this call already.", name=venture.name))
        asked = {question.key for question in questions_of(read_sections(form.sections)) if question.kind is not Kind.FILE}
        answers = {key: value for key, value in venture.profile.items() if key in asked}
        application = Application(
            venture=venture, round=kept, form=form, answers=answers, language=language, form_told=form.number,
            created_by_id=actor.user_id,
        )  # fmt: skip
        application.save()
        done.on(application, round=kept.pk, reused=len(answers))
    return application


def save_answers(actor: Actor, application: Application, said: Mapping[str, str], version: int) -> Application:
    """Keep answers, as often as one types. ``version``: the one that the writer read.

    Two who write different questions at once both keep theirs; of two who write the same one, the second is told (``Conflict``).
    """
    with deed(actor, "incubator.save", right=can_write(actor, application)) as done:
        kept = lock(application.pk)
        _refuse_moved_on(kept)
        asked = {q.key: q for q in questions_of(read_sections(kept.form.sections)) if q.kind is not Kind.FILE}
        read = {key: read_answer(asked[key], value) for key, value in said.items() if key in asked}
        changed = {key: value for key, value in read.items() if value != kept.answers.get(key, "")}
        late = [asked[key] for key in changed if kept.touched.get(key, 0) > version]
        if late:
            raise Conflict(
                msg(
                    "Somebody of the team changed “%(question)s” at the same time: read it, then save yours.",
                    question=late[0].label,
                )
            )
        if changed:
            kept.version += 1
            kept.answers |= changed
            kept.touched |= dict.fromkeys(changed, kept.version)
            kept.form_told = kept.form.number
            kept.save(update_fields=["version", "answers", "touched", "form_told", "changed_at"])
            kept.venture.profile |= changed
            kept.venture.save(update_fields=["profile"])
        done.on(kept, version=kept.version, changed=sorted(changed))
    return kept


def add_file(actor: Actor, application: Application, key: str, uploaded: UploadedFile) -> Attachment:
    """Answer a question with a file, which is checked by what it is."""
    right = can_write(actor, application)
    question = _file_question(application, key)
    if question is None:
        right = refused(msg("This question asks for no file."))
    added = attachments.attach(actor, application, application.round.organisation_id, uploaded, right)
    with deed(actor, "incubator.save", right=right) as done:
        kept = lock(application.pk)
        _set_files(kept, key, [*kept.answers.get(key, []), added.pk])
        done.on(kept, version=kept.version, changed=[key])
    return added


def drop_file(actor: Actor, application: Application, key: str, attachment: Attachment) -> None:
    """Take a file off an answer; it stays in the archive."""
    right = can_write(actor, application)
    attachments.archive(actor, attachment, application, right)
    with deed(actor, "incubator.save", right=right) as done:
        kept = lock(application.pk)
        _set_files(kept, key, [pk for pk in kept.answers.get(key, []) if pk != attachment.pk])
        done.on(kept, version=kept.version, changed=[key])


def sign_off(actor: Actor, application: Application) -> SignOff:
    """A founder agrees with the application as it stands now."""
    with deed(actor, "incubator.sign", right=can_write(actor, application)) as done:
        kept = lock(application.pk)
        founder = Founder.of(actor).filter(venture=kept.venture).first()
        if founder is None:
            raise Conflict(msg("Only those of the team who joined it sign."))
        signed, _made = SignOff._base_manager.get_or_create(
            application=kept, founder=founder, version=kept.version, defaults={"at": now()}
        )
        done.on(kept, version=kept.version)
    return signed


def submit(actor: Actor, application: Application, at: datetime | None = None) -> Application:
    """Hand an application in: complete, signed by the whole team, and in time by the server's clock.

    at: when one came that is carried over from elsewhere; the system alone says it.
    """
    with deed(actor, "incubator.submit", right=can_write(actor, application)) as done:
        kept = lock(application.pk)
        _refuse_moved_on(kept)
        _refuse_incomplete(kept)
        came = at if at is not None and actor.system else now()
        kept.late = _late(kept.round, came)
        founder = Founder.of(actor).filter(venture=kept.venture).first()
        if founder is not None:
            SignOff._base_manager.get_or_create(application=kept, founder=founder, version=kept.version, defaults={"at": now()})
        if not actor.system:
            _refuse_unsigned(kept)
        kept.state, kept.submitted_at = State.SUBMITTED, came
        kept.save(update_fields=["state", "submitted_at", "late"])
        done.on(kept, late=kept.late, form=kept.form.number)
        tell_office(done, kept, msg("Application %(reference)s was handed in", reference=kept.venture.reference))
        opening = msg("Your application %(reference)s was handed in.", reference=kept.venture.reference)
        when = msg("It came on %(day)s at %(hour)s (Paris time).", **_hour(kept.submitted_at))
        next_ = msg("The programme office looks at it first; you hear of it by mail.")
        letters.write(letters.team_of(kept), msg("Application handed in"), [opening, when, next_])
    return kept


def withdraw(actor: Actor, application: Application, why: str) -> Application:
    """Take an application back, with the reason; nothing of it is lost, and the team may apply again while the call is open."""
    with deed(actor, "incubator.withdraw", right=can_withdraw(actor, application)) as done:
        kept = lock(application.pk)
        if kept.state != application.state:
            raise Conflict(msg("This application has moved on: look at it again."))
        kept.state, kept.why = State.WITHDRAWN, why.strip()[:300]
        kept.save(update_fields=["state", "why"])
        done.on(kept, why=kept.why)
        tell_office(done, kept, msg("Application %(reference)s was withdrawn", reference=kept.venture.reference))
    return kept


def lock(application_id: int) -> Application:
    """Return an application that no other process changes until the deed is over."""
    rows = Application._base_manager.select_for_update(of=("self",)).select_related("venture", "round", "form")
    found: Application = rows.get(pk=application_id)
    return found


def tell_office(done: Deed, application: Application, sentence: Message) -> None:
    """Tell the office, those who are recused from the file left out."""
    tied = Recusal._base_manager.filter(venture_id=application.venture_id, lifted_at=None).values("user_id")
    done.tell(office_people().exclude(pk__in=tied), sentence, application.get_absolute_url())


def unsigned(application: Application) -> list[Founder]:
    """Those of the team who joined it and have not signed the application as it stands."""
    signed = SignOff._base_manager.filter(application=application, version=application.version).values("founder_id")
    team = Founder._base_manager.filter(venture_id=application.venture_id, left_at=None).exclude(joined_at=None)
    return list(team.exclude(pk__in=signed))


def _refuse_moved_on(application: Application) -> None:
    if application.state != State.DRAFT:
        raise Conflict(msg("This application was handed in meanwhile: it changes no more."))


def _refuse_incomplete(application: Application) -> None:
    left = missing(read_sections(application.form.sections), application.answers)
    if left:
        named = ", ".join(f"« {question.title(application.language)} »" for question in left[:_NAMED])
        raise BadInput("answers", msg("%(n)s answers are missing: %(named)s", n=len(left), named=named), msg("an answer to each"))


def _refuse_unsigned(application: Application) -> None:
    left = unsigned(application)
    if left:
        names = ", ".join(founder.full_name for founder in left)
        raise Conflict(msg("Not signed yet as it stands now by: %(names)s.", names=names))


def _late(found: Round, at: datetime) -> bool:
    """Whether it comes within the minutes of grace; refuse what comes after them, or before the call opens."""
    if found.state != Round.State.PUBLISHED or at < found.opens_at:
        raise Conflict(msg("This call is not open."))
    if at >= found.closes_at + timedelta(minutes=found.late_minutes):
        here = localtime(at)
        raise Conflict(
            msg(
                "This call closed on %(day)s at %(hour)s, Paris time; it is %(now)s there now.",
                now=f"{here:%H:%M}", **letters.closing_of(found),
            )
        )  # fmt: skip
    return at >= found.closes_at


def _hour(at: datetime) -> dict[str, str | Day]:
    here = localtime(at)
    return {"day": Day.of(here.date()), "hour": f"{here:%H:%M}"}


def _file_question(application: Application, key: str) -> Question | None:
    asked = questions_of(read_sections(application.form.sections))
    return next((one for one in asked if one.key == key and one.kind is Kind.FILE), None)


def _set_files(application: Application, key: str, files: list[int]) -> None:
    application.version += 1
    application.answers[key] = files
    application.save(update_fields=["answers", "version", "changed_at"])
