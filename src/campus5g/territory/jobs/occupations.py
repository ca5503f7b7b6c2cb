"""Occupations as this product knows them, and the posts of each kind of plant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source, SourcedFigure
from campus5g.core.message import msg
from campus5g.territory.jobs.assumptions import table
from campus5g.territory.jobs.outcome import Cause, Payer, Skill, Tension, Text

VERSION = "ROME 3"
PERIMETERS = {
    "building": msg("work on the building site"),
    "network": msg("posts that private 5G asks for, among the direct jobs"),
}


@dataclass(frozen=True, slots=True)
class Occupation:
    """hours, diploma: of a usual training for an adult. tension: of the department of Nord unless the area's table is imported."""

    rome: str
    isco08: str
    esco: str
    name: Text
    skills: tuple[Skill, ...]
    tension: Tension | None
    hours: int
    diploma: Text


@dataclass(frozen=True, slots=True)
class Post:
    """A part of the posts of a plant: typical share, how wrong it may be (low, high), and the part exposed to automation."""

    rome: str
    share: Assumption
    exposed: float
    kind: str

    def figure(self, language: str) -> SourcedFigure:
        """Return the share as a figure that says its source."""
        share = self.share
        counted = msg("part of the posts: %(name)s", name=occupation(self.rome).name.say(language)).say(language)
        perimeter = PERIMETERS.get(self.kind, msg("plant of this kind, at its cruise")).say(language)
        return SourcedFigure(share.key, share.low, share.high, "share", counted, perimeter, share.source.date, share.source)


@cache
def occupations() -> dict[str, Occupation]:
    skills = {one.key: Skill(Text(str(one.value["fr"]), one.key), str(one.value["esco"])) for one in table("skills.yaml").entries}
    found = {}
    for one in table("occupations.yaml").entries:
        said = one.value
        found[one.key] = Occupation(
            one.key, said["isco"], said["esco"], Text(said["fr"], said["en"]), tuple(skills[name] for name in said["skills"]),
            _tension(said["tension"], one.source), int(said["hours"]), Text(said["diploma"]["fr"], said["diploma"]["en"]),
        )  # fmt: skip
    return found


def _tension(said: dict[str, Any] | None, source: Source) -> Tension | None:
    if said is None:
        return None
    return Tension(int(said["level"]), "Nord", int(source.date[:4]), tuple(Cause(name) for name in said["causes"]), source)


def occupation(code: str) -> Occupation:
    """Return the occupation of a code; one of another version of ROME is refused."""
    found = occupations().get(code)
    if found is None:
        raise BadInput(
            code,
            msg("no occupation of the tables of posts has this code (%(version)s)", version=VERSION),
            msg("one of: %(names)s", names=", ".join(sorted(occupations()))),
        )
    return found


@cache
def posts(kind: str) -> tuple[Post, ...]:
    """Return the posts of a kind of plant, of its building or of its network; their shares sum to one."""
    entry = table("staffing.yaml").latest(kind)
    whole = sum(float(part) for part, _ in entry.value.values())
    low, high = float(entry.low or 1), float(entry.high or 1)
    found = []
    for code, (part, exposed) in entry.value.items():
        share = float(part) / whole
        key = f"staffing.{kind}.{code}"
        least, most = share * low, min(share * high, 1.0)
        found.append(
            Post(
                code,
                Assumption(key, msg("Part of the posts"), share, least, most, "share", entry.source),
                float(exposed),
                kind,
            )
        )
    return tuple(found)


@cache
def payers() -> tuple[tuple[Payer, int, int], ...]:
    """Return each scheme with the shortest and the longest training that it pays, in hours."""
    return tuple(
        (
            Payer(one.key, _text(one.value, ""), _text(one.value, "if_"), one.source),
            int(one.value.get("least_hours", 0)),
            int(one.value.get("most_hours", 100_000)),
        )
        for one in table("payers.yaml").entries
    )


def _text(value: dict[str, object], before: str) -> Text:
    return Text(str(value[f"{before}fr"]), str(value[f"{before}en"]))
