"""What a source tells of an investment's jobs beyond their number: years of a ramp-up, posts by occupation."""

from __future__ import annotations

import re

from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg
from campus5g.territory.investments import Investment, Quantity, Statement
from campus5g.territory.jobs.assumptions import PLANTS
from campus5g.territory.jobs.occupations import Post, occupation, posts

_CODE = re.compile(r"\w*\d[\w.]*")
"""A trade that holds a figure is meant as a code; one in words is shown, and no post is drawn from it."""


def published_ramp(investment: Investment) -> tuple[tuple[int, float], ...]:
    """Return (year, jobs) as sources state them for single years, the middle of each range, in order of the years."""
    told: dict[int, list[float]] = {}
    for one in investment.of(Quantity.DIRECT_JOBS):
        if one.year is not None and not one.trade and not one.lacking:
            told.setdefault(one.year, []).append(_middle(one))
    return tuple((year, sum(jobs) / len(jobs)) for year, jobs in sorted(told.items()))


def published_posts(investment: Investment) -> tuple[Post, ...]:
    """Return the posts by occupation that sources state, as parts of their sum; empty where none does.

    An occupation code of another version is refused (``BadInput``). What automation may take over is that of the same occupation in
    the tables of posts.
    """
    told = _by_trade(investment)
    whole = sum(_middle(one) for one in told)
    if not whole:
        return ()
    return tuple(_post(one, whole) for one in told)


def exceeding(investment: Investment, most: float) -> Message | None:
    """Return why posts by occupation cannot be those of ``most`` announced jobs, or ``None``."""
    least = sum(one.figure.low for one in _by_trade(investment))
    if least <= most:
        return None
    return msg("posts by occupation add up to %(sum)s, more than the %(most)s announced", sum=round(least), most=round(most))


def _by_trade(investment: Investment) -> list[Statement]:
    said = [one for one in investment.of(Quantity.DIRECT_JOBS) if not one.lacking and one.year is None]
    return [one for one in said if _CODE.fullmatch(one.trade)]


def _post(one: Statement, whole: float) -> Post:
    figure, code = one.figure, occupation(one.trade).rome
    exposed = [post.exposed for kind in PLANTS for post in posts(kind) if post.rome == code]
    share = Assumption(
        figure.key,
        msg("Part of the posts"),
        _middle(one) / whole,
        figure.low / whole,
        figure.high / whole,
        "share",
        figure.source,
    )
    return Post(code, share, max(exposed, default=0.0), "published")


def _middle(one: Statement) -> float:
    return (one.figure.low + one.figure.high) / 2
