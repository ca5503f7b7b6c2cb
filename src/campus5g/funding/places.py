"""Places and activities: which department lies in which region, which section holds an activity code.

Codes are written as the national schema of aids writes them: ``FR``, ``EU``, ``REG-32``, ``DEP-59``, ``COM-59183``; a leading
``-`` excludes a place.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from campus5g.core.dated import load_table

_AUTHORITY = re.compile(r"(?:conseil|département|departement|région|region)\b\W*(?:départemental|regional|régional)?\W*"
                        r"(?:de la|de l['’]|des|du|de|d['’])?\s*(.+)", re.IGNORECASE)  # fmt: skip


def department_of(insee_code: str) -> str:
    """Return the department of a commune's INSEE code (``59183`` gives ``59``, ``97411`` gives ``974``)."""
    return insee_code[:3] if insee_code.startswith("97") else insee_code[:2]


def region_of(department: str) -> str | None:
    """Return the region of a department (``59`` gives ``32``)."""
    return _tables()[0].get(department)


def covers(territories: tuple[str, ...], insee_code: str) -> bool | None:
    """Say whether a list of places covers a commune; ``None`` when the list holds nothing that can be judged.

    An exclusion wins over an inclusion. Codes of other kinds (groupings of communes) are not judged.
    """
    department = department_of(insee_code)
    mine = {"FR", "EU", f"REG-{region_of(department)}", f"DEP-{department}", f"COM-{insee_code}"}
    if any(place.startswith("-") and place[1:] in mine for place in territories):
        return False
    listed = [place for place in territories if not place.startswith("-")]
    if any(place in mine for place in listed):
        return True
    known = all(place in ("FR", "EU") or place.split("-")[0] in ("REG", "DEP", "COM") for place in listed)
    return False if listed and known else None


def place_name(code: str) -> str:
    """Return the name of a region or department code (``REG-32`` gives ``Hauts-de-France``), else the code."""
    kind, _, number = code.partition("-")
    names = {"REG": _tables()[1], "DEP": _tables()[2]}.get(kind, {})
    return names.get(number, code)


def regions() -> dict[str, tuple[str, dict[str, str]]]:
    """Return the regions of France by code, in the order of their names: name, and the name of each department by its code."""
    parents, names, departments, _ = _tables()
    return {
        code: (names[code], {number: departments[number] for number in sorted(departments) if parents[number] == code})
        for code in sorted(names, key=lambda code: _plain(names[code]))
    }


def place_of_authority(name: str) -> str | None:
    """Return the place of a regional or departmental council from its name, ``None`` for another funder."""
    found = _AUTHORITY.match(name.strip())
    return _tables()[3].get(_plain(found[1])) if found else None


def section_of(naf: str) -> str | None:
    """Return the section letter of an activity code (``24.10Z`` gives ``C``)."""
    code = naf.strip().upper()
    if len(code) == 1 and code.isalpha():
        return code
    return _sections().get(code[:2])


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
    """Region of each department, names of regions, names of departments, place of each plain name."""
    parents: dict[str, str] = {}
    regions: dict[str, str] = {}
    departments: dict[str, str] = {}
    for entry in load_table(files("campus5g.funding.data") / "territories.yaml").entries:
        if not entry.key.startswith("region."):
            continue
        region = entry.key.removeprefix("region.")
        regions[region] = entry.value[0]
        for text in entry.value[1:]:
            code, name = text.split(" ", 1)
            parents[code], departments[code] = region, name
    places = {_plain(name): f"DEP-{code}" for code, name in departments.items()}
    places |= {_plain(name): f"REG-{code}" for code, name in regions.items()}
    return parents, regions, departments, places


@lru_cache(maxsize=1)
def _sections() -> dict[str, str]:
    table = load_table(files("campus5g.funding.data") / "territories.yaml")
    found: dict[str, str] = {}
    for text in table.latest("naf.sections").value:
        letter, first, last = text[0], int(text[2:4]), int(text[5:7])
        found |= {f"{division:02d}": letter for division in range(first, last + 1)}
    return found


def _plain(name: str) -> str:
    """Lower case, no accents, letters only: « Île-de-France » and « Ile de France » are one."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in folded if char.isalnum())
