"""`campus5g dossier check`: the judge of the pages, from a need file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from campus5g.cli.dossier import check
from campus5g.core.errors import BadInput
from campus5g.documents.questions import QUESTIONS
from campus5g.study.answers import read_answers
from campus5g.study.fields import read_toml
from campus5g.study.needs import read_need

NEED = Path(__file__).resolve().parents[2] / "dunkerque" / "needs" / "steelworks.toml"


def checked(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[bool, dict[str, bool | None]]:
    with pytest.raises(typer.Exit) as end:
        check(path, None, "2026-11-21", True)
    assert end.value.exit_code == 1
    told = json.loads(capsys.readouterr().out)
    return told["ready"], {point["key"]: point["done"] for point in told["points"]}


def test_a_need_file_says_what_its_dossier_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    ready, points = checked(NEED, capsys)
    assert ready is False
    assert points["work"] is True
    assert points["answer-summary"] is False


def extended(tmp_path: Path, text: str) -> Path:
    """The need of the steelworks with more in it, its files beside it."""
    path = tmp_path / "needs" / "need.toml"
    path.parent.mkdir()
    for folder in ("sites", "calls"):
        (tmp_path / folder).symlink_to(NEED.parents[1] / folder)
    path.write_text(NEED.read_text(encoding="utf-8") + text, encoding="utf-8")
    return path


def test_answers_in_the_file_are_read_by_the_same_judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = read_need(NEED).project.partners[0].id
    text = f'\n[project.answers]\nsummary = "Ten lines."\n\n[[project.part]]\npartner = "{first}"\nrole = "The site."\n'
    path = extended(tmp_path, text)
    _, points = checked(path, capsys)
    assert points["answer-summary"] is True
    project = read_need(path).project
    found = read_answers(read_toml(path).table("project"), project)
    assert {(a.key, a.partner_id) for a in found} == {("summary", ""), ("role", first)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('\n[project.answers]\nsumary = "x"\n', "no such section"),
        ('\n[[project.part]]\npartner = "nobody"\nrole = "x"\n', "is no partner"),
        ('\n[project.answers]\nrole = "x"\n', "no such section"),
    ],
)
def test_a_section_or_a_partner_that_is_none_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    path = extended(tmp_path, text)
    project = read_need(path).project
    with pytest.raises(BadInput, match=sentence):
        read_answers(read_toml(path).table("project"), project)


def test_every_required_section_is_among_the_points(capsys: pytest.CaptureFixture[str]) -> None:
    _, points = checked(NEED, capsys)
    assert {f"answer-{question.key}" for question in QUESTIONS} <= set(points)
