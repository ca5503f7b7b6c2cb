"""The bilingual glossary of the field: a French need is read against English calls, and the other way.

The terms are dated data (``glossary.yaml``). A term is found by the stems of its words, so « jumeaux numériques » finds
« jumeau numérique »; the longest term wins, and a word belongs to one term only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from importlib.resources import files

from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.words import Language, stems

_Terms = dict[tuple[str, ...], tuple[str, ...]]


class Glossary:
    """Terms by the stems of their words, in both directions."""

    def __init__(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> None:
        """``pairs``: a French term and its English equivalents."""
        english: dict[str, list[str]] = defaultdict(list)
        for french, equivalents in pairs:
            for equivalent in equivalents:
                english[equivalent].append(french)
        self._terms: dict[Language, _Terms] = {
            "fr": _by_stems(pairs, "fr", "en"),
            "en": _by_stems(list(english.items()), "en", "fr"),
        }
        self._said: dict[Language, tuple[str, ...]] = {
            "fr": tuple(dict.fromkeys(french for french, _ in pairs)),
            "en": tuple(english),
        }
        self._sizes = {language: _sizes(terms) for language, terms in self._terms.items()}

    def terms(self, language: Language) -> tuple[str, ...]:
        """Return the terms of a language as they are written, each once."""
        return self._said[language]

    def translate(self, text: str, source: Language) -> list[str]:
        """Return the stems, in the other language, of the terms found in ``text`` (written in ``source``)."""
        terms, sizes, read = self._terms[source], self._sizes[source], stems(text, source)
        found: list[str] = []
        place = 0
        while place < len(read):
            here = (tuple(read[place : place + size]) for size in sizes.get(read[place], ()))
            term = next((term for term in here if term in terms), ())
            found.extend(terms.get(term, ()))
            place += len(term) or 1
        return found


def _sizes(terms: Collection[tuple[str, ...]]) -> dict[str, list[int]]:
    """Return, by first stem, how many words the terms have that begin with it, the longest first."""
    found: dict[str, set[int]] = defaultdict(set)
    for term in terms:
        found[term[0]].add(len(term))
    return {first: sorted(sizes, reverse=True) for first, sizes in found.items()}


def _by_stems(pairs: Sequence[tuple[str, Sequence[str]]], source: Language, target: Language) -> _Terms:
    """Return stems of a term → stems of its equivalents, each once, in the order given."""
    terms: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for term, equivalents in pairs:
        key = tuple(stems(term, source))
        if key:
            terms[key].update(dict.fromkeys(stem for text in equivalents for stem in stems(text, target)))
    return {key: tuple(found) for key, found in terms.items()}


def read_glossary(table: DatedTable) -> Glossary:
    """Build a glossary from dated entries: ``key`` a French term, ``value`` the list of its English equivalents."""
    pairs: list[tuple[str, Sequence[str]]] = []
    for entry in table.entries:
        if not isinstance(entry.value, list) or not all(isinstance(item, str) and item.strip() for item in entry.value):
            raise BadInput(entry.key, msg("no list of equivalents"), msg("English terms such as [predictive maintenance]"))
        pairs.append((entry.key, entry.value))
    return Glossary(pairs)


@lru_cache(maxsize=1)
def field_glossary() -> Glossary:
    """Return the glossary that campus5g ships."""
    return read_glossary(load_table(files("campus5g.matching") / "glossary.yaml"))
