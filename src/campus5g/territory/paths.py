"""From one occupation to another: which changes are the shortest, by the competences that both ask and what is known of others.

Each pair of occupations has few features that a reader can check (``FEATURES``); a ridge logistic regression learns their weights
from official mobilities. What is known of an occupation's own mobilities never enters its features, so that a score on
occupations left out is that of occupations never seen. Rarity-weighted overlap of competences, with N occupations:

    o_ij = sum_{c in i and j} w_c / sum_{c in i or j} w_c       w_c = ln(N / number of occupations that ask c)
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

Floats = NDArray[np.float64]
FEATURES = ("overlap", "title", "isco", "family", "domain", "near_code", "backward", "told", "alike", "rank", "rank_back")
"""overlap: above. title: overlap of words. isco: first digits shared, of 4. family: same letter; domain: same three signs;
near_code: nearness of the numbers within it. backward: the change is official the other way; told: that occupation's changes are
known. alike: share of the nearest known occupations whose changes lead there. rank, rank_back: 1 / (1 + place) by overlap.
"""
NEAREST = 8
RIDGE = 20.0
TOP = 10
_CODE = re.compile(r"[A-N]\d{4}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 6


@dataclass(frozen=True, slots=True)
class Occupations:
    """n occupations by code: their titles, the competences that each asks (identities), ISCO-08 codes, and competences' names."""

    codes: tuple[str, ...]
    titles: Mapping[str, str]
    asked: Mapping[str, frozenset[str]]
    isco: Mapping[str, str]
    names: Mapping[str, str]

    def place(self, code: str) -> int:
        """Return the place of a code; one that this version of the list does not have is refused."""
        if code not in self.asked:
            raise BadInput(
                code,
                msg("no occupation of this version of ROME has this code"),
                msg("a code such as %(code)s", code=self.codes[0])
                if _CODE.fullmatch(code)
                else msg("a letter from A to N and four digits"),
            )
        return self.codes.index(code)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal: to ``code``; competences already ``shared`` and those ``missing``, the rarest first. official: known so."""

    code: str
    title: str
    score: float
    official_back: bool
    shared: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """Learnt weights of the features, and (n, n) how well each occupation leads to each other."""

    occupations: Occupations
    weights: Mapping[str, float]
    scores: Floats
    known: Mapping[str, frozenset[str]]

    def nearest(self, code: str, count: int = TOP) -> tuple[str, ...]:
        place = self.occupations.place(code)
        order = np.argsort(-self.scores[place], kind="stable")
        return tuple(self.occupations.codes[j] for j in order if j != place)[:count]

    def propose(self, code: str, count: int = TOP) -> tuple[Proposal, ...]:
        """Return the best changes from ``code``, each with what it shares and what is to be learnt."""
        return tuple(self._proposal(code, other, other) for other in self.nearest(code, count))

    def leading_to(self, code: str, count: int = TOP) -> tuple[Proposal, ...]:
        """Return the occupations from which ``code`` is best reached, each with what it brings and what is to be learnt."""
        place = self.occupations.place(code)
        order = np.argsort(-self.scores[:, place], kind="stable")
        others = [self.occupations.codes[j] for j in order if j != place][:count]
        return tuple(self._proposal(other, code, other) for other in others)

    def _proposal(self, start: str, end: str, named: str) -> Proposal:
        o = self.occupations
        has, asks = o.asked[o.codes[o.place(start)]], o.asked[o.codes[o.place(end)]]
        return Proposal(
            named,
            o.titles.get(named, named),
            float(self.scores[o.place(start), o.place(end)]),
            start in self.known.get(end, ()),
            self._rarest(has & asks, o.names),
            self._rarest(asks - has, o.names),
        )

    def _rarest(self, competences: Collection[str], names: Mapping[str, str]) -> tuple[str, ...]:
        asked = self.occupations.asked.values()
        often = {c: sum(c in one for one in asked) for c in competences}
        return tuple(names.get(c, c) for c in sorted(often, key=lambda c: (often[c], c)))


def named(competences: Collection[str]) -> tuple[str, ...]:
    """Return the competences that have a name: the published lists give only a number to some, which tells a reader nothing."""
    return tuple(one for one in competences if not one.isdigit())


def overlap(sets: list[frozenset[str]]) -> Floats:
    """Return (n, n) the rarity-weighted overlap of each two sets."""
    words = {word: k for k, word in enumerate(sorted(frozenset[str]().union(*sets)))}
    has = np.zeros((len(sets), max(len(words), 1)))
    for row, one in enumerate(sets):
        has[row, [words[word] for word in one]] = 1.0
    both = (has * np.log(len(sets) / np.maximum(has.sum(0), 1))) @ has.T
    own = np.diag(both)
    return np.asarray(both / np.maximum(own[:, None] + own[None, :] - both, 1e-9))


def paths_by_overlap(occupations: Occupations) -> Paths:
    """Score all pairs by the overlap of competences alone, where no official change is known to learn from."""
    return Paths(occupations, {"overlap": 1.0}, overlap([occupations.asked[code] for code in occupations.codes]), {})


def learn_paths(occupations: Occupations, known: Mapping[str, Collection[str]]) -> Paths:
    """Learn from the official changes ``known`` (from each code to others) how to score all pairs."""
    places = {code: k for k, code in enumerate(occupations.codes)}
    official = np.zeros((len(places), len(places)))
    for code, others in known.items():
        for other in others:
            if code in places and other in places:
                official[places[code], places[other]] = 1.0
    rows = np.array(sorted(places[code] for code in known if code in places), dtype=np.intp)
    if not rows.size:
        raise BadInput("known", msg("no official change between occupations of this list"), msg("at least one"))
    x = _features(occupations, official, rows)
    middle, spread = x[rows].mean((0, 1)), x[rows].std((0, 1)) + 1e-9
    x = (x - middle) / spread
    weights = _logistic(x[rows].reshape(-1, len(FEATURES)), official[rows].ravel())
    held = {code: frozenset(others) for code, others in known.items()}
    return Paths(occupations, dict(zip(FEATURES, weights.tolist(), strict=True)), np.asarray(x @ weights), held)


def _logistic(x: Floats, y: Floats) -> Floats:
    """Return the ridge logistic weights of (m, k) features, without the constant, which changes no order."""

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w[:-1] + w[-1]
        error = 1 / (1 + np.exp(-np.clip(z, -50, 50))) - y
        value = float((np.logaddexp(0, z) - y * z).sum() + RIDGE / 2 * (w[:-1] @ w[:-1]))
        return value, np.append(error @ x + RIDGE * w[:-1], error.sum())

    start = np.append(np.zeros(x.shape[1]), np.log(max(y.mean(), 1e-6)))
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x[:-1])


def _features(o: Occupations, official: Floats, rows: NDArray[np.intp]) -> Floats:
    n, codes = len(o.codes), o.codes
    shared = overlap([o.asked[code] for code in codes])
    words = [frozenset(w[:_STEM] for w in _WORD.findall(o.titles.get(code, "").lower())) for code in codes]
    isco = np.array([o.isco.get(code, "").ljust(4, "?")[:4] for code in codes])
    isco_shared = sum(np.array([a[:k] for a in isco])[:, None] == np.array([a[:k] for a in isco])[None] for k in (1, 2, 3, 4))
    unknown = np.array(["?" in one for one in isco])
    isco_shared = np.where(unknown[:, None] | unknown[None], 0, isco_shared) / 4
    family, domain = (np.array([code[:k] for code in codes]) for k in (1, 3))
    same_domain = (domain[:, None] == domain[None]).astype(float)
    number = np.array([int(code[3:]) if code[3:].isdigit() else 0 for code in codes])
    near = same_domain / (1 + np.abs(number[:, None] - number[None]))
    told = np.zeros(n)
    told[rows] = 1.0
    ranks = 1 / (1 + (np.eye(n) * 9 - shared).argsort(1, kind="stable").argsort(1, kind="stable"))
    columns = {
        "overlap": shared,
        "title": overlap(words),
        "isco": isco_shared,
        "family": (family[:, None] == family[None]).astype(float),
        "domain": same_domain,
        "near_code": near,
        "backward": official.T,
        "told": np.broadcast_to(told, (n, n)),
        "alike": _alike(shared, official, told),
        "rank": ranks,
        "rank_back": ranks.T,
    }
    return np.stack([columns[name] for name in FEATURES], axis=-1)


def _alike(shared: Floats, official: Floats, told: Floats) -> Floats:
    """Return (n, n) the share of the nearest occupations with known changes, itself left out, that lead to each."""
    near = shared * (1 - np.eye(len(shared))) * told
    least = np.sort(near, axis=1)[:, -min(NEAREST, len(near))][:, None]
    near = np.where(near >= least, near, 0.0)
    return np.asarray((near @ official) / np.maximum(near.sum(1, keepdims=True), 1e-9))


def recall(nearest: Mapping[str, Collection[str]], official: Mapping[str, Collection[str]], count: int = TOP) -> float:
    """Return the mean share of the official changes found among the ``count`` nearest (at most ``count`` can be)."""
    held = {code: set(others) - {code} for code, others in official.items() if code in nearest and set(others) - {code}}
    return float(np.mean([len(set(nearest[c]) & others) / min(count, len(others)) for c, others in held.items()]))


def read_occupations(folder: Path) -> Occupations:
    """Read the files of ROME, version 3: occupations, competences, their links, and the crosswalk to ISCO-08."""
    asked: dict[str, set[str]] = {}
    for row in _rows(folder, "rome_v347_coherence_item.csv.gz"):
        asked.setdefault(row["code_rome"], set()).add(row["code_ogr"])
    titles = {r["code_rome"]: r["libelle_rome"] for r in _rows(folder, "rome_v347_referentiel_code_rome.csv.gz")}
    names = {r["code_ogr"]: r["libelle_competence"] for r in _rows(folder, "rome_v347_referentiel_competence.csv.gz")}
    isco = {r["code_rome"]: r["code_isco08"] for r in _rows(folder, "rome_isco08.csv")}
    sets = {code: frozenset(found) for code, found in asked.items()}
    return Occupations(tuple(sorted(sets)), _plain(titles), sets, isco, _plain(names))


def read_changes(path: Path) -> dict[str, frozenset[str]]:
    """Read official changes between occupations: ``code_rome``, ``code_rome_cible``."""
    found: dict[str, set[str]] = {}
    for row in _rows(path.parent, path.name):
        found.setdefault(row["code_rome"], set()).add(row["code_rome_cible"])
    return {code: frozenset(others) for code, others in found.items()}


def _plain(names: Mapping[str, str]) -> dict[str, str]:
    return {key: name.replace("''", "'") for key, name in names.items()}


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    path = folder / name
    try:
        with gzip.open(path, "rt", encoding="utf-8") if name.endswith("gz") else path.open(encoding="utf-8") as file:
            yield from csv.DictReader(file)
    except FileNotFoundError:
        raise BadInput(str(name), msg("no such file"), msg("the files of ROME in one folder")) from None
