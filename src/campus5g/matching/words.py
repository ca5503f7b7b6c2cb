"""Words of a text as the index sees them: without accents or case, without stop words, cut to their stem.

Accents are folded before stemming, so that « prediction » and « prédiction » are one word however they are typed.
Stop words are those that bm25s ships; stems are Snowball's (PyStemmer), French or English.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS, STOPWORDS_FRENCH

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

_SNOWBALL = {"fr": "french", "en": "english"}
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return ``word`` in lower case without accents or ligatures: « Œuvrée » and « oeuvree » are one."""
    plain = unicodedata.normalize("NFKD", word.translate(_LIGATURES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


STOP_WORDS: dict[Language, frozenset[str]] = {
    "fr": frozenset(map(fold, STOPWORDS_FRENCH)),
    "en": frozenset(map(fold, STOPWORDS_EN_PLUS)),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word that counts: its stem and its place (``text[start:end]``)."""

    stem: str
    start: int
    end: int


def words(text: str, language: Language, also_stop: frozenset[str] = frozenset()) -> list[Word]:
    """Return the words of ``text`` that count in ``language``, in order; ``also_stop`` are further stop words (folded)."""
    found = []
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if folded not in also_stop and (stem := _stem(folded, language)):
            found.append(Word(stem, match.start(), match.end()))
    return found


def stems(text: str, language: Language, also_stop: frozenset[str] = frozenset()) -> list[str]:
    """Return the stems of ``words(text, language)``."""
    return [word.stem for word in words(text, language, also_stop)]


def detect(text: str) -> Language | None:
    """Return the language of ``text`` by its stop words and accents; ``None`` when nothing tells.

    A stop word of one language only is one voice for it; a word with an accent is one voice for French.
    """
    voices = {"fr": 0, "en": 0}
    for match in _WORD.finditer(text):
        raw = match.group()
        folded = fold(raw)
        french, english = folded in STOP_WORDS["fr"], folded in STOP_WORDS["en"]
        voices["fr"] += french and not english
        voices["en"] += english and not french
        voices["fr"] += raw.casefold() != folded
    if voices["fr"] == voices["en"]:
        return None
    return "fr" if voices["fr"] > voices["en"] else "en"


@lru_cache(maxsize=400_000)
def _stem(folded: str, language: Language) -> str:
    """Return the stem of a folded word, or the empty string for a stop word."""
    if folded in STOP_WORDS[language]:
        return ""
    stem: str = _stemmer(language).stemWord(folded)
    return stem


@cache
def _stemmer(language: Language) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[language])
