"""What `./campus5g check` examines. Each check returns nothing, or the reason why it fails."""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from campus5g.cli.place import ROOT

LONGEST_FILE = 400
LONGEST_LINE = 1000
LAST_LINES = 15
BANDIT_LINE = "{relpath}:{line}: {test_id} {msg}"
SOURCES = {".py", ".html", ".css", ".js", ".typ", ".sh"}
BINARY = {".gz", ".png", ".jpg", ".docx", ".xlsx", ".pdf", ".npz", ".ttf", ".woff2", ".ico", ".mo", ".webp"}
REGISTRIES = re.compile(r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|conda[.]anaconda|--(?:extra-)?index-url|find-links")
PLACES = re.compile(r"(?<![\w.$}/-])/(?:work|root|home/\w+|Users/\w+|mnt/\w+)/")
SECRETS = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|glpat-[\w-]{20}|sk_live_\w{16,}|xox[abp]-[\w-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
ASSIGNED = re.compile(r"""(?i)(?:secret|token|passw(?:or)?d|api_?key)\w*["']?\s*[:=]\s*["']([^"'\s]{16,})["']""")
RANDOM_BITS = 4.0
OUTSIDE = re.compile(
    r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=["'](?:https?:)?//|@import[^;]*//|url\(["']?(?:https?:)?//"""
)
THIRD_PARTY = re.compile(r"[.-]min\.(?:js|css)$|\.(?:woff2?|ttf|otf|eot)$|(?:^|/)(?:vendor|node_modules)/")
BOX = re.compile("[\u2500-\u257f]")
Check = Callable[[], str | None]


def tracked() -> list[Path]:
    """Return the files of the repository: those that git tracks or would track; all but hidden ones in a plain copy."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
    else:
        walk = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [str(path) for path in walk if not any(part.startswith(".") or part in {"var", "out"} for part in path.parts)]
    return [Path(name) for name in sorted(set(names)) if (ROOT / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    """Yield the repository's text files with their content, lock files aside."""
    for path in tracked():
        if path.suffix not in BINARY and path.parts[0] != "requirements":
            yield path, (ROOT / path).read_text(encoding="utf-8", errors="replace")


def command(*words: str, **env: str) -> Check:
    """Return a check that runs a command in the repository: it passes when the command does."""

    def check() -> str | None:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "ignore", **env},
            capture_output=True,
            text=True,
            check=False,
        )
        said = [line for line in (done.stdout + done.stderr).strip().splitlines() if line.strip()]
        return None if done.returncode == 0 else "\n".join(said[-LAST_LINES:]) or f"exit code {done.returncode}"

    return check


def django(settings: str, *words: str) -> Check:
    """Return a check that runs one of Django's commands under given settings, on an empty data directory."""

    def check() -> str | None:
        with tempfile.TemporaryDirectory(prefix="campus5g-check-") as data:
            return command(
                "django",
                *words,
                DJANGO_SETTINGS_MODULE=f"campus5g.portal.settings.{settings}",
                CAMPUS5G_DATA=data,
                CAMPUS5G_SECRET_KEY="".join(f"{n:02x}" for n in os.urandom(48)),
                CAMPUS5G_HOSTS="campus.example.org",
            )()

    return check


def import_contracts() -> str | None:
    """Run import-linter, whose command has no module to run."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program)], cwd=ROOT, capture_output=True, text=True, check=False)
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not BOX.search(line)]
    return None if done.returncode == 0 else "\n".join(said[-LAST_LINES:])


def long_files() -> str | None:
    """Find source files of more than 400 lines; migrations, which Django writes, aside."""
    sources = [(p, text) for p, text in texts() if p.suffix in SOURCES and "migrations" not in p.parts]
    long = [f"{path}: {n} lines" for path, text in sources if (n := text.count("\n")) > LONGEST_FILE]
    return "\n".join(long) or None


def foreign_places() -> str | None:
    """Find addresses of package registries and paths of somebody's machine."""
    found = [f"{path}: {hit.group()}" for path, text in texts() for rule in (REGISTRIES, PLACES) for hit in rule.finditer(text)]
    return "\n".join(hit for hit in found if not hit.startswith("src/campus5g/cli/checks.py")) or None


def secrets() -> str | None:
    """Find secrets: known shapes, and random-looking texts given to names that say so."""
    found = []
    for path, text in texts():
        found += [f"{path}: {hit.group()[:12]}…" for hit in SECRETS.finditer(text)]
        found += [f"{path}: {hit.group()[:24]}…" for hit in ASSIGNED.finditer(text) if bits(hit.group(1)) > RANDOM_BITS]
    return "\n".join(found) or None


def bits(text: str) -> float:
    """Return the entropy of a text in bits a character (Shannon): 4 and more looks random."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def third_parties() -> str | None:
    """Find files of third parties: fonts, minified or bundled code."""
    found = [f"{path}: a third party's file" for path in tracked() if THIRD_PARTY.search(path.as_posix())]
    for path, text in texts():
        if path.suffix in {".js", ".css"} and (
            "sourceMappingURL" in text or max(map(len, text.splitlines()), default=0) > LONGEST_LINE
        ):
            found.append(f"{path}: looks bundled or minified")
    return "\n".join(found) or None


def outside_requests() -> str | None:
    """Find pages, styles and scripts that would make a browser ask another host."""
    pages = [(path, text) for path, text in texts() if path.parts[0] == "src" and path.suffix in {".html", ".css", ".js", ".svg"}]
    return "\n".join(f"{path}: {hit.group()[:80]}" for path, text in pages for hit in OUTSIDE.finditer(text)) or None


def known_faults() -> str | None:
    """Ask the public advisories about the locked packages; strict, or it would pass when it could ask nothing."""
    return command("pip_audit", "--strict", "--require-hashes", "-r", "requirements/base.txt")()


def checks(*, full: bool) -> dict[str, Check]:
    """Return the checks by name, the quickest to fail first."""
    found: dict[str, Check] = {
        "lint": command("ruff", "check", "--quiet", "--output-format", "concise", "."),
        "format": command("ruff", "format", "--check", "--quiet", "."),
        "file length": long_files,
        "addresses and paths": foreign_places,
        "secrets": secrets,
        "third-party files": third_parties,
        "outside requests": outside_requests,
        "import contracts": import_contracts,
        "translations": command("campus5g.cli.messages", "--check"),
        "migrations": django("test", "makemigrations", "--check", "--dry-run"),
        "production settings": django("production", "check", "--deploy", "--fail-level", "WARNING"),
        "security lint": command(
            "bandit",
            "-q",
            "-r",
            "src",
            "-c",
            "pyproject.toml",
            "--severity-level",
            "medium",
            "-f",
            "custom",
            "--msg-template",
            BANDIT_LINE,
        ),
        "types": command("mypy", "--no-error-summary"),
    }
    if full and shutil.which("pip-audit", path=str(Path(sys.executable).parent)):
        found["known faults"] = known_faults
    return found
