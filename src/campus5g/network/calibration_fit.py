"""Calibration of the radio model on a drive or walk test.

The readings above their floor and the silent ones below it are fitted together (``censored``), each by what it is worth among
its neighbours (``shadowing``); the design is chosen by leaving out whole groups in turn and predicting them. If no design
predicts unseen groups better than the uncalibrated model, none is returned: the answer is a refusal with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress, silent
from campus5g.core.site import Site
from campus5g.network.calibration import Calibration, Score
from campus5g.network.calibration_designs import (
    ALL_TERMS,
    DESIGNS,
    LAWS,
    Design,
    Fitted,
    Learnt,
    fit_design,
    learn,
    learn_all,
)
from campus5g.network.calibration_terms import Links, expected_readings, noise_of, terms_of
from campus5g.network.carriers import Carrier
from campus5g.network.measurements import Measurements, Quantity, Vector
from campus5g.network.uncalibrated import locate_stations, model_links

UNCALIBRATED = "uncalibrated model"
FOLDS = 5
BLOCK_M = 100.0
"""Side of the blocks that are left out together where the file names no groups: wider than a shadow."""

_WORTH_DB = 0.05
"""A richer design must win by this much on unseen readings."""

_FEWEST_GROUPS = 3
_HELD_AT_ONCE = 40_000
_AVERAGE_WAVES = 40
_LIGHT_MPS = 299_792_458.0


def fit_calibration(
    found: Measurements,
    carrier: Carrier,
    *,
    site: Site | None = None,
    eirp_dbm: float | None = None,
    on: str = "",
    seed: int = 0,
    progress: Progress = silent,
) -> Calibration:
    """Calibrate the model on measurements.

    carrier: its frequency counts. site: for the rays; without it the model knows distance alone, and says so. eirp_dbm: power
    radiated per resource element (RSRP) or in all (strength): with it the offset is the model's, without it the meter's.
    on: the day, kept. The seed deals groups into folds. Raises ``BadInput`` when the ends of the links are not known at all.
    """
    links = prepared(found, carrier, site, eirp_dbm)
    absolute = found.quantity is Quantity.PATH_GAIN or eirp_dbm is not None
    return _Trial(links, absolute, seed, progress).conclude(carrier.freq_hz, on)


def prepared(found: Measurements, carrier: Carrier, site: Site | None, eirp_dbm: float | None) -> Links:
    """Return the links with the model's answer: stations located, dense readings averaged, radiated power taken off."""
    if not np.all(np.isfinite(found.x_m)):
        raise BadInput(found.source, msg("no positions"), msg("the place of every reading"))
    found = averaged(locate_stations(found), carrier.freq_hz)
    if eirp_dbm is not None and found.quantity is not Quantity.PATH_GAIN:
        found = replace(found, level_db=found.level_db - eirp_dbm, floor_db=found.floor_db - eirp_dbm)
    modelled = model_links(found, carrier, site)
    return Links(found.noted(*modelled.notes), modelled.gain_db, modelled.los)


def averaged(found: Measurements, freq_hz: float) -> Measurements:
    """Average readings of one station and group over squares of 40 wavelengths (1 to 5 m) when there are very many.

    That is the local mean of Lee (1985): fast fading is gone and shadows are kept. Fewer than 40 000 readings stay as they are.
    """
    if found.size <= _HELD_AT_ONCE:
        return found
    side = min(max(_AVERAGE_WAVES * _LIGHT_MPS / freq_hz, 1.0), 5.0)
    names = [np.unique(column, return_inverse=True)[1] for column in (found.station, found.group, found.zone)]
    keys = np.column_stack([*names, np.floor(found.x_m / side), np.floor(found.y_m / side), found.at_floor]).astype(np.int64)
    _, first, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    which, count = which.ravel(), np.bincount(which.ravel())
    order = np.argsort(first, kind="stable")
    part = found.these(first[order])
    x, y, level = ((np.bincount(which, column) / count)[order] for column in (found.x_m, found.y_m, found.level_db))
    note = msg("%(n)s readings were averaged over squares of %(side)s m", n=found.size, side=round(side, 1))
    return replace(part, x_m=x, y_m=y, level_db=level).noted(note)


def folds_of(found: Measurements, seed: int) -> tuple[NDArray[np.intp], int]:
    """Deal groups into folds: the fold of each reading [n] and the number of groups. Blocks of 100 m stand in for groups."""
    if found.has_groups and np.unique(found.group).size >= _FEWEST_GROUPS:
        groups = np.unique(found.group, return_inverse=True)[1]
    else:
        span = max(float(np.ptp(found.x_m)), float(np.ptp(found.y_m)))
        side = min(BLOCK_M, span / 4)
        cells = np.floor(np.column_stack((found.x_m, found.y_m)) / side).astype(np.int64)
        groups = np.unique(cells, axis=0, return_inverse=True)[1].ravel()
    count = int(groups.max()) + 1
    dealt = np.random.default_rng(seed).permutation(count) % min(FOLDS, max(count, 2))
    return dealt[groups].astype(np.intp), count


def scored(name: str, expected: Vector, found: Measurements, groups: int) -> Score:
    """Compare what was expected with what was read; ``heard`` are the readings above their floor."""
    error = expected - found.level_db
    heard = error[~found.at_floor]
    return Score(
        model=name,
        rmse_db=round(float(np.sqrt(np.mean(error**2))), 3),
        median_db=round(float(np.median(error)), 3),
        heard_rmse_db=round(float(np.sqrt(np.mean(heard**2))), 3) if heard.size else 0.0,
        readings=error.size,
        groups=groups,
    )


