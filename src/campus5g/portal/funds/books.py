"""The money of a programme as the engine knows it: its deeds, replayed. What was replayed once is remembered by its digest."""

from __future__ import annotations

from collections import OrderedDict

from django.db.models import QuerySet

from campus5g.core.audit import GENESIS
from campus5g.core.codec import load
from campus5g.ledger import AnyDeed, Deed, Fund, Refusal, apply
from campus5g.portal.base.once import once_a_page
from campus5g.portal.funds.models import Book, BookDeed, Share
from campus5g.portal.programme.models import Programme

_KEPT = 16
_known: OrderedDict[str, Fund] = OrderedDict()
"""Digest of the last deed → what all the deeds make. A digest stands for its whole past, so that nothing here goes out of date."""


@once_a_page
def fund_of(programme: Programme) -> Fund:
    """Return where the money of a programme stands; it sees every deed, whoever asks: what is shown is chosen afterwards."""
    return _replayed(BookDeed._base_manager.filter(book__programme=programme))[0]


def owed_of(fund: Fund, share: Share) -> int:
    """Return what a partner owes of its repayable advance, interest called included."""
    advance = fund.advances.get(share.advance_key)
    return advance.position.debt_cents if advance else 0


def replayed(book: Book) -> tuple[Fund, str, int]:
    """Return what the deeds of a book make, with the digest and the number of the last one."""
    return _replayed(BookDeed._base_manager.filter(book=book))


def _replayed(deeds: QuerySet[BookDeed]) -> tuple[Fund, str, int]:
    rows = deeds.order_by("number")
    last = rows.values_list("digest", "number").last()
    if last is None:
        return Fund(), GENESIS, 0
    digest, number = last
    fund = _known.get(digest)
    if fund is None:
        fund = Fund()
        for data in rows.values_list("data", flat=True):
            fund = after(fund, read_deed(data))
        remember(digest, fund)
    return fund, digest, number


def after(fund: Fund, deed: AnyDeed) -> Fund:
    """Return the fund after a deed that it took once: it takes it again."""
    found = apply(fund, deed)
    if isinstance(found, Refusal):
        raise ValueError(f"a deed of the book is refused: {found.reason}")
    return found


def read_deed(data: dict[str, object]) -> AnyDeed:
    found: AnyDeed = load(Deed, data)  # type: ignore[arg-type]  # a union, which pydantic reads
    return found


def remember(digest: str, fund: Fund) -> None:
    _known[digest] = fund
    while len(_known) > _KEPT:
        _known.popitem(last=False)
