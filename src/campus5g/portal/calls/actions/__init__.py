"""The verbs of calls. Pages, API, shell, worker and loader call these and write nothing themselves."""

from campus5g.portal.calls.actions.archiving import MANY, archive_gone, is_many
from campus5g.portal.calls.actions.importing import (
    KIND,
    Imported,
    add_import,
    carry_out,
    import_calls,
    named_copy,
    resume_import,
    start_import,
    stop_import,
)
from campus5g.portal.calls.actions.kept import change_terms, check_terms, drop_call, keep_call, place_terms
from campus5g.portal.calls.actions.past import import_past
from campus5g.portal.calls.actions.reading import READING, catch_up, new_edition, read_catalogue
from campus5g.portal.calls.actions.watching import (
    change_search,
    close_agenda,
    drop_search,
    mark_seen,
    open_agenda,
    save_search,
    send_letters,
    stop_mails,
)
from campus5g.portal.calls.actions.writing import correct_call, take_back, write_call

__all__ = [
    "KIND",
    "MANY",
    "READING",
    "Imported",
    "add_import",
    "archive_gone",
    "carry_out",
    "catch_up",
    "change_search",
    "change_terms",
    "check_terms",
    "close_agenda",
    "correct_call",
    "drop_call",
    "drop_search",
    "import_calls",
    "import_past",
    "is_many",
    "keep_call",
    "mark_seen",
    "named_copy",
    "new_edition",
    "open_agenda",
    "place_terms",
    "read_catalogue",
    "resume_import",
    "save_search",
    "send_letters",
    "start_import",
    "stop_import",
    "stop_mails",
    "take_back",
    "write_call",
]