def uncalibrated_levels(links: Links, known: Links, absolute: bool) -> Vector:
    """Return what the uncalibrated model expects to be read at ``links``, with the noise of the receivers in ``known``.

    Levels without a scale are put on that of each station first (its median error in ``known``; a new station: that of all),
    so that the model is not blamed for the meter.
    """
    level = links.gain_db.copy()
    if not absolute:
        error = np.where(known.found.at_floor, np.nan, known.found.level_db - known.gain_db)
        heard = np.isfinite(error)
        middle = float(np.median(error[heard])) if np.any(heard) else 0.0
        for name in np.unique(links.found.station):
            own = error[heard & (known.found.station == name)]
            level[links.found.station == name] += float(np.median(own)) if own.size else middle
    names = [str(name) for name in np.unique(known.found.station)]
    return expected_readings(level, 1.0, links.found, names, noise_of(known.found))


class _Trial:
    """One calibration being made: designs fitted, tried on unseen groups, one kept."""

    def __init__(self, links: Links, absolute: bool, seed: int, progress: Progress) -> None:
        self.links, self.absolute, self.progress = links, absolute, progress
        self.fold, self.groups = folds_of(links.found, seed)
        self.whole = learn_all(links)
        self.learnt: dict[tuple[tuple[str, ...], bool], Learnt] = {(ALL_TERMS, False): self.whole}

    def learnt_for(self, design: Design) -> Learnt:
        """Designs of the same terms share what they learn."""
        key = (design.terms, design.bare)
        if key not in self.learnt:
            self.learnt[key] = learn(design, self.links, self.whole)
        return self.learnt[key]

    def conclude(self, freq_hz: float, on: str) -> Calibration:
        scores = self._scores()
        best = self._chosen(scores[1 + len(LAWS) :])
        accepted = best is not None and best.rmse_db < scores[0].rmse_db
        design = next((d for d in DESIGNS if best is not None and d.name == best.model), DESIGNS[0])
        kept = fit_design(design, self.links, self.learnt_for(design))
        return self._told(kept, accepted, scores, best, freq_hz, on)

    def _scores(self) -> list[Score]:
        trials: Sequence[Design] = (*LAWS, *DESIGNS)
        expected = {name: np.empty(self.links.found.size) for name in (UNCALIBRATED, *(d.name for d in trials))}
        for at, design in enumerate(trials):
            self.progress(0.5 * at / len(trials), msg("fitting the corrections"))
            self.learnt_for(design)
        held = np.unique(self.fold)
        for fold in held:
            self.progress(0.5 + 0.5 * float(fold) / held.size, msg("predicting groups that were left out"))
            unseen = self.fold == fold
            known, asked = self.links.these(~unseen), self.links.these(unseen)
            expected[UNCALIBRATED][unseen] = uncalibrated_levels(asked, known, self.absolute)
            for design in trials:
                fitted = fit_design(design, self.links, self.learnt_for(design), ~unseen)
                expected[design.name][unseen] = fitted.expected(asked)
        return [scored(name, levels, self.links.found, self.groups) for name, levels in expected.items()]

    def _chosen(self, scores: Sequence[Score]) -> Score | None:
        """The simplest design of those that come within 0.05 dB of the best."""
        least = min(score.rmse_db for score in scores)
        return next((score for score in scores if score.rmse_db <= least + _WORTH_DB), None)

    def _told(
        self, kept: Fitted, accepted: bool, scores: list[Score], best: Score | None, freq_hz: float, on: str
    ) -> Calibration:
        learnt, found = self.learnt_for(kept.design), self.links.found
        ground = learnt.fields["ground"]
        return Calibration(
            source=found.source,
            on=on,
            frequency_hz=freq_hz,
            design=kept.design.name,
            accepted=accepted,
            reason=_reason(accepted, scores[0], best),
            absolute=self.absolute,
            reference_m=kept.layout.reference_m,
            terms=terms_of(kept.layout, kept.fit, self.links),
            sigma_db=round(kept.fit.sigma_db, 3),
            sigma_error_db=round(kept.fit.sigma_error_db, 3),
            local_sigma_db=best.heard_rmse_db if best else round(kept.fit.sigma_db, 3),
            elsewhere_sigma_db=round(float(np.hypot(kept.fit.sigma_db, learnt.station_db)), 3),
            freedom=None if np.isinf(kept.fit.freedom) else kept.fit.freedom,
            decorrelation_m=round(ground.length, 2),
            correlated_share=round(ground.correlated_share, 3),
            readings=found.size,
            independent=round(float(learnt.weight.sum()), 1),
            floor_share=round(float(np.mean(found.at_floor)), 4),
            stations=kept.stations,
            noise=kept.noise,
            scores=tuple(scores),
            field=kept.field if accepted else None,
            common=kept.common if accepted else None,
            warnings=self._warnings(),
        )

    def _warnings(self) -> tuple[Message, ...]:
        found = list(self.links.found.notes)
        if not self.absolute:
            found.append(
                msg(
                    "levels have no scale of their own (give the radiated power): the offset is the meter's and is not planned with"
                )
            )
        if not (self.links.found.has_groups and np.unique(self.links.found.group).size >= _FEWEST_GROUPS):
            found.append(msg("the file names no groups: blocks of 100 m at most were left out in turn"))
        return tuple(found)


def _reason(accepted: bool, before: Score, best: Score | None) -> Message:
    after = best.rmse_db if best else before.rmse_db
    if accepted:
        return msg(
            "on readings it had not seen, the error falls from %(before)s to %(after)s dB",
            before=round(before.rmse_db, 1),
            after=round(after, 1),
        )
    return msg(
        "no correction does better on unseen readings (%(after)s dB) than the model as it is (%(before)s dB): none is made",
        before=round(before.rmse_db, 2),
        after=round(after, 2),
    )
