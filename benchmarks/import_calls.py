"""Claim: 100 000 calls are imported in under two minutes on two cores, and again without changing anything.

Peer: the same rows put into a bare SQLite table by Python's sqlite3, in the same run: what the disk and JSON alone cost.
Data: a generated feed of topics (seeded), in the format of the European portal. Run: ``python benchmarks/import_calls.py
[--calls N] [--json]`` from the repository. A further import is killed half-way: the catalogue must be as before. A question of eight
words is then asked of the same calls, in the index that the portal keeps.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from campus5g import __version__
from campus5g.funding.readers import read_calls
from campus5g.study.finding import CallIndex

SUBJECTS = ("crane", "port", "steel", "furnace", "hydrogen", "battery", "robot", "sensor", "network", "harbour",
            "maintenance", "energy", "twin", "data", "training")  # fmt: skip
ASKED = 50
ROOT = Path(__file__).resolve().parents[1]
CHILD = """
import sys
from pathlib import Path
import django
django.setup()
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.calls.actions import import_calls
done = import_calls(SYSTEM, [Path(sys.argv[1])])
print(done.new, done.changed, done.same)
"""


def write_feed(path: Path, count: int, *, moved: bool = False) -> None:
    """Write ``count`` topics of some 600 characters; ``moved``: the same topics, each with another deadline."""
    rng = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            words = " ".join(rng.choices(SUBJECTS, k=80))
            day = f"2027-{1 + number % 12:02d}-{15 if moved else 1:02d}"
            topic = {"topic_id": f"GEN-{number}", "title": f"{words[:60]} {number}", "programme": "Generated",
                     "description": words, "opening_date": "2026-01-01", "deadline": day, "action_type": "HORIZON-RIA",
                     "max_contribution_eur": 1_000_000 + number}  # fmt: skip
            file.write(json.dumps(topic) + "\n")


def portal(home: Path, feed: Path, kill_after: float | None = None) -> tuple[float, str]:
    """Import ``feed`` in a process of its own; return its seconds and what it said, empty when it was killed."""
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(feed)], env=environment(home), stdout=subprocess.PIPE, text=True)
    try:
        said, _ = child.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.communicate()
        return time.perf_counter() - start, ""
    if child.returncode:
        raise SystemExit("the import failed")
    return time.perf_counter() - start, said.strip()


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "CAMPUS5G_DATA": str(home), "DJANGO_SETTINGS_MODULE": "campus5g.portal.settings.default"}


def rows_held(home: Path) -> int:
    with sqlite3.connect(home / "campus5g.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM calls_call").fetchone()[0])


def bare_table(home: Path, feed: Path) -> float:
    """Put the rows of the feed into a bare table: the floor below which no import can go."""
    start = time.perf_counter()
    with sqlite3.connect(home / "bare.sqlite3") as database:
        database.execute("CREATE TABLE calls (id TEXT PRIMARY KEY, title TEXT, data TEXT)")
        topics = (json.loads(line) for line in feed.open(encoding="utf-8"))
        database.executemany("INSERT INTO calls VALUES (?, ?, ?)", ((t["topic_id"], t["title"], json.dumps(t)) for t in topics))
    return time.perf_counter() - start


def questions(feed: Path) -> dict[str, float]:
    """Index the calls of the feed and ask them; return the milliseconds of a question, ranked alone and with its passages."""
    calls, _ = read_calls(feed)
    start = time.perf_counter()
    index = CallIndex.of(calls).index
    built = time.perf_counter() - start
    rng = random.Random(7)
    asked = [" ".join(rng.sample(SUBJECTS, k=8)) for _ in range(ASKED)]
    ranked = [timed(lambda text=text: index.rank(text, "en", 200)) for text in asked]
    explained = [timed(lambda text=text: index.search(text, "en", 20)) for text in asked]
    return {"index_s": round(built, 1), "rank_ms": round(median(ranked), 1), "search_ms": round(median(explained), 1)}


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def run(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        home, feed, later = Path(place), Path(place) / "feed.jsonl", Path(place) / "later.jsonl"
        write_feed(feed, count)
        write_feed(later, count, moved=True)
        migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=environment(home), check=True, cwd=ROOT)
        _, killed = portal(home, feed, kill_after=max(4.0, count / 5000))
        after_kill = rows_held(home)
        first, said_first = portal(home, feed)
        again, said_again = portal(home, feed)
        moved, said_moved = portal(home, later)
        return {
            "claim": f"Seconds to import {count} calls: new, again, and all with another deadline; rows left by a killed import; "
            "milliseconds of a question of eight words over all of them, by rank alone and with the passages of the first twenty",
            "peer": f"bare SQLite {sqlite3.sqlite_version} table, one executemany, same run",
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "version": __version__,
            "data": f"{count} generated topics of some 600 characters",
            "results": {
                "campus5g": {
                    "new_s": round(first, 1), "again_s": round(again, 1), "moved_s": round(moved, 1),
                    "rows_after_kill": after_kill if not killed else "finished before the kill",
                    "said": f"{said_first} / {said_again} / {said_moved}", **questions(feed),
                },
                "bare table": {"new_s": round(bare_table(home, feed), 1)},
            },
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    asked = parser.parse_args()
    result = run(asked.calls)
    print(json.dumps(result if asked.json else result["results"], indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
