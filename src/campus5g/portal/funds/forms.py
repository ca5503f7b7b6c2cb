"""Forms of the money. Amounts are typed in euros, the French or the English way, and kept in cents."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.project import Category
from campus5g.ledger.bank import Columns
from campus5g.portal.base.forms import DayField
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory import forms as directory
from campus5g.portal.directory.models import Organisation
from campus5g.portal.funds.models import Agreement, BudgetLine, Change, Claim, ClaimLine, Share
from campus5g.portal.funds.models.scoped import LABEL_LENGTH, MOST_CENTS, WHY_LENGTH
from campus5g.portal.funds.statements import FIELDS, columns_of
from campus5g.portal.programme.models import Participant, Programme, Strand
from campus5g.portal.projects.labels import CATEGORY


class EurosField(directory.EurosField):
    """An amount in euros within bounds; ``least`` of 1 cent refuses nought."""

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # no longest text: what is validated is a number of cents
        self.least = least

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.least <= value <= MOST_CENTS:
            raise forms.ValidationError(_("An amount of more than zero.") if self.least else _("An amount that is not negative."))


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=WHY_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))


class NothingForm(forms.Form):
    """A deed that asks nothing: it is confirmed."""


class OnForm(forms.Form):
    on = DayField(label=_("Day of the payment"))


class BackForm(WhyForm):
    """A payment that came back."""

    on = DayField(label=_("Day on which it came back"))
    again = forms.BooleanField(
        label=_("Expect it again"), required=False, initial=True,
        help_text=_("Untick it where nobody is to be paid: what is due then stays due, and may be expected by hand."),
    )  # fmt: skip

    field_order = ("on", "why", "again")


class CallForm(forms.Form):
    """Under which call of the project's newest plan the funder pays."""

    call = forms.ChoiceField(
        label=_("What the funder pays"), required=False,
        help_text=_("With a call: the lines that it pays for, and its grants and advances. Without: every cost, and no amount of aid."),
    )  # fmt: skip

    def __init__(self, *args: Any, calls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["call"]
        field.choices = [*((one.call_id, one.title) for one in calls), ("", _("every cost of the project, without aid"))]


class AgreementForm(forms.ModelForm):
    signed_on = DayField(label=_("Day of the signature"))
    starts_on = DayField(label=_("Costs taken from"))
    ends_on = DayField(label=_("Costs taken until"))
    claims_until = DayField(label=_("Last claim by"))

    class Meta:
        model = Agreement
        fields = (
            "funder", "number", "signed_on", "starts_on", "ends_on", "claims_until", "rate_percent", "first_percent",
            "retention_percent", "transfer_percent", "direct", "conditions", "example",
        )  # fmt: skip
        widgets = {"conditions": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["funder"]
        funders = Participant.objects.filter(programme=programme, role=Participant.Role.FUNDER, until=None)
        field.queryset = Organisation.objects.filter(pk__in=funders.values("organisation_id"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends, last = (data.get(name) for name in ("starts_on", "ends_on", "claims_until"))
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The costs end after they begin."))
        if ends and last and last < ends:
            self.add_error("claims_until", _("The last claim comes on or after the last day of the costs."))
        return data

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ShareForm(forms.ModelForm):
    """A partner's share: how much of it is a grant, how much an advance, and how the advance is repaid."""

    grant = EurosField(label=_("Grant (€)"))
    advance = EurosField(label=_("Repayable advance (€)"))
    minimum = EurosField(label=_("Of the advance, repaid even in case of failure (€)"), required=False)

    class Meta:
        model = Share
        fields = (
            "organisation", "recovers_vat", "trigger", "deferral_months", "instalments", "every_months", "rate_percent",
            "turnover_percent", "conditional", "success",
        )  # fmt: skip

    field_order = ("organisation", "grant", "advance", "recovers_vat")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        told = {name: data[name] for name in self.Meta.fields if name != "organisation"}
        amounts = {f"{name}_cents": data[name] or 0 for name in ("grant", "advance", "minimum")}
        return {**told, **amounts}


class BudgetLineForm(forms.ModelForm):
    cents = EurosField(label=_("Amount (€)"))
    category = forms.ChoiceField(label=_("Category"))
    strand = forms.ModelChoiceField(
        label=_("Strand"), queryset=Strand.objects.none(), required=False, empty_label=_("the whole programme")
    )

    class Meta:
        model = BudgetLine
        fields = ("organisation", "label", "category")

    field_order = ("organisation", "strand", "label", "category", "cents")

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation, strand, category = (self.fields[name] for name in ("organisation", "strand", "category"))
        shared = Share.objects.filter(agreement=agreement)
        organisation.queryset = Organisation.objects.filter(pk__in=shared.values("organisation_id"))  # type: ignore[attr-defined]
        strand.queryset = Strand.objects.filter(programme=agreement.programme_id)  # type: ignore[attr-defined]
        category.choices = [(one.value, say(CATEGORY[one])) for one in Category]  # type: ignore[attr-defined]


class SignForm(forms.Form):
    file = forms.FileField(label=_("The signed agreement"), required=False)


class ClaimForm(forms.Form):
    starts_on = DayField(label=_("Costs from"))
    ends_on = DayField(label=_("Costs until"))
    last = forms.BooleanField(
        label=_("This is our last claim: we ask for the balance"), required=False
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The costs end after they begin."))
        return data


class LineForm(forms.ModelForm):
    """One invoice. What is asked is left empty for the whole of it: net, with the VAT where it is not recovered."""

    budget = forms.ModelChoiceField(label=_("Budget line"), queryset=BudgetLine.objects.none())
    on = DayField(label=_("Day of the invoice"))
    net = EurosField(label=_("Amount without VAT (€)"), least=1)
    vat = EurosField(label=_("VAT (€)"), required=False)
    asked = EurosField(
        label=_("Amount claimed (€)"), required=False, least=1,
        help_text=_("Left empty: the whole invoice, without the VAT that you recover."),
    )  # fmt: skip
    file = forms.FileField(label=_("The invoice, and what proves that it was paid"), required=False)

    class Meta:
        model = ClaimLine
        fields = ("supplier", "invoice", "currency", "text")

    field_order = ("budget", "supplier", "invoice", "on", "net", "vat", "asked", "currency", "text", "file")

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        budget: Any = self.fields["budget"]
        budget.queryset = BudgetLine.objects.filter(agreement=claim.agreement_id, organisation=claim.organisation_id)
        if self.instance.pk:
            for name in ("net", "vat", "asked"):
                self.fields[name].initial = getattr(self.instance, f"{name}_cents")
            self.fields["on"].initial, self.fields["budget"].initial = self.instance.on, self.instance.budget_id

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        told = {name: data[name] for name in (*self.Meta.fields, "budget", "on")}
        return {**told, "net_cents": data["net"], "vat_cents": data["vat"] or 0, "asked_cents": data["asked"]}


class JudgeForm(forms.Form):
    """What is decided of one line of a claim."""

    outcome = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in ClaimLine.Outcome if one != ClaimLine.Outcome.WAITING],
    )  # fmt: skip
    accepted = EurosField(label=_("Amount kept, where it is cut (€)"), required=False)
    why = forms.CharField(
        label=_("Reason, or question"), max_length=WHY_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed unless the line is accepted: the partner reads it."),
    )  # fmt: skip


class PaymentForm(forms.Form):
    """A payment besides those that follow from the agreement and the claims: a recovery, a payment of the funder."""

    kind = forms.ChoiceField(label=_("What is paid"))
    organisation = forms.ModelChoiceField(label=_("Partner"), queryset=Organisation.objects.none(), required=False)
    cents = EurosField(label=_("Amount (€)"), least=1)
    due_on = DayField(label=_("Expected on"))
    why = forms.CharField(label=_("Reason"), max_length=WHY_LENGTH)

    def __init__(self, *args: Any, agreement: Agreement, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, organisation = self.fields["kind"], self.fields["organisation"]
        kind.choices = kinds  # type: ignore[attr-defined]
        shared = Share.objects.filter(agreement=agreement)
        organisation.queryset = Organisation.objects.filter(pk__in=shared.values("organisation_id"))  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """What is asked of an advance; its effect is shown before anybody approves it."""

    NEEDS: ClassVar[dict[str, tuple[str, ...]]] = {
        Change.Kind.TURNOVER: ("cents", "due_on"), Change.Kind.OUTCOME: ("percent",), Change.Kind.DEFER: ("months",),
        Change.Kind.EARLY: ("cents",), Change.Kind.WRITE_OFF: ("cents",),
    }  # fmt: skip

    kind = forms.ChoiceField(label=_("What is asked"), choices=Change.Kind.choices, widget=forms.RadioSelect)
    on = DayField(label=_("With effect on"))
    months = forms.IntegerField(label=_("Months by which instalments are put off"), min_value=1, max_value=60, required=False)
    cents = EurosField(label=_("Amount: turnover, repaid earlier, or written off (€)"), required=False, least=1)
    percent = forms.DecimalField(
        label=_("Success, in %"), min_value=0, max_value=100, decimal_places=2, required=False,
        help_text=_("100: full success, everything is repaid. 0: failure, the agreed minimum is."),
    )  # fmt: skip
    due_on = DayField(label=_("Day on which the share of the turnover is due"), required=False)
    why = forms.CharField(label=_("Reason"), max_length=WHY_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.NEEDS.get(str(data.get("kind")), ()):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, _("Needed for what is asked."))
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = self.NEEDS.get(data["kind"], ())
        return {"kind": data["kind"], "on": data["on"], "why": data["why"], **{name: data[name] for name in kept}}


class StatementForm(forms.Form):
    file = forms.FileField(
        label=_("Bank statement"),
        help_text=_("CAMT.053 (xml), or the csv that the bank gives. The same file twice adds nothing."),
    )
    anew = forms.BooleanField(
        label=_("Say again which column holds what"), required=False,
        help_text=_("Asked the first time that a bank's table is read, and kept."),
    )  # fmt: skip


class LayoutForm(forms.Form):
    """Which column of a bank's table holds what. The file is carried by the page: nothing is stored before it is confirmed."""

    name = forms.CharField(widget=forms.HiddenInput, max_length=LABEL_LENGTH)
    content = forms.CharField(widget=forms.HiddenInput, max_length=5_000_000)

    def __init__(self, *args: Any, header: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((word, word) for word in header if word)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(label=say(label), choices=choices, required=name == "day")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("amount") and not (data.get("debit") and data.get("credit")):
            self.add_error(None, _("Say which column holds the amount, or the debit and the credit."))
        return data

    def columns(self) -> Columns:
        return columns_of({name: self.cleaned_data[name] for name in FIELDS})


class PeriodForm(forms.Form):
    starts_on = DayField(label=_("Period from"))
    ends_on = DayField(label=_("Period until"))


class MoveForm(forms.Form):
    """Budget moved from one line of an agreement to another."""

    source = forms.ModelChoiceField(label=_("From the line"), queryset=BudgetLine.objects.none())
    target = forms.ModelChoiceField(label=_("To the line"), queryset=BudgetLine.objects.none())
    cents = EurosField(label=_("Amount (€)"), least=1)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = BudgetLine.objects.filter(agreement__programme=programme, agreement__state=Agreement.State.SIGNED)
        for name in ("source", "target"):
            field: Any = self.fields[name]
            field.queryset = lines.select_related("organisation", "agreement")
            field.label_from_instance = lambda line: f"{line.organisation} · {line.label}"


class UntilForm(forms.Form):
    until = DayField(label=_("Close the accounts until"))


class ReopenForm(WhyForm):
    until = DayField(label=_("Keep closed until (empty: open everything)"), required=False)
