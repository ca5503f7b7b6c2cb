"""Run every claim of this folder and write ``RESULTS.md``: ``python benchmarks/run.py`` from the repository.

With names of claims, run these alone; the page keeps what was measured of the others, each with its own day.

A claim is a file beside this one that prints, with ``--json``, a mapping with ``claim``, ``peer``, ``machine``, ``version``,
``data`` and ``results``. One that fails, or whose data are not here, says so in the table instead of keeping an old figure.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NEEDED = ("claim", "peer", "machine", "version", "data", "results")


def claims(asked: list[str]) -> list[Path]:
    """Return the files to run, in the order of their names."""
    found = sorted(path for path in HERE.glob("*.py") if path.name != "run.py" and not path.name.startswith("_"))
    unknown = sorted(set(asked) - {path.stem for path in found})
    if unknown:
        raise SystemExit(f"No claim named {unknown[0]}; there are: {', '.join(path.stem for path in found)}.")
    return [path for path in found if not asked or path.stem in asked]


def measured(path: Path) -> dict[str, Any]:
    """Run one claim in its own process, so that its memory and caches are its own."""
    print(f"{path.stem} …", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, str(path), "--json"], capture_output=True, text=True, cwd=HERE.parent, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return {"claim": path.stem, "failed": last}
    result: dict[str, Any] = json.loads(done.stdout)
    missing = [name for name in NEEDED if name not in result]
    return {"claim": path.stem, "failed": f"does not say its {missing[0]}"} if missing else result


def section(name: str, result: Mapping[str, Any], on: date) -> str:
    """Return what the page says of one claim."""
    head = [f"## {result['claim']}", "", f"- command: `python benchmarks/{name}.py`, run on {on.isoformat()}"]
    if "failed" in result:
        return "\n".join([*head, f"- not measured: {result['failed']}"])
    about = [
        f"- peer: {result['peer']}",
        f"- data: {result['data']}",
        f"- machine: {result['machine']}; campus5g {result['version']}",
    ]
    return "\n".join([*head, *about, "", *table(result["results"])])


def sections_of(page: str) -> dict[str, str]:
    """Return what a page says, by the name of each claim's file; what was not written by this program is left out."""
    found = {}
    for part in ("\n" + page).split("\n## ")[1:]:
        name = re.search(r"`python benchmarks/(\w+)\.py`", part)
        if name and (HERE / f"{name[1]}.py").exists():
            found[name[1]] = "## " + part.rstrip()
    return found


def report(sections: Mapping[str, str]) -> str:
    """Return the page, the claims in the order of their names."""
    title = "# Results\n\nWritten by `python benchmarks/run.py`. Do not edit."
    return "\n\n".join([title, *(sections[name] for name in sorted(sections))]) + "\n"


def table(results: Mapping[str, Any]) -> list[str]:
    """Return a Markdown table: one row for each method, one column for each figure."""
    rows = list(flat(results))
    columns = list(dict.fromkeys(name for _, figures in rows for name in figures))
    head = ["", *(name.replace("_", " ") for name in columns)]
    body = [[name, *(shown(figures.get(column)) for column in columns)] for name, figures in rows]
    return [line(head), line(["---", *("---:" for _ in columns)]), *(line(row) for row in body)]


def flat(results: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (method, figures); nested mappings join their names."""
    plain = {name: value for name, value in results.items() if not isinstance(value, Mapping)}
    if plain:
        yield above or "campus5g", plain
    for name, value in results.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}, {name}" if above else name)


def shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    asked, page = sys.argv[1:], HERE / "RESULTS.md"
    sections = sections_of(page.read_text(encoding="utf-8")) if asked and page.exists() else {}
    failed = False
    for path in claims(asked):
        result = measured(path)
        failed |= "failed" in result
        sections[path.stem] = section(path.stem, result, date.today())
    page.write_text(report(sections), encoding="utf-8")
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
