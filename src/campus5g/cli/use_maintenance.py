"""The engines of predictive maintenance alone: remaining life judged on a test file, alarms with reasons."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from campus5g.cli.console import Bar, as_json, say, tell
from campus5g.core.message import msg

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Same seed, same bytes.")]
Partial = Annotated[bool, typer.Option("--partial", help="Use the sound part of a file that has faults.")]


def register(group: typer.Typer) -> None:
    group.command("evaluate")(evaluate)
    group.command("alarms")(alarms)


def evaluate(
    train: Annotated[Path, typer.Option("--train", metavar="FILE", help="Machines followed to their failure.")],
    test: Annotated[Path, typer.Option("--test", metavar="FILE", help="Machines followed until some time before it.")],
    truth: Annotated[Path, typer.Option("--truth", metavar="FILE", help="What remained: unit,rul, or one number a line.")],
    horizon: Annotated[
        float | None, typer.Option("--horizon", min=1.0, help="Longest remaining life told; 0.7 of the median life by default.")
    ] = None,
    partial: Partial = False,
    seed: Seed = 0,
    as_data: Json = False,
) -> None:
    """Learn remaining life from the machines of one file, and judge it on those of another by the published figures."""
    from campus5g.uses.maintenance.data.lives import read_lives
    from campus5g.uses.maintenance.remaining import evaluate as judge
    from campus5g.uses.maintenance.remaining.model import learn
    from campus5g.uses.table import agreed_to

    lives, others = read_lives(train), read_lives(test, to_failure=False)
    for file in (lives, others):
        agreed_to(file.name, file.findings, partial)
        for finding in file.findings:
            tell(msg("%(file)s, %(where)s: %(problem)s.", file=file.name, where=finding.where, problem=finding.problem))
    remains = judge.read_truth(truth, others)
    judge.refuse_unlike(lives, others)
    with Bar() as bar:
        model = learn(lives, horizon, seed, bar)
    found = judge.evaluate(model, others, remains)
    if as_data:
        crossed = judge.cross_validated(model, shortest=model.horizon / 20)
        as_json(
            {
                **asdict(found),
                "cross_validated": asdict(crossed),
                "horizon": model.horizon,
                "listed_convention_unknown": judge.LISTED,
            }
        )
        return
    say(msg("%(n)s machines; error (RMSE), truth as given: %(rmse)s", n=found.machines, rmse=round(found.rmse, 2)))
    say(msg("error (RMSE), both clipped at 125: %(rmse)s", rmse=round(found.rmse_clipped_125, 2)))
    say(msg("NASA score: %(score)s", score=round(found.score, 1)))
    say(msg("share within the 90 %% interval: %(cover)s %%", cover=round(100 * found.cover90, 1)))
    listed = ", ".join(f"{name} {value}" for name, value in judge.LISTED.items())
    say(msg("Listed elsewhere for turbofan files, convention unknown: %(listed)s", listed=listed))


def alarms(
    train: Annotated[Path, typer.Option("--train", metavar="FILE", help="Readings, with the failures that came with them.")],
    data: Annotated[Path | None, typer.Option("--data", metavar="FILE", help="New readings to raise alarms on.")] = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", min=0.0, help="False alarms a year and machine that are borne; without it, best F1."),
    ] = None,
    readings_per_year: Annotated[
        float | None, typer.Option("--readings-per-year", min=1.0, help="Of a machine, where the file does not tell the time.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Alarms explained.")] = 10,
    partial: Partial = False,
    seed: Seed = 0,
    as_data: Json = False,
) -> None:
    """Learn when to raise an alarm, within a budget of false ones; on new readings, raise them, with reasons and drift."""
    from campus5g.uses.maintenance.alarms.model import learn_alarms, yearly_readings
    from campus5g.uses.maintenance.alarms.report import report
    from campus5g.uses.maintenance.data.conditions import read_conditions
    from campus5g.uses.table import agreed_to

    readings = read_conditions(train)
    new = read_conditions(data, labelled=False) if data else None
    for file in (readings, new) if new else (readings,):
        agreed_to(file.name, file.findings, partial)
    per_year = readings_per_year or yearly_readings(readings, needed=budget is not None)
    with Bar() as bar:
        model = learn_alarms(readings, budget / per_year if budget is not None and per_year else None, seed, bar)
    found = report(model, new, per_year, most)
    if as_data:
        as_json(asdict(found))
    else:
        for sentence in found.sentences():
            say(sentence)
