"""What the home room shows elsewhere."""

from campus5g.core.message import msg
from campus5g.portal.base.registry import MenuEntry, menu


def register() -> None:
    menu(MenuEntry(msg("Home"), "home:home", 0))
