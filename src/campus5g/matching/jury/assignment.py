"""Which juror reads which file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.matching.jury.solving import solve_in_order

NAMED = 6
"""Names that a sentence lists before it only counts."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read. topics: keys of the competences it asks for."""

    key: str
    name: str
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """A juror. most: files they take at the most; tied: files they must not read."""

    key: str
    name: str
    competences: frozenset[str] = frozenset()
    most: int = 10
    tied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Given:
    """A file given to a juror. fit: topics of the file that the juror covers."""

    file: str
    juror: str
    fit: int = 0

    @property
    def pair(self) -> tuple[str, str]:
        return self.file, self.juror


@dataclass(frozen=True, slots=True)
class Lacking:
    """A file with fewer jurors than asked, and what keeps more from reading it."""

    file: str
    missing: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Panels:
    """The whole assignment. uncovered: topics of a file that none of its jurors covers. best: proved that none is better."""

    given: tuple[Given, ...]
    lacking: tuple[Lacking, ...]
    loads: Mapping[str, int]
    uncovered: Mapping[str, tuple[str, ...]]
    best: bool

    def of(self, file: str) -> tuple[str, ...]:
        return tuple(one.juror for one in self.given if one.file == file)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, checked."""

    files: Mapping[str, File]
    jurors: Mapping[str, Reader]
    readers: int
    kept: frozenset[tuple[str, str]]

    @property
    def possible(self) -> list[tuple[str, str]]:
        """The pairs that may be: no tie, or kept from before."""
        free = {(file, key) for file in self.files for key, juror in self.jurors.items() if file not in juror.tied}
        return sorted(free | self.kept)

    def fit(self, pair: tuple[str, str]) -> int:
        return len(self.files[pair[0]].topics & self.jurors[pair[1]].competences)


def assign_files(files: Sequence[File], jurors: Sequence[Reader], readers: int, kept: Iterable[tuple[str, str]] = ()) -> Panels:
    """Give each file ``readers`` jurors, or as near to it as ties and loads allow; ``kept`` pairs (file, juror) stay.

    With x[f, j] = 1 where j reads f, u[f, i] = 1 where at least i jurors read f, and c[f, t] = 1 where one of them covers the
    topic t:

        Σ_j x[f, j] = Σ_i u[f, i] ≤ readers     Σ_f x[f, j] ≤ most[j]     x[f, j] = 0 where j is tied to f
        first    Σ_f u[f, 1], then Σ_f u[f, 2], and so on: no file has three jurors while another could have its first
        then     the juror with most files has as few as possible
        then     Σ c[f, t]: topics that somebody of the panel covers
        then     Σ |topics[f] ∩ competences[j]|·x[f, j]

    Each aim is solved to proof (CP-SAT) and held in the next. A file that lacks jurors says why: the jurors who could read it are
    full, with the other files that only they can read (the cut of the flow from files to jurors that no assignment crosses).
    Raises ``BadInput`` for a key twice there or nowhere, and for kept pairs beyond a juror's load or a file's number.
    """
    asked = _checked(files, jurors, readers, frozenset(kept))
    chosen, best = _chosen(asked)
    given = tuple(Given(*pair, asked.fit(pair)) for pair in sorted(chosen))
    held = Counter(one.file for one in given)
    lacking = [
        Lacking(key, readers - held[key], _reason(asked, chosen, key)) for key in sorted(asked.files) if held[key] < readers
    ]
    loads = Counter(one.juror for one in given)
    return Panels(given, tuple(lacking), {key: loads[key] for key in sorted(asked.jurors)}, _uncovered(asked, chosen), best)


def _checked(files: Sequence[File], jurors: Sequence[Reader], readers: int, kept: frozenset[tuple[str, str]]) -> _Question:
    if readers < 1:
        raise BadInput("readers", msg("%(n)s jurors for a file", n=readers), msg("one or more"))
    known_files, known_jurors = {one.key: one for one in files}, {one.key: one for one in jurors}
    if len(known_files) < len(files) or len(known_jurors) < len(jurors):
        raise BadInput("files", msg("the same file or juror twice"), msg("each once"))
    for juror in jurors:
        if juror.most < 0:
            raise BadInput(juror.name, msg("%(n)s files at the most", n=juror.most), msg("none or more"))
    for file, key in sorted(kept):
        if file not in known_files or key not in known_jurors:
            raise BadInput("kept", msg("a file or a juror that is not there"), msg("files and jurors of this jury"))
    by_juror, by_file = Counter(key for _, key in kept), Counter(file for file, _ in kept)
    for key, load in by_juror.items():
        if load > known_jurors[key].most:
            said = msg("%(name)s keeps %(n)s files", name=known_jurors[key].name, n=load)
            raise BadInput("kept", said, msg("at most %(n)s", n=known_jurors[key].most))
    for file, held in by_file.items():
        if held > readers:
            said = msg("“%(name)s” keeps %(n)s jurors", name=known_files[file].name, n=held)
            raise BadInput("kept", said, msg("at most %(n)s", n=readers))
    return _Question(known_files, known_jurors, readers, kept)


def _chosen(asked: _Question) -> tuple[set[tuple[str, str]], bool]:
    from ortools.sat.python import cp_model  # a large library, which pages need not wait for

    model = cp_model.CpModel()
    reads = {pair: model.new_bool_var("") for pair in asked.possible}
    levels = [_level_row(model, asked, reads, key) for key in asked.files]
    busiest = _load_rows(model, asked, reads)
    covered = [_cover_row(model, asked, reads, file, topic) for file in asked.files.values() for topic in sorted(file.topics)]
    aims = [
        *(sum(level) for level in zip(*levels, strict=True)),
        -busiest,
        sum(covered),
        sum(asked.fit(pair) * x for pair, x in reads.items()),
    ]
    solver, proved = solve_in_order(model, [aim for aim in aims if not isinstance(aim, int)])
    return {pair for pair, x in reads.items() if solver.value(x)}, proved


def _level_row(model: Any, asked: _Question, reads: Mapping[tuple[str, str], Any], file: str) -> list[Any]:
    """u[f, 1] ≥ u[f, 2] ≥ …: as many as jurors read the file."""
    mine = [model.new_bool_var("") for _ in range(asked.readers)]
    model.add(sum(x for (key, _), x in reads.items() if key == file) == sum(mine))
    for more, less in pairwise(mine):
        model.add(less <= more)
    return mine


def _load_rows(model: Any, asked: _Question, reads: Mapping[tuple[str, str], Any]) -> Any:
    """Nobody reads more than they take; what is kept stays. Return the load of the busiest."""
    busiest = model.new_int_var(0, len(asked.files), "")
    for key, juror in asked.jurors.items():
        load = sum(x for (_, one), x in reads.items() if one == key)
        model.add(load <= juror.most)
        model.add(load <= busiest)
    for pair in asked.kept:
        model.add(reads[pair] == 1)
    return busiest


def _cover_row(model: Any, asked: _Question, reads: Mapping[tuple[str, str], Any], file: File, topic: str) -> Any:
    """c[f, t]: whether somebody who reads the file knows the topic."""
    covered = model.new_bool_var("")
    model.add(covered <= sum(x for (f, j), x in reads.items() if f == file.key and topic in asked.jurors[j].competences))
    return covered


def _uncovered(asked: _Question, chosen: set[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found = {}
    for key, file in sorted(asked.files.items()):
        known = frozenset[str]().union(*(asked.jurors[juror].competences for one, juror in chosen if one == key))
        if file.topics - known:
            found[key] = tuple(sorted(file.topics - known))
    return found


# --- saying why not ---------------------------------------------------------------------------------------------------------


def _reason(asked: _Question, chosen: set[tuple[str, str]], file: str) -> Message:
    """Say what keeps one more juror from a file: too few without a tie, or the cut that its search for one runs into."""
    name = asked.files[file].name
    able = [key for one, key in asked.possible if one == file]
    if len(able) < asked.readers:
        return msg(
            "“%(name)s”: %(able)s of %(all)s jurors have no tie to it, and %(readers)s are asked for.",
            name=name, able=len(able), all=len(asked.jurors), readers=asked.readers,
        )  # fmt: skip
    files, jurors = _cut(asked, chosen, file)
    places = sum(asked.jurors[key].most for key in jurors)
    names = _names([asked.jurors[key].name for key in jurors])
    if len(files) == 1:
        return msg(
            "“%(name)s”: those who could read it (%(jurors)s) take %(places)s files in all, and have them.",
            name=name, jurors=names, places=places,
        )  # fmt: skip
    return msg(
        "“%(name)s”: with %(others)s other files it needs %(jurors)s, who take %(places)s readings in all; %(asked)s are asked of them.",
        others=len(files) - 1, asked=_asked_of(asked, chosen, files, jurors), name=name,
        jurors=names, places=places,
    )  # fmt: skip


def _cut(asked: _Question, chosen: set[tuple[str, str]], file: str) -> tuple[list[str], list[str]]:
    """Follow what could be exchanged from a file that lacks a juror: every juror met is full, or the answer was not best."""
    possible = asked.possible
    files, jurors, todo = {file}, set[str](), [file]
    while todo:
        here = todo.pop()
        for one, key in possible:
            if one != here or (one, key) in chosen or key in jurors:
                continue
            jurors.add(key)
            others = {f for f, j in chosen if j == key and (f, j) not in asked.kept} - files
            files |= others
            todo.extend(sorted(others))
    return sorted(files), sorted(jurors)


def _asked_of(asked: _Question, chosen: set[tuple[str, str]], files: Sequence[str], jurors: Sequence[str]) -> int:
    """Readings that these files need of these jurors: what no other juror gives them, and what these read elsewhere."""
    elsewhere = sum(1 for file, juror in chosen if juror in jurors and file not in files)
    others = sum(1 for file, juror in chosen if file in files and juror not in jurors)
    return elsewhere + asked.readers * len(files) - others


def _names(names: Sequence[str]) -> str:
    """List names, the first ones of many."""
    return ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
