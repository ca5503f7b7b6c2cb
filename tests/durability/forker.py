"""One process that has loaded the portal, and forks a process of its own for each verb: loading it each time costs seconds.

``python -m tests.durability.forker`` reads one order a line (JSON): a module to run with its words, or a child to wait for. What it
forks is as separate as what a shell starts: its own group, its own connection, and it can be killed outright.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """A forked process, with those parts of ``subprocess.Popen`` that the tests use."""

    def __init__(self, forker: Forker, module: str, words: tuple[str, ...]) -> None:
        self._forker = forker
        self._place = Path(tempfile.mkdtemp(prefix="forked-"))
        out, self._err = self._place / "out", self._place / "err"
        os.mkfifo(out)
        self.pid: int = forker.order(module=module, words=words, out=str(out), err=str(self._err))
        self.stdout = out.open(encoding="utf-8")
        self.stderr = None
        self.returncode: int | None = None

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = int(self._forker.order(wait=self.pid))
        return self.returncode

    def communicate(self) -> tuple[str, str]:
        with self.stdout:
            said = self.stdout.read()
        self.wait()
        return said, self._err.read_text(encoding="utf-8")


class Forker:
    """The test's side of it."""

    def __init__(self, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.forker"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def order(self, **said: Any) -> int:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(said), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def _run(module: str, words: list[str], out: str, err: str) -> int:
    os.setsid()
    os.dup2(os.open(out, os.O_WRONLY), 1)
    os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT), 2)
    sys.argv[1:] = words
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _serve() -> None:
    import django

    import campus5g.portal  # noqa: F401 (chooses the SQLite library, before anything opens a database)

    django.setup()
    import tests.portal.factories.training  # noqa: F401 (what the verbs lean on)

    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        child = os.fork()
        if child == 0:
            code = _run(**order)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        print(child, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _serve()
