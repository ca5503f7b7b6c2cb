"""Claim: 100 000 entries are posted one by one, each checked, and balanced in seconds; so are the deeds of whole programmes.

Peers: the same entries in bare tables of SQLite (what a disk and a sum cost alone, no entry checked) and, where
``CAMPUS5G_BEANCOUNT_PYTHON`` names an interpreter that has it, Beancount reading, booking and checking the same journal. All balances
must agree to the cent. Run: ``python benchmarks/ledger.py [--entries N] [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from campus5g import __version__
from campus5g.core.message import msg
from campus5g.ledger import (
    Account,
    Agreement,
    Award,
    Book,
    BudgetLine,
    Entry,
    Kind,
    Line,
    Plan,
    PlannedAdvance,
    PlannedClaim,
    Terms,
    replay,
    simulate,
)

ACCOUNTS = 200
START = date(2020, 1, 1)
BEANCOUNT = """
import json, sys, time
import beancount
from beancount import loader
from beancount.core import realization
start = time.perf_counter()
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors[0]
root = realization.realize(entries)
held = {a: realization.get(root, a).balance for a in json.load(open(sys.argv[2]))}
sums = {a: int(sum(position.units.number for position in b) * 100) for a, b in held.items()}
print(json.dumps({"version": beancount.__version__, "seconds": time.perf_counter() - start, "sums": sums}))
"""


def names() -> list[str]:
    return [f"Assets:A{n}" for n in range(ACCOUNTS)]


def entries(count: int) -> list[Entry]:
    """Entries of two to four lines on 200 accounts, over ten years; seeded."""
    rng, accounts, found = random.Random(11), names(), []
    for n in range(count):
        parts = [rng.randint(1, 10_000_000) for _ in range(rng.randint(1, 3))]
        chosen = rng.sample(accounts, len(parts) + 1)
        lines = (
            Line(chosen[0], debit=sum(parts)),
            *(Line(name, credit=cents) for name, cents in zip(chosen[1:], parts, strict=True)),
        )
        found.append(Entry(START + timedelta(days=n * 3650 // count), lines, f"deed-{n}", msg("a")))
    return found


def ours(journal: list[Entry]) -> tuple[float, dict[str, int]]:
    """Post every entry in a book that is a value, and draw up the balance."""
    start = time.perf_counter()
    book = Book().opened(Account(name, Kind.ASSET, "bench") for name in names())
    for entry in journal:
        posted = book.post(entry)
        assert isinstance(posted, Book)
        book = posted
    sums = {row.account.key: row.cents for row in book.trial_balance().rows}
    return time.perf_counter() - start, sums


def bare_tables(journal: list[Entry], home: Path) -> tuple[float, dict[str, int]]:
    """Put the same lines in a table and add them up."""
    start = time.perf_counter()
    with sqlite3.connect(home / "bare.sqlite3") as database:
        database.execute("CREATE TABLE line (entry INTEGER, day TEXT, account TEXT, cents INTEGER)")
        rows = ((n, e.on.isoformat(), one.account, one.debit - one.credit) for n, e in enumerate(journal) for one in e.lines)
        database.executemany("INSERT INTO line VALUES (?, ?, ?, ?)", rows)
        database.commit()
        sums = dict(database.execute("SELECT account, sum(cents) FROM line GROUP BY account"))
    return time.perf_counter() - start, sums


def beancount(journal: list[Entry], home: Path) -> dict[str, Any] | None:
    """Let Beancount read, book and check the same journal; ``None`` where it is not installed."""
    python = os.environ.get("CAMPUS5G_BEANCOUNT_PYTHON")
    if not python:
        return None
    told = [f"2019-12-31 open {name} EUR" for name in names()]
    for entry in journal:
        told.append(f'{entry.on} * "{entry.deed}"')
        told += [f"  {line.account}  {Decimal(line.debit - line.credit) / 100:.2f} EUR" for line in entry.lines]
    (home / "journal.beancount").write_text("\n".join(told) + "\n", encoding="utf-8")
    (home / "accounts.json").write_text(json.dumps(names()), encoding="utf-8")
    command = [python, "-c", BEANCOUNT, str(home / "journal.beancount"), str(home / "accounts.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def life(number: int) -> Plan:
    """Three years of claims of two partners under one agreement, and an advance repaid over the five years after."""
    key, signed = f"ag{number}", START + timedelta(days=number % 365)
    lines = (BudgetLine(f"{key}-a", "one", "a", "x", 20_000_003), BudgetLine(f"{key}-b", "two", "b", "x", 5_000_001))
    agreement = Agreement(key, "funder", signed, signed + timedelta(days=1095), (Award("one", 4_000_001, 3_000_000), Award("two", 999_999)),
                          lines, Decimal(5))  # fmt: skip
    claims = tuple(
        PlannedClaim(partner, signed + timedelta(days=182 * n), signed, signed + timedelta(days=180 * n), Decimal("16.66"))
        for n in range(1, 7)
        for partner in ("one", "two")
    )
    advance = PlannedAdvance(f"{key}-adv", "one", Terms(3_000_000, signed, 36, 5, rate=Decimal("0.01")), ((signed, 3_000_000),))
    return replace(Plan(agreement, signed, claims, (advance,), Decimal(20)), released=signed + timedelta(days=1200))


def lives(count: int) -> dict[str, Any]:
    """Replay the deeds of many programmes in one state and one book."""
    deeds = [deed for number in range(count) for deed in simulate(life(number))]
    start = time.perf_counter()
    told = replay(deeds)
    spent = time.perf_counter() - start
    balance = told.fund.book.trial_balance()
    assert not told.refused
    assert balance.debit == balance.credit
    return {"programmes": count, "deeds": len(deeds), "replay_s": round(spent, 2), "deeds_a_second": round(len(deeds) / spent)}


def best(work: Callable[[], tuple[float, dict[str, int]]], times: int = 3) -> tuple[float, dict[str, int]]:
    """The quickest of several runs: what else the machine does is none of its business."""
    return min((work() for _ in range(times)), key=lambda found: found[0])


def run(count: int) -> dict[str, Any]:
    journal, load = entries(count), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        spent, sums = best(lambda: ours(journal))
        floor_s, floor_sums = bare_tables(journal, Path(place))
        assert sums == floor_sums
        peer = beancount(journal, Path(place))
        assert peer is None or peer["sums"] == sums
    results: dict[str, Any] = {
        "campus5g": {"post_and_balance_s": round(spent, 2), **lives(max(1, count // 1000))},
        "SQLite tables, nothing checked": {"post_and_balance_s": round(floor_s, 2)},
    }
    if peer is not None:
        results["Beancount"] = {"post_and_balance_s": round(peer["seconds"], 2)}
    return {
        "claim": f"Seconds to post {count} entries, each checked, and to draw up the balance; deeds a second when whole lives of "
        "programmes are replayed with their state and book",
        "peer": f"SQLite {sqlite3.sqlite_version}"
        + (f", Beancount {peer['version']}" if peer else " (Beancount is not installed here)"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before, Python {platform.python_version()}",
        "version": __version__,
        "data": f"{count} generated entries of two to four lines on {ACCOUNTS} accounts; lives of programmes as `simulate` plans them",
        "results": results,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = run(asked.entries)
    print(json.dumps(found) if asked.json else json.dumps(found["results"], indent=1))


if __name__ == "__main__":
    main()
