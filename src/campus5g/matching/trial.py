"""A ranking put on trial: calls, queries with their known answers, and past pairs, read from files of rows.

A file holds one JSON object a line, or a table (CSV), packed with gzip or not. Columns are recognised by their names, those
of the public ground truths; where a column ``thematic`` exists, only its true rows are kept.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.index import Document, Index, Laureate
from campus5g.matching.learned import LearnedIndex
from campus5g.matching.metrics import Judged, mrr_at, ndcg_at, recall_at, same_title
from campus5g.matching.semantic import Encoder, Vectors, encode_now
from campus5g.matching.vectors import VectorStore
from campus5g.matching.words import detect

DEPTHS = (1, 5, 10, 50)

_ID = ("topic_id", "demarche_id", "id", "call_id")
_TITLE = ("title", "titre", "demarche", "nom")
_CONTEXT = ("call_title", "destination", "programme", "programme_part")
_TEXT = ("description", "descriptif", "promesse", "description_longue", "text", "texte")
_FAMILY = ("call_id", "call_title", "destination", "programme_part")
_ANSWERS = ("relevant_topic_ids", "topic_ids", "topic_id", "programmes", "demarche_id", "call_ids", "call_id")
_ASKED = ("title", "titre", "projet", "resume", "summary", "text", "texte", "objective", "query")
_STAND_IN = ("deliverables", "eurosciv", "acronym")
"""What a project is asked by when it has no title and no text: the first sentence of each, the rest is how it is managed."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a ranking scored. recall is by depth; ``unanswerable``: queries none of whose answers is among the calls (they
    count, as missed). The time to encode a query, where ``models`` of meaning were heard, is not within ``ms_per_query``.
    """

    queries: int
    calls: int
    past: int
    unanswerable: int
    recall: Mapping[int, float]
    mrr_10: float
    ndcg_10: float
    ms_per_query: float
    ms_embed_per_query: float = 0.0
    models: tuple[str, ...] = ()

    def as_json(self) -> dict[str, float]:
        """Return the figures by the names under which they are compared."""
        found: dict[str, float] = {f"recall@{depth}": round(value, 4) for depth, value in self.recall.items()}
        found |= {"mrr@10": round(self.mrr_10, 4), "ndcg@10": round(self.ndcg_10, 4), "ms_per_query": round(self.ms_per_query, 3)}
        if self.models:
            found["ms_embed_per_query"] = round(self.ms_embed_per_query, 3)
        return found | {"queries": self.queries, "calls": self.calls, "past": self.past, "unanswerable": self.unanswerable}


class _Clocked:
    """An encoder whose time is counted apart."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.languages, self._encoder = encoder.name, encoder.languages, encoder
        self.spent = 0.0

    def encode(self, texts: Sequence[str], *, asked: bool) -> Vectors:
        start = perf_counter()
        found = self._encoder.encode(texts, asked=asked)
        self.spent += perf_counter() - start
        return found


def run_trial(
    calls: Path, truth: Path, past: Path | None = None, encoders: Sequence[Encoder] = (), store: VectorStore | None = None
) -> Trial:
    """Rank every query of ``truth`` over ``calls`` and score it; with ``past`` pairs, the ranking learns from them.

    encoders: models of meaning to be heard too. store: where the vectors of calls and past projects are kept.
    Calls of one normalised title count as one; equal scores, and calls that share nothing with a query, keep the order of
    the file.
    """
    documents = read_documents(calls)
    asked = read_judged(truth)
    pairs = [] if past is None else [Laureate(name, query.text) for query in read_judged(past) for name in query.relevant]
    clocks = [_Clocked(encoder) for encoder in encoders]
    index: Index | LearnedIndex
    if pairs or clocks:
        index = LearnedIndex.build(documents, pairs, encoders=clocks, encode=store.encode if store else encode_now)
    else:
        index = Index.build(documents)
    before = sum(clock.spent for clock in clocks)
    found = score_rankings(documents, asked, index.rank, len(pairs))
    encoding = (sum(clock.spent for clock in clocks) - before) / found.queries * 1000
    models = tuple(clock.name for clock in clocks)
    return replace(found, ms_per_query=found.ms_per_query - encoding, ms_embed_per_query=encoding, models=models)


