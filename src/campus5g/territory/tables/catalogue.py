"""Occupations, skills and training places of the kept tables, in the types of the engines."""

from __future__ import annotations

from collections import defaultdict

from campus5g.territory.openings import Offered
from campus5g.territory.paths import Occupations, Paths, learn_paths, paths_by_overlap
from campus5g.territory.tables.store import Held

AUTUMN = "09"
"""Month in which schools take people in."""


def occupations(held: Held) -> Occupations:
    """Return the occupations of an imported version of ROME, with the competences that each asks."""
    asked: dict[str, set[str]] = defaultdict(set)
    titles, isco, names = {}, {}, {}
    for row in held.rows:
        code = row.texts["occupation"]
        asked[code].add(row.texts["competence"])
        titles[code] = row.texts["title"]
        names[row.texts["competence"]] = row.texts["competence_title"]
        if row.texts.get("isco08"):
            isco[code] = row.texts["isco08"]
    sets = {code: frozenset(found) for code, found in asked.items()}
    return Occupations(tuple(sorted(sets)), titles, sets, isco, names)


def paths(rome: Held, mobility: Held | None) -> Paths:
    """Return the changes of occupation of an imported version of ROME: learnt from the official ones, else by overlap alone."""
    known = occupations(rome)
    if mobility is None:
        return paths_by_overlap(known)
    changes: dict[str, set[str]] = defaultdict(set)
    for row in mobility.rows:
        changes[row.texts["occupation"]].add(row.texts["target"])
    return learn_paths(known, {code: frozenset(others) for code, others in changes.items()})


def skills(held: Held) -> dict[str, tuple[str, ...]]:
    """Return the addresses of the skills that each occupation of ESCO asks, the essential ones first."""
    found: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    for row in held.rows:
        found[row.texts["occupation"]].append((row.texts["relation"] != "essential", row.texts["skill"]))
    return {code: tuple(skill for _, skill in sorted(told)) for code, told in found.items()}


def offered(held: Held) -> tuple[Offered, ...]:
    """Return the places of schools that lead to an occupation of ROME; those of which it is not said are left out."""
    return tuple(
        Offered(
            f"{row.texts['diploma']}@{row.texts['place']}",
            row.texts["title"],
            frozenset((row.texts["rome"],)),
            f"{row.texts['year']}-{AUTUMN}",
            int(row.numbers["places"]),
            row.texts["place"],
        )
        for row in held.rows
        if row.texts.get("rome")
    )
