"""The whole chain as people click it: each function is one link, done by its person in their language."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.visitor import Visitor

STUDIED_WITHIN_MS = 240_000  # behind the studies that the demonstration starts with
WHOLE_CHAIN = ("Need", "Study", "Project", "Calls", "Financing", "Dossier")


def start_afresh(v: Visitor) -> None:
    """On the form of a new need: drop what another test typed in this person's name and left unsaved."""
    drop = v.main.get_by_role("button", name=v.says("Drop it and start afresh"))
    if drop.count():
        drop.click()
        expect(drop).to_have_count(0)


def state_need(v: Visitor, title: str, site: str) -> None:
    """A company says what it needs on an example site; the form fills in the zones, the devices and their service."""
    v.menu("Needs").click()
    v.click("State a need")
    start_afresh(v)
    v.field("Title").fill(title)
    v.field("What do you need?").fill("Nos ponts roulants tombent en panne sans prévenir.")
    v.field("What hurts today?").fill("Douze arrêts par an, cinq heures chacun.")
    v.page.locator("#use-maintenance").check()
    v.field("An example site").select_option(site)
    v.click("Take this site")
    expect(v.field("Name of the site")).not_to_have_value("")
    expect(v.page.locator("[data-zone]").first).to_be_visible()
    expect(v.page.locator("[name=devices-0-count]")).to_have_value(re.compile(r"^\d+$"))
    expect(v.field("Title")).to_have_value(title)  # what was typed stays
    v.page.locator("details:has([name=money-maintenance-assets]) > summary").click()
    v.page.locator("[name=money-maintenance-assets]").fill("60")
    v.click("State it to the office")
    v.heading(title)
    expect(v.page.locator(".sitemap canvas")).to_be_visible()


def launch_study(v: Visitor, title: str) -> None:
    """The office finds the need among what waits for it, and launches its study."""
    waiting = v.main.get_by_role("region", name=v.says("What waits for me"))
    if (more := waiting.locator("details > summary")).count():
        more.first.click()
    waiting.get_by_role("link").filter(has_text=title).first.click()
    v.heading(title)
    v.click("Launch the study")


def watch_study(v: Visitor) -> None:
    """The page tells where the engines are, without being asked again, until the result takes its place."""
    bar = v.page.get_by_role("progressbar")
    expect(bar.or_(answer(v)).first).to_be_visible()
    expect(answer(v)).to_be_visible(timeout=STUDIED_WITHIN_MS)


def answer(v: Visitor) -> Locator:
    """The heading that only the page of a finished study has."""
    return v.main.get_by_role("heading", level=2, name=v.says("The answer"))


def read_study(v: Visitor) -> None:
    """The picture first, then the sentence, then the figures."""
    expect(v.page.locator(".sitemap canvas")).to_be_visible()
    expect(v.page.locator("figure.chart svg").first).to_be_visible()
    expect(v.page.locator(".answer").first).to_contain_text("€")
    assert v.page.locator("main table").count() >= 3


def link_of_chain(v: Visitor, name: str) -> Locator:
    """One link of the journey bar."""
    bar = v.page.get_by_role("navigation", name=v.says("Where this need stands"))
    return bar.get_by_role("listitem").filter(has=v.page.get_by_text(v.says(name), exact=True))


def follow(v: Visitor, name: str) -> None:
    link_of_chain(v, name).get_by_role("link").click()


def states_of_chain(v: Visitor) -> dict[str, str]:
    """Where each link stands, as the bar shows it."""
    return {name: (link_of_chain(v, name).get_attribute("class") or "").split()[0] for name in WHOLE_CHAIN}


def open_project(v: Visitor, title: str) -> None:
    follow(v, "Project")
    v.heading("Open the project")
    v.click("Save")
    v.heading(title)


def bring_partner(v: Visitor, partner: str) -> None:
    v.click("Invite a partner")
    v.field("Organisation").select_option(label=partner)
    v.field("What it does in the project").fill("Capteurs et analyse des vibrations")
    v.click("Save")
    expect(v.main.get_by_role("heading", name=partner)).to_be_visible()


