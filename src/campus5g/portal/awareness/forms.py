"""The questions of the self-assessment as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.benefit import Use
from campus5g.portal.base.templatetags.campus import say
from campus5g.study.maturity import ASKS, DIMENSIONS, PAINS, QUESTIONS, Ask, Assessment, assess


class CheckForm(forms.Form):
    """One choice a question, then what hurts and what the work asks of a link, as many as apply."""

    pains = forms.MultipleChoiceField(
        label=_("What hurts today?"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("As many as apply.")
    )
    asks = forms.MultipleChoiceField(
        label=_("What would the link have to bear?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("As many as apply."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.key] = forms.TypedChoiceField(
                label=say(question.ask), choices=[(n, say(answer)) for n, answer in enumerate(question.answers)], coerce=int,
                widget=forms.RadioSelect, error_messages={"required": _("Choose one answer.")},
            )  # fmt: skip
        self.fields["pains"].choices = [(use.value, say(pain)) for use, pain in PAINS.items()]
        self.fields["asks"].choices = [(ask.value, say(text)) for ask, text in ASKS.items()]
        self.order_fields([question.key for question in QUESTIONS])

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions by dimension, for the page."""
        parts = [
            (say(label), [self[question.key] for question in QUESTIONS if question.dimension == dimension])
            for dimension, label in DIMENSIONS.items()
        ]
        return [*parts, (str(_("Your site")), [self["pains"], self["asks"]])]

    def assessment(self) -> Assessment:
        said = self.cleaned_data
        uses = tuple(use for use in Use if use.value in said["pains"])
        asks = tuple(ask for ask in Ask if ask.value in said["asks"])
        return assess({question.key: said[question.key] for question in QUESTIONS}, uses, asks)
