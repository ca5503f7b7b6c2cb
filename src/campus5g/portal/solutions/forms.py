"""Forms of solutions and introductions. What is typed is kept when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus5g.core.benefit import Use
from campus5g.portal.base.actor import Actor
from campus5g.portal.directory.forms import EurosField
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.forms import USES
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions.actions import Told
from campus5g.portal.solutions.models import SHORT_LENGTH, SUMMARY_LENGTH, TEXT_LENGTH, WHY_LENGTH, Introduction, Solution
from campus5g.portal.solutions.permissions import OFFERING

TRL = [
    (1, _("1: basic principles observed")), (2, _("2: concept formulated")), (3, _("3: proof in the laboratory")),
    (4, _("4: works in the laboratory")), (5, _("5: works in a relevant environment")), (6, _("6: prototype shown in it")),
    (7, _("7: prototype shown where it will work")), (8, _("8: complete and qualified")), (9, _("9: proven in operation")),
]  # fmt: skip


def area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class SolutionForm(forms.Form):
    """What is said of a solution."""

    organisation = forms.ModelChoiceField(label=_("Offered by"), queryset=Organisation.objects.none())
    title = forms.CharField(label=_("Name of the solution"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Solution.Kind.choices)
    summary = forms.CharField(
        label=_("In one sentence"), max_length=SUMMARY_LENGTH, required=False, widget=area(2),
        help_text=_("What it changes for the company that takes it, in its words."),
    )  # fmt: skip
    text = forms.CharField(label=_("What it does and how"), max_length=TEXT_LENGTH, required=False, widget=area(6))
    uses = forms.MultipleChoiceField(
        label=_("Uses served"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(use.value, USES[use][0]) for use in Use],
    )  # fmt: skip
    equipment = forms.CharField(
        label=_("Equipment it works with or needs"), max_length=SHORT_LENGTH, required=False, widget=area(2),
        help_text=_("For instance: overhead cranes, private 5G network, OPC UA gateway."),
    )  # fmt: skip
    trl = forms.TypedChoiceField(
        label=_("Maturity"), required=False, coerce=int, empty_value=None, choices=[("", _("not said")), *TRL],
        help_text=_("Technology readiness level, ISO 16290."),
    )  # fmt: skip
    proof = forms.CharField(
        label=_("What proves it"), max_length=SHORT_LENGTH, required=False, widget=area(2),
        help_text=_("Where and when it was shown to work. Files are added on the page of the solution."),
    )  # fmt: skip
    price_low_cents = EurosField(label=_("Price, from (in euros)"), required=False)
    price_high_cents = EurosField(label=_("Price, to (in euros)"), required=False)
    basis = forms.ChoiceField(label=_("This price is"), choices=Solution.Bases.choices, initial=Solution.Bases.ONCE)
    references = forms.CharField(
        label=_("References"), max_length=SHORT_LENGTH, required=False, widget=area(3), help_text=_("One a line, with its year.")
    )
    visitable = forms.BooleanField(label=_("It can be visited"), required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    visit = forms.CharField(
        label=_("How to visit it"), max_length=SUMMARY_LENGTH, required=False,
        help_text=_("For instance: first Tuesday of the month, ten people at most."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, actor: Actor, solution: Solution | None = None) -> None:
        initial = {name: getattr(solution, name) for name in Told.__dataclass_fields__} if solution else {}
        super().__init__(data, initial=initial)
        self._language = solution.language if solution else (get_language() or "fr").split("-")[0]
        if solution or not actor.is_office:
            del self.fields["organisation"]
        else:
            offering = Organisation.objects.active().filter(kind__in=OFFERING)
            self.fields["organisation"].queryset = offering  # type: ignore[attr-defined]

    def told(self) -> Told:
        data = {name: value for name, value in self.cleaned_data.items() if name != "organisation"}
        return Told(**data | {"uses": tuple(data["uses"]), "language": self._language})


class IntroductionForm(forms.Form):
    """Why one side wants to meet the other."""

    need = forms.ModelChoiceField(
        label=_("For which of your needs?"), queryset=Need._base_manager.none(), required=False, empty_label=_("none in particular"),
        help_text=_("The other side reads its title; the rest, if you share the need."),
    )  # fmt: skip
    solution = forms.ModelChoiceField(label=_("With which of your solutions?"), queryset=Solution._base_manager.none())
    text = forms.CharField(
        label=_("Why you want to meet them"), max_length=SHORT_LENGTH, widget=area(4),
        help_text=_("The office reads it, then the other side if the office proposes it."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Who is reached, and how"), max_length=WHY_LENGTH,
        help_text=_("A name, a telephone number or an address. Shown to the other side alone, once it has accepted."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, needs: Any = None, solutions: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name, choices in (("need", needs), ("solution", solutions)):
            if choices is None:
                del self.fields[name]
            else:
                self.fields[name].queryset = choices  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """Yes or no; a no says why."""

    why = forms.CharField(label=_("If no: why"), max_length=WHY_LENGTH, required=False)


class AnswerForm(DecisionForm):
    contact = forms.CharField(
        label=_("If yes: who is reached, and how"), max_length=WHY_LENGTH, required=False,
        help_text=_("Shown to the other side alone."),
    )  # fmt: skip
    field_order = ("contact", "why")


class FollowForm(forms.Form):
    state = forms.ChoiceField(label=_("What came of it"), choices=[])
    why = forms.CharField(label=_("In a few words"), max_length=WHY_LENGTH, required=False)

    def __init__(self, data: Any = None, *, now: str) -> None:
        super().__init__(data)
        states = Introduction.State
        later = {states.CONTACT: 0, states.MET: 1, states.PROOF: 2}
        steps = [states.MET, states.PROOF, states.CONTRACT, states.ENDED][later.get(states(now), 0) :]
        self.fields["state"].choices = [(step.value, step.label) for step in steps]  # type: ignore[attr-defined]


class ArchiveForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=WHY_LENGTH)


class AnsweredForm(forms.Form):
    """Which solution answers a need."""

    solution = forms.ModelChoiceField(label=_("Solution"), queryset=Solution._base_manager.none())
    text = forms.CharField(label=_("What it changed"), max_length=WHY_LENGTH, required=False)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        published = Solution.objects.filter(state=Solution.State.PUBLISHED)
        self.fields["solution"].queryset = published  # type: ignore[attr-defined]
