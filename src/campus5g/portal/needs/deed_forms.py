"""The forms of what is done with needs: who sees them, and how several become one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.actions.collective import SAID, Said
from campus5g.portal.needs.forms import lines
from campus5g.portal.needs.models import SHORT_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Need, NeedLink


class WhyForm(forms.Form):
    """A reason that stays in the audit trail."""

    why = forms.CharField(label=_("Why must the office know?"), max_length=300, widget=lines(2))


class SharingForm(forms.Form):
    visibility = forms.ChoiceField(label=_("Who sees this need?"), choices=Need.Visibility.choices, widget=forms.RadioSelect)


class RevealForm(forms.Form):
    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("To which organisation?"))

    def __init__(self, *args: Any, but: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.active().exclude(pk=but)  # type: ignore[attr-defined]


class CollectiveForm(forms.Form):
    """What several companies need together. ``site_of``: the need whose site is studied, or none for all of them side by side."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    text = forms.CharField(
        label=_("What do they need together?"), max_length=TEXT_LENGTH, widget=lines(6),
        help_text=_("What is common to them, in words that each can agree to. Name no company that is anonymous."),
    )  # fmt: skip
    hurts = forms.CharField(label=_("What hurts today?"), max_length=TEXT_LENGTH, required=False, widget=lines(3))
    process = forms.CharField(label=_("In which process?"), max_length=SHORT_LENGTH, required=False, widget=lines(2))
    equipment = forms.CharField(label=_("Which equipment?"), max_length=SHORT_LENGTH, required=False, widget=lines(2))
    volumes = forms.CharField(label=_("Which volumes?"), max_length=SHORT_LENGTH, required=False, widget=lines(2))
    constraints = forms.CharField(label=_("Which constraints?"), max_length=SHORT_LENGTH, required=False, widget=lines(2))
    site_of = forms.TypedChoiceField(
        label=_("Which site is studied?"), required=False, coerce=int, empty_value=None,
        help_text=_("One of their sites stands for all, or all are laid side by side: then a study gives orders of magnitude. "
                    "Those who take part see this plan."),
    )  # fmt: skip
    wording = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    why = forms.CharField(label=_("What has changed, and why?"), max_length=300, required=False, widget=lines(2))

    def __init__(self, *args: Any, needs: Any, reworded: bool = False, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = [(need.pk, _site_label(need)) for need in needs if need.site]
        self.fields["site_of"].choices = [("", _("All of them, side by side")), *sites]  # type: ignore[attr-defined]
        if not reworded:
            del self.fields["wording"]
        if not (reworded or why):
            del self.fields["why"]

    def said(self) -> Said:
        said = self.cleaned_data
        return Said(said["title"], said["text"], {name: said.get(name, "") for name in SAID}, said["site_of"])


def _site_label(need: Need) -> str:
    return f"{need.reference} · {need.shown_place or need.owner}"


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect,
        choices=[("consented", _("I agree to this wording")), ("objected", _("I object: it should say something else")),
                 ("refused", _("I do not take part"))],
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why?"), max_length=300, required=False, widget=lines(2), help_text=_("Needed to object or to refuse.")
    )
    wording = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)


class LeaveForm(forms.Form):
    why = forms.CharField(label=_("Why does this need leave?"), max_length=300, widget=lines(2))


class JoinForm(forms.Form):
    """One more need that is asked to take part."""

    need = forms.ModelChoiceField(queryset=Need._base_manager.none(), label=_("Which need?"))
    kind = forms.ChoiceField(label=_("How is it linked?"), choices=NeedLink.Kind.choices)

    def __init__(self, *args: Any, needs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["need"]
        field.queryset = needs  # type: ignore[attr-defined]
        field.label_from_instance = label_of  # type: ignore[attr-defined]


def label_of(need: Need) -> str:
    """A need in a list to choose from: its number, its title, and whose it is as far as the reader may know."""
    return f"{need.reference} · {need.title} ({need.owner})"
