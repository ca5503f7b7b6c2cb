"""The documents that calls ask to be joined, found in their text by the names that French and European calls give them.

A document is found where it is named in a sentence of the call; the sentence is kept, so that a person can tell whether it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from campus5g.core.message import Message, msg

_SENTENCE = re.compile(r"[^.;!?\n•]*[^.;!?\n•\s][^.;!?\n•]*[.;!?]?")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Known:
    """A document that calls name. each: asked of every partner. names: patterns of its names, in both languages."""

    key: str
    label: Message
    names: tuple[str, ...]
    each: bool = False


KNOWN = (
    Known(
        "registration",
        msg("Extract of the company register (Kbis), under three months old"),
        (
            r"k[\s-]?bis",
            r"extrait (?:du )?(?:rcs|registre du commerce)",
            r"(?:company|trade|commercial) register extract",
            r"(?:certificate|proof) of registration",
        ),
        each=True,
    ),
    Known(
        "accounts",
        msg("Annual accounts, last closed years"),
        (
            r"liasses? fiscales?",
            r"comptes? annuels?",
            r"bilans? (?:comptables?|et comptes? de résultats?|des \w+ derni\w+|certifiés?)",
            r"derni\w+ bilans?",
            r"comptes? de résultats? (?:des|certifiés?)",
            r"documents? comptables?",
            r"(?:annual|audited|statutory) accounts",
            r"profit and loss account",
            r"balance sheets? (?:of|for)",
        ),
        each=True,
    ),
    Known(
        "bank",
        msg("Bank details (RIB)"),
        (
            r"\brib\b",
            r"relevé d.identité bancaire",
            r"bank(?:ing)? details",
            r"financial identification form",
        ),
        each=True,
    ),
    Known(
        "commitment",
        msg("Letters of commitment of the partners"),
        (
            r"lettres? (?:d.engagement|d.intention|de soutien)",
            r"courriers? d.engagement",
            r"letters? of (?:commitment|intent|support)",
        ),
        each=True,
    ),
    Known(
        "regularity",
        msg("Tax and social security certificates"),
        (
            r"attestations? (?:de )?(?:régularité|vigilance)",
            r"attestations? (?:fiscales?|sociales?|urssaf)",
            r"régularité (?:fiscale|sociale)",
            r"tax clearance",
            r"social security certificate",
        ),
        each=True,
    ),
    Known(
        "aid-declaration",
        msg("Declaration of earlier aid, de minimis included"),
        (
            r"(?:déclaration|attestation)s? (?:sur l.honneur )?(?:relative )?(?:des |d.|aux |de )?(?:aides? )?(?:de )?minimis",
            r"déclaration (?:des|sur les) aides",
            r"liste des aides (?:publiques )?(?:perçues|reçues|obtenues)",
            r"de minimis declaration",
        ),
        each=True,
    ),
    Known(
        "honour",
        msg("Sworn statement of the applicant"),
        (
            r"(?:attestation|déclaration)s? sur l.honneur",
            r"sworn statement",
            r"declaration (?:of|on) honou?r",
        ),
        each=True,
    ),
    Known(
        "shareholders",
        msg("Table of capital and chart of the group"),
        (
            r"tables? de capitalisation",
            r"organigramme (?:juridique|du groupe|capitalistique|des participations)",
            r"répartition du capital",
            r"liste des actionnaires",
            r"cap(?:italisation)? table",
            r"ownership (?:and )?control (?:declaration|questionnaire)",
        ),
        each=True,
    ),
    Known(
        "sme",
        msg("Statement of size (SME)"),
        (
            r"(?:déclaration|attestation)s? (?:de (?:la )?(?:qualité|taille|statut) (?:de )?pme|pme)",
            r"sme (?:self.assessment|declaration|status)",
        ),
        each=True,
    ),
    Known(
        "statutes",
        msg("Statutes, signed"),
        (
            r"\bstatuts (?:signés|à jour|de (?:la|l.)|en vigueur|datés)",
            r"copie des statuts",
            r"articles of association",
        ),
        each=True,
    ),
    Known(
        "cv",
        msg("CVs of the people"),
        (
            r"curriculum vit\w+",
            r"\bcv\b (?:du|de la|des|d.)",
            r"\bcvs?\b of",
        ),
        each=True,
    ),
    Known(
        "difficulty",
        msg("Statement that the undertaking is not in difficulty"),
        (
            r"(?:attestation|déclaration)[^.;]{0,60}(?:entreprise|pas) en difficulté",
            r"undertaking in difficulty declaration",
        ),
        each=True,
    ),
    Known(
        "financing-plan",
        msg("Financing plan"),
        (
            r"plans? de financement",
            r"plans? prévisionnels? de financement",
            r"financ(?:ing|ial) plan",
        ),
    ),
    Known(
        "budget",
        msg("Detailed budget"),
        (
            r"budgets? (?:prévisionnels?|détaillés?)",
            r"annexe financière",
            r"tableau(?:x)? (?:des dépenses|financiers?)",
            r"detailed budget(?: table)?",
            r"budget table",
        ),
    ),
    Known(
        "quotes",
        msg("Quotations"),
        (
            r"\bdevis\b",
            r"factures? pro[\s-]?forma",
            r"\bquotations?\b",
        ),
    ),
    Known(
        "technical-annex",
        msg("Technical annex"),
        (
            r"annexes? techniques?",
            r"mémoire technique",
            r"dossier technique",
            r"technical annex",
            r"description of the action",
            r"part b template",
        ),
    ),
    Known(
        "gantt",
        msg("Work plan with its calendar"),
        (
            r"diagramme de gantt",
            r"\bgantt\b",
            r"calendrier prévisionnel",
            r"planning prévisionnel",
            r"gantt chart",
        ),
    ),
    Known(
        "consortium-agreement",
        msg("Consortium agreement, or its draft"),
        (
            r"accords? de (?:consortium|partenariat|collaboration)",
            r"conventions? de partenariat",
            r"consortium agreement",
        ),
    ),
    Known(
        "mandate",
        msg("Mandate given to the lead"),
        (
            r"mandats? (?:de représentation|au chef de file|donné)",
            r"mandate letter",
            r"letters? of mandate",
            r"accession forms?",
        ),
    ),
    Known(
        "dnsh",
        msg("Statement on significant harm to the environment (DNSH)"),
        (
            r"\bdnsh\b",
            r"do no significant harm",
            r"do not significant(?:ly)? harm",
            r"préjudice important",
            r"absence de préjudice",
        ),
    ),
    Known(
        "impact-grid",
        msg("Grid of environmental effects"),
        (
            r"grille d.(?:impact|analyse environnementale|évaluation environnementale)",
            r"fiche d.impact",
        ),
    ),
    Known(
        "slides",
        msg("Presentation"),
        (
            r"support de présentation",
            r"présentation (?:powerpoint|du projet \(?(?:ppt|pdf))|pitch deck|slide deck",
        ),
    ),
    Known(
        "permit",
        msg("Permits and authorisations"),
        (
            r"autorisations? (?:administratives?|d.urbanisme|environnementales?)",
            r"permis de construire",
            r"environmental permit",
        ),
    ),
    Known(
        "ethics",
        msg("Ethics self-assessment"),
        (
            r"ethics self.assessment",
            r"auto.évaluation éthique",
        ),
    ),
    Known(
        "gender",
        msg("Gender equality plan"),
        (
            r"gender equality plans?",
            r"plan d.égalité",
        ),
    ),
)

_BY_KEY = {known.key: known for known in KNOWN}
_PATTERNS = {known.key: re.compile("|".join(known.names), re.IGNORECASE) for known in KNOWN}


@dataclass(frozen=True, slots=True)
class Asked:
    """A document named in a call, with the first sentence that names it."""

    known: Known
    passage: str


def read_asked(text: str) -> tuple[Asked, ...]:
    """Return the documents that a call's text names, in the order of its sentences, each once."""
    found: dict[str, Asked] = {}
    for sentence in _sentences(text):
        for key, pattern in _PATTERNS.items():
            if key not in found and (named := pattern.search(sentence)):
                found[key] = Asked(_BY_KEY[key], _around(sentence, named.start()))
    return tuple(found.values())


def label_of(key: str) -> Message | None:
    """Return the name of a known document."""
    return _BY_KEY[key].label if key in _BY_KEY else None


def is_each(key: str) -> bool:
    """Whether a known document is asked of every partner."""
    return key in _BY_KEY and _BY_KEY[key].each


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        yield " ".join(match.group().split())


def _around(sentence: str, place: int) -> str:
    """Return a long sentence's part around the name: page headers and menus run on for lines in what feeds give."""
    start = max(0, min(place - _LONGEST // 2, len(sentence) - _LONGEST))
    end = start + _LONGEST
    return f"{'…' if start else ''}{sentence[start:end].strip()}{'…' if end < len(sentence) else ''}"
