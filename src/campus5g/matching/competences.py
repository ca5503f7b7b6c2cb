"""Which competences a text shows, and which ones a project cannot do without.

The competences are dated data (``competences.yaml``). A term is found by the stems of its words, one after the other, so that
« capteur connecté » shows « capteurs connectés »; what is shown is the words as they stand in the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from campus5g.core.benefit import Use
from campus5g.core.dated import Dated, DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Message, msg
from campus5g.matching.words import LANGUAGES, Language, stems, words

_EXPECTED = msg("value: {terms: {fr: […], en: […]}, uses: […], always: true}")


@dataclass(frozen=True, slots=True)
class Competence:
    """terms: by language, the stems of each term. uses: those that need it; ``always``: every project does."""

    key: str
    label: Message
    terms: dict[Language, frozenset[tuple[str, ...]]]
    uses: frozenset[Use]
    always: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Shown:
    """A competence that a text shows, with the words that show it, each once, as they are written."""

    key: str
    words: tuple[str, ...]


class Competences:
    """The competences of the field."""

    def __init__(self, competences: Sequence[Competence]) -> None:
        self.all = tuple(competences)
        self._by_key = {competence.key: competence for competence in competences}
        self._begun: dict[Language, dict[str, list[tuple[str, tuple[str, ...]]]]] = {
            language: _by_first_stem(competences, language) for language in LANGUAGES
        }

    def __getitem__(self, key: str) -> Competence:
        return self._by_key[key]

    def shown_by(self, texts: Iterable[str]) -> tuple[Shown, ...]:
        """Return the competences that the texts show, in the order of the file. Each text is read in both languages."""
        found: dict[str, dict[str, None]] = {}
        for text in texts:
            for language in LANGUAGES:
                for key, said in self._read(text, language):
                    found.setdefault(key, {})[said] = None
        return tuple(Shown(c.key, tuple(found[c.key])) for c in self.all if c.key in found)

    def needed_by(self, uses: Iterable[Use], texts: Iterable[str]) -> tuple[str, ...]:
        """Return the keys of what a project needs: by its uses, by what its own words speak of, and what every project needs."""
        asked, spoken = frozenset(uses), {shown.key for shown in self.shown_by(texts)}
        return tuple(c.key for c in self.all if c.always or c.uses & asked or c.key in spoken)

    def _read(self, text: str, language: Language) -> list[tuple[str, str]]:
        """Return (competence, its words) in the order of the text."""
        read, begun = words(text, language), self._begun[language]
        whole = tuple(word.stem for word in read)
        return [
            (key, text[read[place].start : read[place + len(term) - 1].end])
            for place, stem in enumerate(whole)
            for key, term in begun.get(stem, ())
            if whole[place : place + len(term)] == term
        ]


def _by_first_stem(competences: Sequence[Competence], language: Language) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return (competence, term) by the stem that the term begins with."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for competence in competences:
        for term in sorted(competence.terms[language]):
            found[term[0]].append((competence.key, term))
    return dict(found)


def read_competences(table: DatedTable) -> Competences:
    """Build the competences from dated entries; a field that is not known is refused with its line."""
    return Competences([_competence(entry) for entry in table.entries])


def _competence(entry: Dated) -> Competence:
    value = entry.value
    terms = value.get("terms") if isinstance(value, dict) else None
    if not isinstance(terms, dict) or set(value) - {"terms", "uses", "always"}:
        raise BadInput(entry.where, msg("a competence that cannot be read"), _EXPECTED)
    read: dict[Language, frozenset[tuple[str, ...]]] = {}
    for language in LANGUAGES:
        found = terms.get(language)
        if not isinstance(found, list) or not all(isinstance(term, str) for term in found):
            raise BadInput(entry.where, msg("terms that are not lists of words"), _EXPECTED)
        read[language] = frozenset(tuple(stems(term, language)) for term in found) - {()}
    uses = value.get("uses", [])
    if not set(uses) <= {use.value for use in Use}:
        raise BadInput(entry.where, msg("a use that is not known"), msg("one of: %(names)s", names=", ".join(Use)))
    return Competence(
        entry.key, Message(entry.label), read, frozenset(Use(use) for use in uses), bool(value.get("always")), entry.source
    )


@lru_cache(maxsize=1)
def field_competences() -> Competences:
    """Return the competences that campus5g ships."""
    return read_competences(load_table(files("campus5g.matching") / "competences.yaml"))
