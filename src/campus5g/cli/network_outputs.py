"""Writing the files of a network plan from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from campus5g.cli.console import Bar, language, say

if TYPE_CHECKING:
    from campus5g.core.site import Site
    from campus5g.network.plan import NetworkPlan, PlanGrids


def refuse_a_file(out: Path | None) -> None:
    """Refuse an output folder that is a file before the plan is computed rather than after."""
    if out is not None:
        from campus5g.study.outputs import checked_folder

        checked_folder(out)


def write_files(site: Site, plan: NetworkPlan, grids: PlanGrids, out: Path, *, quiet: bool) -> None:
    """Write all files of the plan into ``out`` and say their names, unless the plan itself goes to standard output."""
    from campus5g.study.plan_outputs import write_plan

    with Bar() as bar:
        files = write_plan(site, plan, grids, out, language(), bar)
    if not quiet:
        for file in files:
            say(str(out / file.name))
