"""Templates: each is used, each says its words for translation, none asks another host, none mistakes a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template

PORTAL = Path(__file__).resolve().parents[2] / "src" / "campus5g" / "portal"
TEMPLATES = sorted(path for path in PORTAL.glob("*/templates/**/*") if path.is_file())
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in [*PORTAL.rglob("*.py"), *TEMPLATES])
LIBRARIES = ("account/", "allauth/", "mfa/", "429.html")
"""Pages that libraries ask for by name."""


def name(path: Path) -> str:
    return path.as_posix().rsplit("/templates/", 1)[1]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_template_can_be_read(path: Path) -> None:
    assert get_template(name(path)).template.nodelist  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [path for path in TEMPLATES if not name(path).startswith(LIBRARIES)], ids=name)
def test_every_template_is_used(path: Path) -> None:
    if name(path).startswith("cotton/"):
        used = re.search(rf"<c-{path.stem}\b", SOURCES)
    elif name(path).startswith("base/legal/"):
        used = re.search(rf'"{path.stem}"', SOURCES)
    else:
        used = re.search(rf"""["']{re.escape(name(path))}["']""", SOURCES)
    assert used


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=name)
def test_no_template_carries_scripts_or_asks_another_host(path: Path) -> None:
    """The policy of the pages would stop them; here they do not even stand."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"\son\w+\s*=\s*[\"']", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
    assert "|safe" not in text
    assert "autoescape off" not in text


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=name)
def test_every_form_that_changes_something_carries_its_token(path: Path) -> None:
    for form in re.findall(r"<form\b[^>]*>.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
        if re.search(r'method="post"', form, re.IGNORECASE):
            assert "{% csrf_token %}" in form


WORDS = re.compile(r">[^<>{}%]*[A-Za-zÀ-ÿ]{4,}[^<>{}%]*<")
SAME_IN_BOTH = {"openapi.json", "English", "Français", "campus5g"}


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=name)
def test_every_word_of_a_page_is_translated(path: Path) -> None:
    text = re.sub(r"{% (comment|blocktranslate|verbatim).*?{% end\1 %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"&\w+;|{%.*?%}|{{.*?}}|<(script|style)\b.*?</\1>|<!--.*?-->", "", text, flags=re.DOTALL)
    found = {match.group()[1:-1].strip() for match in WORDS.finditer(text)}
    assert found - SAME_IN_BOTH == set()


def test_an_undefined_name_in_a_template_fails_in_the_tests() -> None:
    with pytest.raises(LookupError, match="no_such_name"):
        Template("{{ no_such_name }}").render(Context())
    assert Template("{% if no_such_name %}x{% endif %}{{ there|default:'-' }}").render(Context({"there": ""})) == "-"
