"""What organisations and people show of themselves, and letters between people through the platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.competences import field_competences
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.models import Letter, Organisation, Portrait, Strength, Talent
from campus5g.portal.directory.models.community import SENTENCE_LENGTH, TEXT_LENGTH, WHY_LENGTH, Kept
from campus5g.portal.directory.permissions import can_show_for, can_show_portrait, can_write_letter

FIRST_YEAR, LONGEST_LISTED, LETTERS_A_DAY = 1950, timedelta(days=366), 20


@dataclass(frozen=True, slots=True)
class SaidTalent:
    """What is said of a post, internship or apprenticeship."""

    kind: str
    side: str
    title: str
    expires_on: date
    text: str = ""
    competences: tuple[str, ...] = ()
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class SaidPortrait:
    """What a person tells of themselves."""

    function: str = ""
    about: str = ""
    competences: tuple[str, ...] = ()
    town: str = ""
    tells_organisation: bool = True


def add_strength(
    actor: Actor, organisation: Organisation, what: str, sentence: str, year: int | None = None, competence: str = ""
) -> Strength:
    """Show a competence, an equipment or a reference of an organisation, in a sentence."""
    _refuse_unknown([competence] if competence else [])
    if not sentence.strip():
        raise BadInput("sentence", msg("nothing"), msg("one sentence that others can check"))
    if what == Strength.What.COMPETENCE and not competence:
        raise BadInput("competence", msg("nothing"), msg("the competence that the sentence shows"))
    if year is not None and not FIRST_YEAR <= year <= today().year:
        expected = msg("a year from %(first)s to %(last)s", first=str(FIRST_YEAR), last=str(today().year))
        raise BadInput("year", msg("“%(year)s”", year=str(year)), expected)
    with deed(actor, "directory.add_strength", right=can_show_for(actor, organisation)) as done:
        shown = Strength(
            organisation=organisation, what=Strength.What(what), sentence=sentence.strip()[:SENTENCE_LENGTH], year=year
        )
        shown.competence = competence if what == Strength.What.COMPETENCE else ""
        shown.save()
        done.on(organisation, strength=shown.pk)
    return shown


def write_talent(actor: Actor, organisation: Organisation, said: SaidTalent, talent: Talent | None = None) -> Talent:
    """List a post, an internship or an apprenticeship until a day, or change what was said of it."""
    _refuse_unknown(said.competences)
    if not said.title.strip():
        raise BadInput("title", msg("nothing"), msg("the name of the post"))
    if not today() <= said.expires_on <= today() + LONGEST_LISTED:
        raise BadInput("expires_on", msg("a day that has passed, or more than a year ahead"), msg("a day within a year"))
    with deed(actor, "directory.write_talent", right=can_show_for(actor, organisation)) as done:
        if talent is not None and talent.archived_at is not None:
            raise Conflict(msg("This was archived: write it anew."))
        written = talent or Talent(organisation=organisation, written_by_id=actor.user_id)
        for name, value in (asdict(said) | {"competences": list(said.competences), "title": said.title.strip()}).items():
            setattr(written, name, value)
        written.save()
        done.on(organisation, talent=written.pk)
    return written


def archive_shown(actor: Actor, shown: Strength | Talent, why: str) -> None:
    """Take a strength or a talent off the directory, with the reason."""
    if not why.strip():
        raise BadInput("why", msg("nothing"), msg("a few words: why it is archived"))
    with deed(actor, "directory.archive_shown", right=can_show_for(actor, shown.organisation)) as done:
        _put_away(shown, why)
        done.on(shown.organisation, kind=shown._meta.model_name, number=shown.pk, why=shown.archived_why)


def _put_away(shown: Kept, why: str) -> None:
    if shown.archived_at is not None:
        raise Conflict(msg("This is archived already."))
    shown.archived_at, shown.archived_why = timezone.now(), why.strip()[:WHY_LENGTH]
    shown.save(update_fields=["archived_at", "archived_why"])


def show_portrait(actor: Actor, person: User, said: SaidPortrait) -> Portrait:
    """Show oneself in the directory: to save it is to consent, until ``hide_portrait``."""
    _refuse_unknown(said.competences)
    with deed(actor, "directory.show_portrait", right=can_show_portrait(actor, person)) as done:
        portrait, _made = Portrait.objects.get_or_create(user=person)
        for name, value in (asdict(said) | {"competences": list(said.competences)}).items():
            setattr(portrait, name, value)
        portrait.consented_at = portrait.consented_at or timezone.now()
        portrait.save()
        done.on(portrait)
    return portrait


def hide_portrait(actor: Actor, portrait: Portrait) -> None:
    """Take back the consent: what was told is forgotten, and the person is listed no more."""
    with deed(actor, "directory.hide_portrait", right=can_show_portrait(actor, portrait.user)) as done:
        portrait.consented_at, portrait.competences = None, []
        portrait.function = portrait.about = portrait.town = ""
        portrait.save()
        done.on(portrait)


def write_letter(actor: Actor, recipient: User, text: str) -> Letter:
    """Write to a person who shows themselves, or who wrote first. Neither learns the other's address."""
    if not text.strip():
        raise BadInput("text", msg("nothing"), msg("a few words"))
    with deed(actor, "directory.write_letter", right=can_write_letter(actor, recipient)) as done:
        sender = User.objects.select_for_update().get(pk=actor.user_id)
        if Letter.objects.filter(sender=sender, at__gte=timezone.now() - timedelta(days=1)).count() >= LETTERS_A_DAY:
            raise Conflict(msg("You wrote %(n)s letters in a day: wait until tomorrow.", n=LETTERS_A_DAY))
        letter = Letter(sender=sender, recipient=recipient, text=text.strip()[:TEXT_LENGTH])
        letter.save()
        done.on(letter)
        done.tell([recipient], msg("%(name)s writes to you", name=sender.full_name), letter.get_absolute_url())
    return letter


def _refuse_unknown(competences: Iterable[str]) -> None:
    known = {found.key for found in field_competences().all}
    for key in competences:
        if key not in known:
            what = msg("“%(key)s” is no competence of the field", key=key)
            raise BadInput("competences", what, msg("one of: %(names)s", names=", ".join(sorted(known))))
