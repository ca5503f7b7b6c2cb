"""Keep the catalogues of translations: one per room, `<room>/locale/fr/LC_MESSAGES/django.po`.

`python -m campus5g.cli.messages [ROOM…]` adds new sentences and drops unused ones, keeping what is translated.
`--check` only tells what is missing, `--compile` makes the binary catalogues that are out of date.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from campus5g.cli.sentences import Sentence, in_file
from campus5g.core.errors import BadInput
from campus5g.core.files import write_whole
from campus5g.core.message import msg

PACKAGE = Path(__file__).resolve().parent.parent
ENGINES = ("core", "network", "matching", "uses", "funding", "ledger", "territory", "study", "documents")
HEADER = """# Traductions de campus5g, pièce « {room} ».
msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
_PLACE = re.compile(r"%\((\w+)\)[sd]")
Translations = dict[Sentence, tuple[str, ...]]


@dataclass(frozen=True)
class Room:
    """A directory with its own catalogue; ``apart`` are the rooms inside it that have theirs."""

    name: str
    root: Path
    apart: tuple[Path, ...] = field(default=(), compare=False)

    @property
    def po(self) -> Path:
        return self.root / "locale" / "fr" / "LC_MESSAGES" / "django.po"

    @cached_property
    def sentences(self) -> set[Sentence]:
        """What the room's files say now."""
        found: set[Sentence] = set()
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and not any(path.is_relative_to(inner) for inner in self.apart):
                found |= in_file(path)
        return found

    @cached_property
    def translations(self) -> Translations:
        """What the room's catalogue holds."""
        if not self.po.is_file():
            return {}
        with self.po.open("rb") as file:
            catalogue = read_po(file, locale="fr")
        return {_sentence(entry): _strings(entry) for entry in catalogue if entry.id}


def _sentence(entry: Entry) -> Sentence:
    text, plural = entry.id if isinstance(entry.id, tuple | list) else (entry.id, "")
    return Sentence(text, plural, entry.context or "")


def _strings(entry: Entry) -> tuple[str, ...]:
    return tuple(entry.string) if isinstance(entry.string, tuple | list) else (entry.string or "",)


def rooms(package: Path = PACKAGE) -> list[Room]:
    """Return the rooms from the ground up: a sentence belongs to the lowest room that says it."""
    modules = sorted(path.parent for path in (package / "portal").glob("*/__init__.py") if path.parent.name != "settings")
    modules.sort(key=lambda path: path.name != "base")
    found = [Room(name, package / name) for name in ENGINES]
    found.append(Room("portal", package / "portal", tuple(modules)))
    found += [Room(f"portal/{path.name}", path) for path in modules]
    found.append(Room("cli", package / "cli"))
    return [room for room in found if room.root.is_dir()]


def wanted(room: Room, all_rooms: list[Room]) -> set[Sentence]:
    """Return the sentences that the room's catalogue must hold: its own, less those of a lower room's catalogue."""
    lower: set[Sentence] = set()
    for other in all_rooms[: all_rooms.index(room)]:
        lower |= other.sentences & other.translations.keys()
    return room.sentences - lower


def update(room: Room, all_rooms: list[Room]) -> tuple[int, int]:
    """Bring the room's catalogue up to date; return how many sentences it has and how many lack a translation."""
    known: Translations = {}
    for other in [*reversed(all_rooms), room]:
        known.update({s: strings for s, strings in other.translations.items() if any(strings)})
    sentences = wanted(room, all_rooms)
    merged = {s: known.get(s, ("", "") if s.plural else ("",)) for s in sentences}
    if merged or room.po.exists():
        text = render(room.name, merged)
        if not room.po.exists() or room.po.read_text(encoding="utf-8") != text:
            write_whole(room.po, text)
    vars(room)["translations"] = merged
    return len(merged), sum(not all(strings) for strings in merged.values())


def render(name: str, translations: Translations) -> str:
    """Return a catalogue as text: sorted, without dates or line numbers, so that a change shows only what changed."""
    catalogue = Catalog(locale="fr")
    for sentence, strings in translations.items():
        identity = (sentence.text, sentence.plural) if sentence.plural else sentence.text
        catalogue.add(identity, strings if sentence.plural else strings[0], context=sentence.context or None)
    out = BytesIO()
    write_po(out, catalogue, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return HEADER.format(room=name) + out.getvalue().decode()


def faults(room: Room, all_rooms: list[Room]) -> list[str]:
    """Return what is wrong with the room's catalogue, one line each."""
    needed, held = wanted(room, all_rooms), room.translations
    found = [f"missing: {sentence.text!r}" for sentence in needed - held.keys()]
    found += [f"unused: {sentence.text!r}" for sentence in held.keys() - room.sentences]
    for sentence in needed & held.keys():
        strings = held[sentence]
        if not all(strings):
            found.append(f"untranslated: {sentence.text!r}")
        elif any(set(_PLACE.findall(s)) - set(_PLACE.findall(sentence.text + sentence.plural)) for s in strings):
            found.append(f"other places than in the sentence: {sentence.text!r}")
    return sorted(f"{room.name}: {line}" for line in found)


def stale(package: Path = PACKAGE) -> list[Path]:
    """Return the catalogues whose text is newer than their binary form."""

    def old(po: Path) -> bool:
        mo = po.with_suffix(".mo")
        return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns

    return [po for po in sorted(package.glob("**/locale/*/LC_MESSAGES/django.po")) if old(po)]


def compile_catalogues(package: Path = PACKAGE) -> int:
    """Compile the catalogues that are out of date, leaving out what is not translated; return how many."""
    catalogues = stale(package)
    for po in catalogues:
        with po.open("rb") as file:
            catalogue = read_po(file, locale=po.parent.parent.name)
        for entry in [entry for entry in catalogue if entry.id and not all(_strings(entry))]:
            catalogue.delete(entry.id, entry.context)
        out = BytesIO()
        write_mo(out, catalogue)
        write_whole(po.with_suffix(".mo"), out.getvalue())
    return len(catalogues)


def chosen(names: list[str], all_rooms: list[Room]) -> list[Room]:
    """Return the rooms named on the command line, or all of them."""
    known = {room.name: room for room in all_rooms} | {room.name.removeprefix("portal/"): room for room in all_rooms}
    for name in names:
        if name.strip("/") not in known:
            raise BadInput("ROOM", msg("no room “%(name)s”", name=name), msg("one of: %(names)s", names=", ".join(known)))
    return [known[name.strip("/")] for name in names] or all_rooms


def run(names: list[str], *, check: bool = False, compiled: bool = False) -> int:
    """Do what the command line asks; return its exit code."""
    all_rooms = rooms()
    if compiled:
        print(f"{compile_catalogues()} catalogues compiled")
        return 0
    if check:
        lines = [line for room in chosen(names, all_rooms) for line in faults(room, all_rooms)]
        print("\n".join(lines or ["all sentences are translated"]))
        return 1 if lines else 0
    for room in chosen(names, all_rooms):
        total, left = update(room, all_rooms)
        print(f"{room.name}: {total} sentences, {left} to translate in {room.po.relative_to(PACKAGE.parent.parent)}")
    compile_catalogues()
    return 0


def main(argv: list[str]) -> int:
    """Entry of `python -m campus5g.cli.messages`."""
    options = {word for word in argv if word.startswith("--")}
    if options - {"--check", "--compile"}:
        print("usage: python -m campus5g.cli.messages [ROOM...] [--check | --compile]", file=sys.stderr)
        return 2
    names = [word for word in argv if word not in options]
    try:
        return run(names, check="--check" in options, compiled="--compile" in options)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
