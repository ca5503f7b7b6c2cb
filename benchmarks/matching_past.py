"""Claim: where past laureates are known, the learned ranking finds more right calls in its first ten than BM25 extended by them.

Peer: bm25s with Snowball stems and stop words, each call extended by the titles of its past laureates, in the same run. Data: the
public part of four ground truths, 30 % of the projects (by their title) kept apart by two seeds; what the ranking hears was chosen
on other splits of the same parts, so these figures flatter it a little.
With the extra ``campus5g[semantic]`` installed, also with its models, and what they take to encode a query; without it, the page
says so. Run: ``python benchmarks/matching_past.py [--json] [--tasks fonds_vert,...] [--queries N] [--seeds N] [--catalogue N]
[--models minilm,...]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from random import Random
from statistics import fmean, pstdev
from tempfile import gettempdir
from time import process_time
from typing import Any

import bm25s
import numpy as np

from campus5g import __version__
from campus5g.matching import Document, Judged, Laureate, LearnedIndex
from campus5g.matching.encoders import load
from campus5g.matching.metrics import same_title
from campus5g.matching.semantic import LONGEST_QUERY, Encoder, heard
from campus5g.matching.trial import read_documents, read_judged, score_rankings
from campus5g.matching.vectors import VectorStore
from campus5g.matching.words import Language, stems

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "funding"
TASKS: dict[str, tuple[str, str, Language]] = {
    "horizon_europe": ("he_topics", "gt_he_projects.public", "en"),
    "h2020": ("h2020_topics_no", "gt_h2020_no_projects.public", "en"),
    "fp7": ("fp7_topics", "gt_fp7_briefs.public", "en"),
    "fonds_vert": ("gt_fr_fonds_vert_2023.public", "gt_fr_fonds_vert_2023.public", "fr"),
}
Rank = Callable[[str, str | None, int], list[tuple[int, float]]]


def split(queries: Sequence[Judged], seed: int, most: int) -> tuple[list[Judged], list[Judged]]:
    """Return past and held-out queries, 30 % of the titles held out, at most ``most`` of them asked."""
    titles = sorted({same_title(query.text) for query in queries})
    Random(seed).shuffle(titles)
    held = set(titles[: round(0.3 * len(titles))])
    out = [query for query in queries if same_title(query.text) in held]
    Random(seed).shuffle(out)
    return [query for query in queries if same_title(query.text) not in held], out[:most]


def peer(documents: Sequence[Document], past: Sequence[Laureate], language: Language) -> Rank:
    titles = defaultdict(list)
    for laureate in past:
        titles[laureate.document_id].append(laureate.title)
    bags = [stems(" ".join([d.title, d.context, d.text, *titles[d.id]]), language) for d in documents]
    ranker = bm25s.BM25(k1=1.2, b=0.75)
    ranker.index(bags, show_progress=False)

    def rank(text: str, _language: str | None, k: int) -> list[tuple[int, float]]:
        scores = ranker.get_scores(stems(text, language))
        return [(int(place), float(scores[place])) for place in np.argsort(-scores, kind="stable")[:k]]

    return rank


def figures(trials: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return means over the seeds, and how far they spread."""
    found = {name: round(fmean(trial[name] for trial in trials), 3) for name in ("recall@1", "recall@10", "recall@50", "ndcg@10")}
    return found | {"ndcg@10 spread": round(pstdev(trial["ndcg@10"] for trial in trials), 3), "queries": trials[0]["queries"]}


