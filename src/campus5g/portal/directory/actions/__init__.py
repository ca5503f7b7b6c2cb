"""The verbs of the directory. Pages, API, shell and loader call these and write nothing themselves."""

from campus5g.portal.directory.actions.assisting import MINUTES, end_assistance, open_assistance
from campus5g.portal.directory.actions.community import (
    SaidPortrait,
    SaidTalent,
    add_strength,
    archive_shown,
    hide_portrait,
    show_portrait,
    write_letter,
    write_talent,
)
from campus5g.portal.directory.actions.delegating import delegate, end_delegation, stand_ins
from campus5g.portal.directory.actions.groups import (
    confirm_stake,
    declare_affiliate,
    declare_stake,
    end_stake,
    write_accounts,
)
from campus5g.portal.directory.actions.importing import SEND_INVITATIONS, can_import, import_people, send_invitations
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
    "MINUTES",
    "SEND_INVITATIONS",
    "SaidPortrait",
    "SaidTalent",
    "accept_as_new_person",
    "accept_invitation",
    "add_strength",
    "archive_organisation",
    "archive_shown",
    "can_import",
    "change_organisation",
    "confirm_stake",
    "create_organisation",
    "declare_affiliate",
    "declare_stake",
    "delegate",
    "end_assistance",
    "end_delegation",
    "end_membership",
    "end_stake",
    "hide_portrait",
    "import_people",
    "invite",
    "join",
    "load_community",
    "load_territory",
    "open_assistance",
    "restore_organisation",
    "revoke_invitation",
    "send_invitations",
    "set_manager",
    "show_portrait",
    "stand_ins",
    "write_accounts",
    "write_letter",
    "write_talent",
]
