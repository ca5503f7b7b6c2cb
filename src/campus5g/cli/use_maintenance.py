"""The engines of predictive maintenance alone: remaining life, judged on a test file."""

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


def evaluate(
    train: Annotated[Path, typer.Option("--train", metavar="FILE", help="Machines followed to their failure.")],
    test: Annotated[Path, typer.Option("--test", metavar="FILE", help="Machines followed until some time before it.")],
    truth: Annotated[Path, typer.Option("--truth", metavar="FILE", help="What remained: unit,rul, or one number a line.")],
    horizon: Annotated[
        float | None, typer.Option("--horizon", min=1.0, help="Longest remaining life told; 145 cycles for turbofan files.")
    ] = None,
    partial: Partial = False,
    seed: Seed = 0,
    as_data: Json = False,
) -> None:
    """Learn remaining life from the machines of one file, and judge it on those of another by the published figures."""
    from campus5g.uses.maintenance.data.lives import CMAPSS, read_lives
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
    turbofan = lives.sensors == tuple(name for name in CMAPSS if name.startswith("s"))
    with Bar() as bar:
        model = learn(lives, horizon or (judge.TURBOFAN_HORIZON if turbofan else None), seed, bar)
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
    if turbofan:
        listed = ", ".join(f"{name} {value}" for name, value in judge.LISTED.items())
        say(msg("Listed elsewhere, convention unknown: %(listed)s", listed=listed))
