"""A person without a mouse: presses keys, and refuses to stand anywhere unseen."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.browser.visitor import Visitor

MOST_TABS = 150
FOCUS = """
(aimed) => {
  const here = document.activeElement, style = getComputedStyle(here), place = here.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  return {
    there: here === aimed,
    seen: (outlined || style.boxShadow !== "none") && place.width > 0 && place.height > 0 && place.bottom > 0 && place.top < innerHeight,
    name: here.outerHTML.slice(0, 160),
  };
}
"""


class Typist:
    """Presses keys, and refuses to stand anywhere unseen."""

    def __init__(self, v: Visitor) -> None:
        self.v, self.keys = v, v.page.keyboard

    def reach(self, aim: Locator) -> Typist:
        """Press Tab until ``aim`` has the focus; each stop on the way shows that it has it."""
        aimed = aim.element_handle()
        for _ in range(MOST_TABS):
            self.keys.press("Tab")
            found = self.v.page.evaluate(FOCUS, aimed)
            assert found["seen"], f"the focus is not seen on {found['name']}"
            if found["there"]:
                return self
        raise AssertionError(f"{MOST_TABS} presses of Tab did not reach {aim}")

    def type(self, text: str) -> None:
        self.keys.type(text)

    def press(self, *names: str) -> None:
        for name in names:
            self.keys.press(name)
        self.v.page.wait_for_load_state()
