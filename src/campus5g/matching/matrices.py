"""Sparse matrices of words: counts, BM25 weights, likelihoods. Rows are documents, or whatever holds words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import scipy  # its parts load at their first use
from numpy.typing import NDArray

from campus5g.matching.index import K1, B

Matrix = Any  # scipy ships no types for its sparse arrays
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

PSEUDO_WORDS = 60.0
"""μ of the Dirichlet smoothing: how many words of the language at large each document is given."""


def counts(bags: Sequence[Sequence[int]], breadth: int) -> Matrix:
    """Return (bags, breadth) how many times each number is in each bag."""
    ends = np.cumsum([0, *(len(bag) for bag in bags)])
    flat = np.fromiter((number for bag in bags for number in bag), dtype=np.int64, count=int(ends[-1]))
    found = scipy.sparse.csr_array((np.ones(flat.size), flat, ends), shape=(len(bags), breadth))
    found.sum_duplicates()
    return found


def bm25(found: Matrix) -> Matrix:
    """Return the BM25 weight of each word in each row: idf · tf / (tf + k1 (1 - b + b length / mean length))."""
    rows, frequency = found.tocoo(), df(found)
    idf = np.log1p((found.shape[0] - frequency + 0.5) / (frequency + 0.5))
    length = np.asarray(found.sum(axis=1)).ravel()
    mean = length.mean() if length.size and length.any() else 1.0
    weight = idf[rows.col] * rows.data / (rows.data + K1 * (1 - B + B * length[rows.row] / mean))
    return scipy.sparse.csr_array((weight, (rows.row, rows.col)), shape=found.shape)


def likelihoods(found: Matrix) -> Matrix:
    """Return (documents, words) ln(1 + tf / (μ p(word))): what a word said adds to the log-likelihood of a document."""
    overall = np.asarray(found.sum(axis=0)).ravel() + 0.5
    overall /= overall.sum()
    said = found.copy()
    said.data = np.log1p(said.data / (PSEUDO_WORDS * overall[said.indices]))
    return said


def rarity(found: Matrix) -> Floats:
    """Return ln((1 + rows) / (1 + rows that say it)) + 1 for each word: the idf of TF-IDF, smoothed."""
    return np.asarray(np.log((1 + found.shape[0]) / (1 + df(found))) + 1)


def tf_idf(found: Matrix, worth: Floats) -> Matrix:
    """Return the rows (1 + ln tf) · worth, at length 1."""
    weighed = found.copy()
    weighed.data = (1 + np.log(weighed.data)) * worth[weighed.indices]
    return unit(weighed)


def unit(found: Matrix) -> Matrix:
    """Return the rows at length 1; an empty row stays empty."""
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return (scipy.sparse.diags_array(1 / np.where(length > 0, length, 1.0)) @ found).tocsr()


def numbered(names: Iterable[str], numbers: dict[str, int], *, grow: bool) -> list[int]:
    """Return the numbers of ``names``; a name not met before gets the next one, or is left out where ``grow`` is off."""
    if grow:
        return [numbers.setdefault(name, len(numbers)) for name in names]
    return [numbers[name] for name in names if name in numbers]


def df(found: Matrix) -> Places:
    """Return in how many rows each column occurs."""
    return np.bincount(found.indices, minlength=found.shape[1])


def row(found: Matrix) -> Floats:
    """Return the only row (or column) of a sparse matrix as a dense vector."""
    return np.asarray(found.toarray(), dtype=np.float64).ravel()
