"""The sentences beside a result of energy: what it rests on, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.core.benefit import Sensitivity, Worth
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses import compare
from campus5g.uses.compare import Comparison
from campus5g.uses.energy.value import Valuation
from campus5g.uses.parameters import Parameters

MOST_MEAN_MW = 20_000
MOST_POINTS = 100_000


def reasons(
    comparison: Comparison,
    outcomes: compare.Outcomes,
    valuation: Valuation,
    parameters: Parameters,
    sample: str | None,
    unpriced: Sequence[Connectivity],
) -> tuple[Message, ...]:
    """Return what a reader must know: what is to the credit of software, of each link, what is supposed or left out."""
    found = [_software(outcomes), _response(outcomes, valuation)]
    if comparison.rival is not None:
        found.append(_credited(comparison, outcomes))
    found += [_peaks(c, valuation, parameters) for c in valuation.shaved if c is not Connectivity.MANUAL]
    found.append(_by_hand(valuation, parameters))
    refused = [c for c, link in valuation.reached.items() if not link.reserves and c is not Connectivity.MANUAL]
    found += [
        msg("No reserve accepts %(network)s: it is too slow, or answers too seldom.", network=compare.NAMES[connectivity])
        for connectivity in refused
    ]
    found += [
        msg("%(network)s is left out: its cost is not given.", network=compare.NAMES[connectivity]) for connectivity in unpriced
    ]
    if sample is not None:
        found.append(
            msg(
                "The load has the shape of a steel plant (%(sample)s), brought to your mean and peak: a year of your own load "
                "would replace it.",
                sample=sample,
            )
        )
    if Connectivity.WIRED in valuation.shaved and Connectivity.WIRED not in valuation.costs:
        found.append(
            msg("A cable to each meter and switch is counted without its network: switches and fibre are supposed there.")
        )
    found.append(msg("The whole cost of each network is charged to this use; other uses on the same network would share it."))
    return tuple(found)


def _software(outcomes: compare.Outcomes) -> Message:
    ours = _figure(outcomes, Connectivity.PRIVATE_5G, "shift_eur")
    return msg(
        "Moving load to cheap hours, decided the day before, brings %(gain)s a year: software does it over any network, and it is "
        "not to the credit of 5G.",
        gain=compare.euros(ours),
    )


def _response(outcomes: compare.Outcomes, valuation: Valuation) -> Message:
    return msg(
        "Demand response sold by steps of 15 minutes brings %(ours)s a year over private 5G, which proves %(proven)s %% of the "
        "steps, and %(hand)s by hand: reach and proof are paid, speed is not.",
        ours=compare.euros(_figure(outcomes, Connectivity.PRIVATE_5G, "response_eur")),
        proven=round(100 * valuation.reached[Connectivity.PRIVATE_5G].proven, 1),
        hand=compare.euros(_figure(outcomes, Connectivity.MANUAL, "response_eur")),
    )


def _credited(comparison: Comparison, outcomes: compare.Outcomes) -> Message:
    """Say how much of the gain would come without 5G: only the rest is to its credit."""
    ours = outcomes[Connectivity.PRIVATE_5G].net_eur
    rival = outcomes[comparison.rival] if comparison.rival else None
    return msg(
        "Energy control brings %(ours)s a year over private 5G and %(theirs)s over %(rival)s, costs deducted: only the difference "
        "is to the credit of 5G.",
        ours=compare.euros(compare.interval(ours).p50),
        theirs=compare.euros(compare.interval(rival.net_eur).p50 if rival else 0.0),
        rival=comparison.rival_name,
    )


def _peaks(connectivity: Connectivity, valuation: Valuation, parameters: Parameters) -> Message:
    link = valuation.reached[connectivity]
    saved = float(valuation.saved_mw(connectivity, parameters.typical())[0])
    return msg(
        "Over %(network)s, measures are %(age)s s old and %(reach)s %% of the points are reached: control of peaks saves what "
        "%(saved)s MW of subscription cost.",
        network=compare.NAMES[connectivity],
        age=_three_digits(link.control.age_min * 60),
        reach=round(100 * link.reach),
        saved=_three_digits(saved),
    )


def _by_hand(valuation: Valuation, parameters: Parameters) -> Message:
    saved = float(valuation.saved_mw(Connectivity.MANUAL, parameters.typical())[0])
    return msg(
        "By hand, with the grid operator's reads every %(minutes)s minutes, control of peaks saves what %(saved)s MW of subscription "
        "cost.",
        minutes=round(parameters["manual_age_min"]),
        saved=_three_digits(saved),
    )


def break_even(valuation: Valuation, parameters: Parameters, comparison: Comparison) -> tuple[Message, ...]:
    """Return from what size of site, how many points, and up to which network cost, private 5G does best."""
    points = compare.break_even(valuation.run, parameters, "points", MOST_POINTS)
    if points is None:
        many = msg("Whatever the number of meters and switches up to %(most)s, an alternative does better.", most=MOST_POINTS)
    else:
        many = msg("Private 5G does best from %(n)s meters and switches to connect.", n=points)
    size = compare.break_even(valuation.run, parameters, "mean_mw", MOST_MEAN_MW)
    if size is None:
        first = msg(
            "Whatever the size of the site up to %(most)s MW, an alternative does better than private 5G.", most=MOST_MEAN_MW
        )
    else:
        first = msg(
            "Private 5G does best from a mean power of %(n)s MW (peak, battery and flexible power in proportion, other "
            "assumptions at their typical value).",
            n=size,
        )
    typical = valuation.run(parameters.typical())
    ours = float(typical[Connectivity.PRIVATE_5G].net_eur[0])
    theirs = float(typical[comparison.rival].net_eur[0]) if comparison.rival else 0.0
    room = ours - theirs
    if comparison.worth is Worth.WORTH_IT or room > 0:
        return (
            first,
            many,
            msg(
                "It stays ahead of %(rival)s as long as its network costs less than %(room)s a year more than planned.",
                rival=comparison.rival_name,
                room=compare.euros(room),
            ),
        )
    return (
        first,
        many,
        msg(
            "It would draw level with %(rival)s if other uses paid %(room)s a year of its network.",
            rival=comparison.rival_name,
            room=compare.euros(-room),
        ),
    )


def would_change(comparison: Comparison, moves: Sequence[Sensitivity]) -> tuple[Message, ...]:
    """Return which assumptions, at one end of their range, turn the answer round."""
    return tuple(
        msg(
            "%(what)s: from %(low)s to %(high)s a year for private 5G against %(rival)s over its range; measuring it could turn the "
            "answer.",
            what=move.label,
            low=compare.euros(move.at_low_eur),
            high=compare.euros(move.at_high_eur),
            rival=comparison.rival_name,
        )
        for move in moves
        if (move.at_low_eur > 0) != (move.at_high_eur > 0)
    )


def _figure(outcomes: compare.Outcomes, connectivity: Connectivity, key: str) -> float:
    values = next(kpi.values for kpi in outcomes[connectivity].kpis if kpi.key == key)
    return compare.interval(values).p50


def _three_digits(value: float) -> float:
    """Return ``value`` to three significant digits: no simulation of a year knows more."""
    return float(f"{value:.3g}")
