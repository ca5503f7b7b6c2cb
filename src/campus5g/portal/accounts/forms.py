"""Forms about oneself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus5g.portal.accounts.models import User, tidy_email

NAME = {"autocomplete": "name"}
NEW_PASSWORD = {"autocomplete": "new-password"}
PASSWORD_HELP = _("At least 12 characters; a phrase of several words is easiest. Not a common password, not your name.")


class ProfileForm(forms.ModelForm):
    """One's own name and language."""

    class Meta:
        model = User
        fields = ("full_name", "language")
        widgets = {"full_name": forms.TextInput(attrs=NAME)}


class NewPersonForm(forms.Form):
    """A person who makes their account: name, language and a password typed twice, checked by the rules of the house."""

    full_name = forms.CharField(label=_("Full name"), max_length=120, widget=forms.TextInput(attrs=NAME))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=get_language)
    password1 = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD), help_text=PASSWORD_HELP
    )
    password2 = forms.CharField(label=_("Password, once more"), strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD))

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = cleaned.get("password1")
        if typed and "password2" in cleaned and typed != cleaned["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        if typed:
            person = User(email=cleaned.get("email") or self.email, full_name=cleaned.get("full_name", ""))
            try:
                get_adapter().clean_password(typed, person)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class FoundingForm(NewPersonForm):
    """The first administrator of an empty campus."""

    campus = forms.CharField(label=_("Name of the campus"), max_length=120, initial="Campus 5G")
    office = forms.CharField(
        label=_("Your organisation"), max_length=160,
        help_text=_("The programme office: the trusted third party that runs the campus."),
    )  # fmt: skip
    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    field_order = ("campus", "office", "full_name", "email", "language", "password1", "password2")

    def clean_email(self) -> str:
        return tidy_email(self.cleaned_data["email"])
