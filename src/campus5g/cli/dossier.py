"""The verb that says what a dossier still lacks, by the judge that the pages and the API ask too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import as_json, day, language, say
from campus5g.core.errors import BadInput
from campus5g.core.message import msg

if TYPE_CHECKING:
    from campus5g.study.types import Study


def register(app: typer.Typer) -> None:
    verbs = typer.Typer(help="The dossier of a project.", no_args_is_help=True)
    verbs.command("check")(check)
    app.add_typer(verbs, name="dossier")


def check(
    need: Annotated[Path, typer.Argument(metavar="NEED.toml", help="The need, its project, work and answers.")],
    study: Annotated[Path | None, typer.Option("--study", metavar="study.json", help="What `campus5g study` found.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of sending, today by default.")] = None,
    as_data: Annotated[bool, typer.Option("--json", help="Print the points as JSON.")] = False,
) -> None:
    """Say what the dossier still lacks; exit code 1 while something required is missing."""
    from campus5g.documents.completeness import examine, ready
    from campus5g.documents.voice import Voice
    from campus5g.study.answers import read_answers
    from campus5g.study.fields import read_toml
    from campus5g.study.needs import read_need
    from campus5g.study.report import draft_for

    asked = read_need(need)
    answers = read_answers(read_toml(need).table("project"), asked.project) if asked.project else ()
    points = examine(draft_for(asked, answers, _study(study), day(on)))
    if as_data:
        said = Voice(language())
        rows = [{"key": p.key, "label": said(p.label), "done": p.done, "blocks": p.blocks, "place": p.place} for p in points]
        as_json({"ready": ready(points), "points": rows})
    else:
        for point in points:
            words = (
                msg("done")
                if point.done
                else msg("you tell")
                if point.done is None
                else msg("missing")
                if point.blocks
                else msg("to be seen")
            )
            say(msg("%(state)s: %(point)s", state=words, point=point.label))
    if not ready(points):
        raise typer.Exit(1)


def _study(path: Path | None) -> Study | None:
    from campus5g.core.codec import load
    from campus5g.study.types import Study

    if path is None:
        return None
    try:
        return load(Study, path.read_bytes())
    except OSError:
        raise BadInput(str(path), msg("no such file"), msg("the study.json of a study")) from None
    except ValueError:
        raise BadInput(str(path), msg("not a study of this version"), msg("the study.json of a study")) from None
