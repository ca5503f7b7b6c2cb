"""What people write becomes paragraphs and lists, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from campus5g.documents.blocks import Bullets, Paragraph
from campus5g.documents.prose import text_blocks


def test_an_empty_line_ends_a_paragraph_and_dashes_make_a_list():
    text = "First line\nsecond line\n\n- one\n– two\n* three\nafter the list\n\nLast."
    assert text_blocks(text) == [
        Paragraph("First line\nsecond line"),
        Bullets(("one", "two", "three")),
        Paragraph("after the list"),
        Paragraph("Last."),
    ]


def test_windows_line_ends_read_as_any_other():
    assert text_blocks("a\r\n\r\n- b\r\n- c") == text_blocks("a\n\n- b\n- c")


def test_nothing_written_is_no_block():
    assert text_blocks(" \n\n \t\n") == []


@given(st.text(alphabet="ab -•*\n\t1{}<", max_size=200))
def test_no_word_is_lost_whatever_is_typed(text: str):
    said = " ".join(" ".join(b.items) if isinstance(b, Bullets) else b.text for b in text_blocks(text))
    assert [w for w in said.split() if w not in {"-", "*", "•"}] == [w for w in text.split() if w not in {"-", "*", "•"}]
