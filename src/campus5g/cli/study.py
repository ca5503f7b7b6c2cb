"""The verb that carries a need through the whole chain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import Bar, as_json, day, say, spoken_language, tell
from campus5g.core.message import Amount, Message, msg
from campus5g.core.progress import part

if TYPE_CHECKING:
    from campus5g.study.types import Study


def register(app: typer.Typer) -> None:
    app.command("study")(study)


def study(
    need: Annotated[Path, typer.Argument(metavar="NEED.toml", help="What the company says, its site and its project.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the files are written.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the study, today by default.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="fr or en: the language of the documents.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw: same seed, same bytes.")] = 0,
    as_data: Annotated[bool, typer.Option("--json", help="Print the study as JSON.")] = False,
) -> None:
    """Carry a need through the whole chain: report.pdf, dossier.docx, budget.xlsx, study.json, map and antennas."""
    from campus5g.funding.readers import read_feeds
    from campus5g.study.compose import run_study
    from campus5g.study.needs import read_need
    from campus5g.study.outputs import checked_folder, write_outputs

    today, spoken = day(on), spoken_language(language)
    asked = read_need(need, on=today)
    checked_folder(out)
    with Bar() as bar:
        bar(0.0, msg("reading the calls"))
        catalogue, imports = read_feeds(asked.wishes.files)
        found, grids = run_study(
            asked.need,
            on=today,
            seed=seed,
            calls=catalogue.calls,
            words=asked.wishes.words,
            applicant=asked.wishes.applicant,
            trl=asked.wishes.trl,
            project=asked.project,
            terms=asked.terms,
            fictitious=asked.fictitious,
            files=asked.files,
            progress=part(bar, 0.02, 0.85),
        )
        files = write_outputs(found, grids, out, spoken, part(bar, 0.85, 1.0), work=asked.work)
    for report in imports:
        if report.refused:
            tell(report.sentence)
    if as_data:
        as_json(found)
        return
    for sentence in summary(found):
        say(sentence)
    for file in files:
        say(str(out / file.name))


def summary(found: Study) -> list[Message]:
    """Return what a reader in a hurry needs: the answer of each use, the cost, the calls, the money, what is missing."""
    from campus5g.core.benefit import NotAssessed
    from campus5g.core.calls import CallStatus
    from campus5g.core.service import Connectivity

    lines = [a.reason if isinstance(a, NotAssessed) else a.answer for a in found.assessments]
    cost = found.plan.cost_of(Connectivity.PRIVATE_5G) if found.plan else None
    if found.plan and cost:
        lines.append(
            msg(
                "Private 5G: %(n)s antennas, %(capex)s to invest, then %(opex)s a year.",
                n=len(found.plan.antennas),
                capex=Amount(cost.capex_cents),
                opex=Amount(cost.opex_cents_per_year),
            )
        )
    usable = sum(r.call.status(found.on) in (CallStatus.OPEN, CallStatus.PERMANENT) for r in found.calls)
    lines.append(msg("Calls found: %(n)s, of which open: %(usable)s.", n=len(found.calls), usable=usable))
    if found.financing and found.financing.allocations:
        plan = found.financing
        lines.append(msg("Public money: %(public)s, of which grants: %(grant)s.", public=Amount(plan.public_cents),
                         grant=Amount(plan.grant_cents)))  # fmt: skip
    return [*lines, *(found.financing.refused if found.financing else ()), *found.reasons]
