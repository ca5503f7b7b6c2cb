"""The law as dated data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campus5g.core.errors import BadInput
from campus5g.funding.rules import Basis, law, load_rules, rule_files

GBER = Path("src/campus5g/funding/rules/gber.yaml")


def planted(root: Path, tmp_path: Path, old: str, new: str) -> Path:
    """Copy the rule file with one change."""
    text = (root / GBER).read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / "gber.yaml"
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def with_others(gber: Path) -> list[object]:
    return [gber, *(file for file in rule_files() if file.name != "gber.yaml")]


def test_every_rule_that_ships_cites_its_article_and_its_source() -> None:
    assert [e.key for e in law().table.entries if not e.article or not e.source.title or not e.source.author] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("gber.art25.size.small", "gber.art25.size.smal", "unknown rule gber.art25.size.smal"),
        ("key: gber.art25.cap, value: 80", "key: gber.art25.cap, value: 8O", "gber.art25.cap has the value “8O”"),
        ("key: gber.art25.cap, value: 80", "key: gber.art25.cap, value: 800", "expected a number from 0 to 100"),
        ("article: GBER Art. 25(5)(b), ", "", "gber.art25.base.industrial cites no article"),
        ("unit: points", "units: points", "unknown field units"),
    ],
)
def test_a_rule_file_with_a_typo_is_refused_with_its_line_and_the_reason(
    root: Path, tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        load_rules(*with_others(planted(root, tmp_path, old, new)))  # type: ignore[arg-type]
    line = (root / GBER).read_text(encoding="utf-8").split(old)[0].count("\n") + 1
    assert said in str(refusal.value)
    assert f"gber.yaml, line {line}" in str(refusal.value)


def test_a_missing_rule_is_refused(root: Path, tmp_path: Path) -> None:
    text = (root / GBER).read_text(encoding="utf-8")
    copy = tmp_path / "gber.yaml"
    copy.write_text("\n".join(line for line in text.split("\n") if "gber.art31.cap" not in line), encoding="utf-8")
    with pytest.raises(BadInput, match=r"no rule gber\.art31\.cap"):
        load_rules(*with_others(copy))  # type: ignore[arg-type]


def test_a_grant_after_2026_uses_the_present_rules_as_lapsed_and_to_confirm() -> None:
    last, after = law().on(date(2026, 12, 31)), law().on(date(2027, 1, 1))
    assert last.rule("gber.art25.base.industrial").basis is Basis.IN_FORCE
    assert not last.rule("gber.art25.base.industrial").to_confirm
    assert after.rule("gber.art25.base.industrial").basis is Basis.LAPSED
    assert after.rule("gber.art25.base.industrial").to_confirm
    assert after.rule("gber.art25.base.industrial").value == last.rule("gber.art25.base.industrial").value


def test_de_minimis_holds_until_2030() -> None:
    assert law().on(date(2030, 12, 31)).rule("de_minimis.ceiling").basis is Basis.IN_FORCE
    assert law().on(date(2031, 1, 1)).rule("de_minimis.ceiling").basis is Basis.LAPSED


def test_a_grant_before_the_first_known_rule_is_refused() -> None:
    with pytest.raises(BadInput, match="no rule is known"):
        law().on(date(2019, 1, 1)).rule("gber.art25.cap")
