"""Claim: a day of 120 participants, 20 slots, 30 tables and 600 wishes is planned to within one hundredth of the proven best.

Peers, in the same run: greedy by weight (the heaviest wish first, in the first slot that both have free), and drawn turns (everybody
in a drawn order, turned round at each round, takes their best wish that still fits). Data: days made with
a seed; a third of the participants are asked for by most others, everybody has breaks, at most 12 meetings each.

Run: ``python benchmarks/meetings.py [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import time
from collections import Counter
from collections.abc import Callable

from campus5g import __version__
from campus5g.matching.meeting_model import Pair
from campus5g.matching.meetings import Guest, Wish, schedule_meetings

PEOPLE, SLOTS, TABLES, WISHES, MOST = 120, 20, 30, 600, 12
SEEDS = (0, 1, 2)
Day = tuple[list[Guest], int, int, list[Wish], int]


def busy_day(seed: int) -> Day:
    """A day on which forty are asked for far more than the others."""
    draw = random.Random(seed)
    breaks = [draw.choice([0, 2, 4, 8, 12]) for _ in range(PEOPLE)]
    free = [frozenset(range(SLOTS)) - set(draw.sample(range(SLOTS), n)) for n in breaks]
    people = [Guest(f"p{n:03}", f"Participant {n}", slots) for n, slots in enumerate(free)]
    fame = [1 / (1 + n % 40) for n in range(PEOPLE)]
    asked: set[tuple[int, int]] = set()
    while len(asked) < WISHES:
        asker, wished = draw.randrange(PEOPLE), draw.choices(range(PEOPLE), fame)[0]
        if asker != wished:
            asked.add((asker, wished))
    return people, SLOTS, TABLES, [Wish(f"p{a:03}", f"p{b:03}", draw.choice([1, 2, 3])) for a, b in sorted(asked)], MOST


def weights_of(day: Day) -> Counter[Pair]:
    worth = Counter[Pair]()
    for wish in day[3]:
        worth[wish.pair] += wish.weight
    return worth


class Sheet:
    """A timetable filled by hand: a pair goes to the first slot that both have free."""

    def __init__(self, day: Day) -> None:
        people, _slots, self.tables, _wishes, self.most = day
        self.free = {guest.key: set(guest.free) for guest in people}
        self.load, self.held, self.met = Counter[int](), Counter[str](), set[Pair]()

    def place(self, pair: Pair) -> bool:
        common = sorted(slot for slot in self.free[pair[0]] & self.free[pair[1]] if self.load[slot] < self.tables)
        if pair in self.met or not common or max(self.held[key] for key in pair) >= self.most:
            return False
        self.met.add(pair)
        self.load[common[0]] += 1
        for key in pair:
            self.free[key].discard(common[0])
            self.held[key] += 1
        return True


def greedy(day: Day) -> set[Pair]:
    sheet, worth = Sheet(day), weights_of(day)
    for pair in sorted(worth, key=lambda p: (-worth[p], p)):
        sheet.place(pair)
    return sheet.met


def drawn(day: Day) -> set[Pair]:
    sheet = Sheet(day)
    turn = [guest.key for guest in day[0]]
    random.Random(7).shuffle(turn)
    mine = {key: sorted((w for w in day[3] if w.asker == key), key=lambda w: (-w.weight, w.wished)) for key in turn}
    while sum(any(sheet.place(wish.pair) for wish in mine[key]) for key in turn):  # a round: everybody has their turn
        turn.reverse()
    return sheet.met


def ours(day: Day) -> set[Pair]:
    return {meeting.pair for meeting in schedule_meetings(*day).meetings}


def measured(plan: Callable[[Day], set[Pair]]) -> dict[str, object]:
    """What the three days are worth to a planner, against what is proved to be the most."""
    shares, alone, took = [], 0, 0.0
    for seed in SEEDS:
        day = busy_day(seed)
        begun = time.perf_counter()
        met = plan(day)
        took += time.perf_counter() - begun
        worth, bound = weights_of(day), schedule_meetings(*day).bound
        shares.append(sum(worth[pair] for pair in met) / bound)
        alone += PEOPLE - len({key for pair in met for key in pair})
    return {
        "share of bound": round(sum(shares) / len(shares), 4),
        "left with nothing": alone, "seconds a day": round(took / len(SEEDS), 2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    planners = {"campus5g": ours, "greedy by weight": greedy, "drawn turns": drawn}
    result = {
        "claim": "One-to-one meetings of a busy day",
        "peer": "greedy by weight; drawn turns",
        "machine": platform.processor() or platform.machine(),
        "version": __version__,
        "data": f"{len(SEEDS)} made days: {PEOPLE} participants, {SLOTS} slots, {TABLES} tables, {WISHES} wishes",
        "results": {name: measured(plan) for name, plan in planners.items()},
    }
    print(json.dumps(result) if asked.json else json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
