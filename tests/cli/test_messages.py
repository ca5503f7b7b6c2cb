"""Catalogues follow the sources: nothing to translate is missed, nothing translated is lost."""

from __future__ import annotations

from gettext import GNUTranslations
from pathlib import Path

import pytest

from campus5g.cli import messages
from campus5g.cli.sentences import Sentence, in_dated_data, in_python, in_template
from campus5g.core.errors import BadInput


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small package with two rooms of engines and one of the portal."""
    for room in ("core", "network", "portal/base"):
        (tmp_path / room).mkdir(parents=True)
        (tmp_path / room / "__init__.py").touch()
    (tmp_path / "core" / "a.py").write_text('msg("shared")\nmsg("only %(n)s here", n=1)\n')
    (tmp_path / "network" / "b.py").write_text('msg("shared")\nmsg("mast")\n')
    (tmp_path / "portal" / "base" / "c.py").write_text('_("door")\n')
    return tmp_path


def update(house: Path) -> None:
    rooms = messages.rooms(house)
    for room in rooms:
        messages.update(room, rooms)


def translate(house: Path, room: str, text: str, french: str) -> None:
    found = next(r for r in messages.rooms(house) if r.name == room)
    found.po.write_text(messages.render(room, {**found.translations, Sentence(text): (french,)}), encoding="utf-8")


def held(house: Path, room: str) -> dict[str, tuple[str, ...]]:
    found = next(r for r in messages.rooms(house) if r.name == room)
    return {sentence.text: strings for sentence, strings in found.translations.items()}


def test_python_sentences_are_read_whatever_the_keyword() -> None:
    source = """
msg("one " "sentence", n=1); _("two"); gettext_lazy("three"); translation.gettext("four"); gettext_noop("five")
ngettext("%(n)s cat", "%(n)s cats", n); pgettext("month", "may"); npgettext("c", "s", "p", 2); msg(variable); other("no")
"""
    assert set(in_python(source, "x.py")) == {
        Sentence("one sentence"), Sentence("two"), Sentence("three"), Sentence("four"), Sentence("five"),
        Sentence("%(n)s cat", "%(n)s cats"), Sentence("may", "", "month"), Sentence("s", "p", "c"),
    }  # fmt: skip


def test_template_sentences_are_read_from_tags_and_from_attributes() -> None:
    source = """{% load i18n %}{% translate "Hello" %} {% translate 'May' context "month" %}
    {% blocktranslate trimmed with name=user.name %}
       Dear {{ name }},
    {% endblocktranslate %}
    {% blocktranslate count n=n %}{{ n }} need{% plural %}{{ n }} needs{% endblocktranslate %}
    <c-card :title="_('Card')" /> {{ _("Var") }} {% if x == _("Tag") %}{% endif %}"""
    assert set(in_template(source, "x.html")) == {
        Sentence("Hello"), Sentence("May", "", "month"), Sentence("Dear %(name)s,"), Sentence("%(n)s need", "%(n)s needs"),
        Sentence("Card"), Sentence("Var"), Sentence("Tag"),
    }  # fmt: skip


def test_labels_of_dated_data_are_sentences_too() -> None:
    source = "entries:\n- {key: a, label: Cost of a mast, value: 1}\n- {key: b, value: 2}\n"
    assert list(in_dated_data(source, "x.yaml")) == [Sentence("Cost of a mast")]


@pytest.mark.parametrize(
    ("reader", "source"), [(in_python, "def ("), (in_template, "{% blocktranslate %}{% if %}{% endblocktranslate %}")]
)
def test_a_file_that_cannot_be_read_is_named(reader, source: str) -> None:
    with pytest.raises(BadInput, match=r"^broken\."):
        list(reader(source, "broken.file"))


def test_a_sentence_belongs_to_the_lowest_room_that_says_it(house: Path) -> None:
    update(house)
    assert set(held(house, "core")) == {"shared", "only %(n)s here"}
    assert set(held(house, "network")) == {"mast"}
    assert set(held(house, "portal/base")) == {"door"}


def test_translations_are_kept_new_sentences_added_and_unused_ones_dropped(house: Path) -> None:
    update(house)
    translate(house, "network", "mast", "mât")
    (house / "network" / "b.py").write_text('msg("mast")\nmsg("antenna")\n')
    update(house)
    assert held(house, "network") == {"mast": ("mât",), "antenna": ("",)}


def test_a_sentence_that_moves_to_another_room_keeps_its_translation(house: Path) -> None:
    update(house)
    translate(house, "network", "mast", "mât")
    (house / "network" / "b.py").write_text("")
    (house / "core" / "a.py").write_text('msg("mast")\n')
    update(house)
    assert held(house, "core") == {"mast": ("mât",)}
    assert held(house, "network") == {}


def test_an_update_without_change_leaves_the_same_bytes_and_no_date(house: Path) -> None:
    update(house)
    before = (house / "core/locale/fr/LC_MESSAGES/django.po").read_bytes()
    update(house)
    assert (house / "core/locale/fr/LC_MESSAGES/django.po").read_bytes() == before
    assert b"Date" not in before


def test_what_is_missing_untranslated_unused_or_has_other_places_is_told(house: Path) -> None:
    update(house)
    translate(house, "core", "only %(n)s here", "seulement %(m)s ici")
    (house / "network" / "b.py").write_text('msg("antenna")\n')
    rooms = messages.rooms(house)
    told = [line for room in rooms for line in messages.faults(room, rooms)]
    assert told == [
        "core: other places than in the sentence: 'only %(n)s here'",
        "core: untranslated: 'shared'",
        "network: missing: 'antenna'",
        "network: unused: 'mast'",
        "portal/base: untranslated: 'door'",
    ]


def test_only_stale_catalogues_are_compiled_and_without_their_gaps(house: Path) -> None:
    update(house)
    translate(house, "network", "mast", "mât")
    assert messages.compile_catalogues(house) == 3
    assert messages.compile_catalogues(house) == 0
    with (house / "network/locale/fr/LC_MESSAGES/django.mo").open("rb") as file:
        assert GNUTranslations(file).gettext("mast") == "mât"
    with (house / "core/locale/fr/LC_MESSAGES/django.mo").open("rb") as file:
        assert GNUTranslations(file).gettext("shared") == "shared"


def test_an_unknown_room_is_refused_with_the_rooms_that_exist(house: Path) -> None:
    with pytest.raises(BadInput, match="no room “attic”; expected one of: core, network"):
        messages.chosen(["attic"], messages.rooms(house))
