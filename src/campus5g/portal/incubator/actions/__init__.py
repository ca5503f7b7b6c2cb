"""The verbs of the incubator's room."""

from campus5g.portal.incubator.actions.applications import (
    add_file,
    ask_to_apply,
    begin,
    begin_as_new_person,
    begin_new,
    drop_file,
    save_answers,
    sign_off,
    submit,
    unsigned,
    withdraw,
)
from campus5g.portal.incubator.actions.deciding import answer_appeal, appeal, decide, propose
from campus5g.portal.incubator.actions.hearing import Frame, say_absences, say_team_absences, schedule
from campus5g.portal.incubator.actions.jury import accept_seat, assign, declare, invite_juror, resign
from campus5g.portal.incubator.actions.rounds import (
    Criterion,
    Details,
    adopt_form,
    archive_round,
    change_form,
    clone_round,
    live_form,
    publish_round,
    rubric_of,
    working_form,
    write_round,
)
from campus5g.portal.incubator.actions.scoring import Given, Outcome, discuss, give_marks, last_score, send_marks
from campus5g.portal.incubator.actions.screening import screen, transfer
from campus5g.portal.incubator.actions.ties import find_tie, lift_tie
from campus5g.portal.incubator.actions.ventures import (
    Member,
    begin_venture,
    change_venture,
    invite_founder,
    join_as_new_person,
    join_venture,
    leave_venture,
    move_venture,
    settle_venture,
)

__all__ = [
    "Criterion", "Details", "Frame", "Given", "Member", "Outcome", "accept_seat", "add_file", "adopt_form", "answer_appeal",
    "appeal", "archive_round", "ask_to_apply", "assign", "begin", "begin_as_new_person", "begin_new", "begin_venture",
    "change_form", "change_venture", "clone_round", "decide", "declare", "discuss", "drop_file", "find_tie", "give_marks",
    "invite_founder", "invite_juror", "join_as_new_person", "join_venture", "last_score", "leave_venture", "lift_tie",
    "live_form", "move_venture", "propose", "publish_round", "resign", "rubric_of", "save_answers", "say_absences",
    "say_team_absences", "schedule",
    "screen", "send_marks", "settle_venture", "sign_off", "submit", "transfer", "unsigned", "withdraw", "working_form",
    "write_round",
]  # fmt: skip