def score_rankings(
    documents: Sequence[Document],
    asked: Sequence[Judged],
    rank: Callable[[str, str | None, int], list[tuple[int, float]]],
    past: int = 0,
) -> Trial:
    """Score ``rank`` on every query; the time is that of ranking alone."""
    titles = [same_title(document.title) or document.id for document in documents]
    title_of = {document.id: title for document, title in zip(documents, titles, strict=True)}
    enough = max(DEPTHS) * max(Counter(titles).values())  # so many calls have at least so many titles as are looked at
    judged: list[tuple[list[str], set[str]]] = []
    spent, unanswerable = 0.0, 0
    for query in asked:
        start = perf_counter()
        places = [place for place, _ in rank(query.text, query.language, enough)] if _says_something(query.text) else []
        spent += perf_counter() - start
        relevant = {title_of[name] for name in query.relevant if name in title_of}
        unanswerable += not relevant
        found = dict.fromkeys(titles[place] for place in places)
        ranked = list(found if len(found) >= max(DEPTHS) else found | dict.fromkeys(titles))
        judged.append((ranked[: max(DEPTHS)], relevant or {""}))
    return Trial(
        queries=len(judged), calls=len(documents), past=past, unanswerable=unanswerable,
        recall={k: fmean(recall_at(ranked, relevant, k) for ranked, relevant in judged) for k in DEPTHS},
        mrr_10=fmean(mrr_at(ranked, relevant) for ranked, relevant in judged),
        ndcg_10=fmean(ndcg_at(ranked, relevant) for ranked, relevant in judged),
        ms_per_query=spent / len(judged) * 1000,
    )  # fmt: skip


def read_documents(path: Path) -> list[Document]:
    """Read calls; a call that comes back with the same identifier is the same call, its first row stands."""
    documents: dict[str, Document] = {}
    for place, row in _rows(path):
        name, title = _first(row, _ID), _first(row, _TITLE)
        if not name or not title:
            expected = msg("one of: %(names)s", names=", ".join(_TITLE if name else _ID))
            raise BadInput(f"{path.name}, {place}", msg("a call without a title") if name else msg("no identifier"), expected)
        language = _text(row.get("lang")) if _text(row.get("lang")) in ("fr", "en") else ""
        body = "\n".join(_said(row, _TEXT))
        documents.setdefault(name, Document(name, title, body, language, ". ".join(_said(row, _CONTEXT)), families(name, row)))
    return list(documents.values())


def families(name: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a call has in common with others: the beginnings of its identifier, its call, its destination.

    Identifiers of European topics are built from the programme down: ``HORIZON-CL4-2024-DIGITAL-…``.
    """
    parts = re.findall(r"[^\W\d_]+|\d+", name)
    beginnings = tuple("-".join(parts[:size]) for size in range(1, len(parts)))
    return beginnings + tuple(f"{column} {_text(row.get(column))}" for column in _FAMILY if _text(row.get(column)))


def read_judged(path: Path) -> list[Judged]:
    """Read projects or needs with the calls that answer them."""
    found = []
    for place, row in _rows(path):
        answers = next((_texts(row[column]) for column in _ANSWERS if _texts(row.get(column))), ())
        if not answers:
            expected = msg("one of: %(names)s", names=", ".join(_ANSWERS))
            raise BadInput(f"{path.name}, {place}", msg("no answer"), expected)
        text = "\n".join(_said(row, _ASKED) or [said.split(". ")[0] for said in _said(row, _STAND_IN)])
        language = _text(row.get("lang"))
        found.append(Judged(text, answers, language if language in ("fr", "en") else detect(text)))
    if not found:
        raise BadInput(path.name, msg("no query"), msg("one query or more"))
    return found


def _rows(path: Path) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Yield each kept row with its place (« line 12 »)."""
    rows = enumerate(_read(path), start=1)
    for number, row in rows:
        if not isinstance(row, dict):
            raise BadInput(f"{path.name}, {number}", msg("not an object"), msg("a JSON object"))
        if "thematic" not in row or row["thematic"] in (True, "true", "True", "1"):
            yield f"{number}", row


def _read(path: Path) -> Iterable[Any]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode("utf-8-sig")
    except OSError:
        raise BadInput(path.name, msg("the file cannot be read"), msg("an existing, whole file")) from None
    except (EOFError, UnicodeDecodeError, ValueError):
        raise BadInput(path.name, msg("the file is cut or not UTF-8"), msg("a whole file encoded in UTF-8")) from None
    if not text.lstrip().startswith(("{", "[")):
        return csv.DictReader(io.StringIO(text, newline=""))
    try:
        return (
            json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.split("\n") if line.strip()]
        )
    except ValueError:
        raise BadInput(path.name, msg("a line that is not JSON"), msg("one JSON object a line")) from None


def _said(row: Mapping[str, Any], columns: Sequence[str]) -> list[str]:
    """Return what the columns say, in their order, each text once."""
    return list(dict.fromkeys(text for column in columns for text in _texts(row.get(column))))


def _first(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    return next((text for column in columns if (text := _text(row.get(column)))), "")


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text for item in value if (text := _text(item)))
    return (_text(value),) if _text(value) else ()


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, bool | dict | list) else str(value).strip()


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)
