"""A use as its pages show it: files as they were read, the answer, what it compares, what it rests on, what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from campus5g.core.benefit import NotAssessed, UseAssessment
from campus5g.core.figures import Assumption
from campus5g.core.message import msg
from campus5g.documents.blocks import Callout, Column, Table
from campus5g.documents.charts import Chart, cost_chart, net_gain_chart, tornado_chart
from campus5g.documents.names import ORIGIN, UNITS, USE, WORTH
from campus5g.documents.replays import Story, curves_chart, story_of
from campus5g.documents.sections.basis import assumption_table
from campus5g.documents.sections.gains import answer, beyond_money_table, five_g
from campus5g.documents.voice import Voice
from campus5g.portal.uses.models import Assessment
from campus5g.study.use_run import BASIS, Basis, UseRun
from campus5g.uses.preview import DataPreview, FileKind, Severity

TONES = {Severity.NOTE: "neutral", Severity.PARTIAL: "warn", Severity.REFUSED: "warn"}


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file as its engine read it."""

    kind: str
    covers: str
    used: str
    columns: Table
    findings: tuple[dict[str, str], ...]
    glance: Chart | None
    needs_consent: bool


def file_shown(preview: DataPreview, say: Voice) -> FileShown:
    titles = {
        Severity.NOTE: _("to know"), Severity.PARTIAL: _("used in part only"), Severity.REFUSED: _("cannot be used"),
    }  # fmt: skip
    columns = Table(
        (Column(_("Column"), width=1.4), Column(_("Read as"), width=2), Column(_("Unit")), Column(_("Filled lines"), "right")),
        tuple(
            (c.name, say(c.meaning) if c.meaning else _("not used"), say(UNITS.get(c.unit, c.unit)), say.number(c.filled))
            for c in preview.columns
        ),
        _("What was read in %(name)s") % {"name": preview.name},
    )
    return FileShown(
        kind=say(preview.kind),
        covers=say(preview.covers),
        used=_("%(used)s of %(rows)s rows are used.") % {"used": say.number(preview.used), "rows": say.number(preview.rows)},
        columns=columns,
        findings=tuple(
            {
                "title": titles[f.severity], "tone": TONES[f.severity], "where": f.where, "problem": say(f.problem),
                "remedy": say(f.remedy),
            }
            for f in preview.findings
        ),
        glance=curves_chart(msg("A glance at the data"), preview.axis, preview.axis_unit, preview.glance, say) if preview.glance else None,
        needs_consent=preview.needs_consent,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindShown:
    key: str
    title: str
    columns: Table


def kind_shown(kind: FileKind, say: Voice) -> KindShown:
    """A kind of file, told to who prepares one."""
    columns = (Column(_("Column")), Column(_("What it holds"), width=3), Column(_("Unit")))
    rows = tuple((c.name, say(c.meaning) if c.meaning else "", say(UNITS.get(c.unit, c.unit))) for c in kind.columns)
    return KindShown(kind.key, say(kind.title), Table(columns, rows, _("Columns of the file")))


@dataclass(frozen=True, slots=True)
class RunShown:
    """What was found, in the reader's language; without assessment the callout gives the reason and the rest is empty."""

    callout: Callout
    basis: str
    described: bool
    origin: str = ""
    gains: Chart | None = None
    beyond: Table | None = None
    costs: Chart | None = None
    tornado: Chart | None = None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    break_even: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()
    assumptions: Table | None = None


def run_shown(run: UseRun, say: Voice) -> RunShown:
    found = run.assessment
    basis, described = say(BASIS[run.basis]), run.basis is Basis.DESCRIBED
    if isinstance(found, NotAssessed):
        return RunShown(answer(found, say), basis, described)
    return RunShown(
        callout=answer(found, say),
        basis=basis,
        described=described,
        origin=say(msg("These figures rest on %(origin)s.", origin=ORIGIN[found.origin])),
        gains=net_gain_chart(found, say.language) if found.benefits else None,
        beyond=beyond_money_table(found, say) if found.benefits else None,
        costs=cost_chart(run.costs, say.language) if run.costs else None,
        tornado=tornado_chart(found, say.language) if found.sensitivities else None,
        reasons=tuple(map(say, found.reasons)),
        notes=tuple(map(say, found.data_notes)),
        break_even=tuple(map(say, found.break_even)),
        would_change=tuple(_capital(say(sentence)) for sentence in found.would_change),
        stories=tuple(replace(story_of(replay, say.language), key=f"story-{n}") for n, replay in enumerate(found.replays)),
        assumptions=assumption_table(found.assumptions, say),
    )


def changes_shown(now: Assessment, before: Assessment, say: Voice) -> dict[str, Any]:
    """What was changed since the assessment before, and what that changed in the answer."""
    return {
        "rows": _changed(now, before, say),
        "before": before,
        "gains": _moved(now.run, before.run, say),
        "verdict": _verdict(now.run, before.run, say),
    }


def _changed(now: Assessment, before: Assessment, say: Voice) -> Table | None:
    known = {a.key: a for run in (before.run, now.run) for a in _assumptions(run)}
    keys = [key for key in known if _value(now.run, key) != _value(before.run, key)]
    rows = [(say(known[key].label), _said(before.run, key, say), _said(now.run, key, say)) for key in keys]
    files = [str(one.file) if one.file else _("no file") for one in (before, now)]
    if files[0] != files[1]:
        rows.insert(0, (_("Data"), *files))
    columns = (Column(_("What was changed"), width=2), Column(_("Before"), "right"), Column(_("Now"), "right"))
    return Table(columns, tuple(rows), _("What was changed since %(ref)s") % {"ref": before.reference}) if rows else None


def _moved(now: UseRun, before: UseRun, say: Voice) -> str:
    gains = [five_g(run.assessment) if isinstance(run.assessment, UseAssessment) else None for run in (before, now)]
    if gains[0] is None or gains[1] is None:
        return ""
    words = {"before": say.estimate(gains[0].net_eur.p50), "now": say.estimate(gains[1].net_eur.p50)}
    return _("Net gain of private 5G, a year: %(before)s before, %(now)s now.") % words


def _verdict(now: UseRun, before: UseRun, say: Voice) -> str:
    """Say that the plain answer itself is another one; empty where it stands."""
    answers = [run.assessment.worth if isinstance(run.assessment, UseAssessment) else None for run in (before, now)]
    if None in answers or answers[0] == answers[1]:
        return ""
    words = {"before": say(WORTH[answers[0]]), "now": say(WORTH[answers[1]])}
    return _("The answer was “%(before)s”, it is now “%(now)s”.") % words


def _assumptions(run: UseRun) -> tuple[Assumption, ...]:
    return run.assessment.assumptions if isinstance(run.assessment, UseAssessment) else ()


def _value(run: UseRun, key: str) -> float | None:
    return next((a.value for a in _assumptions(run) if a.key == key), None)


def _said(run: UseRun, key: str, say: Voice) -> str:
    found = next((a for a in _assumptions(run) if a.key == key), None)
    return say.quantity(found.value, found.unit) if found else "–"


def use_name(use: Any, say: Voice) -> str:
    return say(USE[use])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
