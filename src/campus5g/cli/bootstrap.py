"""Make ``.venv`` when it is missing or out of date, then hand the verb over to it.

Runs as a file, with Python's standard library alone and before anything is installed: it imports nothing from the house.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[3]
DEV_VERBS = ("test", "check")
USAGE = """campus5g: from an industrial need to a funded, proven and followed-up 5G project

  ./campus5g run [--empty] [--port N]   start the platform with the Dunkirk campus, or an empty one
  ./campus5g test [--fast]              run the tests
  ./campus5g check [--full]             lint, types, contracts, security list
  ./campus5g doctor                     say what is well and what is not
  ./campus5g setup [--dev]              install and stop there
  ./campus5g VERB ...                   every other verb; ./campus5g --help lists them
"""


class Refusal(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def main(argv: list[str]) -> int:
    """Set up what the verb needs, then become it."""
    verb = next((word for word in argv if not word.startswith("-")), "")
    python = ROOT / ".venv" / "bin" / "python"
    if not verb and not python.exists():
        print(USAGE, end="")
        return 0
    dev = verb in DEV_VERBS or (verb == "setup" and "--dev" in argv)
    try:
        with alone(ROOT):
            prepare(ROOT, dev=dev)
    except Refusal as refusal:
        print(f"campus5g: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ncampus5g: stopped; run the same command again to go on.", file=sys.stderr)
        return 130
    if verb == "setup":
        say("ready")
        return 0
    return become([str(python), "-m", "campus5g", *argv])


def become(command: list[str]) -> NoReturn:
    """Let the environment's own Python take this process over: one process, one Ctrl-C, one exit code."""
    os.execv(command[0], command)  # noqa: S606 (our own interpreter, no shell)


def say(text: str) -> None:
    """Tell a person what is being done; results alone go to standard output."""
    print(f"campus5g: {text}", file=sys.stderr, flush=True)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Let one set-up work at a time: a second command waits for the first."""
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def prepare(root: Path, *, dev: bool) -> None:
    """Bring ``.venv`` to the locked state; does nothing when its stamps say that it is there."""
    venv = root / ".venv"
    due = [lock for lock in locks(root, dev=dev) if not installed(venv, lock)]
    if not due:
        return
    started = time.monotonic()
    make_venv(venv)
    lock = due[-1]
    if not shutil.which("uv", path=str(venv / "bin")):
        install_uv(venv, root / "requirements" / "dev.txt")
    say(f"installing {lock.stem} packages, each checked against its hash ...")
    install(venv, lock)
    link(venv, root / "src")
    for done in locks(root, dev=lock.stem == "dev"):
        stamp(venv, done).write_bytes(digest(done))
    say(f"installed in {time.monotonic() - started:.0f} s")


def locks(root: Path, *, dev: bool) -> list[Path]:
    """Return the lock files that the verb asks for; the last one holds the others."""
    return [root / "requirements" / f"{name}.txt" for name in (("base", "dev") if dev else ("base",))]


def digest(lock: Path) -> bytes:
    """Return what identifies an installed state: the lock's bytes."""
    return hashlib.sha256(lock.read_bytes()).hexdigest().encode()


def stamp(venv: Path, lock: Path) -> Path:
    """Return where a finished installation of one lock file leaves its mark."""
    return venv / f".installed-{lock.stem}"


def installed(venv: Path, lock: Path) -> bool:
    """Say whether ``.venv`` holds what the lock file says now."""
    mark = stamp(venv, lock)
    return mark.is_file() and mark.read_bytes() == digest(lock)


def make_venv(venv: Path) -> None:
    """Create the environment with the Python that runs this file; a broken one is made again."""
    python = venv / "bin" / "python"
    if works([str(python), "-c", "import pip"]):
        return
    if venv.exists() and not (venv / "pyvenv.cfg").is_file() and any(venv.iterdir()):
        raise Refusal(f"{venv} exists and is not a Python environment; move it away and run this command again.")
    say(f"making .venv with Python {sys.version_info.major}.{sys.version_info.minor} ...")
    made = subprocess.run([base_python(), "-m", "venv", "--clear", str(venv)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        last = (made.stdout + made.stderr).strip().splitlines()[-1:] or ["no reason given"]
        raise Refusal(
            "Python cannot make an environment here; on Debian and Ubuntu install python3-venv"
            f" (apt install python3-venv) and run this command again ({last[0].strip()})."
        )


def base_python() -> str:
    """Return the interpreter outside any environment: ``.venv`` must not be made from itself."""
    return getattr(sys, "_base_executable", "") or sys.executable


def install_uv(venv: Path, lock: Path) -> None:
    """Install uv at its locked version and hashes; without it pip does the work, slower."""
    found = re.search(r"^uv==.*(?:\n    .*)+", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write(found.group() + "\n")
        wanted.flush()
        works([str(venv / "bin" / "python"), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", wanted.name])


def install(venv: Path, lock: Path) -> None:
    """Install a lock file: with uv, or with pip where uv cannot (a mirror that only pip is set up for)."""
    python, uv = str(venv / "bin" / "python"), venv / "bin" / "uv"
    if uv.exists() and works([str(uv), "pip", "install", "-q", "--python", python, "--require-hashes", "-r", str(lock)]):
        return
    say("uv could not; going on with pip, which takes about a minute ...")
    command = [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(lock)]
    if subprocess.run(command, check=False).returncode:
        raise Refusal(
            "the packages could not be installed, see pip's lines above; check the network"
            " (or the mirror set for pip) and the free disk space, and run this command again."
        )


def works(command: list[str]) -> bool:
    """Run quietly; say whether it succeeded."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def link(venv: Path, source: Path) -> None:
    """Make the package importable from its source, and give the environment a ``campus5g`` command."""
    for packages in venv.glob("lib/python*/site-packages"):
        (packages / "campus5g.pth").write_text(f"{source}\n", encoding="utf-8")
    command = venv / "bin" / "campus5g"
    command.write_text(f"#!{venv / 'bin' / 'python'}\nfrom campus5g.cli import main\n\nmain()\n", encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
