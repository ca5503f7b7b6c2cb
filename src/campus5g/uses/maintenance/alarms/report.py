"""What the alarm engine answers: how well it tells failures, the alarms on new readings with their reasons, and what drifted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from campus5g.core.message import Message, msg
from campus5g.uses.maintenance.alarms.drift import Drift, drift
from campus5g.uses.maintenance.alarms.features import features
from campus5g.uses.maintenance.alarms.model import AlarmModel, Quality, Reason, judge
from campus5g.uses.maintenance.data.conditions import Conditions


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm: the line of the file, the chance of a failure, and what speaks for it."""

    line: int
    chance: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AlarmReport:
    """cross_validated: on what was learnt from. on_data: on new readings that say their failures. raised: alarms on them.

    false_alarms_per_machine_year: ``None`` when nothing says how often a machine is read.
    """

    threshold: float
    cross_validated: Quality
    false_alarms_per_machine_year: float | None
    on_data: Quality | None = None
    raised: int = 0
    alarms: tuple[Alarm, ...] = ()
    drifted: tuple[Drift, ...] = ()

    def sentences(self) -> tuple[Message, ...]:
        """Return the report in words."""
        said = [_quality(msg("in cross-validation"), self.cross_validated)]
        if self.false_alarms_per_machine_year is not None:
            said.append(msg("false alarms a year and machine: %(n)s", n=round(self.false_alarms_per_machine_year, 3)))
        if self.on_data is not None:
            said.append(_quality(msg("on the new readings"), self.on_data))
        if self.alarms:
            said.append(msg("%(n)s alarms on the new readings", n=self.raised))
        for alarm in self.alarms:
            said.append(msg("line %(line)s: chance of failure %(chance)s %%", line=alarm.line, chance=round(100 * alarm.chance)))
            said += [reason.sentence for reason in alarm.reasons]
        said += [
            msg("%(sensor)s has drifted (PSI %(psi)s): learn again with recent readings", sensor=d.label, psi=round(d.psi, 2))
            for d in self.drifted
            if d.drifted
        ]
        return tuple(said)


def report(model: AlarmModel, new: Conditions | None, per_year: float | None, most: int) -> AlarmReport:
    """Return what the model says of ``new`` readings (``None``: only of what it learnt from); the ``most`` likely are explained."""
    false_yearly = None if per_year is None else model.quality.false_alarm_share * per_year
    if new is None:
        return AlarmReport(model.threshold, model.quality, false_yearly)
    chance = model.chances(new)
    raised = chance >= model.threshold
    first = [int(place) for place in np.argsort(-chance, kind="stable")[:most] if raised[place]]
    return AlarmReport(
        model.threshold,
        model.quality,
        false_yearly,
        None if new.failed is None else judge(new.failed, chance, raised),
        int(raised.sum()),
        tuple(Alarm(int(new.lines[place]), float(chance[place]), model.reasons(new, place)) for place in first),
        drift(model.learnt, features(new, model.types)),
    )


def _quality(where: Message, quality: Quality) -> Message:
    return msg(
        "%(where)s: F1 %(f1)s, PR-AUC %(auc)s, failures found %(recall)s %%, false alarms %(false)s per 1,000 readings",
        where=where,
        f1=round(quality.f1, 3),
        auc=round(quality.pr_auc, 3),
        recall=round(100 * quality.recall),
        false=round(1000 * quality.false_alarm_share, 2),
    )
