"""`campus5g territory jobs` and `paths`: what an investment means in jobs, and from which occupation to which."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import Cell, as_json, language, refuse, say, tell_table
from campus5g.cli.place import ROOT, data_directory
from campus5g.cli.territory_power import chosen, pairs, whole_year
from campus5g.cli.territory_tables import kept_evidence, tables_folder
from campus5g.core.errors import BadInput
from campus5g.core.figures import Interval
from campus5g.core.message import Message, msg

if TYPE_CHECKING:
    from campus5g.territory.jobs import Evidence, OccupationNeed, Outcome, Scenario
    from campus5g.territory.paths import Paths

TERRITORY = ROOT / "dunkerque"
Named = Annotated[
    str, typer.Argument(metavar="INVESTMENT", help="Key of an investment of the territory, or a file in TOML or YAML.")
]
Rome = Annotated[Path | None, typer.Option("--rome", metavar="DIR", help="Files of ROME, else those of the data directory.")]


def register(group: typer.Typer) -> None:
    group.command("jobs")(jobs)
    group.command("paths")(paths)


def jobs(
    investment: Named,
    scenario: Annotated[
        list[str] | None, typer.Option("--scenario", metavar="NAME|FILE", help="announced, late, half_local, or a file in TOML.")
    ] = None,
    own: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="An assumption, in every scenario.")] = None,
    ramp: Annotated[list[str] | None, typer.Option("--ramp", metavar="YEAR=JOBS", help="Direct jobs, as stated.")] = None,
    offered: Annotated[Path | None, typer.Option("--offered", metavar="FILE.csv", help="Places of the catalogue.")] = None,
    flows: Annotated[Path | None, typer.Option("--flows", metavar="DIR", help="A table of flows between industries.")] = None,
    rome: Rome = None,
    territory: Annotated[
        Path, typer.Option("--territory", metavar="DIR", help="Folder of the territory: investments, area.")
    ] = TERRITORY,
    draws: Annotated[int, typer.Option("--draws", min=10, help="How many times the uncertain figures are drawn.")] = 500,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw: same seed, same bytes.")] = 0,
    as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Jobs by year and occupation with their ranges, scarcity, and trainings to open; scenarios side by side."""
    from campus5g.territory.jobs import AS_ANNOUNCED, compare, read_area
    from campus5g.territory.jobs.reading import read_offered

    found, _ = chosen(investment, territory)
    asked = [_scenario(name) for name in scenario or [AS_ANNOUNCED.key]]
    area = read_area(territory / "area.yaml", language())
    kept, schools = kept_evidence(area)
    outcomes = compare(
        found,
        [_with(one, own, ramp) for one in asked],
        area=area,
        offered=schools if offered is None else (*schools, *read_offered(offered)),
        evidence=_evidence(kept, flows, rome),
        draws=draws,
        seed=seed,
        language=language(),
    )
    if isinstance(outcomes, Message):
        refuse(msg("%(sentence)s.", sentence=outcomes))
    if as_data:
        as_json(outcomes[0] if len(outcomes) == 1 else outcomes)
    else:
        _tell(outcomes)


def _scenario(name: str) -> Scenario:
    from campus5g.territory.jobs import preset
    from campus5g.territory.jobs.reading import read_scenario

    return read_scenario(Path(name)) if name.endswith(".toml") else preset(name)


def _with(scenario: Scenario, own: list[str] | None, ramp: list[str] | None) -> Scenario:
    from campus5g.territory.jobs import Change

    set_ = {key: Change(value) for key, value in pairs(own, "--set").items()}
    stated = tuple((whole_year(year), held) for year, held in pairs(ramp, "--ramp").items())
    return replace(scenario, changes={**scenario.changes, **set_}, ramp=stated or scenario.ramp)


def _evidence(kept: Evidence, flows: Path | None, rome: Path | None) -> Evidence:
    """Return what was imported; a table of flows that is named takes the place of the imported one and of its zone."""
    from campus5g.territory.jobs.reading import read_flows

    folder = _rome(rome)
    learnt = _learnt(folder) if rome is not None or any(folder.glob("rome_v347_*")) else None
    named = kept if flows is None else replace(kept, flows=read_flows(flows), zone=None)
    return named if learnt is None else replace(named, paths=learnt)


