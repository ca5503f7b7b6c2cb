"""A campus on the internet starts only when it is safe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

KEY = {"CAMPUS5G_SECRET_KEY": "".join(f"{number:02x}" for number in range(64))}
HOSTS = {"CAMPUS5G_HOSTS": "campus.example.org,www.campus.example.org"}


def production(tmp_path: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the framework under the settings of production, with nothing but ``env`` said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPUS5G_", "DJANGO_"))}
    said = {**kept, "CAMPUS5G_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "campus5g.portal.settings.production", **env}
    return subprocess.run([sys.executable, "-m", "django", *words], env=said, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("env", "lacking"), [({}, "CAMPUS5G_SECRET_KEY"), (KEY, "CAMPUS5G_HOSTS"), (HOSTS, "CAMPUS5G_SECRET_KEY")]
)
def test_production_refuses_to_start_without_its_own_key_and_hosts(tmp_path: Path, env: dict[str, str], lacking: str) -> None:
    outcome = production(tmp_path, "check", **env)
    assert outcome.returncode != 0
    assert f"{lacking} is not set" in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_production_passes_every_check_of_the_framework_for_a_deployment(tmp_path: Path) -> None:
    outcome = production(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **KEY, **HOSTS)
    assert outcome.returncode == 0, outcome.stderr


def test_production_shows_no_debug_page_and_keeps_its_cookies_for_tls(tmp_path: Path) -> None:
    names = (
        "DEBUG",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "LANGUAGE_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "ALLOWED_HOSTS",
    )
    code = f"from django.conf import settings as s; print([getattr(s, name) for name in {names}])"
    outcome = production(tmp_path, "shell", "--no-imports", "-c", code, **KEY, **HOSTS)
    assert outcome.stdout.strip() == str([False, True, True, True, True, HOSTS["CAMPUS5G_HOSTS"].split(",")]), outcome.stderr


def test_a_machine_makes_its_own_key_once_readable_by_its_owner_alone(tmp_path: Path) -> None:
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    default = {"DJANGO_SETTINGS_MODULE": "campus5g.portal.settings.default"}
    first, again = (production(tmp_path, "shell", "--no-imports", "-c", code, **default) for _ in range(2))
    assert first.stdout == again.stdout
    assert len(first.stdout.strip()) > 60
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_session_of_staff_lasts_a_working_day_at_most_and_no_script_reads_its_cookie() -> None:
    assert settings.SESSION_COOKIE_AGE <= 8 * 3600
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


def test_passwords_are_kept_by_argon2_and_need_twelve_signs() -> None:
    from campus5g.portal.settings import default

    assert default.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    options = {rule["NAME"].rsplit(".", 1)[-1]: rule.get("OPTIONS", {}) for rule in settings.AUTH_PASSWORD_VALIDATORS}
    assert options["MinimumLengthValidator"]["min_length"] >= 12
    assert {"CommonPasswordValidator", "UserAttributeSimilarityValidator", "NumericPasswordValidator"} <= set(options)
