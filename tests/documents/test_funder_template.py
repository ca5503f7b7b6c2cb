"""A funder's Word document: a stranger's program until it is shown to be names, loops and conditions alone."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.documents import template_worker as worker
from campus5g.documents.funder_template import fill_template, read_template
from campus5g.documents.placeholders import LISTS, TEXTS, known_paths, placeholders, values_of
from campus5g.documents.sample_template import sample_docx
from campus5g.documents.voice import Voice

VALUES = {"lead": "Forges & <Fils>", "summary": "Two lines:\nhere.", "months": "24", "partners": [{"name": "A"}, {"name": "B"}]}


def word(*paragraphs: str, header: str = "") -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def said(data: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item.filename, old.read(item))
        new.writestr(name, content)
    return out.getvalue()


def test_names_are_replaced_in_the_text_and_in_the_header_and_text_stays_text():
    data = worker.fill(word("{{ lead }}: {{summary}}", header="{{ months }} months"), VALUES, "[%(what)s]")
    assert said(data) == ["Forges & <Fils>: Two lines:\nhere."]
    assert docx.Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text == "24 months"


def test_a_list_repeats_and_a_condition_chooses():
    text = "{% for p in partners %}{{ p.name }}{% if not loop.last %}, {% endif %}{% endfor %}{% if lead %} yes{% else %} no{% endif %}"
    assert said(worker.fill(word(text), VALUES, "[%(what)s]")) == ["A, B yes"]


def test_an_unknown_name_stays_visible():
    assert said(worker.fill(word("{{ leed }}"), VALUES, "[To be written: %(what)s]")) == ["[To be written: leed]"]


def test_what_a_value_holds_is_never_read_as_a_template():
    assert said(worker.fill(word("{{ lead }}"), {"lead": "{{ months }}{% for %}"}, "")) == ["{{ months }}{% for %}"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ cycler.__init__.__globals__.os.popen('id') }}", "{{ ''.__class__.__mro__ }}", "{{ range(10 ** 9) }}", "{{ self }}",
        "{{ partners[0] }}", "{{ lead|upper }}", "{{ 7 * 7 }}", "{% set x = 1 %}", "{% include 'a' %}", "{% macro m() %}{% endmacro %}",
        "{% for p in partners recursive %}{% endfor %}", "{% for p in 'abc' %}{% endfor %}", "{% if lead == 'a' %}{% endif %}",
        "{% for a in partners %}{% for b in partners %}{% for c in partners %}x{% endfor %}{% endfor %}{% endfor %}",
        "{{ lead ~ lead }}", "{{ lambda }}{{ dict() }}", "{% extends 'a' %}",
    ],
)  # fmt: skip
def test_all_that_is_not_a_name_a_loop_or_a_condition_is_refused(text: str):
    with pytest.raises(worker.Refused):
        worker.fill(word(text), VALUES, "")


@pytest.mark.parametrize("path", ["lead.__class__", "partners.append", "lead.format"])
def test_no_attribute_of_an_object_is_read(path: str):
    assert said(worker.fill(word(f"{{{{ {path} }}}}"), VALUES, "[%(what)s]")) == [f"[{path.partition('.')[2]}]"]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="{}%# _.|()[]'forinpaterselud+*=0", max_size=40))
def test_whatever_stands_between_braces_is_filled_or_refused_in_words(text: str):
    code = "filled"
    try:
        worker.fill(word(text), VALUES, "[%(what)s]")
    except worker.Refused as refusal:
        code = refusal.code
    assert code in {"filled", "syntax", "not_plain", "unbalanced"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"not a zip", "this is not a Word document that can be read"),
        (word("x")[:-200], "this is not a Word document that can be read"),
        (with_part(word("x"), "word/vbaProject.bin", b"macro"), "this document holds macros"),
        (with_part(word("x"), "word/bomb.xml", b"a" * (9 * 2**20)), "this document takes too much room or time"),
        (with_part(word("x"), "word/e.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "this is not a Word document"),
        (word("{{ lead"), "a placeholder cannot be read"),
        (word("{% for p in partners %}x"), "a placeholder cannot be read"),
        (word("{{ range(3) }}"), "“(…)” in a placeholder"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_taken_is_refused_in_one_sentence(data: bytes, sentence: str):
    with pytest.raises(BadInput, match=r"^aap\.docx: ") as refusal:
        read_template("aap.docx", data, {})
    assert sentence in str(refusal.value)


def test_loops_that_would_write_more_than_a_document_holds_are_refused():
    rows = [{"name": "x" * 1000}] * 300
    text = "{% for p in partners %}{% for q in partners %}{{ q.name }}{% endfor %}{% endfor %}"
    with pytest.raises(worker.Refused, match="too_big"):
        worker.fill(word(text), {"partners": rows}, "")


def test_a_slip_is_shown_with_the_nearest_known_name():
    places = {
        p.path: p
        for p in read_template("t.docx", word("{{ sumary }} {{ lead }} {% for p in partners %}{{ p.nmae }}{% endfor %}"), VALUES)
    }
    assert (places["sumary"].known, places["sumary"].nearest) == (False, "summary")
    assert (places["lead"].known, places["lead"].value) == (True, "Forges & <Fils>")
    assert places["partners.nmae"].nearest == "partners.name"


def test_the_sample_holds_every_name_and_is_filled_to_the_last(dossier):
    values = values_of(dossier, Voice("fr"))
    sample = sample_docx("fr")
    assert {p.path for p in read_template("s.docx", sample, values)} == known_paths()
    filled = fill_template("s.docx", sample, values, "[%(what)s]")
    text = "\n".join(said(filled)) + "\n".join(
        c.text for t in docx.Document(io.BytesIO(filled)).tables for r in t.rows for c in r.cells
    )
    assert "{{" not in text
    for partner in dossier.study.financing.project.partners:
        assert partner.name in text
    assert fill_template("s.docx", sample, values, "[%(what)s]") == filled


def test_the_values_are_those_that_are_announced(dossier):
    values = values_of(dossier, Voice("en"))
    assert set(values) == {*TEXTS, *LISTS}
    for name, fields in LISTS.items():
        for row in values[name]:
            assert set(row) == set(fields)
    assert {p.path for p in placeholders()} | set(LISTS) == known_paths()
