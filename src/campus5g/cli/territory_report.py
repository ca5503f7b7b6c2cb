"""`campus5g territory report`: four pages for elected people."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from campus5g.cli.console import Bar, day, say, spoken_language
from campus5g.cli.territory_power import TERRITORY, Folder, Named, chosen
from campus5g.cli.territory_tables import kept_evidence
from campus5g.core.files import write_whole
from campus5g.core.message import Message, msg


def register(group: typer.Typer) -> None:
    group.command("report")(report)


def report(
    investment: Named,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf", help="Where to write the four pages.")],
    spoken: Annotated[str | None, typer.Option("--language", help="fr or en; that of the terminal by default.")] = None,
    territory: Folder = TERRITORY,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the document, today by default.")] = None,
    draws: Annotated[int, typer.Option("--draws", min=10, help="How many times the uncertain figures are drawn.")] = 500,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw: same seed, same bytes.")] = 0,
) -> None:
    """What is announced and by whom, jobs, trainings, suppliers and electricity, in four pages with their sources."""
    from campus5g.documents.territory import brief_pdf
    from campus5g.territory.brief import brief
    from campus5g.territory.investments import read_investments
    from campus5g.territory.jobs import read_area as read_zone
    from campus5g.territory.jobs import run
    from campus5g.territory.power import power, read_area

    language = spoken_language(spoken)
    found, wider = chosen(investment, territory, language)
    known = {one.key: one for one in read_investments(territory / "investments.yaml", language)}
    electricity = territory / "power.yaml"
    with Bar() as bar:
        outcome = power(
            found, read_area(electricity, language) if electricity.exists() else None, wider=wider, draws=draws, seed=seed,
            progress=bar,
        )  # fmt: skip
    zone = read_zone(territory / "area.yaml", language)
    kept, schools = kept_evidence(zone)
    work = run(
        found,
        offered=schools,
        evidence=kept,
        area=zone,
        draws=draws,
        seed=seed,
        language=language,
    )
    companies = _companies(territory, day(on))
    content = brief(
        found, area=known.get("area"), wider=wider, territory=_name(territory, language), day=day(on), power=outcome,
        jobs=work, companies=companies, language=language, fictitious=bool(companies),
    )  # fmt: skip
    write_whole(out, brief_pdf(content, language))
    for refusal in (one for one in (outcome, work) if isinstance(one, Message)):
        say(msg("%(sentence)s.", sentence=refusal))
    say(msg("Written: %(out)s", out=str(out)))


def _companies(territory: Path, on: date) -> dict[str, list[str]]:
    """Return names by competence: those of the fictitious community, where the territory has one."""
    from campus5g.study.community import read_community

    found: dict[str, list[str]] = {}
    for member in read_community(territory, on).members:
        for competence, _, _ in member.competences:
            found.setdefault(competence, []).append(member.organisation.name)
    return found


def _name(territory: Path, language: str) -> str:
    from campus5g.study.fields import read_toml

    place = territory / "territory.toml"
    if not place.exists():
        return ""
    name = read_toml(place).table("name")
    return name.text(language)
