"""Set-up does what is missing and nothing more."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from campus5g.cli import bootstrap


@pytest.fixture
def clone(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with its lock files, and an installer that only writes down what it is asked."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "src").mkdir()
    for name in ("base", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")

    def make(venv: Path) -> None:
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        (venv / "lib" / "python3.11" / "site-packages").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(bootstrap, "make_venv", make)
    monkeypatch.setattr(bootstrap, "install_uv", lambda *_: None)
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(bootstrap, "install", lambda _venv, lock: names.append(lock.stem))
    return names


def test_it_imports_nothing_but_the_standard_library(root: Path) -> None:
    tree = ast.parse((root / "src/campus5g/cli/bootstrap.py").read_text(encoding="utf-8"))
    imported = {a.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    imported |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)


def test_the_first_run_installs_and_the_second_does_nothing(clone: Path, asked: list[str]) -> None:
    bootstrap.prepare(clone, dev=False)
    bootstrap.prepare(clone, dev=False)
    assert asked == ["base"]


def test_a_changed_lock_is_installed_again(clone: Path, asked: list[str]) -> None:
    bootstrap.prepare(clone, dev=False)
    (clone / "requirements" / "base.txt").write_text("base==2\n")
    bootstrap.prepare(clone, dev=False)
    assert asked == ["base", "base"]


def test_a_run_after_a_test_keeps_the_packages_of_the_tests(clone: Path, asked: list[str]) -> None:
    bootstrap.prepare(clone, dev=True)
    bootstrap.prepare(clone, dev=False)
    bootstrap.prepare(clone, dev=True)
    assert asked == ["dev"]


def test_an_installation_that_failed_leaves_no_mark(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise bootstrap.Refusal("no network")

    monkeypatch.setattr(bootstrap, "install", fail)
    with pytest.raises(bootstrap.Refusal):
        bootstrap.prepare(clone, dev=False)
    assert not bootstrap.installed(clone / ".venv", clone / "requirements" / "base.txt")


def test_the_package_and_its_command_are_linked_into_the_environment(clone: Path, asked: list[str]) -> None:
    bootstrap.prepare(clone, dev=False)
    command = clone / ".venv" / "bin" / "campus5g"
    assert (clone / ".venv/lib/python3.11/site-packages/campus5g.pth").read_text() == f"{clone / 'src'}\n"
    assert command.read_text().startswith(f"#!{clone / '.venv/bin/python'}\n")
    assert command.stat().st_mode & 0o111


def test_uv_itself_is_installed_at_its_locked_hashes(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[str] = []

    def keep(command: list[str]) -> bool:
        wanted.append(Path(command[-1]).read_text())
        assert "--require-hashes" in command
        return True

    monkeypatch.setattr(bootstrap, "works", keep)
    bootstrap.install_uv(tmp_path, root / "requirements" / "dev.txt")
    assert wanted[0].startswith("uv==")
    assert wanted[0].count("--hash=sha256:") > 3
    assert wanted[0].count("==") == 1


def test_pip_goes_on_where_uv_cannot_and_hashes_are_still_required(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    class Done:
        returncode = 0

    monkeypatch.setattr(bootstrap, "works", lambda _command: False)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda command, **_: commands.append(command) or Done)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").touch()
    bootstrap.install(tmp_path, tmp_path / "base.txt")
    assert commands[0][1:4] == ["-m", "pip", "install"]
    assert "--require-hashes" in commands[0]


def test_a_folder_that_is_no_environment_is_not_wiped(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "thesis.tex").write_text("years of work")
    with pytest.raises(bootstrap.Refusal, match="not a Python environment"):
        bootstrap.make_venv(tmp_path / ".venv")
    assert (tmp_path / ".venv" / "thesis.tex").exists()


@pytest.mark.parametrize("name", ["base", "dev"])
def test_lock_files_hold_hashes_for_every_package_and_no_address(root: Path, name: str) -> None:
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    packages = [block for block in text.split("\n") if "==" in block and not block.startswith(" ")]
    assert len(packages) > 50
    assert all(block.endswith("\\") for block in packages)


def test_the_two_locks_agree_on_every_version(root: Path) -> None:
    def versions(name: str) -> set[str]:
        text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return {line.split(" ")[0] for line in text.splitlines() if "==" in line and not line.startswith(" ")}

    assert versions("base") <= versions("dev")
