"""Forms of a group: a stake, with the enterprise outside the directory that it may bring, and the accounts of a year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campus5g.core.errors import BadInput
from campus5g.core.project import Accounts
from campus5g.portal.base.clock import today
from campus5g.portal.directory.actions.groups import check_accounts
from campus5g.portal.directory.forms import EurosField, told
from campus5g.portal.directory.group import Company, Group
from campus5g.portal.directory.models import Organisation, Stake

HELD_BY, HOLDS = "held_by", "holds"


class BooksFields(forms.Form):
    """The four figures of closed accounts, together or not at all."""

    year = forms.IntegerField(label=_("Year of these accounts"), required=False)
    staff_awu = forms.DecimalField(
        label=_("Staff, in annual work units"), required=False, max_digits=10, decimal_places=2, localize=True
    )
    turnover_cents = EurosField(label=_("Turnover, in euros"), required=False)
    balance_cents = EurosField(label=_("Balance sheet total, in euros"), required=False)

    FIGURES = ("year", "staff_awu", "turnover_cents", "balance_cents")

    def accounts(self) -> Accounts | None:
        """Return what was typed, checked; ``None`` when nothing was."""
        given = [self.cleaned_data.get(name) for name in self.FIGURES]
        return None if all(value is None for value in given) else Accounts(*given)

    def check_books(self) -> None:
        """Refuse a part of the figures, and figures that cannot be, each beside its field."""
        missing = [name for name in self.FIGURES if self.cleaned_data.get(name) is None]
        if 0 < len(missing) < len(self.FIGURES):
            self.add_error(missing[0], _("Staff, turnover, balance sheet total and their year go together."))
        elif not missing:
            try:
                check_accounts(Accounts(*(self.cleaned_data[name] for name in self.FIGURES)), today())
            except BadInput as error:
                self.add_error(error.where, told(error))


class StakeForm(BooksFields):
    """Who holds whom: one end in the group, the other in the directory or named here."""

    whose = forms.ChoiceField(label=_("Enterprise of the group"))
    direction = forms.ChoiceField(
        label=_("This enterprise"), choices=[(HELD_BY, _("is held by")), (HOLDS, _("holds"))], initial=HELD_BY
    )
    other = forms.ModelChoiceField(
        label=_("An organisation of the directory"), queryset=Organisation.objects.none(), required=False, empty_label="—",
        help_text=_("It will be asked to confirm: until then the stake does not count."),
    )  # fmt: skip
    name = forms.CharField(label=_("Or another enterprise or person: name"), max_length=160, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, min_length=2, initial="FR", help_text=_("Two letters."))
    capital = forms.DecimalField(
        label=_("Part of the capital (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True
    )
    votes = forms.DecimalField(
        label=_("Part of the votes (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True,
        help_text=_("The higher of the two counts for the size; the votes alone for de minimis aid."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("The holder is"), choices=Stake.Kind.choices, initial=Stake.Kind.COMPANY)
    control = forms.BooleanField(
        label=_("The holder controls it by other means: it appoints the directors, or a contract or an agreement says so"),
        required=False,
    )
    together = forms.CharField(
        label=_("Persons who act together: the name of their group"), max_length=80, required=False,
        help_text=_("A family, founders bound by a pact: the same name for each of them. They count as one holder."),
    )  # fmt: skip

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.ends: dict[str, Company] = {"": group.organisation} | {str(a.pk): a for a in group.affiliates}
        self.fields["whose"].choices = [(key, company.name) for key, company in self.ends.items()]  # type: ignore[attr-defined]
        self.fields["whose"].required = False
        others = Organisation.objects.active().exclude(pk=group.organisation.pk)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["together"] and cleaned["kind"] != Stake.Kind.PERSON:
            self.add_error("together", _("Only natural persons act together: say that the holder is one."))
        if bool(cleaned["other"]) == bool(cleaned["name"].strip()):
            self.add_error("name", _("Choose an organisation of the directory, or give the name of another one."))
        else:
            self.check_books()
        return cleaned

    @property
    def near(self) -> Company:
        """The end that is in the group already."""
        return self.ends[self.cleaned_data["whose"]]

    @property
    def percents(self) -> tuple[Decimal, Decimal]:
        return self.cleaned_data["capital"], self.cleaned_data["votes"]

    @property
    def tie_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("whose", "direction", "other", "name", "country")]

    @property
    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("capital", "votes", "kind", "together", "control")]

    @property
    def book_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIGURES]


class AccountsForm(BooksFields):
    """The accounts of one closed year of the organisation or of an enterprise outside the directory."""

    whose = forms.ChoiceField(label=_("Accounts of"), required=False)

    field_order = ("whose", *BooksFields.FIGURES)

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends: dict[str, Company] = {"": group.organisation} | {str(a.pk): a for a in group.affiliates}
        self.fields["whose"].choices = [(key, company.name) for key, company in self.ends.items()]  # type: ignore[attr-defined]
        for name in self.FIGURES:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self.check_books()
        return cleaned

    @property
    def company(self) -> Company:
        return self.ends[self.cleaned_data["whose"]]
