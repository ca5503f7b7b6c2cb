"""A person at a browser: reads words in a language, clicks by them, and notices what the browser complains of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Download, Error, Locator, Page, expect

from tests.browser.served import PASSWORD, Campus

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--use-gl=swiftshader", "--enable-webgl", "--ignore-gpu-blocklist", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
PATIENCE_MS = 30_000
CSP_LISTENER = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def word(language: str, text: str, **values: Any) -> str:
    """Say an interface text in a language, as the catalogues of the product do."""
    with translation.override(language):
        said = translation.gettext(text)
    return said % values if values else said


class Visitor:
    """One window. ``complaints`` gathers errors of scripts, refusals of the policy, calls elsewhere, and broken files."""

    def __init__(self, page: Page, campus: Campus, language: str) -> None:
        self.page, self.campus, self.language = page, campus, language
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(CSP_LISTENER)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", lambda request: self._follow(request.url))
        page.on("response", lambda answer: self._read(answer.status, answer.url, answer.request.is_navigation_request()))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):  # told by _read, with its address
            self.complaints.append(f"console: {message.text}")

    def _follow(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" != self.campus.address:
            self.complaints.append(f"elsewhere: {url}")

    def _read(self, status: int, url: str, navigation: bool) -> None:
        if status >= 500 or (status >= 400 and not navigation):
            self.complaints.append(f"{status}: {url}")

    # --- words and places -----------------------------------------------------------------------------------------

    def says(self, text: str, **values: Any) -> str:
        return word(self.language, text, **values)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def go(self, path: str) -> None:
        self.page.goto(self.campus.address + path)

    def link(self, text: str, **values: Any) -> Locator:
        return self.main.get_by_role("link", name=self.says(text, **values)).first

    def button(self, text: str, **values: Any) -> Locator:
        return self.main.get_by_role("button", name=self.says(text, **values)).first

    def field(self, label: str, within: Locator | None = None) -> Locator:
        return (within or self.main).get_by_label(self.says(label)).first

    def heading(self, text: str, **values: Any) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.says(text, **values))

    def click(self, text: str, **values: Any) -> None:
        """Press the button or follow the link of the page that says ``text``."""
        name = self.says(text, **values)
        self.main.get_by_role("button", name=name).or_(self.main.get_by_role("link", name=name)).first.click()
        self.page.wait_for_load_state()

    def download(self, trigger: Locator) -> bytes:
        with self.page.expect_download() as coming:
            trigger.click()
        found: Download = coming.value
        return found.path().read_bytes()

    # --- entering and leaving -------------------------------------------------------------------------------------

    def menu(self, text: str) -> Locator:
        """An entry of the top of the page; on a phone the menu is opened first."""
        toggler = self.page.locator(".navbar-toggler")
        if toggler.is_visible() and toggler.get_attribute("aria-expanded") != "true":
            toggler.click()
            expect(self.page.locator("#menu.show")).to_be_visible()
        top = self.page.locator("header")
        name = self.says(text)
        return top.get_by_role("link", name=name).or_(top.get_by_role("button", name=name)).first

    def speak(self) -> None:
        """Change the language of the pages where it is not this visitor's."""
        root = self.page.locator("html")
        if root.get_attribute("lang") != self.language:
            self.menu({"fr": "Français", "en": "English"}[self.language]).click()
        expect(root).to_have_attribute("lang", self.language)

    def sign_in(self, who: str) -> None:
        self.go("/accounts/login/")
        self.speak()
        self.page.locator("[name=login]").fill(f"{who}@demo.example.org")
        self.page.locator("[name=password]").fill(PASSWORD)
        self.click("Sign in")
        expect(self.page.locator("main .heading")).to_be_visible()
        self.page.wait_for_url(f"{self.campus.address}/")
        self.speak()

    def sign_out(self) -> None:
        person = self.page.locator("header .who")
        self.menu("Sign out")  # opens the menu of a phone
        leave = self.page.locator("header form[action$='logout/'] button")
        if not leave.is_visible():
            person.click()
        leave.click()
        expect(self.page.locator("main .chain")).to_be_visible()


@contextmanager
def visitor(
    browser: Browser, campus: Campus, language: str = "fr", width: int = 1280, height: int = 800, **options: Any
) -> Iterator[Visitor]:
    """Open a window of its own, with its own cookies, and close it at the end."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=LOCALES[language], reduced_motion="reduce", **options
    )
    try:
        yield Visitor(context.new_page(), campus, language)
    finally:
        context.close()


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def settled(page: Page) -> None:
    """Wait until maps and charts are there; a page that keeps asking is read as it is."""
    if not page.locator(".sitemap, figure.chart").count():
        return
    try:
        page.wait_for_load_state("networkidle", timeout=5_000)
    except Error as late:
        if not re.search("timeout", str(late), re.IGNORECASE):
            raise