def add_cost(v: Visitor, partner: str, label: str, category: str, euros: str) -> None:
    v.main.get_by_role("region", name=partner).get_by_role("link", name=v.says("Add a cost")).click()
    v.field("What is paid").fill(label)
    v.field("Category").select_option(category)
    v.field("Eligible cost (€)").fill(euros)
    v.click("Save")
    expect(v.main.get_by_role("cell", name=label, exact=True)).to_be_visible()


def say_difficulty(v: Visitor, organisation: str, said: str) -> None:
    """Say on the card of an organisation whether it is in difficulty: ``unknown``, ``true`` or ``false``."""
    v.main.get_by_role("link", name=organisation).first.click()
    v.heading(organisation)
    v.click("Edit")
    v.page.locator("[name=in_difficulty]").select_option(said)
    v.click("Save")


def keep_call(v: Visitor) -> None:
    """Keep the call that ranks first among those that can be answered, and write its money rules."""
    follow(v, "Calls")
    v.heading("Calls for the project")
    v.click("Keep")
    write_terms(v)
    expect(v.main.get_by_role("region", name=v.says("Kept for the financing plan")).get_by_role("listitem")).to_have_count(1)


def paste(v: Visitor, text: str) -> None:
    """Put a whole project into the search of calls, see the passages that answer it, and open the call that ranks first."""
    v.menu("Calls").click()
    v.field("Words, or the text of a project").fill(text)
    v.button("Search").click()
    expect(v.main.locator("blockquote mark").first).to_be_visible()
    v.main.locator(".results h2 a").first.click()


def keep_found(v: Visitor) -> None:
    """Keep the call whose page is open for one's project, and write its money rules."""
    v.main.get_by_role("region", name=v.says("Keep this call for a project")).get_by_role("button").first.click()
    write_terms(v)


def write_terms(v: Visitor) -> None:
    v.heading("Money rules of the call")
    v.field("Share paid as grant (%)").fill("60")
    v.field("Highest rate of the call (%)").fill("50")
    v.field("Lowest aid (€)").fill("0")
    v.field("Highest aid (€)").fill("400 000")
    v.click("Save")
    v.heading("Calls for the project")


def compute_plan(v: Visitor) -> None:
    """The most public money that the call and the law allow, with every ceiling and its article."""
    follow(v, "Financing")
    v.heading("Financing plan")
    v.click("Compute")
    expect(v.page.locator(".answer")).to_contain_text("€")
    expect(v.page.locator("figure.chart svg").first).to_be_visible()
    expect(v.main.get_by_role("table", name=v.says("Ceilings"))).to_contain_text("GBER Art. 25")


def draw_up(v: Visitor, partner: str) -> dict[str, bytes]:
    """Write one work package, draw up the dossier and take its three files."""
    follow(v, "Dossier")
    v.heading("Dossier")
    v.click("Add a work package")
    v.field("Title").fill("Instrumenter les ponts roulants")
    v.main.get_by_role("checkbox", name=partner).check()
    v.field("Duration in months").fill("12")
    v.click("Save")
    v.click("Draw up the dossier")
    names = {"docx": "Dossier (docx)", "xlsx": "Budget (xlsx)", "pdf": "Dossier (pdf)"}
    return {kind: v.download(v.link(name)) for kind, name in names.items()}


def accept_invitation(v: Visitor, title: str) -> None:
    """The partner finds the invitation among what waits for it, and takes part."""
    waiting = v.main.get_by_role("region", name=v.says("What waits for me"))
    waiting.get_by_role("link").filter(has_text=title).click()
    v.heading(title)
    v.click("Accept the invitation")
    expect(v.button("Accept the invitation")).to_have_count(0)


def sign(v: Visitor, title: str) -> None:
    """A partner finds the project among what waits for it, reads it as it stands and signs."""
    v.go("/")
    waiting = v.main.get_by_role("region", name=v.says("What waits for me"))
    if (more := waiting.locator("details > summary")).count():
        more.first.click()
    waiting.get_by_role("link").filter(has_text=title).first.click()
    v.field("In what capacity you sign").fill("Directrice")
    v.field("I have read what is above and I commit my organisation to it.").check()
    v.click("Sign")
    expect(v.main).to_contain_text(v.says("signed"))
