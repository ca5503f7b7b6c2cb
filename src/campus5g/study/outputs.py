"""The files of a study: all of them, or none."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from campus5g.core.codec import dump
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Progress, silent
from campus5g.documents.budget import budget_xlsx
from campus5g.documents.content import WorkPackage
from campus5g.documents.dossier import dossier_docx
from campus5g.documents.maps import coverage_map
from campus5g.documents.report import report_pdf
from campus5g.documents.theme import to_png
from campus5g.network.plan import PlanGrids, antennas_geojson
from campus5g.study.report import dossier_of, report_of, titles_of
from campus5g.study.types import Study

Maker = Callable[[], bytes]


def study_files(
    study: Study,
    grids: PlanGrids | None,
    language: str,
    progress: Progress = silent,
    *,
    work: tuple[WorkPackage, ...] = (),
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file that the study can fill. Same study, same bytes.

    ``study.json``, ``report.pdf``, ``dossier.docx``; with a project ``budget.xlsx``; with a plan ``coverage.png`` and
    ``antennas.geojson``. ``work``: the work packages that the dossier tells.
    """
    makers = _makers(study, grids, language, work)
    for number, (name, make) in enumerate(makers.items()):
        progress(number / len(makers), msg("writing %(name)s", name=name))
        yield name, make()
    progress(1.0, msg("done"))


def write_outputs(
    study: Study,
    grids: PlanGrids | None,
    folder: Path,
    language: str,
    progress: Progress = silent,
    *,
    work: tuple[WorkPackage, ...] = (),
) -> tuple[Path, ...]:
    """Write the files of a study into ``folder``; nothing is changed there before all of them are made.

    Files of a former study of these names are replaced, those that this one does not fill are taken away; all else stays.
    """
    folder = checked_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for name, content in study_files(study, grids, language, progress, work=work):
            (beside / name).write_bytes(content)
        return _move(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def checked_folder(folder: Path) -> Path:
    """Refuse a file where a folder of outputs is to be; ask before a long study rather than after."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(str(folder), msg("a file"), msg("a folder, or a name that is free"))
    return folder.resolve()


def _makers(study: Study, grids: PlanGrids | None, language: str, work: tuple[WorkPackage, ...]) -> dict[str, Maker]:
    content = report_of(study, grids)
    makers: dict[str, Maker] = {
        "study.json": lambda: dump(study).encode() + b"\n",
        "report.pdf": lambda: report_pdf(content, language),
        "dossier.docx": lambda: dossier_docx(dossier_of(study, grids, work), language),
    }
    if study.project is not None:
        project = study.project
        makers["budget.xlsx"] = lambda: budget_xlsx(project, study.financing, language, titles_of(study))
    if study.plan is not None:
        plan, network = study.plan, content.network
        grid = network.grid if network else None
        makers["coverage.png"] = lambda: to_png(coverage_map(study.site, grid, plan.antennas, language).svg)
        makers["antennas.geojson"] = lambda: _json(antennas_geojson(plan, study.site))
    return makers


NAMES = ("study.json", "report.pdf", "dossier.docx", "budget.xlsx", "coverage.png", "antennas.geojson")
"""Every file that a study may fill."""


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _move(beside: Path, folder: Path) -> tuple[Path, ...]:
    names = [name for name in NAMES if (beside / name).exists()]
    folder.mkdir(mode=0o755, exist_ok=True)
    for name in names:
        os.chmod(beside / name, 0o644)
        os.replace(beside / name, folder / name)
    for name in set(NAMES) - set(names):
        (folder / name).unlink(missing_ok=True)
    return tuple(folder / name for name in names)
