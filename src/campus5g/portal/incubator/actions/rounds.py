"""Opening a call for applications, writing its form, publishing and closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.incubator import letters
from campus5g.portal.incubator.models import Application, FormVersion, Founder, Round, Score
from campus5g.portal.incubator.permissions import can_change_round, can_run
from campus5g.portal.incubator.questionnaire import Section, questions_of, read_sections, to_plain


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the rubric."""

    key: str
    label: str
    label_en: str = ""
    weight: float = 1.0

    def name(self, language: str) -> str:
        return self.label_en if language == "en" and self.label_en else self.label


@dataclass(frozen=True, slots=True)
class Details:
    """What is said of a call, as read from a form or a territory's folder."""

    title: str
    cohort: str
    opens_at: datetime
    closes_at: datetime
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    places: int = 8
    late_minutes: int = 0
    anonymised: bool = False
    top: int = 5
    readers: int = 3
    quorum: int = 2
    rubric: tuple[Criterion, ...] = ()

    def check(self) -> None:
        """Refuse what no call can be."""
        if not self.title.strip() or not self.cohort.strip():
            raise BadInput("title", msg("nothing is said"), msg("a title and the name of the cohort"))
        if self.closes_at <= self.opens_at:
            raise BadInput("closes_at", msg("it closes before it opens"), msg("an hour after it opens"))
        if not 1 <= self.quorum <= self.readers:
            raise BadInput("quorum", msg("%(n)s marks", n=self.quorum), msg("from 1 to the jurors of a file"))
        if any(not one.weight > 0 for one in self.rubric) or len({one.key for one in self.rubric}) < len(self.rubric):
            raise BadInput(
                "rubric", msg("a weight of nothing, or a criterion twice"), msg("each criterion once, with its weight")
            )


def rubric_of(found: Round) -> list[Criterion]:
    return [Criterion(**one) for one in found.rubric]


def write_round(
    actor: Actor, details: Details, found: Round | None = None, *, key: str = "", host_id: int | None = None,
    sections: Sequence[Section] = (), cloned_from: Round | None = None,
) -> Round:  # fmt: skip
    """Open a draft with the first version of its form, or change a call; once marks were given, its rubric stays."""
    details.check()
    fields: dict[str, Any] = asdict(details) | {"rubric": [asdict(one) for one in details.rubric]}
    if found is not None:
        return _change(actor, fields, found)
    with deed(actor, "incubator.write_round", right=can_run(actor)) as done:
        host = host_id or actor.organisation_id
        if host is None:
            raise BadInput("organisation", msg("a call of nobody"), msg("the organisation that holds it"))
        made = Round(organisation_id=host, key=key, created_by_id=actor.user_id, cloned_from=cloned_from, **fields)
        made.save()
        FormVersion(round=made, number=1, sections=to_plain(sections), created_by_id=actor.user_id).save()
        done.on(made, title=made.title)
    return made


def _change(actor: Actor, fields: dict[str, Any], found: Round) -> Round:
    with deed(actor, "incubator.change_round", right=can_change_round(actor, found)) as done:
        kept = lock(found.pk)
        marked = Score._base_manager.filter(assignment__application__round=kept).exists()
        if marked and (fields["rubric"] != kept.rubric or fields["top"] != kept.top):
            raise Conflict(msg("Marks were given already: the rubric and the scale stay as they are."))
        changed = sorted(name for name, value in fields.items() if getattr(kept, name) != value)
        for name, value in fields.items():
            setattr(kept, name, value)
        kept.save()
        done.on(kept, changed=changed)
    return kept


def clone_round(actor: Actor, found: Round, cohort: str, opens_at: datetime, closes_at: datetime) -> Round:
    """Begin a call as an earlier one was: its words, rubric and form, with dates and a cohort of its own."""
    names = ("title", "title_en", "text", "text_en", "places", "late_minutes", "anonymised", "top", "readers", "quorum")
    said = {name: getattr(found, name) for name in names}
    details = Details(cohort=cohort, opens_at=opens_at, closes_at=closes_at, rubric=tuple(rubric_of(found)), **said)
    form = live_form(found) or working_form(found)
    return write_round(actor, details, sections=read_sections(form.sections) if form else (), cloned_from=found)


