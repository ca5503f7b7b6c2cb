"""A grant after the last day of the regulation: the three ways in which it may be read, each to confirm."""

from __future__ import annotations

from datetime import date, timedelta

from campus5g.core.message import Day, msg
from campus5g.core.project import Project, Way, WayAfterLapse
from campus5g.funding.rules import RulesOn


def ways_after_lapse(
    project: Project, continued_cents: int, adjusted_cents: int, rules: RulesOn
) -> tuple[WayAfterLapse, ...]:  # fmt: skip
    """Return the adjustment period of existing schemes (Art. 58), the present rules assumed continued, and the successor.

    ``adjusted_cents``: the plan without regional aid, which the adjustment period leaves out. The successor says nothing until its
    rules are loaded; from then on they hold on their days and no grant of those days is lapsed.
    """
    months, ended = rules.rule("gber.art58.months"), rules.last_day("gber.art25.cap")
    until = adjustment_ends(ended, int(months.value))
    open_ = project.granted <= until
    adjustment = (
        msg("an aid scheme that existed before %(end)s stays exempted until %(until)s, regional aid excepted; the call must rest on "
            "such a scheme", end=Day.of(ended), until=Day.of(until))
        if open_
        else msg("the adjustment period of existing schemes ends on %(until)s, before the grant of %(day)s", until=Day.of(until),
                 day=Day.of(project.granted))
    )  # fmt: skip
    continued = msg("the present rules, as if they had been prolonged without change")
    successor = msg("the regulation that follows is not loaded: nothing can be said of it")
    return (
        WayAfterLapse(Way.ADJUSTMENT, open_, adjusted_cents if open_ else None, until, months.article, adjustment),
        WayAfterLapse(Way.CONTINUED, True, continued_cents, None, "", continued),
        WayAfterLapse(Way.SUCCESSOR, False, None, None, "", successor),
    )


def adjustment_ends(ended: date, months: int) -> date:
    """Return the last day of an adjustment period that begins the day after ``ended``."""
    first = ended + timedelta(days=1)
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, first.day) - timedelta(days=1)
