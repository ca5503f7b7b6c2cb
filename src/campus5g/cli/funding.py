"""The verbs of funding: read calls, find those that fit a need, say what aid the law allows, make the best legal plan."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from campus5g.cli.console import as_json, day, say, tell
from campus5g.cli.financing import plan
from campus5g.core.message import Day, msg
from campus5g.core.project import Category, Size

Need = Annotated[Path, typer.Argument(metavar="NEED.toml", help="What the company says, its site and its project.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day that matters, today by default.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Calls, what aid the law allows, the best legal plan.", no_args_is_help=True)
    group.command("import")(import_calls)
    group.command("columns")(columns)
    group.command("match")(match)
    group.command("evaluate")(evaluate)
    group.command("aid")(aid)
    group.command("plan")(plan)
    app.add_typer(group, name="funding")


def import_calls(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Call files, or folders of them.")],
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD=HEADER", help="Read a table by its columns, as `funding columns` proposes."),
    ] = None,
    as_data: Json = False,
) -> None:
    """Read call files of any known format, or tables by their columns, and report, line by line, what was refused."""
    from campus5g.funding.readers import ImportReport, Merged, merge_feeds, read_feeds
    from campus5g.funding.readers.table import read_table_calls

    merged: Merged
    reports: tuple[ImportReport, ...]
    if column:
        named = dict(chosen(text) for text in column)
        read = [read_table_calls(path, named, feed=path.stem) for path in paths]
        merged, reports = merge_feeds(calls for calls, _ in read), tuple(report for _, report in read)
    else:
        merged, reports = read_feeds(paths)
    if as_data:
        as_json({"calls": [call.id for call in merged.calls], "reports": reports})
        return
    for report in reports:
        say(report.sentence)
        for number, reason in report.refused:
            tell(msg("%(file)s, line %(line)s: %(why)s", file=report.file, line=str(number), why=reason))
    say(msg("%(n)s calls in all", n=len(merged.calls)))


def chosen(text: str) -> tuple[str, str]:
    """Read « field=header »."""
    from campus5g.core.errors import BadInput

    field, sign, header = text.partition("=")
    if not sign:
        raise BadInput("--column", msg("“%(text)s”", text=text), msg("a field and a header, such as title=Intitulé"))
    return field.strip(), header.strip()


def columns(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A table of calls, CSV or XLSX.")], as_data: Json = False
) -> None:
    """Say which column of a table seems to hold what, before it is imported with `--column`."""
    from campus5g.funding.readers.table import guess_columns

    found = guess_columns(path)
    if as_data:
        as_json(found)
        return
    for field, header in found.items():
        say(msg('--column "%(field)s=%(header)s"', field=field, header=header))


def match(
    need: Need,
    calls: Annotated[
        list[Path] | None, typer.Option("--calls", metavar="FILE", help="Call files, instead of the need's.")
    ] = None,
    on: On = None,
    as_data: Json = False,
) -> None:
    """Rank the calls for a need: status, deadline, eligibility with its reasons, the words that matched."""
    from campus5g.documents.names import ANSWER, STATUS, VERDICT
    from campus5g.funding.readers import read_feeds
    from campus5g.study.finding import facts_of, find_calls
    from campus5g.study.needs import read_need

    asked, today = read_need(need), day(on)
    merged, _reports = read_feeds(calls or asked.wishes.files)
    applicant, project = facts_of(asked.project, asked.wishes.applicant, asked.wishes.trl)
    ranked = find_calls(asked.need, merged.calls, on=today, applicant=applicant, project=project, words=asked.wishes.words)
    if as_data:
        as_json(ranked)
        return
    for found in ranked:
        deadline = found.call.next_deadline(today)
        until = msg("until %(day)s", day=Day.of(deadline)) if deadline else msg("no deadline ahead")
        say(
            msg(
                "%(rank)s. %(title)s [%(status)s, %(until)s, %(verdict)s]",
                rank=found.match.rank,
                title=found.call.title,
                status=STATUS[found.call.status(today)],
                until=until,
                verdict=VERDICT[found.eligibility.verdict],
            )
        )
        for criterion in found.eligibility.criteria:
            if criterion.verdict != "yes":
                say(msg("     %(verdict)s: %(reason)s", verdict=ANSWER[criterion.verdict], reason=criterion.reason))
        say(msg("     words: %(words)s · %(url)s", words=", ".join(found.match.terms[:8]), url=found.call.url))


def evaluate(
    calls: Annotated[Path, typer.Option("--calls", metavar="FILE", help="Calls: JSON lines or CSV, gz read.")],
    truth: Annotated[Path, typer.Option("--truth", metavar="FILE", help="Projects or needs, with the calls that answer them.")],
    past: Annotated[
        Path | None, typer.Option("--past", metavar="FILE", help="Earlier project and call pairs to learn from.")
    ] = None,
    semantic: Annotated[bool, typer.Option("--semantic", help="Hear the models of meaning that are installed, too.")] = False,
    model: Annotated[
        list[str] | None, typer.Option("--model", metavar="NAME", help="One model of meaning, minilm or e5; repeatable.")
    ] = None,
    store: Annotated[
        Path | None, typer.Option("--store", metavar="FOLDER", help="Keep the vectors of calls and past projects here.")
    ] = None,
    as_data: Json = False,
) -> None:
    """Score the ranking of calls on known answers: recall at 1, 5, 10 and 50, MRR and nDCG at 10, milliseconds a query."""
    from campus5g.matching.encoders import absence, load
    from campus5g.matching.trial import run_trial
    from campus5g.matching.vectors import VectorStore

    encoders = load(model or ()) if semantic or model else ()
    if semantic and not encoders and (missing := absence()):
        tell(missing)
    found = run_trial(calls, truth, past, encoders, VectorStore(store) if store else None)
    if as_data:
        as_json(found.as_json())
        return
    say(msg("%(queries)s queries over %(calls)s calls, %(past)s past pairs", queries=found.queries, calls=found.calls,
            past=found.past))  # fmt: skip
    for name, value in found.as_json().items():
        if "@" in name:
            say(msg("%(name)s: %(value)s", name=name, value=value))
    say(msg("%(ms)s milliseconds a query", ms=round(found.ms_per_query, 2)))
    if found.models:
        say(
            msg(
                "%(ms)s more to encode it (%(models)s)",
                ms=round(found.ms_embed_per_query, 2),
                models=", ".join(found.models),
            )
        )


def aid(
    cost: Annotated[str, typer.Option("--cost", metavar="EUROS", help="Eligible cost, such as 800000 or 800 000,50.")],
    size: Annotated[Size, typer.Option("--size", help="Size of the undertaking.")],
    category: Annotated[Category, typer.Option("--category", help="What the cost pays for.")],
    collaboration: Annotated[bool, typer.Option("--collaboration", help="Effective collaboration.")] = False,
    dissemination: Annotated[bool, typer.Option("--dissemination", help="Results widely disseminated.")] = False,
    c_area: Annotated[bool, typer.Option("--c-area", help="In a “c” area of the regional aid map.")] = False,
    on: On = None,
    as_data: Json = False,
) -> None:
    """Say how much aid the law allows on one cost of research and development (GBER Article 25), term by term."""
    from campus5g.core.money import parse_cents
    from campus5g.funding.intensity import Bonus, limit_aid, research_intensity
    from campus5g.funding.rules import law

    claimed = {Bonus.COLLABORATION: collaboration, Bonus.DISSEMINATION: dissemination, Bonus.C_AREA: c_area}
    bonuses = {bonus for bonus, held in claimed.items() if held}
    intensity = research_intensity(size, category, bonuses, law().on(day(on)))
    limit = limit_aid(parse_cents(cost, "--cost"), intensity)
    if as_data:
        as_json(limit)
        return
    for step in intensity.steps:
        say(msg("%(points)s points: %(about)s (%(article)s)", points=points(step.points), about=step.about, article=step.article))
    say(limit.sentence)
    if intensity.to_confirm:
        say(msg("To confirm: one of these rules was not read in its official text."))


def points(value: Decimal) -> str:
    """Return points of intensity with their sign and no idle zeros."""
    return f"{value.normalize():+f}"
