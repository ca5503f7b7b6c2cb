"""The verbs of the directory. Pages, API, shell and loader call these and write nothing themselves."""

from campus5g.portal.directory.actions.groups import (
    confirm_stake,
    declare_affiliate,
    declare_stake,
    end_stake,
    write_accounts,
)
from campus5g.portal.directory.actions.organisations import (
    archive_organisation,
    change_organisation,
    create_organisation,
    restore_organisation,
)
from campus5g.portal.directory.actions.people import (
    accept_as_new_person,
    accept_invitation,
    end_membership,
    invite,
    join,
    revoke_invitation,
    set_manager,
)
from campus5g.portal.directory.actions.territory import load_community, load_territory

__all__ = [
    "accept_as_new_person",
    "accept_invitation",
    "archive_organisation",
    "change_organisation",
    "confirm_stake",
    "create_organisation",
    "declare_affiliate",
    "declare_stake",
    "end_membership",
    "end_stake",
    "invite",
    "join",
    "load_community",
    "load_territory",
    "restore_organisation",
    "revoke_invitation",
    "set_manager",
    "write_accounts",
]
