"""``campus5g ledger``: a schedule with what events do to it, deeds done anew, a bank statement matched."""

from __future__ import annotations

import json
from pathlib import Path

from campus5g.core.codec import to_plain
from campus5g.ledger import simulate
from tests.cli.test_proof import campus5g, write
from tests.ledger.test_bank import camt
from tests.ledger.test_foreseen import PLAN

TERMS = """
[advance]
principal = "100 000,00"
starts = 2026-03-10
deferral_months = 24
instalments = 4
reference_percent = "8.59"
discount_percent = "5.59"

[[event]]
what = "deferred"
on = 2028-01-01
months = 12
"""


def test_a_schedule_is_printed_with_its_worth_before_and_after_each_event(tmp_path: Path) -> None:
    done = campus5g("ledger", "schedule", write(tmp_path / "advance.toml", TERMS))
    assert done.returncode == 0, done.stderr
    worth = [line.strip() for line in done.stdout.splitlines() if "equivalent" in line]
    assert worth == [
        "Gross grant equivalent: €33,141.04, for €100,000.",
        "Gross grant equivalent: €39,521.77, for €100,000.",
    ]
    assert "4  March 10, 2033  €25,000        €0             €0" in done.stdout


def test_the_rates_of_the_law_are_taken_where_the_file_gives_none(tmp_path: Path) -> None:
    told = TERMS.replace('reference_percent = "8.59"', 'rating = "good"').replace('discount_percent = "5.59"', "")
    found = json.loads(campus5g("ledger", "schedule", write(tmp_path / "advance.toml", told), "--json").stdout)
    rates = found["rates"]
    assert rates["reference"] == rates["discount"], "a good rating with normal collateral: 100 basis points, as the discount rate"
    owed = [100_000] * 3 + [75_000, 50_000, 25_000]
    worth = sum(cents * float(rates["reference"]) / (1 + float(rates["discount"])) ** year for year, cents in enumerate(owed, 1))
    assert abs(found["as_agreed"]["worth"]["equivalent_cents"] / 100 - worth) < 0.01


def test_an_event_that_cannot_happen_is_refused_with_its_place(tmp_path: Path) -> None:
    told = TERMS + '[[event]]\nwhat = "repaid"\non = 2029-01-01\neuros = "100000.01"\n'
    done = campus5g("ledger", "schedule", write(tmp_path / "advance.toml", told))
    assert done.returncode == 1
    assert done.stderr == "advance.toml, event[2]: €100,000 are owed on this advance, not €100,000.01.\n"


def test_deeds_are_done_anew_and_what_is_refused_is_said(tmp_path: Path) -> None:
    deeds = [to_plain(deed) for deed in simulate(PLAN)]
    done = campus5g("ledger", "replay", write(tmp_path / "deeds.json", [*deeds, deeds[-1]]), "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert [row["rule"] for row in found["refused"]] == ["twice"]
    assert (found["balances"]["bank/bank"], found["balances"]["granted/bank/steel"]) == (0, 500_001)
    deeds[2]["cents"] = "many"
    done = campus5g("ledger", "replay", write(tmp_path / "deeds.json", deeds))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("deeds.json, [2.")
    assert len(done.stderr.splitlines()) == 1


def test_a_statement_is_matched_and_a_balance_that_does_not_join_is_said(tmp_path: Path) -> None:
    expected = "key;on;amount;party;reference\nfirst;2026-10-05;250,50;Bpifrance;CONV-2026-1\nlast;2026-12-31;-5;School;\n"
    (tmp_path / "s.xml").write_bytes(camt(closing="1150.49"))
    done = campus5g("ledger", "match", str(tmp_path / "s.xml"), write(tmp_path / "e.csv", expected))
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "€250.50 on 2026-10-05 pays first [certain]"
    assert done.stdout.splitlines()[-1] == "Still expected: last"
    assert "lines are missing or too many" in done.stderr
