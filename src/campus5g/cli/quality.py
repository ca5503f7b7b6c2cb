"""The maker's two verbs: test and check."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import typer

from campus5g.cli.console import refuse, say, tell
from campus5g.cli.place import SETTINGS
from campus5g.core.message import msg

INNER_LOOP = "not browser and not postgres and not slow"
ON_EVERY_CORE = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
"""Files stay whole, so that what a file's tests share is made once, and in the order that `tests/conftest.py` gives."""

NOTHING_COLLECTED = 5


def register(app: typer.Typer) -> None:
    app.command("test", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})(run_tests)
    app.command("check")(run_checks)


def run_tests(
    context: typer.Context,
    fast: Annotated[bool, typer.Option("--fast", help="Leave out browser, PostgreSQL and slow tests.")] = False,
) -> None:
    """Run the tests, first on SQLite, then the portal's on a real PostgreSQL; other words go to pytest."""
    _at_the_root()
    from campus5g.cli.machine import find_chromium

    with tempfile.TemporaryDirectory(prefix="campus5g-test-") as data:
        # The files are laid out as a campus serves them: browser tests start a real one.
        env = {**os.environ, "CAMPUS5G_DATA": data, "DJANGO_SETTINGS_MODULE": SETTINGS}
        if subprocess.run([sys.executable, "-m", "campus5g", "prepare", "--only-assets"], env=env, check=False).returncode:
            refuse(msg("The assets could not be prepared; the lines above say why."))
    if not fast and not find_chromium():
        tell(msg("No Chromium was found: browser tests are skipped (Debian: apt install chromium, or set CAMPUS5G_CHROMIUM)."))
    if context.args:
        raise typer.Exit(_pytest([*(["-m", INNER_LOOP] if fast else []), *context.args]))
    codes = [_pytest([*ON_EVERY_CORE, "-m", INNER_LOOP if fast else "not browser"])]
    if not fast:
        with ThreadPoolExecutor(max_workers=1) as beside:
            on_postgres = beside.submit(_on_postgres)  # browsers wait as much as they work
            codes.append(_pytest([*ON_EVERY_CORE, "tests/browser", "-m", "browser"]))
            code, told = on_postgres.result()
        print(told, flush=True)
        codes.append(code)
    raise typer.Exit(next((code for code in codes if code), 0))


def _pytest(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


def _on_postgres() -> tuple[int, str]:
    """Run the portal's tests again on a real PostgreSQL; return the exit code and what was printed meanwhile."""
    if sys.platform != "linux":
        return 0, str(msg("The tests on PostgreSQL are skipped: its package for tests is for Linux."))
    from campus5g.cli.machine import started_postgres

    words = ["-p", "no:cacheprovider", "tests/portal", "-m", "not browser and not slow"]
    with started_postgres() as url:
        env = {**os.environ, "CAMPUS5G_DATABASE_URL": url}
        done = subprocess.run([sys.executable, "-m", "pytest", *words], env=env, capture_output=True, text=True, check=False)
    title = msg("the portal's tests again, on PostgreSQL ...")
    return 0 if done.returncode == NOTHING_COLLECTED else done.returncode, f"{title}\n{done.stdout}{done.stderr}"


def run_checks(
    full: Annotated[bool, typer.Option("--full", help="Ask the public advisories about the packages too.")] = False,
) -> None:
    """Lint, types, contracts, translations, security list: `ok` or `FAIL` with the reason, one line each."""
    _at_the_root()
    from campus5g.cli.checks import checks

    started, failed = time.monotonic(), 0
    wanted = checks(full=full)
    with ThreadPoolExecutor(max_workers=max(2, (os.cpu_count() or 2) - 1)) as pool:
        running = {name: pool.submit(work) for name, work in wanted.items()}
        for name, outcome in running.items():
            reason = outcome.result()
            failed += reason is not None
            print(f"ok    {name}" if reason is None else f"FAIL  {name}: {_indented(reason)}", flush=True)
    if full and "known faults" not in wanted:
        tell(msg("Known faults of packages were not asked for: pip-audit is not installed."))
    seconds = round(time.monotonic() - started)
    say(msg("%(n)s checks, %(failed)s failed, %(seconds)s s", n=len(wanted), failed=failed, seconds=seconds))
    raise typer.Exit(1 if failed else 0)


def _indented(reason: str) -> str:
    lines = reason.splitlines()
    return lines[0] if len(lines) == 1 else "".join(f"\n        {line}" for line in lines)


def _at_the_root() -> None:
    """Work on the repository, wherever the command was typed."""
    from campus5g.cli.place import ROOT

    if not (ROOT / "tests").is_dir():
        refuse(msg("There are no tests beside this installation: run this from a copy of the repository."))
    os.chdir(ROOT)
