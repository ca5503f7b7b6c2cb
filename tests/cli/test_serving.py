"""One campus, one supervisor: a dead child comes back, a second copy is refused, the end is clean."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from campus5g.cli import prepare
from campus5g.cli.place import DATABASE, data_directory, held
from campus5g.cli.serve import address, demonstration_day, refuse_busy_port

CHILD = """
import os, sys, time
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()}\\n")
print("hello")
time.sleep(600)
"""
SUPERVISOR = """
import sys
from campus5g.cli.supervise import Child, Supervisor
place = sys.argv[1]
children = [Child(name, [sys.executable, f"{place}/child.py", f"{place}/{name}"]) for name in ("web", "worker")]
Supervisor(children).run(lambda supervisor: None)
print("ended", flush=True)
"""


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for what must come; a test that waits a minute has failed."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it did not come")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    (tmp_path / "child.py").write_text(CHILD)
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for(lambda: bool(pids(tmp_path / "web") and pids(tmp_path / "worker")))
    yield process, tmp_path
    process.kill()
    process.communicate()


def test_a_killed_child_is_started_again_and_the_other_is_left_alone(supervised) -> None:
    _, place = supervised
    os.kill(pids(place / "worker")[0], signal.SIGKILL)
    wait_for(lambda: len(pids(place / "worker")) == 2)
    assert len(pids(place / "web")) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_every_child_and_then_the_supervisor_cleanly(supervised, number: int) -> None:
    process, place = supervised
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "ended\n")
    assert "Traceback" not in err
    assert "web    | hello" in err
    assert not any(alive(pid) for name in ("web", "worker") for pid in pids(place / name))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends the children of a killed parent")
def test_children_do_not_survive_a_supervisor_that_was_killed(supervised) -> None:
    process, place = supervised
    process.kill()
    process.communicate()
    wait_for(lambda: not any(alive(pid) for name in ("web", "worker") for pid in pids(place / name)))


def test_a_second_copy_on_the_same_data_is_refused_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with held(tmp_path), pytest.raises(SystemExit) as end, held(tmp_path):
        pass
    assert end.value.code == 1
    assert f"process {os.getpid()} on {tmp_path}" in capsys.readouterr().err


def test_the_place_is_free_again_after_the_end(tmp_path: Path) -> None:
    with held(tmp_path):
        pass
    with held(tmp_path):
        assert (tmp_path / "running").read_text() == str(os.getpid())


def test_a_port_in_use_is_refused_with_the_next_one_to_try(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit):
            refuse_busy_port("127.0.0.1", port)
    said = capsys.readouterr().err
    assert f"Port {port} " in said
    assert f"--port {port + 1}" in said
    refuse_busy_port("127.0.0.1", port)


def test_the_address_is_one_to_type_in_a_browser() -> None:
    assert address("127.0.0.1", 8000) == "http://localhost:8000"
    assert address("192.168.1.4", 80) == "http://192.168.1.4:80"


def test_the_demonstration_takes_place_on_the_day_of_its_territory(root: Path) -> None:
    assert demonstration_day(root / "dunkerque") == "2026-11-21"


def test_the_data_directory_is_the_one_named_then_the_environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "env"))
    assert data_directory(tmp_path / "named") == tmp_path / "named"
    assert data_directory() == tmp_path / "env"


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house whose campus was just prepared."""
    for folder in ("src", "var", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "src" / "page.html").write_text("old")
    (tmp_path / "data" / DATABASE).touch()
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.delenv("CAMPUS5G_DATABASE_URL", raising=False)
    (tmp_path / "data" / prepare.PREPARED).write_text(prepare.fingerprint(None))
    return tmp_path


def test_a_warm_start_prepares_nothing_again(prepared: Path) -> None:
    assert prepare.is_ready(prepared / "data", None)


def test_a_changed_source_a_restored_database_or_another_database_are_prepared_again(
    prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = prepared / "data"
    monkeypatch.setenv("CAMPUS5G_DATABASE_URL", "postgres://db.example.org/campus5g")
    assert not prepare.is_ready(data, None)
    monkeypatch.delenv("CAMPUS5G_DATABASE_URL")
    (prepared / "src" / "new.py").write_text("")
    assert not prepare.is_ready(data, None)
    (prepared / "src" / "new.py").unlink()
    assert prepare.is_ready(data, None)
    (data / prepare.PREPARED).unlink()
    assert not prepare.is_ready(data, None)


def test_the_address_of_the_first_administrator_is_asked_again_until_there_is_one(prepared: Path) -> None:
    (prepared / "data" / "welcome.txt").write_text("First administrator: ...")
    assert not prepare.is_ready(prepared / "data", None)
