"""The marks of a round put in order: the engine asked once, read by pages, exports, minutes and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campus5g.matching.jury import Mark, Ranked, Ranking, Scale, rank_files, weighted
from campus5g.portal.incubator.actions.rounds import rubric_of
from campus5g.portal.incubator.models import Application, Assignment, Juror, Round, Score


@dataclass(frozen=True, slots=True)
class Row:
    """A file with its place; comments: what its jurors wrote, without names."""

    application: Application
    ranked: Ranked
    comments: tuple[str, ...]

    @property
    def inside(self) -> bool:
        return self.ranked.rank is not None and self.ranked.rank <= self.application.round.places


@dataclass(frozen=True, slots=True)
class Order:
    """What a round's marks say. rows: the files that the reader may see; scales: with the juror of each."""

    ranking: Ranking
    rows: tuple[Row, ...]
    scales: tuple[tuple[Juror, Scale], ...]
    line: tuple[Application, ...]
    entered: tuple[Application, ...]
    left: tuple[Application, ...]


def order_of(found: Round, visible: Sequence[Application]) -> Order:
    """Rank every file of the round, and show those of ``visible``: who is recused from one sees the order of the others."""
    latest: dict[int, Score] = {}
    given = Assignment._base_manager.filter(application__round=found, set_aside_at=None, application__state__in=Application.READ)
    scores = Score._base_manager.filter(assignment__in=given).select_related("assignment").order_by("revision")
    for score in scores:
        latest[score.assignment_id] = score
    weights = {criterion.key: criterion.weight for criterion in rubric_of(found)}
    marks = [
        Mark(str(one.assignment.application_id), str(one.assignment.juror_id), weighted(one.marks, weights))
        for one in latest.values()
    ]
    files = Application._base_manager.filter(round=found, state__in=Application.READ).values_list("pk", flat=True)
    ranking = rank_files([str(pk) for pk in files], marks, found.quorum, found.places)
    shown = {str(application.pk): application for application in visible}
    comments: dict[str, list[str]] = {}
    for one in latest.values():
        if one.comment:
            comments.setdefault(str(one.assignment.application_id), []).append(one.comment)
    rows = [Row(shown[r.file], r, tuple(comments.get(r.file, ()))) for r in ranking.files if r.file in shown]
    jurors = {str(juror.pk): juror for juror in Juror._base_manager.filter(round=found).select_related("user")}
    scales = tuple((jurors[scale.juror], scale) for scale in ranking.scales)
    line, entered, left = (
        tuple(shown[key] for key in keys if key in shown) for keys in (ranking.tied_at_the_line, ranking.entered, ranking.left)
    )
    return Order(ranking, tuple(rows), scales, line, entered, left)
