"""The verbs of the money of programmes. Pages, API, worker and loader call these and write nothing themselves."""

from campus5g.portal.funds.actions.advances import ask_change, call_due, call_instalments, decide_change
from campus5g.portal.funds.actions.agreements import change_agreement, enter_agreement, move_budget, set_line, set_share, sign
from campus5g.portal.funds.actions.bank import bring_back, read_in, set_aside, settle
from campus5g.portal.funds.actions.book import close_period, reopen_period
from campus5g.portal.funds.actions.budgets import copy_budget, drop_line
from campus5g.portal.funds.actions.claims import open_claim, remove_line, submit, withdraw_claim, write_line
from campus5g.portal.funds.actions.ends import close_agreement, reopen_agreement
from campus5g.portal.funds.actions.leaving import leave
from campus5g.portal.funds.actions.payments import cancel_payment, expect_payment, pay, take_back
from campus5g.portal.funds.actions.reminding import remind_of_money
from campus5g.portal.funds.actions.review import accept_rest, approve_claim, ask_back, check_claim, judge_line, return_to_check

__all__ = [
    "accept_rest",
    "approve_claim",
    "ask_back",
    "ask_change",
    "bring_back",
    "call_due",
    "call_instalments",
    "cancel_payment",
    "change_agreement",
    "check_claim",
    "close_agreement",
    "close_period",
    "copy_budget",
    "decide_change",
    "drop_line",
    "enter_agreement",
    "expect_payment",
    "judge_line",
    "leave",
    "move_budget",
    "open_claim",
    "pay",
    "read_in",
    "remind_of_money",
    "remove_line",
    "reopen_agreement",
    "reopen_period",
    "return_to_check",
    "set_aside",
    "set_line",
    "set_share",
    "settle",
    "sign",
    "submit",
    "take_back",
    "withdraw_claim",
    "write_line",
]
