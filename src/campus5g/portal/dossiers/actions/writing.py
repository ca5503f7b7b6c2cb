"""Writing the sections of a dossier, several people at once: nobody writes over what they have not read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.documents.questions import BY_KEY, OWN
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.models import Organisation
from campus5g.portal.dossiers.models import TEXT_LENGTH, Answer, CompanySheet, Written
from campus5g.portal.dossiers.permissions import can_write_answer, can_write_dossier, can_write_sheet
from campus5g.portal.projects.models import Partner, Project


@dataclass(frozen=True, slots=True)
class Said:
    """What an organisation says of itself."""

    description: str
    references: str
    people: str


class Overtaken(Conflict):
    """Somebody else wrote since the text was read. ``kept`` is what stands now; nothing was changed."""

    def __init__(self, kept: Written) -> None:
        self.kept = kept
        told = (
            msg("%(name)s wrote here while you were writing.", name=kept.writer) if kept.writer else msg("This text has changed.")
        )
        super().__init__(told)


def write_answer(actor: Actor, project: Project, key: str, partner: Partner | None, text: str, revision: int) -> Answer:
    """Keep a section as it was typed. ``revision``: of the text that was read before; if another stands now, ``Overtaken``."""
    text = _clean(text)
    right = can_write_answer(actor, project, partner)
    answer = _answer(project, key, partner)
    if right and answer.revision == revision and answer.text == text:
        return answer  # an unchanged text is no deed
    try:
        with deed(actor, "dossiers.write", right=right) as done:
            answer = _answer(project, key, partner)
            _sign(actor, answer, revision)
            answer.text = text
            answer.save()
            done.on(answer, project=project.pk, key=key, revision=answer.revision, characters=len(text))
    except IntegrityError:  # two people wrote its first words at once
        raise Overtaken(_answer(project, key, partner)) from None
    return answer


def reuse_answer(actor: Actor, source: Answer, project: Project, key: str, partner: Partner | None, revision: int) -> Answer:
    """Put an earlier answer at the end of a section; what was written there stays."""
    standing = _answer(project, key, partner).text
    return write_answer(actor, project, key, partner, f"{standing}\n\n{source.text}" if standing else source.text, revision)


def ask_question(actor: Actor, project: Project, title: str) -> Answer:
    """Add a question that this call alone asks."""
    if not title.strip():
        raise BadInput("title", msg("an empty question"), msg("the words of the call"))
    with deed(actor, "dossiers.ask", right=can_write_dossier(actor, project)) as done:
        own = Answer.objects.filter(project=project, key__startswith=f"{OWN}-").values_list("key", flat=True)
        number = max((int(key.rpartition("-")[2]) for key in own), default=0) + 1
        answer = Answer(project=project, key=f"{OWN}-{number}", title=title.strip()[:300])
        answer.save()
        done.on(project, question=answer.key)
    return answer


def drop_question(actor: Actor, answer: Answer) -> None:
    """Take a question of one call away, with its answer."""
    project = answer.project
    with deed(actor, "dossiers.drop_question", right=can_write_dossier(actor, project)) as done:
        if answer.key in BY_KEY:
            raise Conflict(msg("Every dossier has this section."))
        done.on(project, question=answer.key, characters=len(answer.text))
        answer.delete()


def write_sheet(actor: Actor, organisation: Organisation, said: Said, revision: int) -> CompanySheet:
    """Keep what an organisation says of itself."""
    texts = {name: _clean(getattr(said, name)) for name in ("description", "references", "people")}
    with deed(actor, "dossiers.sheet", right=can_write_sheet(actor, organisation)) as done:
        sheet = CompanySheet.objects.select_for_update().filter(organisation=organisation).first()
        sheet = sheet or CompanySheet(organisation=organisation)
        _sign(actor, sheet, revision)
        for name, text in texts.items():
            setattr(sheet, name, text)
        sheet.save()
        done.on(organisation, sheet=sheet.pk, revision=sheet.revision)
    return sheet


def _answer(project: Project, key: str, partner: Partner | None) -> Answer:
    """Return the section as it stands; one that nobody wrote yet is empty, of revision 0."""
    found: Answer | None = Answer.objects.filter(project=project, key=key, partner=partner).select_related("written_by").first()
    if found is None and key not in BY_KEY:
        raise BadInput("key", msg("“%(text)s”", text=key), msg("a section of the dossier"))
    if found is None and BY_KEY[key].each is not (partner is not None):
        raise BadInput("partner", msg("a section of another kind"), msg("the project or one of its partners"))
    return found or Answer(project=project, key=key, partner=partner)


def _sign(actor: Actor, written: Written, revision: int) -> None:
    if written.revision != revision:
        raise Overtaken(written)
    written.revision += 1
    written.written_by_id, written.written_at = actor.user_id, timezone.now()


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > TEXT_LENGTH:
        raise BadInput("text", msg("%(n)s characters", n=len(text)), msg("at most %(n)s", n=TEXT_LENGTH))
    return text
