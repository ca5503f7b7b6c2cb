"""The verbs of energy: the cheapest year of a site, and what makes it impossible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from campus5g.cli.console import Bar, as_json, refuse, say
from campus5g.core.message import Amount, Message, msg

if TYPE_CHECKING:
    from campus5g.uses.energy.data.case import Case
    from campus5g.uses.energy.model.dispatch import Dispatch, Impossible
    from campus5g.uses.energy.model.forecast import Score

AsData = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def register(above: typer.Typer, assess: Callable[..., None], kind: type[TyperGroup]) -> None:
    """Add `energy` to the verbs of the uses; ``assess`` compares the connectivities, and needs no name in a group of ``kind``."""
    group = typer.Typer(
        cls=kind,
        help="Energy of a site: `energy NEED.toml` compares the connectivities; dispatch and forecast are beside it.",
        no_args_is_help=True,
    )
    group.command("assess")(assess)
    group.command("dispatch")(dispatch)
    group.command("forecast")(forecast)
    above.add_typer(group, name="energy")


def dispatch(
    case: Annotated[Path, typer.Argument(metavar="CASE.toml", help="The site: load, prices, tariff, and what can be moved.")],
    rolling: Annotated[bool, typer.Option("--rolling", help="Plan by forecast, again and again, and say the regret.")] = False,
    every_h: Annotated[float, typer.Option("--every", min=0.25, help="Hours between two plans, with --rolling.")] = 6.0,
    as_data: AsData = False,
) -> None:
    """The cheapest way to run a site over its whole horizon, solved exactly."""
    from campus5g.uses.energy.data.reader import read_case
    from campus5g.uses.energy.model.dispatch import Impossible
    from campus5g.uses.energy.model.dispatch import dispatch as solve

    asked = read_case(case)
    if rolling:
        _roll(asked, every_h, as_data)
        return
    with Bar() as bar:
        found = solve(asked, progress=bar)
    if isinstance(found, Impossible):
        _refused(found, as_data)
    elif as_data:
        as_json(_plain(asked, found))
    else:
        for sentence in _told(asked, found):
            say(sentence)


def forecast(
    data: Annotated[Path, typer.Argument(metavar="FILE", help="The load to learn from: time, and power or energy by step.")],
    test: Annotated[Path | None, typer.Option("--test", metavar="FILE", help="A load that follows, to be judged on.")] = None,
    column: Annotated[str | None, typer.Option("--column", help="The column of the load, when it has no usual name.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw: same seed, same bytes.")] = 0,
    partial: Annotated[bool, typer.Option("--partial", help="Use the sound part of a file that has faults.")] = False,
    as_data: AsData = False,
) -> None:
    """How well a load can be forecast, a day and one step ahead: errors beside those of persistence and of last week."""
    from campus5g.uses.energy.data.series import joined, read_load, start_of_week
    from campus5g.uses.energy.model.forecast import judge, learn, rolling_origin

    columns = (column,) if column else ()
    known = read_load(data, columns).filled(partial)
    start, found = start_of_week(known), {}
    whole, begins = joined(known, read_load(test, columns).filled(partial)) if test else (known, 0)
    with Bar() as bar:
        for place, (name, horizon) in enumerate((("day_ahead", round(24 / known.step_h)), ("step_ahead", 1))):
            bar(place / 2, msg("learning from the past"))
            if test:
                learnt = learn(known.values, horizon, known.step_h, start, seed)
                found[name] = judge(whole.values, learnt, begins)
            else:
                found[name] = rolling_origin(known.values, horizon, known.step_h, start, seed=seed)
    if as_data:
        kwh = 1000 * known.step_h
        errors = {
            f"{rule}_{name}_kwh": getattr(score, rule) * kwh
            for name, score in found.items()
            for rule in ("rmse", "rmse_persistence", "rmse_last_week")
        }
        steps = found["day_ahead"].steps
        as_json({**errors, "step_minutes": known.step_h * 60, "steps": steps, "mean_kwh": float(known.values.mean()) * kwh})
        return
    for sentence in (_told_day(found["day_ahead"]), _told_step(found["step_ahead"])):
        say(sentence)


def _told_day(score: Score) -> Message:
    return msg(
        "A day ahead: error of %(ours)s kW (same time the day before: %(last)s; last week: %(week)s).",
        ours=_kw(score.rmse),
        last=_kw(score.rmse_persistence),
        week=_kw(score.rmse_last_week),
    )


def _told_step(score: Score) -> Message:
    return msg(
        "One step ahead: error of %(ours)s kW (last value: %(last)s; last week: %(week)s).",
        ours=_kw(score.rmse),
        last=_kw(score.rmse_persistence),
        week=_kw(score.rmse_last_week),
    )


def _kw(mw: float) -> float:
    return round(1000 * mw, 3)


def _roll(case: Case, every_h: float, as_data: bool) -> None:
    from campus5g.uses.energy.model.dispatch import Impossible
    from campus5g.uses.energy.model.rolling import roll

    with Bar() as bar:
        found = roll(case, every_h=every_h, progress=bar)
    if isinstance(found, Impossible):
        _refused(found, as_data)
    elif as_data:
        names = ("cost_eur", "perfect_eur", "idle_eur", "excess_eur", "regret", "kept_gain", "plans")
        as_json({"status": "optimal", **{name: getattr(found, name) for name in names}})
    else:
        say(
            msg(
                "Planned by forecast every %(hours)s h: %(cost)s, that is %(regret)s %% more than with everything known (%(perfect)s); "
                "%(kept)s %% of what batteries can save is saved.",
                hours=every_h,
                cost=_euros(found.cost_eur),
                regret=round(100 * found.regret, 2),
                perfect=_euros(found.perfect_eur),
                kept=round(100 * found.kept_gain),
            )
        )


def _refused(found: Impossible, as_data: bool) -> None:
    if as_data:
        as_json({"status": "infeasible", "reasons": [str(reason) for reason in found.reasons]})
        raise SystemExit(1)
    for reason in found.reasons[1:]:
        say(reason)
    refuse(msg("No plan serves this site: %(why)s.", why=found.reasons[0]))


def _plain(case: Case, found: Dispatch) -> dict[str, Any]:
    exported = found.flows.get(("", "export"))
    return {
        "status": "optimal",
        "objective_eur": found.objective_eur,
        "energy_eur": found.energy_eur,
        "subscription_eur": found.subscription_eur,
        "gap": found.gap,
        "seconds": found.build_s + found.solve_s,
        "build_seconds": found.build_s,
        "solve_seconds": found.solve_s,
        "steps": case.steps,
        "import_mwh": float(found.import_mw.sum()) * case.step_h,
        "export_mwh": 0.0 if exported is None else float(exported.sum()) * case.step_h,
        "subscribed_mw": found.subscribed_mw,
        "peaks_mw": found.peaks_mw,
        "co2_t": found.co2_t,
    }


def _told(case: Case, found: Dispatch) -> list[Message]:
    told = [
        msg(
            "%(name)s: %(total)s, of which %(energy)s of energy and %(power)s of subscribed power.",
            name=case.name,
            total=_euros(found.objective_eur),
            energy=_euros(found.energy_eur),
            power=_euros(found.subscription_eur),
        )
    ]
    told += [
        msg("%(name)s: %(mw)s MW subscribed, peak %(peak)s MW", name=name, mw=round(mw, 3), peak=round(found.peaks_mw[name], 3))
        for name, mw in found.subscribed_mw.items()
    ]
    if found.co2_t is not None:
        told.append(msg("CO2: %(tonnes)s t", tonnes=round(found.co2_t)))
    solved = msg(
        "Solved in %(seconds)s s; proven within %(gap)s.", seconds=round(found.build_s + found.solve_s, 2), gap=found.gap
    )
    return [*told, solved]


def _euros(value: float) -> Amount:
    return Amount(round(value) * 100)
