"""The pages of the money: each shows what its reader may see, keeps what was typed, and asks the database little."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.funds import actions
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.models import BankLine, Change, Claim, ClaimLine, Payment, Settlement
from tests.portal.factories.funds import K, Money, claim_of, money
from tests.portal.funds.test_claims import approved

pytestmark = pytest.mark.django_db
MOST = 20


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def lived() -> Money:
    """A programme whose money has moved: a claim approved and paid, another one being written, an advance drawn."""
    given = money(first_percent=0)
    given.pay_all("funding", "drawing")
    approved(given)
    given.pay_all("funding", "interim")
    claim_of(given, cents=2 * K, invoice="2026-009")
    return given


def test_every_page_opens_for_those_it_concerns_and_for_nobody_else(django_assert_max_num_queries: Any) -> None:
    given = lived()
    claim = Claim._base_manager.get(state="approved")
    row = ClaimLine._base_manager.get(claim=claim)
    programme, agreement, advance = given.programme.pk, given.agreement.pk, given.share().pk
    open_to_partner = [
        "/funds/", f"/funds/programmes/{programme}/", f"/funds/agreements/{agreement}/", "/funds/claims/", f"/funds/claims/{claim.pk}/",
        f"/funds/lines/{row.pk}/", f"/funds/advances/{advance}/", f"/funds/advances/{advance}/ask",
        f"/funds/programmes/{programme}/report/",
    ]  # fmt: skip
    office_alone = [f"/funds/programmes/{programme}/book/", f"/funds/programmes/{programme}/bank/"]
    clients = {name: browser(getattr(given, name)) for name in ("office", "partner", "funder")}
    stranger = browser(money().partner)
    for path in open_to_partner:
        for name, client in clients.items():
            with django_assert_max_num_queries(MOST):
                answer = client.get(path)
            assert answer.status_code in ((200,) if name != "funder" else (200, 403)), (path, name)
        assert stranger.get(path).status_code == (200 if path in ("/funds/", "/funds/claims/") else 404), path
    for path in office_alone:
        with django_assert_max_num_queries(MOST):
            assert clients["office"].get(path).status_code == 200
        assert clients["partner"].get(path).status_code == 403
        assert stranger.get(path).status_code == 404
    assert clients["office"].get(f"/funds/programmes/{programme}/book/").content.count(b"org:") == 0  # names, not keys


def test_the_committee_s_page_asks_little_with_money_in_it(django_assert_max_num_queries: Any) -> None:
    given = lived()
    page = f"/programme/{given.programme.pk}/committee/page"
    for name in ("office", "partner", "funder"):
        client = browser(getattr(given, name))
        client.get(page)
        with django_assert_max_num_queries(MOST):
            assert "€" in client.get(page).content.decode(), name


def test_the_report_of_a_partner_holds_its_own_lines_and_its_totals_are_formulas() -> None:
    given = lived()
    address = f"/funds/programmes/{given.programme.pk}/report.xlsx"
    book = load_workbook(io.BytesIO(browser(given.funder).get(address).content))
    lines = book.worksheets[2]
    rows = list(lines.iter_rows(min_row=5, values_only=True))
    assert [row[5] for row in rows] == [10_000, 0, 0, f"=SUM(F5:F{4 + len(rows) - 1})"]  # claimed, line by line
    trail = {str(row[-1]) for row in rows if row[-1]}
    assert trail
    assert not any(":" in text for text in trail), "deeds are named in words, not by the keys of the book"
    own = load_workbook(io.BytesIO(browser(given.other).get(address).content))
    words = {str(cell) for sheet in own.worksheets for row in sheet.iter_rows(values_only=True) for cell in row}
    assert given.company.name not in words
    pdf = browser(given.funder).get(f"/funds/programmes/{given.programme.pk}/report.pdf").content
    assert pdf.startswith(b"%PDF")


def test_what_was_typed_is_kept_when_it_is_refused() -> None:
    given = money()
    client = browser(given.office)
    page = f"/funds/programmes/{given.programme.pk}/agreements/new"
    answer = client.post(page, {"number": "F-typed", "rate_percent": "300"})
    assert answer.status_code == 400
    assert b"F-typed" in answer.content
    claim = claim_of(given)
    answer = browser(given.partner).post(f"/funds/claims/{claim.pk}/", {"supplier": "Typed", "net": "1,2345"})
    assert answer.status_code == 400
    assert b"Typed" in answer.content
    said = {
        "budget": given.tools.pk,
        "supplier": "Typed",
        "invoice": "7",
        "on": today().isoformat(),
        "net": "1 234,50",
        "currency": "eur",
    }
    assert browser(given.partner).post(f"/funds/claims/{claim.pk}/", said).status_code == 302
    assert ClaimLine._base_manager.get(supplier="Typed").asked_cents == 1_234_50


def statement(*rows: str) -> SimpleUploadedFile:
    text = "Date;Libellé;Débit;Crédit\n" + "\n".join(rows)
    return SimpleUploadedFile("releve.csv", text.encode("cp1252"))


def told(asked: Any, **columns: str) -> dict[str, str]:
    """What the page of columns sends: what it guessed, and what is corrected."""
    form = asked.context["form"]
    return {name: str(form.initial.get(name, "")) for name in form.fields} | columns


def test_an_unknown_table_is_read_by_the_columns_that_a_person_says_and_they_are_kept() -> None:
    given = money()
    client, page = browser(given.office), f"/funds/programmes/{given.programme.pk}/bank/"
    text = "Compte 123\nQuand,Quoi,Combien\n2026-11-02,Loyer,-12.50\n2026-11-03,Vente,7.25\n"
    asked = client.post(page, {"file": SimpleUploadedFile("ma_banque.csv", text.encode())})
    assert asked.context["found"].header == ("Quand", "Quoi", "Combien")
    assert client.post(page, told(asked)).status_code == 400  # nothing could be guessed
    said = told(asked, day="Quand", amount="Combien", text="Quoi")
    assert client.post(page, {**said, "content": said["content"][:-8]}).status_code == 302  # cut: said, and nothing read
    assert BankLine._base_manager.count() == 0
    assert client.post(page, said).status_code == 302
    assert list(BankLine._base_manager.values_list("cents", "text")) == [(-1250, "Loyer"), (725, "Vente")]
    later = text + "2026-11-04,Prime,3.00\n"
    assert client.post(page, {"file": SimpleUploadedFile("december.csv", later.encode())}).status_code == 302
    assert BankLine._base_manager.count() == 3
    again = client.post(page, {"file": SimpleUploadedFile("x.csv", later.encode()), "anew": "on"})
    assert again.context["form"].initial["amount"] == "Combien"


def test_several_lines_settle_one_payment_and_a_line_brings_another_back() -> None:
    given = money()
    payment = Payment._base_manager.get(kind="funding")
    client, page = browser(given.office), f"/funds/programmes/{given.programme.pk}/bank/"
    day, half = f"{today():%d/%m/%Y}", payment.cents // 100 // 2
    rows = (f"{day};Premier;;{half},00", f"{day};Second;;{payment.cents // 100 - half},00", f"{day};Autre;;1,00")
    client.post(page, told(client.post(page, {"file": statement(*rows)})))
    lines = list(BankLine._base_manager.order_by("pk"))
    chosen = {"lines": "1", "line": [one.pk for one in lines], "payment": payment.pk}
    client.post(page, chosen)  # one euro too many
    assert not Settlement._base_manager.exists()
    client.post(page, {**chosen, "line": [one.pk for one in lines[:2]]})
    payment.refresh_from_db()
    assert (payment.paid_on, Settlement._base_manager.filter(payment=payment).count()) == (today(), 2)
    assert fund_of(given.programme).cash_cents == payment.cents
    given.pay_all("drawing")
    drawing = Payment._base_manager.get(kind="drawing")
    client.post(page, {"file": statement(f"{day};Rejet;;{drawing.cents // 100},00")})
    line = BankLine._base_manager.get(text="Rejet")
    assert f"{drawing.reference}" in client.get(page).content.decode()
    assert client.post(f"/funds/statements/{lines[2].pk}/settle", {"back": "1", "payment": drawing.pk}).status_code == 302
    assert not Settlement._base_manager.filter(returns=True).exists()  # not its amount
    assert client.post(f"/funds/statements/{line.pk}/settle", {"back": "1", "payment": drawing.pk}).status_code == 302
    drawing.refresh_from_db()
    assert (drawing.back_on, drawing.why) == (today(), "Rejet")
    assert Settlement._base_manager.get(line=line).returns
    assert fund_of(given.programme).cash_cents == payment.cents


def test_a_bank_statement_is_read_once_and_settles_what_a_person_confirms() -> None:
    given = money()
    payment = Payment._base_manager.get(kind="funding")
    client, page = browser(given.office), f"/funds/programmes/{given.programme.pk}/bank/"
    day = f"{today():%d/%m/%Y}"
    rows = (f"{day};VIR {payment.reference};;{payment.cents // 100},00", f"{day};Frais de tenue;3,50;")
    carried = client.post(page, {"file": statement(*rows)})  # the first table of a bank: which column holds what?
    assert BankLine._base_manager.count() == 0
    assert client.post(page, told(carried)).status_code == 302
    assert client.post(page, {"file": statement(*rows)}).status_code == 302  # the same file twice adds nothing
    assert BankLine._base_manager.count() == 2
    shown = client.get(page).content.decode()
    assert payment.reference in shown
    line, fees = BankLine._base_manager.order_by("-cents")
    assert client.post(f"/funds/statements/{line.pk}/settle", {"payment": payment.pk}).status_code == 302
    assert client.post(f"/funds/statements/{fees.pk}/settle", {"aside": "1", "why": "Frais"}).status_code == 302
    payment.refresh_from_db()
    assert payment.paid_on == today()
    assert Settlement._base_manager.get().reasons
    assert fund_of(given.programme).cash_cents == payment.cents
    assert (
        "agree to the cent" in client.get(page, headers={"accept-language": "en"}).content.decode()
        or "au centime" in client.get(page).content.decode()
    )
    assert client.post(page, {"file": SimpleUploadedFile("x.csv", b"nothing here")}).status_code == 400


def test_an_advance_is_put_off_by_another_person_once_its_effect_is_told_and_then_repaid() -> None:
    given = money(signed_on=today().replace(year=today().year - 1))
    given.pay_all("funding", "drawing")
    share = given.share()
    client = browser(given.partner)
    said = {"kind": "defer", "on": today().isoformat(), "months": "12", "why": "A lost client"}
    shown = client.post(f"/funds/advances/{share.pk}/ask", said)
    assert shown.status_code == 200
    assert not Change._base_manager.exists()
    assert client.post(f"/funds/advances/{share.pk}/ask", {**said, "send": "1"}).status_code == 302
    change = Change._base_manager.get()
    assert [str(one) for one in change.sentences][1].startswith("The last instalment moves from")
    assert client.post(f"/funds/changes/{change.pk}/decide", {"approve": ""}).status_code == 403
    assert browser(given.funder).post(f"/funds/changes/{change.pk}/decide", {"approve": ""}).status_code == 302
    position = fund_of(given.programme).advances[share.advance_key].position
    first = min(part.due for part in position.instalments if part.due)
    assert (first - given.agreement.signed_on).days > 365
    with acting(given.office) as office:
        early = actions.ask_change(given.partner, share, kind=Change.Kind.EARLY, on=today(), cents=10 * K, why="Good year")
        actions.decide_change(office, early, approves=True)
    given.pay_all("repayment", "return")
    fund = fund_of(given.programme)
    assert fund.advances[share.advance_key].position.outstanding_cents == 0
    assert fund.cash_cents == 12 * K  # the first payments, which nobody was paid yet
