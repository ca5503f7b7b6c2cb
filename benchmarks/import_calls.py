"""Claim: 100 000 calls are imported in under two minutes on two cores, and again without changing anything.

Peer: the same rows put into a bare SQLite table by Python's sqlite3, in the same run: what the disk and JSON alone cost.
Data: a generated feed of topics (seeded), in the format of the European portal. Run: ``python benchmarks/import_calls.py
[--calls N] [--json]`` from the repository. A further import is killed half-way: the catalogue must be as before. Whole projects are
then asked, in both languages, of as many calls made of the sentences of the shipped ones, in the index that the portal keeps.
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
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from campus5g import __version__
from campus5g.funding.readers import read_calls
from campus5g.matching import Document, GrowingIndex, Index
from campus5g.matching.passages import cut

SUBJECTS = ("crane", "port", "steel", "furnace", "hydrogen", "battery", "robot", "sensor", "network", "harbour",
            "maintenance", "energy", "twin", "data", "training")  # fmt: skip
ASKED, FIRST, SHOWN, MIN_WORDS = 50, 4000, 20, 7
"""Questions in each language; calls ranked, as the page asks; calls shown with their passages; words of a sentence worth taking."""
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


@dataclass(frozen=True, slots=True)
class Spent:
    """What an import took, and what it said: nothing when it was killed."""

    wall_s: float
    cpu_s: float
    said: str


def portal(home: Path, feed: Path, kill_after: float | None = None) -> Spent:
    """Import ``feed`` in a process of its own."""
    start, before = time.perf_counter(), _children_s()
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(feed)], env=environment(home), stdout=subprocess.PIPE, text=True)
    try:
        said, _ = child.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.communicate()
        return Spent(time.perf_counter() - start, _children_s() - before, "")
    if child.returncode:
        raise SystemExit("the import failed")
    return Spent(time.perf_counter() - start, _children_s() - before, said.strip())


def _children_s() -> float:
    """Return the processor's seconds of the processes that have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


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


def questions(count: int) -> dict[str, Any]:
    """Index as many calls as were imported, half of them French, and ask whole projects in both languages."""
    said, rng = sentences(), random.Random(7)
    documents = [
        Document(str(n), " ".join(rng.choice(said[language]).split()[:12]), " ".join(rng.choices(said[language], k=5)), language)
        for n, language in enumerate(("fr", "en")[n % 2] for n in range(count))
    ]
    start = time.perf_counter()
    index = GrowingIndex(Index.build(documents).lean())
    built = time.perf_counter() - start
    asked = {language: [" ".join(rng.sample(said[language], k=15)) for _ in range(ASKED)] for language in said}
    told: dict[str, Any] = {"index_s": round(built, 1)}
    for language, texts in asked.items():
        index.rank(texts[0], None, FIRST)
        told[f"rank_{language}_ms"] = round(median(timed(lambda text=text: index.rank(text, None, FIRST)) for text in texts), 1)
        shown = [(text, [documents[int(name)] for name, _ in index.rank(text, None, SHOWN)]) for text in texts]
        told[f"reasons_{language}_ms"] = round(median(timed(lambda one=one: index.reasons(*one)) for one in shown), 1)
    return told | {"words_asked": round(median(len(text.split()) for texts in asked.values() for text in texts))}


def sentences() -> dict[str, list[str]]:
    """Return sentences of the calls that come with the product, by language: words as often as calls say them."""
    said: dict[str, list[str]] = {"fr": [], "en": []}
    for path in sorted((ROOT / "dunkerque" / "calls").glob("*.gz")):
        for call in read_calls(path)[0]:
            said["fr" if call.language == "fr" else "en"] += [part for part in cut(call.text) if len(part.split()) > MIN_WORDS]
    return said


def timed(work: Callable[[], object]) -> float:
    """Return the processor's milliseconds: what else the machine does is none of its business."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def run(count: int) -> dict[str, Any]:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        home, feed, later = Path(place), Path(place) / "feed.jsonl", Path(place) / "later.jsonl"
        write_feed(feed, count)
        write_feed(later, count, moved=True)
        migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=environment(home), check=True, cwd=ROOT)
        killed = portal(home, feed, kill_after=max(4.0, count / 5000))
        after_kill = rows_held(home)
        imports = {"new": portal(home, feed), "again": portal(home, feed), "moved": portal(home, later)}
        return {
            "claim": f"Seconds to import {count} calls: new, again, and all with another deadline; rows left by a killed import; "
            "milliseconds of processor to rank as many calls for a whole project, and to give the passages of the first twenty",
            "peer": f"bare SQLite {sqlite3.sqlite_version} table, one executemany, same run",
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before, Python {platform.python_version()}",
            "version": __version__,
            "data": f"{count} generated topics of some 600 characters",
            "results": {
                "campus5g": {
                    **{f"{name}_s": round(spent.wall_s, 1) for name, spent in imports.items()},
                    **{f"{name}_cpu_s": round(spent.cpu_s, 1) for name, spent in imports.items()},
                    "rows_after_kill": "finished before the kill" if killed.said else after_kill,
                    "said": " / ".join(spent.said for spent in imports.values()), **questions(count),
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
