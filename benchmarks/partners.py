"""Claim: a partner left out of a past project stands among the first ten suggested in more than four cases out of ten.

The form of the evidence was found on a sample of all the projects, its weights on the even half.

Peers, in the same run: the most frequent partners (popularity), and plain BM25 (bm25s as its manual shows it) over one text a
partner, made of its name and of the projects it took part in. Data: PIA projects of the ANR with two named partners or more;
each case hides one partner of a project, and the project itself is taken out. The figures are those of the projects whose
number (CRC 32) is odd. A partner with no other project cannot be found, and counts as a miss.

Run: ``python benchmarks/partners.py [--json] [--half 0|1]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import bm25s

from campus5g import __version__
from campus5g.matching.partners import PartnerIndex, partner_key
from campus5g.matching.past import PastProject, read_past

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "funding" / "fr_anr_pia_projects.jsonl.gz"
CASES = 200
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Case:
    """A project of which one partner is hidden."""

    project: PastProject
    hidden: str
    inside: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.project.title}\n{self.project.text}"


Ranker = Callable[[Case], Sequence[str]]


def cases(projects: Sequence[PastProject], half: int) -> list[Case]:
    found = []
    for project in projects:
        members = {partner_key(partner): partner.name for partner in project.partners}
        if zlib.crc32(project.id.encode()) % 2 == half and len(members) > 1:
            found += [Case(project, key, tuple(name for other, name in members.items() if other != key)) for key in members]
    random.Random(5).shuffle(found)
    return found[:CASES]


def by_evidence(projects: Sequence[PastProject], known: bool) -> Ranker:
    index = PartnerIndex.build(projects)

    def rank(case: Case) -> list[str]:
        inside = case.inside if known else ()
        found = index.suggest(case.text, inside=inside, k=DEPTH + len(case.inside), but={case.project.id})
        names = [partner_key(suggestion.partner) for suggestion in found]
        present = {partner_key(p) for p in case.project.partners} - {case.hidden}
        return [name for name in names if name not in present]

    return rank


def by_popularity(projects: Sequence[PastProject]) -> Ranker:
    counts = Counter(key for project in projects for key in {partner_key(p) for p in project.partners})
    order = [key for key, _ in counts.most_common(DEPTH * 20)]
    return lambda case: [key for key in order if key not in _present(case)]


def by_plain_bm25(projects: Sequence[PastProject]) -> Ranker:
    """One text a partner; those of the hidden project's own partners are rewritten without it."""
    texts: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    for project in projects:
        for partner in project.partners:
            names[partner_key(partner)] = partner.name
            texts.setdefault(partner_key(partner), []).append((project.id, f"{project.title} {project.text}"))
    keys = list(texts)

    def rank(case: Case) -> list[str]:
        written = [names[key] + " " + " ".join(text for name, text in texts[key] if name != case.project.id) for key in keys]
        tokens = corpus(written)
        ranker = bm25s.BM25()
        ranker.index(tokens, show_progress=False)
        found, _ = ranker.retrieve(bm25s.tokenize([case.text], show_progress=False), k=DEPTH * 6, show_progress=False)
        return [keys[place] for place in found[0] if keys[place] not in _present(case)]

    return rank


def corpus(texts: list[str]) -> Any:
    return bm25s.tokenize(texts, show_progress=False)


def _present(case: Case) -> set[str]:
    return {partner_key(p) for p in case.project.partners} - {case.hidden}


def scored(asked: Sequence[Case], rank: Ranker) -> dict[str, float]:
    start = time.perf_counter()
    places = [list(rank(case))[:DEPTH] for case in asked]
    spent = time.perf_counter() - start
    ranks = [1 + found.index(case.hidden) if case.hidden in found else 0 for case, found in zip(asked, places, strict=True)]
    return {
        "recall@10": round(sum(rank > 0 for rank in ranks) / len(ranks), 3),
        "mrr@10": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 3),
        "ms_per_query": round(1000 * spent / len(asked), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--half", type=int, default=1)
    asked = parser.parse_args()
    projects = read_past(DATA.read_bytes(), DATA.name).projects
    tried = cases(projects, asked.half)
    results = {
        "past projects, present partners known": scored(tried, by_evidence(projects, known=True)),
        "past projects, nobody known": scored(tried, by_evidence(projects, known=False)),
        "popularity": scored(tried, by_popularity(projects)),
        "plain BM25 over partners, first 40 cases": scored(tried[:40], by_plain_bm25(projects)),
    }
    answer = {
        "claim": __doc__.splitlines()[0].removeprefix("Claim: "),
        "peer": f"popularity; bm25s {version('bm25s')} over partners",
        "machine": platform.processor() or platform.machine(),
        "version": __version__,
        "data": f"{len(tried)} hidden partners of PIA projects (ANR, Licence Ouverte), half {asked.half}",
        "results": results,
    }
    print(json.dumps(answer, ensure_ascii=False, indent=1 if not asked.json else None))


if __name__ == "__main__":
    main()
