"""Run every claim of this folder and write ``RESULTS.md``: ``python benchmarks/run.py`` from the repository.

With names of claims, run these alone and print the page instead of writing it.

A claim is a file beside this one that prints, with ``--json``, a mapping with ``claim``, ``peer``, ``machine``, ``version``,
``data`` and ``results``. One that fails, or whose data are not here, says so in the table instead of keeping an old figure.
"""

from __future__ import annotations

import json
import os
import platform
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


def report(results: list[tuple[str, dict[str, Any]]], on: date) -> str:
    """Return the page, one section a claim."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores seen, Python {platform.python_version()}"
    lines = ["# Results", "", f"Written by `python benchmarks/run.py` on {on.isoformat()} ({machine}). Do not edit."]
    for name, result in results:
        lines += ["", f"## {result['claim']}", ""]
        if "failed" in result:
            lines.append(f"Not measured: {result['failed']}")
            continue
        lines += [f"- command: `python benchmarks/{name}.py`", f"- peer: {result['peer']}", f"- data: {result['data']}"]
        lines += [f"- machine: {result['machine']}; campus5g {result['version']}", ""]
        lines += table(result["results"])
    return "\n".join(lines) + "\n"


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
    results = [(path.stem, measured(path)) for path in claims(sys.argv[1:])]
    page = report(results, date.today())
    if sys.argv[1:]:
        print(page, end="")
    else:
        (HERE / "RESULTS.md").write_text(page, encoding="utf-8")
    if any("failed" in result for _, result in results):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