def _rome(named: Path | None) -> Path:
    return named or data_directory() / "territory" / "rome"


def _learnt(folder: Path) -> Paths:
    from campus5g.territory.paths import learn_paths, read_changes, read_occupations

    occupations = read_occupations(folder)
    changes = sorted(folder.glob("*rubrique_mobilite*.csv.gz"))
    if not changes:
        raise BadInput(folder.name, msg("no official changes of occupation"), Message("rome_v347_rubrique_mobilite.csv.gz"))
    return learn_paths(occupations, read_changes(changes[0]))


def _kept_paths() -> Paths | None:
    """Return the changes of occupation of the imported version of ROME, if one is kept."""
    from campus5g.territory.tables import held
    from campus5g.territory.tables.catalogue import paths as kept_paths

    kept = held(tables_folder())
    return kept_paths(kept["rome"], kept.get("mobility")) if "rome" in kept else None


def paths(
    code: Annotated[str, typer.Argument(metavar="ROME", help="Code of an occupation.")],
    into: Annotated[bool, typer.Option("--into", help="From which occupations one comes to it, not where it leads.")] = False,
    count: Annotated[int, typer.Option("--count", min=1, help="How many.")] = 10,
    rome: Rome = None,
    as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """The shortest changes of occupation, each with the competences that both share and those to be learnt."""
    from campus5g.territory.paths import named

    learnt = _kept_paths() if rome is None else None
    learnt = learnt or _learnt(_rome(rome))
    found = learnt.leading_to(code, count) if into else learnt.propose(code, count)
    if as_data:
        as_json(found)
        return
    title = learnt.occupations.titles.get(code, code)
    head: tuple[Cell, ...] = (msg("Code"), msg("Occupation"), msg("Shared"), msg("To be learnt"))
    rows = [(one.code, one.title, ", ".join(named(one.shared)[:3]), ", ".join(named(one.missing)[:3])) for one in found]
    heading = msg("From which occupations to %(title)s", title=title) if into else msg("Where %(title)s leads", title=title)
    tell_table(heading, [head, *rows])


def _tell(outcomes: tuple[Outcome, ...]) -> None:
    say(outcomes[0].name)
    for warning in outcomes[0].warnings:
        say(msg("To keep in mind: %(warning)s.", warning=warning))
    for outcome in outcomes:
        heads: list[Cell] = [msg("Calendar year"), *(curve.label for curve in outcome.curves)]
        rows: list[list[Cell]] = [
            [str(year), *(_range(curve.values[place]) for curve in outcome.curves)] for place, year in enumerate(outcome.years)
        ]
        name = outcome.scenario.name
        tell_table(msg("%(scenario)s: P50 (P10 to P90)", scenario=name), [heads, *rows])
    first = outcomes[0]
    tell_table(
        msg("Occupations, at their most"),
        [
            (msg("Code"), msg("Occupation"), msg("Posts"), msg("Scarcity"), msg("What helps")),
            *(_occupation(need) for need in first.occupations),
        ],
    )
    tell_table(
        msg("Trainings to open"),
        [
            (msg("Code"), msg("Occupation"), msg("Begins"), msg("Ready by"), msg("Places"), msg("Missing"), msg("Who pays")),
            *(
                (one.rome, one.name.say(language()), one.opens, one.due, _range(one.places), _range(one.missing),
                 ", ".join(payer.name.say(language()).split(" (")[0] for payer in one.payers))
                for one in first.trainings
            ),
        ],
    )  # fmt: skip
    say("")
    for reason in first.reasons:
        say(msg("– %(reason)s", reason=reason))


def _occupation(need: OccupationNeed) -> tuple[Cell, ...]:
    tension = need.tension
    level = "–" if tension is None else f"{tension.level}/5"
    lever: Cell = "–" if tension is None or not tension.causes else tension.levers[0]
    return need.rome, need.name.say(language()), _range(need.peak), level, lever


def _range(value: Interval) -> Message:
    return msg("%(p50)s (%(p10)s to %(p90)s)", p50=round(value.p50), p10=round(value.p10), p90=round(value.p90))