def task(name: str, seeds: int, most: int, models: Sequence[Encoder]) -> dict[str, dict[str, Any]]:
    calls, truth, language = TASKS[name]
    documents, queries = read_documents(DATA / f"{calls}.jsonl.gz"), read_judged(DATA / f"{truth}.jsonl.gz")
    encoders, store = heard(models, [language] * len(documents)), VectorStore(Path(gettempdir()) / "campus5g-benchmark-vectors")
    trials: dict[str, list[dict[str, float]]] = defaultdict(list)
    for seed in range(seeds):
        known, asked = split(queries, seed, most)
        past = [Laureate(call, query.text) for query in known for call in query.relevant]
        ranks: dict[str, Rank] = {"peer": peer(documents, past, language), "campus5g": LearnedIndex.build(documents, past).rank}
        if encoders:
            meant = LearnedIndex.build(documents, past, encoders=encoders, encode=store.encode)
            ranks["campus5g with models"] = meant.rank
        for method, rank in ranks.items():
            trials[method].append(score_rankings(documents, asked, rank).as_json())
    found: dict[str, dict[str, Any]] = {method: figures(scores) for method, scores in trials.items()}
    if not models:
        found["campus5g with models"] = {"note": "extra campus5g[semantic] not installed"}
    return found | {f"encoding, {encoder.name}": encoding(encoder, queries[:100]) for encoder in encoders}


def encoding(encoder: Encoder, queries: Sequence[Judged]) -> dict[str, float]:
    """Return the processor's milliseconds that a model takes to read a query; they are within no other figure."""
    start = process_time()
    for query in queries:
        encoder.encode([query.text[:LONGEST_QUERY]], asked=True)
    return {"ms a query": round((process_time() - start) * 1000 / len(queries), 1)}


def large(size: int) -> dict[str, float]:
    """Return the processor's milliseconds a query over ``size`` calls: real titles, a word of each replaced by another's."""
    calls, truth, _ = TASKS["horizon_europe"]
    real, queries = read_documents(DATA / f"{calls}.jsonl.gz"), read_judged(DATA / f"{truth}.jsonl.gz")
    chance, said = Random(7), [word for document in real for word in document.title.split()]

    def varied(place: int) -> Document:
        like = real[place % len(real)]
        words = like.title.split()
        words[chance.randrange(len(words))] = chance.choice(said)
        name = like.id if place < len(real) else f"{like.id}-{place}"
        return Document(name, " ".join(words), "", "en", like.context, like.families)

    past = [Laureate(call, query.text) for query in queries[:1500] for call in query.relevant]
    index = LearnedIndex.build([varied(place) for place in range(size)], past)
    spent = []
    for query in islice(queries, 1500, 1700):
        start = process_time()
        index.rank(query.text, "en", 50)
        spent.append((process_time() - start) * 1000)
    return {
        "calls": size,
        "ms a query": round(fmean(spent), 2),
        "ms a query, one in twenty": round(float(np.quantile(spent, 0.95)), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--tasks", default=",".join(TASKS), help="which tasks, by name")
    parser.add_argument("--queries", type=int, default=300, help="held-out queries asked at most, a seed")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--catalogue", type=int, default=100_000, help="calls of the timed catalogue; 0: not timed")
    parser.add_argument("--models", default="", help="which models of meaning, by name; all that are installed by default")
    asked = parser.parse_args()
    if not DATA.is_dir():
        raise SystemExit("The evaluation data are not beside this repository (../shared/data/funding).")
    models = load([name for name in asked.models.split(",") if name])
    results: dict[str, Any] = {name: task(name, asked.seeds, asked.queries, models) for name in asked.tasks.split(",") if name}
    if asked.catalogue:
        results["catalogue"] = {"campus5g": large(asked.catalogue)}
    whole = {
        "claim": "nDCG at 10 with past laureates, and milliseconds a query over a large catalogue",
        "peer": f"bm25s {version('bm25s')} with Snowball stems, calls extended by their past laureates",
        "machine": f"{platform.machine()}, Python {platform.python_version()}, one process",
        "version": __version__,
        "data": f"public ground truths, 30 % held out by title, {asked.seeds} seeds, {asked.queries} queries at most",
        "results": results,
    }
    if asked.json:
        print(json.dumps(whole, indent=1, ensure_ascii=False))
        return
    for name, methods in results.items():
        for method, values in methods.items():
            print(f"{name:16} {method:22}", "  ".join(f"{key} {value}" for key, value in values.items()))


if __name__ == "__main__":
    main()
