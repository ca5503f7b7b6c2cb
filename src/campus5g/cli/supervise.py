"""Start processes, prefix what they say, restart one that dies, and end them all together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

from campus5g.cli.console import tell
from campus5g.core.message import msg

RESTART_AFTER_S = 1.0
LONGEST_WAIT_S = 4.0
QUIET_AFTER_S = 60.0
END_WITHIN_S = 15.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process that must live as long as the supervisor."""

    name: str
    command: list[str]
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    wait_s: float = RESTART_AFTER_S
    due: float = 0.0
    ends: list[int] = field(default_factory=list)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},  # a line is told when it is said, and the last one too
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # a Ctrl-C reaches the supervisor alone, which ends its children in order
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (one call into the kernel)
        )
        assert self.process.stdout is not None
        threading.Thread(target=_prefix, args=(self.name, self.process.stdout), daemon=True).start()

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)


def _die_with_parent() -> None:
    """Ask the kernel to end this child should the supervisor be killed outright."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _prefix(name: str, lines: IO[str]) -> None:
    for line in lines:
        sys.stderr.write(f"{name:<6} | {line}")
        sys.stderr.flush()


class Supervisor:
    """Keeps its children alive until SIGINT or SIGTERM."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.stopping = threading.Event()

    def run(self, ready: Callable[[Supervisor], None]) -> None:
        """Start the children, call ``ready`` beside them, watch until told to stop, then end them."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            for child in self.children:
                child.start()
            threading.Thread(target=ready, args=(self,), daemon=True).start()
            while not self.stopping.wait(0.3):
                for child in self.children:
                    self._watch(child)
        finally:
            self.end()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _watch(self, child: Child) -> None:
        assert child.process is not None
        code = child.process.poll()
        if code is None:
            if time.monotonic() - child.started > QUIET_AFTER_S:
                child.wait_s = RESTART_AFTER_S
            return
        now = time.monotonic()
        if not child.due:
            child.due = now + child.wait_s
            child.ends.append(code)
            child.wait_s = min(child.wait_s * 2, LONGEST_WAIT_S)
            tell(msg("The %(name)s process ended (code %(code)s); it is started again.", name=child.name, code=str(code)))
        elif now >= child.due:
            child.due = 0.0
            child.start()

    def end(self) -> None:
        """Ask every child to finish, then insist."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        limit = time.monotonic() + END_WITHIN_S
        for child in self.children:
            if child.process is not None:
                try:
                    child.process.wait(max(limit - time.monotonic(), 0.1))
                except subprocess.TimeoutExpired:
                    child.signal(signal.SIGKILL)
                    child.process.wait()
