"""Serve a campus: web and worker under one supervisor, on one data directory."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

from campus5g.cli.console import refuse, say, tell
from campus5g.cli.place import CAMPUS, DEMONSTRATION, ROOT, data_directory, held, use
from campus5g.cli.supervise import Child, Supervisor
from campus5g.core.message import msg

TERRITORY = ROOT / "dunkerque"
WELCOME = "welcome.txt"
"""In the data directory: what to tell the person who starts this campus, written when it is prepared."""


def serve(data: Path, *, host: str, port: int, territory: Path | None = None) -> None:
    """Prepare the campus in ``data``, start it, and stay until Ctrl-C."""
    from campus5g.cli.prepare import is_ready

    use(data)
    refuse_busy_port(host, port)
    with held(data):
        if not is_ready(data, territory) and subprocess.run(preparation(territory), check=False).returncode:
            refuse(msg("The campus could not be prepared; the lines above say why. Nothing was started."))
        os.environ.setdefault("CAMPUS5G_ADDRESS", address(host, port))
        tell(msg("starting the web server and the workers ..."))
        Supervisor(children(host, port)).run(lambda supervisor: announce(supervisor, data, host, port))
        tell(msg("campus5g has stopped"))


def children(host: str, port: int) -> list[Child]:
    """Return the web server and a worker for each lane, so that an import never waits behind a study; all in this Python."""
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--backpressure", "64", "--no-access-log", "--log-level", "error",
        "campus5g.portal.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "campus5g", "worker", "--lane"]
    return [Child("web", web), Child("worker", [*worker, "long"]), Child("quick", [*worker, "quick"])]


def address(host: str, port: int) -> str:
    """Return the address to type in a browser."""
    return f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"  # noqa: S104  # nosec B104 (compared, not bound)


def refuse_busy_port(host: str, port: int) -> None:
    """Refuse a port that another program holds, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            refuse(msg("Port %(port)s needs more rights: choose one above 1023 with --port.", port=str(port)))
        except OSError as error:
            refuse(
                msg(
                    "Port %(port)s cannot be used (%(fault)s): stop the other program or choose another with --port %(next)s.",
                    port=str(port),
                    fault=error.strerror or str(error),
                    next=str(port + 1),
                )
            )


def announce(supervisor: Supervisor, data: Path, host: str, port: int) -> None:
    """Wait until the site answers, then print its address and how to enter."""
    while not answers(host, port):
        if supervisor.stopping.wait(0.1):
            return
    say(f"\n  campus5g  {address(host, port)}\n")
    welcome = data / WELCOME
    if welcome.is_file():
        say(welcome.read_text(encoding="utf-8").replace("{address}", address(host, port)).rstrip() + "\n")
    say(msg("Ctrl-C stops it."))
    sys.stdout.flush()


def answers(host: str, port: int) -> bool:
    """Say whether the site answers a request."""
    reachable = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  # nosec B104 (compared, not bound)
    connection = http.client.HTTPConnection(reachable, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def run(*, empty: bool, host: str, port: int) -> None:
    """`./campus5g run`: the Dunkirk campus with its demonstration companies, or an empty one."""
    data = data_directory(None if os.environ.get("CAMPUS5G_DATA") else (CAMPUS if empty else DEMONSTRATION))
    if not empty:
        os.environ.setdefault("CAMPUS5G_ON", demonstration_day(TERRITORY))
    serve(data, host=host, port=port, territory=None if empty else TERRITORY)


def preparation(territory: Path | None) -> list[str]:
    """Return the command that prepares a campus: a process of its own, so that this one stays small."""
    chosen = ["--territory", str(territory)] if territory else []
    return [sys.executable, "-m", "campus5g", "prepare", *chosen]


def demonstration_day(territory: Path) -> str:
    """Return the day on which the demonstration takes place: its calls are open on that day, whatever today is."""
    with (territory / "territory.toml").open("rb") as file:
        return str(tomllib.load(file)["demonstration_date"])
