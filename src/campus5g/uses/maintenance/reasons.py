"""The sentences beside a result of predictive maintenance: what it rests on, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.core.benefit import Sensitivity, Worth
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses import compare
from campus5g.uses.compare import Comparison
from campus5g.uses.maintenance.data import History
from campus5g.uses.maintenance.resources import without_network
from campus5g.uses.maintenance.value import Valuation
from campus5g.uses.parameters import Parameters


def reasons(
    comparison: Comparison,
    outcomes: compare.Outcomes,
    valuation: Valuation,
    sample: History | None,
    unpriced: Sequence[Connectivity],
    parameters: Parameters,
) -> tuple[Message, ...]:
    """Return what a reader must know: what 5G is credited with, what each link carries, what is supposed or left out."""
    found = [_credited(comparison, outcomes)] if comparison.rival is not None else []
    found += [
        msg("With %(network)s, no sensor would pay for itself: none is fitted.", network=compare.NAMES[connectivity])
        for connectivity, parts in valuation.parts.items()
        if all(part.scheme is None for part in parts)
    ]
    found += [
        msg("With %(network)s, sensors compute figures on board: the link cannot carry the signal.", network=compare.NAMES[c])
        for c, parts in valuation.parts.items()
        if any(part.scheme is not None and not part.scheme.waveform and part.scheme.foreseen is None for part in parts)
    ]
    found += [
        msg("%(network)s is left out: its cost is not given.", network=compare.NAMES[connectivity]) for connectivity in unpriced
    ]
    if sample is not None:
        found.append(
            msg(
                "Warning times were measured on a bearing test bench (%(sample)s) and are assumed to hold, in proportion, on "
                "cranes and rolling stock: vibration data of your own machines would replace this.",
                sample=sample.source.title,
            )
        )
    found.append(_without_network(outcomes, parameters))
    found.append(msg("The whole cost of each network is charged to this use; other uses on the same network would share it."))
    return tuple(found)


def _without_network(outcomes: compare.Outcomes, parameters: Parameters) -> Message:
    """Say what renewing machines at a fixed age would bring without any network, beside private 5G."""
    p = parameters
    found = without_network(p["failures_per_year"], p["weibull_shape"], p["unplanned_cost_eur"], p["planned_cost_eur"])
    corrective = compare.euros(p["assets"] * found.corrective_eur)
    if found.age_a is None:
        return msg(
            "Left to fail, the machines cost %(corrective)s a year; renewing them at a fixed age would bring nothing.",
            corrective=corrective,
        )
    return msg(
        "Left to fail, the machines cost %(corrective)s a year; renewing each at %(age)s years, without any network, would bring "
        "%(periodic)s a year, following them over private 5G %(ours)s.",
        corrective=corrective,
        age=round(found.age_a, 1),
        periodic=compare.euros(p["assets"] * (found.corrective_eur - found.periodic_eur)),
        ours=compare.euros(compare.interval(outcomes[Connectivity.PRIVATE_5G].net_eur).p50),
    )


def _credited(comparison: Comparison, outcomes: compare.Outcomes) -> Message:
    """Say how much of the gain would come without 5G: only the rest is to its credit."""
    ours = outcomes[Connectivity.PRIVATE_5G].net_eur
    rival = outcomes[comparison.rival] if comparison.rival else None
    return msg(
        "Following the machines brings %(ours)s a year over private 5G and %(theirs)s over %(rival)s: only the difference is to "
        "the credit of 5G.",
        ours=compare.euros(compare.interval(ours).p50),
        theirs=compare.euros(compare.interval(rival.net_eur).p50 if rival else 0.0),
        rival=comparison.rival_name,
    )


def break_even(valuation: Valuation, parameters: Parameters, comparison: Comparison) -> tuple[Message, ...]:
    """Return from how many machines, and up to which network cost, private 5G does best."""
    upto = 100_000
    machines = compare.break_even(valuation.run, parameters, "assets", upto)
    if machines is None:
        first = msg("Whatever the number of machines up to %(most)s, an alternative does better than private 5G.", most=upto)
    else:
        first = msg("Private 5G does best from %(n)s machines followed (other assumptions at their typical value).", n=machines)
    typical = valuation.run(parameters.typical())
    ours = float(typical[Connectivity.PRIVATE_5G].net_eur[0])
    theirs = float(typical[comparison.rival].net_eur[0]) if comparison.rival else 0.0
    room = ours - theirs
    if comparison.worth is Worth.WORTH_IT or room > 0:
        return (
            first,
            msg(
                "It stays ahead of %(rival)s as long as its network costs less than %(room)s a year more than planned.",
                rival=comparison.rival_name,
                room=compare.euros(room),
            ),
        )
    return (
        first,
        msg(
            "It would draw level with %(rival)s if other uses paid %(room)s a year of its network.",
            rival=comparison.rival_name,
            room=compare.euros(-room),
        ),
    )


def would_change(
    comparison: Comparison, moves: Sequence[Sensitivity], parameters: Parameters, own_data: bool
) -> tuple[Message, ...]:
    """Return what to measure: the assumptions within whose range private 5G and its best rival change places."""
    found = []
    for move in moves:
        assumption = parameters.assumptions[move.assumption]
        if (move.at_low_eur > 0) != (move.at_high_eur > 0):
            found.append(
                msg(
                    "Measure the %(what)s: at %(low)s %(unit)s private 5G changes the result by %(at_low)s a year against "
                    "%(rival)s, at %(high)s %(unit)s by %(at_high)s.",
                    what=move.label,
                    low=float(f"{assumption.low:.3g}"),
                    high=float(f"{assumption.high:.3g}"),
                    unit=assumption.unit,
                    at_low=compare.euros(move.at_low_eur),
                    at_high=compare.euros(move.at_high_eur),
                    rival=comparison.rival_name,
                )
            )
    if not found:
        found.append(msg("None of the assumptions that weigh most changes the answer within its range."))
    if not own_data:
        found.append(
            msg(
                "Vibration histories of your own machines, failures included, would replace the test bench: one reading an hour "
                "or more, at the highest sampling rate the sensor has."
            )
        )
    return tuple(found)