def publish_round(actor: Actor, found: Round) -> Round:
    """Let everybody read a call, and apply once it opens."""
    with deed(actor, "incubator.publish_round", right=can_change_round(actor, found)) as done:
        kept = lock(found.pk)
        if kept.state != Round.State.DRAFT:
            raise Conflict(msg("This call is published already."))
        form = working_form(kept)
        if form is None or not any(questions_of(read_sections(form.sections))):
            raise Conflict(msg("The form asks nothing yet: write its questions first."))
        if not kept.rubric:
            raise Conflict(msg("The rubric is empty: say first by what the jury marks."))
        form.live_at, kept.state = now(), Round.State.PUBLISHED
        form.save(update_fields=["live_at"])
        kept.save(update_fields=["state"])
        done.on(kept, form=form.number)
    return kept


def archive_round(actor: Actor, found: Round, why: str) -> Round:
    """Put a call away, with the reason: nobody applies any more, and nothing of it is lost."""
    if not why.strip():
        raise BadInput("why", msg("no reason"), msg("the reason, in a few words"))
    with deed(actor, "incubator.archive_round", right=can_run(actor)) as done:
        kept = lock(found.pk)
        if kept.state == Round.State.ARCHIVED:
            raise Conflict(msg("This call is archived already."))
        kept.state, kept.why = Round.State.ARCHIVED, why.strip()[:300]
        kept.save(update_fields=["state", "why"])
        done.on(kept, why=kept.why)
    return kept


def change_form(actor: Actor, found: Round, sections: Sequence[Section]) -> FormVersion:
    """Write the version of the form that is being worked on; the one that is filled in stays as it is until ``adopt_form``."""
    plain = to_plain(sections)
    with deed(actor, "incubator.change_form", right=can_change_round(actor, found)) as done:
        kept = lock(found.pk)
        form = working_form(kept)
        if form is None:
            last = FormVersion._base_manager.filter(round=kept).order_by("-number").first()
            form = FormVersion(round=kept, number=last.number + 1 if last else 1, created_by_id=actor.user_id)
        form.sections = plain
        form.save()
        done.on(kept, form=form.number, questions=len(list(questions_of(sections))))
    return form


def adopt_form(actor: Actor, found: Round, note: str) -> FormVersion:
    """Put the new version into use: what is in preparation goes over to it with its answers, and its teams are told.

    What was handed in keeps the form that it answered.
    """
    if not note.strip():
        raise BadInput("note", msg("nothing"), msg("what changed, in a few words: those who are writing read it"))
    with deed(actor, "incubator.adopt_form", right=can_change_round(actor, found)) as done:
        kept = lock(found.pk)
        form = working_form(kept)
        if form is None or kept.state != Round.State.PUBLISHED:
            raise Conflict(msg("There is no new version of the form to put into use."))
        form.note, form.live_at = note.strip()[:300], now()
        form.save(update_fields=["note", "live_at"])
        drafts = list(Application._base_manager.filter(round=kept, state=Application.State.DRAFT).select_related("venture"))
        for draft in drafts:
            draft.form = form
            draft.save(update_fields=["form"])
            _tell_changed(done, draft, form)
        done.on(kept, form=form.number, drafts=len(drafts))
    return form


def _tell_changed(done: Any, draft: Application, form: FormVersion) -> None:
    sentence = msg(
        "The form of your application %(reference)s has changed: your answers are kept", reference=draft.venture.reference
    )
    people = [one.user for one in Founder.joined(draft.venture)]
    done.tell(people, sentence, draft.get_absolute_url())
    changed = msg("What changed: %(note)s. Please look at the new questions before you hand it in.", note=form.note)
    letters.write(letters.team_of(draft), msg("The form has changed: your answers are kept"), [sentence, changed])


def live_form(found: Round) -> FormVersion | None:
    """The version that is filled in."""
    form: FormVersion | None = FormVersion._base_manager.filter(round=found).exclude(live_at=None).order_by("-number").first()
    return form


def working_form(found: Round) -> FormVersion | None:
    """The version that is being written."""
    form: FormVersion | None = FormVersion._base_manager.filter(round=found, live_at=None).order_by("-number").first()
    return form


def lock(round_id: int) -> Round:
    """Return a call that no other process changes until the deed is over."""
    found: Round = Round._base_manager.select_for_update().get(pk=round_id)
    return found
