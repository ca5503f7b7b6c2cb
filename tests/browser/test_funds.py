"""Money followed: a partner claims, is asked, corrects, is approved by another and paid, and it is reported; an advance put off, repaid."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.visitor import Visitor, overflow

NUMBER, SUPPLIER, INVOICE = "DEMO-2026-014", "Bobinage des Quais", "BQ-808"
PDF = {"name": "facture.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 paid"}


def at_agreement(person: Visitor) -> None:
    """Open the agreement by the list of the money."""
    person.go("/funds/")
    person.main.get_by_role("link", name="Campus 5G", exact=False).first.click()
    person.main.get_by_role("link", name=NUMBER, exact=True).first.click()
    person.heading("Agreement %(number)s", number=NUMBER)


def signed_in(enter: Callable[..., Visitor], language: str, width: int, who: str) -> Visitor:
    person = enter(language, width)
    person.sign_in(who)
    return person


def test_a_partner_claims_is_asked_corrects_is_approved_paid_and_it_is_reported(enter: Callable[..., Visitor]) -> None:
    partner, office, funder = (signed_in(enter, "fr", 1280, who) for who in ("acierie", "bureau", "financeur"))
    at_agreement(partner)
    partner.click("Claim our costs")
    day = partner.page.locator("[name=ends_on]").input_value()
    partner.click("Go on")
    partner.page.locator("[name=budget]").select_option(index=1)
    for name, value in {"supplier": SUPPLIER, "invoice": INVOICE, "on": day, "net": "4 200,50"}.items():
        partner.page.locator(f"[name={name}]").fill(value)
    partner.page.locator("[name=file]").set_input_files(PDF)
    partner.page.locator("[name=text]").press("Enter")  # by keyboard alone
    expect(partner.main).to_contain_text("facture.pdf")
    claim = partner.page.url.removeprefix(partner.campus.address)
    partner.click("Send the claim")
    expect(partner.main).to_contain_text(partner.says("Sent: the office is told."))

    office.go(claim)
    office.main.get_by_role("link", name=f"{SUPPLIER} {INVOICE}").click()
    office.page.locator("[name=outcome][value=questioned]").check()
    office.page.locator("[name=why]").fill("Pour quel moteur ?")
    office.click("Decide")
    office.page.locator("form[action$='/ask'] [name=why]").fill("Une question sur une ligne")
    office.click("Send back with questions")

    partner.go(claim)
    expect(partner.main).to_contain_text("Pour quel moteur ?")
    partner.main.get_by_role("link", name=f"{SUPPLIER} {INVOICE}").click()
    partner.page.locator("[name=text]").first.fill("Moteur du pont 4")
    partner.click("Save")
    partner.click("Send the claim")

    office.go(claim)
    office.click("Accept the lines not judged yet")
    office.click("Checked: on to the approval")
    expect(office.button("Approve")).to_have_count(0)  # never the same person twice
    funder.go(claim)
    funder.click("Approve")
    expect(funder.main).to_contain_text(funder.says("Approved: the partner is told."))
    for kind in ("from the funder to the trusted third party", "payment of a claim"):
        at_agreement(office)
        row = (
            office.main.get_by_role("row").filter(has_text=office.says(kind)).filter(has=office.page.locator("a[href$='/paid']"))
        )
        row.first.locator("a[href$='/paid']").click()
        office.click("It is paid")
        expect(office.main).to_contain_text(office.says("Written in the book."))
    funder.go("/funds/")
    funder.main.get_by_role("link", name="Campus 5G", exact=False).first.click()
    funder.click("Report of a period")
    expect(funder.main).to_contain_text(SUPPLIER)
    assert overflow(funder.page) == 0
    assert funder.download(funder.link("Report (pdf)")).startswith(b"%PDF")
    assert funder.download(funder.link("Report (Excel)")).startswith(b"PK")


def test_an_advance_that_is_due_is_put_off_and_repaid(enter: Callable[..., Visitor]) -> None:
    partner, funder, office = (signed_in(enter, "en", 390, who) for who in ("acierie", "financeur", "bureau"))
    at_agreement(partner)
    partner.main.locator("a[href*='/funds/advances/']").first.click()
    advance = partner.page.url.removeprefix(partner.campus.address)
    partner.click("Ask for a change")
    partner.page.locator("[name=kind][value=defer]").check()
    partner.page.locator("[name=months]").fill("6")
    partner.page.locator("[name=why]").fill("A client pays later")
    partner.click("Show what it would do")
    expect(partner.main).to_contain_text("The last instalment moves from")
    assert overflow(partner.page) == 0
    partner.click("Send it")
    expect(partner.main).to_contain_text(partner.says("Asked for: another person decides."))
    funder.go(advance)
    funder.click("Approve")
    expect(funder.main).to_contain_text(funder.says("Decided: the partner is told."))
    at_agreement(office)
    row = office.main.get_by_role("row").filter(has_text=office.says("repayment of the advance"))
    row.locator("a[href$='/paid']").first.click()
    office.click("It is paid")
    partner.go(advance)
    expect(partner.main).to_contain_text("€35,000")
    assert overflow(partner.page) == 0
