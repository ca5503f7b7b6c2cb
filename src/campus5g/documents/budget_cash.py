"""The cash of a plan in its workbook: quarter by quarter on each partner's sheet, and their live sum on a sheet of its own."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import quote_sheetname

from campus5g.core.message import Message, msg
from campus5g.core.project import CashFlow, FinancingPlan, Partner
from campus5g.documents.cells import Styles, finish, headings, write_text
from campus5g.documents.voice import Voice

_COLUMNS = (
    ("spent", msg("Spent"), -1), ("grant", msg("Grants received"), 1), ("advance", msg("Advances received"), 1),
    ("loan", msg("Loans received"), 1), ("repaid", msg("Repaid"), -1), ("interest", msg("Interest paid"), -1),
)  # fmt: skip
_ALWAYS = ("spent", "grant", "advance", "repaid")
_LETTERS, _FIRST = "DEFGHIJ", 6


class CashSheets:
    """The sheets of one plan. Flows are typed in on the partners' sheets; balances and the sheet of all are formulas."""

    def __init__(self, plan: FinancingPlan, styles: Styles, say: Voice) -> None:
        self.styles, self.say = styles, say
        self.flows = {(flow.quarter, flow.partner_id): flow for flow in plan.cash}
        self.quarters = sorted({flow.quarter for flow in plan.cash})
        self.columns = [c for c in _COLUMNS if c[0] in _ALWAYS or any(getattr(flow, f"{c[0]}_cents") for flow in plan.cash)]
        self.places: list[tuple[str, int, str]] = []

    def of_partner(self, sheet: Any, name: str, partner: Partner, row: int) -> None:
        """Write a partner's cash under its budget: title on ``row`` (counted from 0), headings, then one row a quarter."""
        write_text(sheet, row, 0, self.say(msg("Cash by quarter")), self.styles.head)
        headings(sheet, row + 1, self._heads(blank=2), 3, self.styles)
        first, balance = row + 3, 0
        for i, quarter in enumerate(self.quarters):
            flow = self.flows.get((quarter, partner.id), CashFlow(quarter, partner.id, 0, 0, 0, 0))
            cents = [getattr(flow, f"{key}_cents") for key, _, _ in self.columns]
            balance += sum(sign * amount for amount, (_, _, sign) in zip(cents, self.columns, strict=True))
            write_text(sheet, first + i - 1, 0, self.say.quarter(quarter), self.styles.text)
            for letter, amount in zip(_LETTERS, cents, strict=False):
                sheet.write_number(f"{letter}{first + i}", amount / 100, self.styles.euro)
            self._balance(sheet, _LETTERS, first + i, i == 0, balance)
        self.places.append((name, first, partner.id))

    def of_all(self, sheet: Any, title: str) -> None:
        """Write the cash of all partners together: each cell adds up those of their sheets."""
        write_text(sheet, 0, 0, title, self.styles.title)
        write_text(sheet, 1, 0, self.say(msg("Cash by quarter, all partners together")), self.styles.note)
        letters, balance = "BCDEFGH", 0
        headings(sheet, _FIRST - 2, self._heads(blank=0), 1, self.styles)
        for i, quarter in enumerate(self.quarters):
            write_text(sheet, _FIRST + i - 1, 0, self.say.quarter(quarter), self.styles.text)
            for letter, there, (key, _, sign) in zip(letters, _LETTERS, self.columns, strict=False):
                of_each = "+".join(f"{quote_sheetname(name)}!{there}{first + i}" for name, first, _ in self.places)
                cents = sum(
                    getattr(self.flows[quarter, who], f"{key}_cents") for _, _, who in self.places if (quarter, who) in self.flows
                )
                balance += sign * cents
                sheet.write_formula(f"{letter}{_FIRST + i}", f"={of_each}", self.styles.euro, cents / 100)
            self._balance(sheet, letters, _FIRST + i, i == 0, balance)
        finish(sheet, (16, *(18 for _ in self.columns), 18), _FIRST)

    def _heads(self, blank: int) -> list[str]:
        titles: list[Message | str] = [
            msg("Quarter"),
            *[""] * blank,
            *(title for _, title, _ in self.columns),
            msg("Balance since the start"),
        ]
        return [self.say(title) if title else "" for title in titles]

    def _balance(self, sheet: Any, letters: str, at: int, start: bool, cents: int) -> None:
        """What was received less what was paid, since the start."""
        own = letters[len(self.columns)]
        moved = "".join(
            f"{'+' if sign > 0 else '-'}{letter}{at}" for letter, (_, _, sign) in zip(letters, self.columns, strict=False)
        )
        sheet.write_formula(f"{own}{at}", f"={'0' if start else f'{own}{at - 1}'}{moved}", self.styles.euro, cents / 100)
