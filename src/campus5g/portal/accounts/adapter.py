"""How this campus signs people in: no open sign-up, letters in the reader's language, pages in theirs from the log-in on."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campus5g.portal.accounts.demonstration import refused_here
from campus5g.portal.base.models import SiteSettings


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep the language of the pages in the cookie that the framework reads."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation alone, or by the first administrator of an empty campus."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"{SiteSettings.current().name}: {subject}"

    def get_from_email(self) -> str:
        return SiteSettings.current().mail_sender or settings.DEFAULT_FROM_EMAIL

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the person, who may not be the one who asked."""
        with translation.override(user.language):
            super().send_password_reset_mail(user, email, context)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        with translation.override(user.language):
            response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Refuse the public password of the demonstrations on a real campus, whoever kept it."""
        if refused_here(credentials.get("password")):
            credentials["password"] = secrets.token_urlsafe(16)
        return super().authenticate(request, **credentials)

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        if refused_here(password):
            raise ValidationError(_("This password is public: it opens the demonstrations. Choose another."))
        cleaned: str = super().clean_password(password, user)
        return cleaned
