"""What this room shows elsewhere."""

from campus5g.core.message import msg
from campus5g.portal.base.actor import Role
from campus5g.portal.base.registry import MenuEntry, menu


def register() -> None:
    menu(MenuEntry(msg("Discover"), "awareness:discover", 95, (Role.COMPANY.value, Role.STARTUP.value, Role.TRAINING.value)))
