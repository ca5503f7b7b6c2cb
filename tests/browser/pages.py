"""Every page of the site, each with an address that leads to real things of the demonstration, and who opens it.

A new name in the resolver belongs either here or among the answers that are no pages; a test says so when it is in neither.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.browser.served import Campus

STUDIED_WITHIN_S = 480
VISITOR, OFFICE, COMPANY = "", "bureau", "acierie"


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its name in the resolver, who opens it, and where its numbers come from (SQL; ``=`` before plain text)."""

    name: str
    who: str = OFFICE
    numbers: tuple[str, ...] = ()
    query: str = ""

    @property
    def key(self) -> str:
        plain = "-".join(word[1:] for word in self.numbers if word.startswith("="))
        return "-".join(part for part in (self.name.replace(":", "-"), plain, self.query, self.who) if part)

    def path(self, campus: Campus) -> str:
        args = [word[1:] if word.startswith("=") else _number(campus, word) for word in self.numbers]
        return str(reverse(self.name, args=args)) + self.query


def _number(campus: Campus, query: str) -> Any:
    """Ask the demonstration, which may still be studying its needs."""
    limit = time.monotonic() + STUDIED_WITHIN_S
    while True:
        with closing(sqlite3.connect(f"file:{campus.data}/campus5g.sqlite3?mode=ro", uri=True)) as database:
            found = database.execute(query).fetchone()
        if found is not None and found[0] is not None:
            return found[0]
        assert time.monotonic() < limit, f"nothing in the demonstration for: {query}"
        time.sleep(0.5)


PROJECT = "SELECT max(id) FROM projects_project"
DRAFT_OR_STATED = (
    "SELECT max(id) FROM needs_need WHERE state IN ('draft', 'stated') AND NOT anonymous AND kind = 'individual' "
    "AND id NOT IN (SELECT need_id FROM needs_needlink)"
)
STUDIED = "SELECT max(need_id) FROM studies_study WHERE finished_at IS NOT NULL"
STUDY = "SELECT max(id) FROM studies_study WHERE finished_at IS NOT NULL"
PARTNER = f"SELECT max(id) FROM projects_partner WHERE project_id = ({PROJECT})"
LINE = f"SELECT max(id) FROM projects_costline WHERE project_id = ({PROJECT})"
LINE_OWNER = f"SELECT partner_id FROM projects_costline WHERE id = ({LINE})"
KEPT = f"SELECT max(id) FROM calls_keptcall WHERE project_id = ({PROJECT})"
SEARCH = "SELECT max(s.id) FROM calls_savedsearch s JOIN accounts_user u ON u.id = s.user_id WHERE u.email LIKE 'bureau%'"
OWN_PART = "SELECT max(p.id) FROM projects_partner p JOIN directory_organisation o ON o.id = p.organisation_id WHERE o.name LIKE 'Aciérie%'"
OWN_PROJECT = f"SELECT project_id FROM projects_partner WHERE id = ({OWN_PART})"
COMPANY_ID = "SELECT id FROM directory_organisation WHERE name LIKE 'Aciérie%'"
OWN_NEED = f"SELECT max(id) FROM needs_need WHERE organisation_id = ({COMPANY_ID})"
OWN_LINKS = f"FROM needs_needlink l JOIN needs_need n ON n.id = l.need_id WHERE n.organisation_id = ({COMPANY_ID})"
COLLECTIVE = f"SELECT max(l.collective_id) {OWN_LINKS}"
OWN_LINK = f"SELECT max(l.id) {OWN_LINKS}"
UNNAMED = "SELECT max(id) FROM needs_need WHERE anonymous AND state = 'stated'"
SOLUTION = "SELECT id FROM solutions_solution WHERE key = 'ecoute-paliers'"
ASKED = "SELECT max(id) FROM solutions_introduction WHERE state = 'asked'"
MET = "SELECT max(id) FROM solutions_introduction WHERE state = 'met'"
ACTIVE = "SELECT min(organisation_id) FROM directory_strength"
STRENGTH, TALENT = "SELECT min(id) FROM directory_strength", "SELECT min(id) FROM directory_talent"
SHOWN = "SELECT min(id) FROM directory_portrait"
PUBLISHED_FIGURE = "SELECT min(id) FROM territory_figure"
PUBLISHED_ID = "SELECT id FROM directory_organisation WHERE name LIKE 'ArcelorMittal%'"

ANSWERS = (
    "?machines=1&wireless=2&measurements=1&decisions=0&network_people=1&trained=0&separated=0&gains=1"
    "&pains=robots&asks=moving&asks=video"
)

HELD = "SELECT max(id) FROM training_session WHERE ends_on < '2026-11-21'"
COMING = "SELECT min(id) FROM training_session WHERE starts_on > '2026-11-21' AND state = 'open'"
PAST_HALF = f"SELECT min(id) FROM training_halfday WHERE session_id = ({HELD})"
NEXT_HALF = f"SELECT min(id) FROM training_halfday WHERE session_id = ({COMING})"
OWN_BODY = "SELECT organisation_id FROM training_trainer ORDER BY id LIMIT 1"
TAUGHT = f"SELECT min(id) FROM training_training WHERE organisation_id = ({OWN_BODY})"
OWN_ROOM = "SELECT min(id) FROM training_room"
PROOF = "SELECT min(id) FROM training_proof"
COMPLAINT = "SELECT min(id) FROM training_complaint"
CERTIFIED = "SELECT min(id) FROM training_certificate"

MEETING_DAY = "SELECT id FROM events_event WHERE key = 'rencontres-industrie-solutions'"
OPEN_DAY = "SELECT id FROM events_event WHERE key = 'etats-de-lieux-incubateur'"
HELD = "SELECT id FROM events_event WHERE key = 'decouvrir-la-5g'"
PROMISE = f"SELECT min(id) FROM events_followup WHERE event_id = ({HELD})"
MEETING = "SELECT min(id) FROM events_meeting"

RUNNING = "SELECT max(id) FROM support_cohort"
DUNKIRK_MONEY = "SELECT id FROM programme_programme WHERE key = 'campus5g'"
PAST_MONEY = "SELECT id FROM programme_programme WHERE key = 'demo-quai'"
OWN_AGREEMENT = "SELECT id FROM funds_agreement WHERE number = 'DEMO-2026-014'"
CHECKED_CLAIM = "SELECT min(id) FROM funds_claim WHERE state = 'checked'"
DRAFT_CLAIM = "SELECT min(id) FROM funds_claim WHERE state = 'draft'"
DRAFT_LINE = f"SELECT min(id) FROM funds_claimline WHERE claim_id = ({DRAFT_CLAIM})"
OWN_ADVANCE = f"SELECT id FROM funds_share WHERE agreement_id = ({OWN_AGREEMENT})"
EXPECTED_PAYMENT = "SELECT min(id) FROM funds_payment WHERE paid_on IS NULL"
PALIER = (
    "SELECT m.id FROM support_member m JOIN incubator_venture v ON v.id = m.venture_id "
    "JOIN directory_organisation o ON o.id = v.organisation_id WHERE o.key = 'palier_demo'"
)
ITS_STONE = f"SELECT min(id) FROM support_milestone WHERE member_id = ({PALIER}) AND reached_on IS NULL"
ITS_FIGURE = (
    f"SELECT max(f.id) FROM support_figure f JOIN support_member m ON m.venture_id = f.venture_id WHERE m.id = ({PALIER})"
)
PROGRAMME = "SELECT id FROM programme_programme WHERE key = 'campus5g'"
LATE_STONE = (
    f"SELECT min(id) FROM programme_milestone WHERE programme_id = ({PROGRAMME}) AND late_why <> '' AND reached_on IS NULL"
)
LATE_ACTION = f"SELECT action_id FROM programme_milestone WHERE id = ({LATE_STONE})"
GAUGE = f"SELECT max(id) FROM programme_indicator WHERE programme_id = ({PROGRAMME})"
ITS_LEAD = f"SELECT min(id) FROM support_lead WHERE member_id = ({PALIER})"

OPEN_ROUND = "SELECT id FROM incubator_round WHERE key = 'promotion-3'"
JUDGED = "SELECT id FROM incubator_round WHERE key = 'promotion-2'"
DECIDED = "SELECT id FROM incubator_round WHERE key = 'promotion-1'"
APPLYING = f"SELECT min(id) FROM incubator_application WHERE round_id = ({OPEN_ROUND})"
APPLIED = f"SELECT min(id) FROM incubator_application WHERE round_id = ({JUDGED}) AND state = 'eligible'"
VENTURE = f"SELECT venture_id FROM incubator_application WHERE id = ({APPLIED})"
TO_READ = (
    "SELECT min(a.id) FROM incubator_assignment a JOIN incubator_juror j ON j.id = a.juror_id JOIN accounts_user u ON u.id = j.user_id "
    f"WHERE u.email LIKE 'acierie@%' AND a.declared = 'free' AND a.set_aside_at IS NULL AND j.round_id = ({JUDGED})"
)
FOUNDER = "atelier-ouvert"

PLACES = (
    Place("incubator:list", VISITOR), Place("incubator:list"), Place("incubator:round", VISITOR, (OPEN_ROUND,)),
    Place("incubator:round", numbers=(OPEN_ROUND,)), Place("incubator:new"), Place("incubator:edit", numbers=(OPEN_ROUND,)),
    Place("incubator:clone", numbers=(OPEN_ROUND,)), Place("incubator:archive", numbers=(OPEN_ROUND,)),
    Place("incubator:form", numbers=(OPEN_ROUND,)), Place("incubator:question", numbers=(OPEN_ROUND,)),
    Place("incubator:applications", numbers=(JUDGED,)), Place("incubator:jury", numbers=(JUDGED,)),
    Place("incubator:ranking", numbers=(DECIDED,)), Place("incubator:application", FOUNDER, (APPLYING,)),
    Place("incubator:application", numbers=(APPLIED,)), Place("incubator:deliberate", numbers=(APPLIED,)),
    Place("incubator:venture", numbers=(VENTURE,)), Place("incubator:reading", COMPANY), Place("incubator:file", COMPANY, (TO_READ,)),
    Place("funds:list"), Place("funds:list", "financeur"), Place("funds:programme", numbers=(DUNKIRK_MONEY,)),
    Place("funds:programme", COMPANY, (DUNKIRK_MONEY,)), Place("funds:new-agreement", numbers=(DUNKIRK_MONEY,)),
    Place("funds:book", numbers=(PAST_MONEY,)), Place("funds:bank", numbers=(DUNKIRK_MONEY,)),
    Place("funds:report", "financeur", (DUNKIRK_MONEY,)), Place("funds:agreement", numbers=(OWN_AGREEMENT,)),
    Place("funds:close-agreement", numbers=(OWN_AGREEMENT,)),
    Place("funds:agreement", COMPANY, (OWN_AGREEMENT,)), Place("funds:expect", numbers=(OWN_AGREEMENT,)),
    Place("funds:new-claim", COMPANY, (OWN_AGREEMENT,)), Place("funds:claims"), Place("funds:claims", query="?state=approved"),
    Place("funds:claim", "financeur", (CHECKED_CLAIM,)), Place("funds:claim", numbers=(DRAFT_CLAIM,)),
    Place("funds:withdraw", numbers=(DRAFT_CLAIM,)), Place("funds:line", numbers=(DRAFT_LINE,)),
    Place("funds:remove-line", numbers=(DRAFT_LINE,)), Place("funds:advance", COMPANY, (OWN_ADVANCE,)),
    Place("funds:ask-change", COMPANY, (OWN_ADVANCE,)), Place("funds:pay", numbers=(EXPECTED_PAYMENT,)),
    Place("support:list"), Place("support:list", "startup"), Place("support:cohort", numbers=(RUNNING,), query="?with=1"),
    Place("support:edit-cohort", numbers=(RUNNING,)), Place("support:ask", numbers=(RUNNING,)), Place("support:pairs", numbers=(RUNNING,)),
    Place("support:new-cohort"), Place("support:venture", "startup", (PALIER,)), Place("support:venture", numbers=(PALIER,)),
    Place("support:leave", numbers=(PALIER,)), Place("support:wishes", "startup", (PALIER,)),
    Place("support:new-milestone", "startup", (PALIER,)), Place("support:milestone", "startup", (ITS_STONE,)),
    Place("support:edit-milestone", "startup", (ITS_STONE,)), Place("support:drop-milestone", "startup", (ITS_STONE,)),
    Place("support:figures", "startup", (PALIER,)), Place("support:figure", "startup", (ITS_FIGURE,)),
    Place("support:bookings", "startup", (PALIER,)), Place("support:lead", "startup", (ITS_LEAD,)),
    Place("support:mentors", "startup"), Place("support:mentors"), Place("support:new-mentor"),
    Place("support:edit-mentor", numbers=("SELECT min(id) FROM support_mentor",)),
    Place("support:archive-mentor", numbers=("SELECT min(id) FROM support_mentor",)),
    Place("support:open-hours", numbers=("SELECT min(id) FROM support_mentor",)),
    Place("support:take-hour", "startup", ("SELECT min(id) FROM support_officehour WHERE member_id IS NULL",)),
    Place("support:end-mentoring", numbers=("SELECT max(id) FROM support_mentoring",)), Place("support:resources"),
    Place("support:new-resource"), Place("support:edit-resource", numbers=("SELECT min(id) FROM support_resource",)),
    Place("support:archive-resource", numbers=("SELECT min(id) FROM support_resource",)),
    Place("programme:list"), Place("programme:new"), Place("programme:detail", numbers=(PROGRAMME,)),
    Place("programme:detail", COMPANY, (PROGRAMME,)), Place("programme:edit", numbers=(PROGRAMME,)),
    Place("programme:import", numbers=(PROGRAMME,)), Place("programme:new-participant", numbers=(PROGRAMME,)),
    Place("programme:new-strand", numbers=(PROGRAMME,)),
    Place("programme:new-action", numbers=(f"SELECT min(id) FROM programme_strand WHERE programme_id = ({PROGRAMME})",)),
    Place("programme:action", numbers=(LATE_ACTION,)), Place("programme:edit-action", numbers=(LATE_ACTION,)),
    Place("programme:new-milestone", numbers=(LATE_ACTION,)), Place("programme:milestone", numbers=(LATE_STONE,)),
    Place("programme:edit-milestone", numbers=(LATE_STONE,)), Place("programme:amendments", "financeur", (PROGRAMME,)),
    Place("programme:amendments", numbers=(PROGRAMME,)), Place("programme:propose", COMPANY, (PROGRAMME, "=move")),
    Place("programme:amendment", numbers=(f"SELECT max(id) FROM programme_amendment WHERE programme_id = ({PROGRAMME})",)),
    Place("programme:proof", numbers=(PROGRAMME,)), Place("programme:new-indicator", numbers=(PROGRAMME,)),
    Place("programme:indicator", numbers=(GAUGE,)), Place("programme:edit-indicator", numbers=(GAUGE,)),
    Place("programme:new-risk", numbers=(PROGRAMME,)),
    Place("programme:risk", numbers=(f"SELECT min(id) FROM programme_risk WHERE programme_id = ({PROGRAMME})",)),
    Place("programme:committee", numbers=(PROGRAMME,)), Place("programme:printed", numbers=(PROGRAMME,)),
    Place("programme:meeting", numbers=(f"SELECT max(id) FROM programme_meeting WHERE programme_id = ({PROGRAMME})",)),
    Place("programme:anchor", numbers=(PROGRAMME,)),
    Place("training:list", VISITOR), Place("training:list", "formation"), Place("training:sessions", VISITOR),
    Place("training:detail", VISITOR, (TAUGHT,)), Place("training:detail", "formation", (TAUGHT,)), Place("training:new", "formation"),
    Place("training:edit", "formation", (TAUGHT,)), Place("training:archive", numbers=(TAUGHT,)),
    Place("training:new-session", "formation", (TAUGHT,)), Place("training:session", COMPANY, (COMING,)),
    Place("training:session", numbers=(COMING,)), Place("training:edit-session", numbers=(COMING,)),
    Place("training:cancel-session", numbers=(COMING,)), Place("training:register", COMPANY, (COMING,)),
    Place("training:openings"), Place("training:openings", "formation"), Place("training:funding", COMPANY, (COMING,)),
    Place("training:qualiopi"), Place("training:qualiopi", "formation"), Place("training:qualiopi-session", numbers=(HELD,)),
    Place("training:session-results", numbers=(HELD,)), Place("training:training-results", numbers=(TAUGHT,)),
    Place("training:body-sheet", numbers=(OWN_BODY,)), Place("training:new-proof", "formation", (OWN_BODY,)),
    Place("training:proof", numbers=(PROOF,)), Place("training:archive-proof", numbers=(PROOF,)),
    Place("training:new-complaint", "formation", (OWN_BODY,)), Place("training:complaint", numbers=(COMPLAINT,)),
    Place("training:yearly", numbers=(OWN_BODY, "=2026")),
    Place("training:registrations", COMPANY), Place("training:means", "formation"), Place("training:new-means", "formation", ("=room",)),
    Place("training:edit-means", "formation", ("=room", OWN_ROOM)), Place("training:archive-means", "formation", ("=room", OWN_ROOM)),
    Place("training:attendance", numbers=("=me", PAST_HALF)), Place("training:attendance", numbers=("=me", NEXT_HALF), query="?next"),
    Place("training:link", numbers=(f"SELECT min(id) FROM training_registration WHERE session_id = ({COMING})",)),
    Place("training:certificate", numbers=(CERTIFIED,)), Place("training:revoke", numbers=(CERTIFIED,)),
    Place("training:verify", VISITOR, (f"SELECT code FROM training_certificate WHERE id = ({CERTIFIED})",)),
    Place("home:home", VISITOR), Place("home:home"), Place("home:home", COMPANY), Place("home:home", "formation"),
    Place("home:home", "startup"), Place("home:home", "financeur"),
    Place("base:legal", VISITOR, ("=mentions",)), Place("awareness:discover", VISITOR), Place("awareness:check", VISITOR),
    Place("awareness:result", VISITOR, query=ANSWERS), Place("awareness:result", COMPANY, query=ANSWERS),
    Place("privacy:register", VISITOR), Place("privacy:mine", COMPANY),
    Place("privacy:requests"),
    Place("base:legal", VISITOR, ("=accessibility",)),
    Place("base:search"), Place("base:search", query="?q=pont"), Place("base:search", query="?q=zzzz"),
    Place("base:notifications"), Place("base:settings"), Place("base:settings", COMPANY), Place("base:settings-mail"),
    Place("base:audit"), Place("base:audit", query="?check=1"),
    Place("account_login", VISITOR), Place("account_signup", VISITOR), Place("account_reset_password", VISITOR),
    Place("account_reset_password_done", VISITOR), Place("account_reset_password_from_key", VISITOR, ("=1", "=spent-link")),
    Place("account_reset_password_from_key_done", VISITOR), Place("account_inactive", VISITOR),
    Place("account_logout"), Place("account_change_password"), Place("account_reauthenticate"), Place("accounts:profile"),
    Place("mfa_index"), Place("mfa_activate_totp"),
    Place("directory:list"), Place("directory:list", query="?kind=startup"), Place("directory:new"),
    Place("directory:new", query="?siret="), Place("directory:detail", numbers=(COMPANY_ID,)),
    Place("directory:detail", "financeur", (PUBLISHED_ID,)), Place("directory:facts", numbers=(COMPANY_ID,)),
    Place("directory:edit", numbers=(COMPANY_ID,)), Place("directory:archive", numbers=(COMPANY_ID,)),
    Place("directory:group", COMPANY, (COMPANY_ID,)), Place("directory:new-stake", numbers=(COMPANY_ID,)),
    Place("directory:new-accounts", numbers=(COMPANY_ID,)),
    Place("directory:list", query="?competence=radio"), Place("directory:detail", numbers=(ACTIVE,)),
    Place("directory:new-strength", numbers=(ACTIVE,)), Place("directory:archive-strength", numbers=(STRENGTH,)),
    Place("directory:talents"), Place("directory:talent", COMPANY, (TALENT,)), Place("directory:edit-talent", numbers=(TALENT,)),
    Place("directory:new-talent", numbers=(ACTIVE,)), Place("directory:archive-talent", numbers=(TALENT,)),
    Place("directory:persons", COMPANY), Place("directory:person", COMPANY, (SHOWN,)), Place("directory:write", COMPANY, (SHOWN,)),
    Place("directory:portrait", COMPANY),
    Place("solutions:list"), Place("solutions:list", query="?use=energy"), Place("solutions:new", "startup"),
    Place("solutions:detail", "startup", (SOLUTION,)), Place("solutions:detail", COMPANY, (SOLUTION,)),
    Place("solutions:edit", "startup", (SOLUTION,)), Place("solutions:archive", "startup", (SOLUTION,)),
    Place("solutions:meet-owner", COMPANY, (SOLUTION,)),
    Place("solutions:answered", COMPANY, (OWN_NEED,)), Place("solutions:introductions"),
    Place("solutions:introduction", numbers=(ASKED,)), Place("solutions:introduction", COMPANY, (MET,)),
    Place("directory:import"), Place("directory:import-people", COMPANY, (COMPANY_ID,)),
    Place("directory:people", COMPANY, (COMPANY_ID,)), Place("directory:delegate", COMPANY, (COMPANY_ID,)),
    Place("directory:invitation", VISITOR, ("=spent-invitation",)),
    Place("needs:list"), Place("needs:new"), Place("needs:new", COMPANY), Place("needs:detail", numbers=(STUDIED,)),
    Place("needs:public", VISITOR), Place("needs:sharing", COMPANY, (OWN_NEED,)), Place("needs:who", numbers=(UNNAMED,)),
    Place("needs:together"), Place("needs:together", query="?need=1&need=2"), Place("needs:detail", COMPANY, (COLLECTIVE,)),
    Place("needs:wording", numbers=(COLLECTIVE,)), Place("needs:split", numbers=(COLLECTIVE,)),
    Place("needs:leave", COMPANY, (OWN_LINK,)),
    Place("needs:edit", numbers=(DRAFT_OR_STATED,)), Place("needs:archive", numbers=(DRAFT_OR_STATED,)),
    Place("studies:list"), Place("studies:detail", numbers=(STUDY,)), Place("studies:new", COMPANY, (STUDIED,)),
    Place("studies:why", numbers=(STUDY,)), Place("studies:why", numbers=(STUDY,), query="?x=0&y=0"), Place("studies:compare"),
    Place("uses:list"), Place("uses:list", COMPANY), Place("uses:use", COMPANY, (STUDIED, "=maintenance")),
    Place("uses:use", numbers=(STUDIED, "=robots")),
    Place("territory:list", VISITOR), Place("territory:list", query="?year=2028"), Place("territory:new"),
    Place("territory:investment", VISITOR, ("=softbank",)), Place("territory:investment", numbers=("=softbank",)),
    Place("territory:tables"), Place("territory:edit", numbers=("=softbank",)), Place("territory:new-figure", numbers=("=softbank",)),
    Place("territory:power", numbers=("=softbank",)), Place("territory:jobs", numbers=("=softbank",)),
    Place("territory:jobs", COMPANY, ("=softbank",), "?with=announced&with=late"),
    Place("territory:correct", numbers=(PUBLISHED_FIGURE,)), Place("territory:withdraw", numbers=(PUBLISHED_FIGURE,)),
    Place("projects:list"), Place("projects:open", numbers=(DRAFT_OR_STATED,)), Place("projects:detail", numbers=(PROJECT,)),
    Place("projects:edit", numbers=(PROJECT,)), Place("projects:archive", numbers=(PROJECT,)),
    Place("projects:invite", numbers=(PROJECT,)), Place("projects:new-line", numbers=(PROJECT, PARTNER)),
    Place("projects:edit-line", numbers=(PROJECT, LINE_OWNER, LINE)),
    Place("calls:list"), Place("calls:list", query="?q=pont+roulant&size=small&place=DEP-59"), Place("calls:write"),
    Place("calls:correct", numbers=("SELECT min(id) FROM calls_call",)), Place("calls:import"), Place("calls:import-past"),
    Place("calls:searches"), Place("calls:searches", COMPANY), Place("calls:search", numbers=(SEARCH,)),
    Place("calls:detail", numbers=("SELECT min(id) FROM calls_call",)),
    Place("calls:detail", numbers=("SELECT max(id) FROM calls_call",)), Place("calls:for-project", numbers=(PROJECT,)),
    Place("calls:terms", numbers=(PROJECT, KEPT)), Place("financing:plan", numbers=(PROJECT,)),
    Place("financing:days", numbers=(PROJECT,)),
    Place("financing:awards", numbers=(COMPANY_ID,)), Place("dossiers:detail", numbers=(PROJECT,)),
    Place("dossiers:new-work", numbers=(PROJECT,)), Place("dossiers:write", numbers=(PROJECT,)),
    Place("dossiers:section", COMPANY, (PROJECT, "=role", LINE_OWNER)),
    Place("dossiers:library", COMPANY, (PROJECT, "=role", LINE_OWNER)),
    Place("dossiers:papers", numbers=(PROJECT,)), Place("dossiers:templates", numbers=(PROJECT,)),
    Place("dossiers:sheet", COMPANY, (COMPANY_ID,)), Place("consortium:detail", numbers=(PROJECT,)),
    Place("consortium:missing", numbers=(PROJECT,)), Place("consortium:past"),
    Place("consortium:task", numbers=(PROJECT, PARTNER)), Place("consortium:paper", numbers=(PROJECT, PARTNER)),
    Place("consortium:sign", COMPANY, (OWN_PROJECT, OWN_PART)), Place("consortium:log", numbers=(PROJECT,)),
    Place("consortium:log", COMPANY, (OWN_PROJECT,)), Place("consortium:new-entry", numbers=(PROJECT,)), Place("tokens:list"),
    Place("events:list", VISITOR), Place("events:list"), Place("events:list", query="?when=past"), Place("events:new"),
    Place("events:detail", VISITOR, (OPEN_DAY,)), Place("events:detail", numbers=(MEETING_DAY,)),
    Place("events:edit", numbers=(MEETING_DAY,)), Place("events:close", numbers=(MEETING_DAY, "=cancel")),
    Place("events:register", VISITOR, (OPEN_DAY,)), Place("events:register", COMPANY, (OPEN_DAY,)),
    Place("events:asked", VISITOR, (OPEN_DAY,)), Place("events:people", numbers=(HELD,)), Place("events:follow-up", numbers=(HELD,)),
    Place("events:follow-up-done", numbers=(PROMISE,)), Place("events:door", numbers=(MEETING_DAY,)),
    Place("events:meetings", numbers=(MEETING_DAY,)), Place("events:frame", numbers=(MEETING_DAY,)),
    Place("events:move", numbers=(MEETING,)),
)  # fmt: skip

NO_PAGES = {
    "programme:minutes", "programme:anchor-paper",
    "funds:payments-export", "funds:book-export", "funds:period", "funds:report-file", "funds:claims-export", "funds:submit",
    "funds:step", "funds:judge", "funds:decide-change", "funds:settle",
    # forms like funds:expect and funds:close-agreement, for what the demonstration has none of
    "funds:reopen-agreement", "funds:cancel-payment", "funds:take-back", "funds:project-budget", "funds:remove-budget-line",
    # forms like funds:expect, for an agreement that is not signed yet: the demonstration has none
    "funds:edit-agreement", "funds:share", "funds:budget-line", "funds:sign",
    # only done, or a file
    "programme:open-from", "programme:state", "programme:export", "programme:finish",
    "support:take-in", "support:propose", "support:confirm", "support:export", "support:report", "support:log-hours",
    "support:write-note", "support:figures-export", "support:agenda", "support:withdraw-hours", "support:cancel-booking",
    "support:give-hour-back", "support:close-hour",
    # opened by a link that is signed for one person: tests/browser/test_training.py
    "training:teach", "training:mine", "training:answer", "training:sign-mine", "training:sign", "training:my-certificate",
    # only done, or a file
    "training:publish", "training:certify", "training:cancel", "training:confirm", "training:code", "training:enter-sheet",
    "training:countersign", "training:refuse", "training:export", "training:export-sessions", "training:export-registrations",
    "training:session-ics", "training:mine-ics", "training:my-sessions",
    "training:programme", "training:attendance-sheet", "training:agreement",
    "training:summons", "training:certificate-pdf", "training:qualiopi-export", "training:export-yearly", "training:evaluate",
    # only done, never opened
    "territory:ask", "territory:end-gap", "territory:drop-table",
    "base:notifications-read", "base:attach", "base:detach", "base:note", "base:language", "directory:restore",
    "directory:confirm-stake", "directory:end-stake", "directory:hide-portrait", "solutions:publish", "solutions:withdraw",
    "solutions:withdraw-answer",
    "directory:manager", "directory:end", "directory:revoke", "directory:assist",
    "directory:end-assistance", "directory:end-delegation", "directory:switch", "needs:state", "needs:answer",
    "needs:join", "studies:launch", "studies:stop", "studies:share", "studies:unshare",
    "studies:resume", "uses:file", "uses:assess", "uses:stop",
    "projects:ready", "projects:answer", "projects:remove-partner", "projects:remove-line", "calls:keep",
    "calls:drop", "calls:take-back", "calls:save-search", "calls:seen", "calls:drop-search", "calls:open-agenda",
    "calls:close-agenda",
    "calls:import-stop", "calls:import-resume", "calls:archive-gone", "dossiers:remove-work", "dossiers:ask",
    "dossiers:drop-question",
    "dossiers:reuse", "dossiers:read-call", "dossiers:ask-usual", "dossiers:drop-document", "dossiers:hand-apart",
    "dossiers:remove-template", "dossiers:submit", "tokens:revoke", "privacy:ask", "awareness:make-need",
    "consortium:ask", "consortium:withdraw", "consortium:done", "consortium:remove-entry", "consortium:invite",
    # files and data
    "territory:map", "territory:jobs-data", "territory:four-pages", "territory:export", "territory:catalogue",
    "privacy:mine-export",
    "base:healthz", "base:logo", "base:audit-export", "base:download", "directory:export", "directory:export-xlsx",
    "directory:talents-export", "directory:persons-export", "solutions:export", "solutions:introductions-export",
    "needs:export", "needs:export-xlsx", "needs:site", "needs:check", "needs:keep", "needs:keep-new",
    "needs:discard", "needs:discard-new",
    "studies:progress", "studies:site", "studies:file", "studies:numbers", "studies:report", "studies:json", "studies:antennas",
    "studies:coverage", "projects:try-line",
    "uses:example", "uses:progress", "uses:json",
    # once a use was assessed: walked by its journey
    "uses:detail",
    "dossiers:download", "dossiers:placeholders", "dossiers:sample", "mfa_download_recovery_codes",
    "calls:import-progress", "calls:import-report", "calls:gone", "calls:agenda",
    # a letter that somebody wrote; the form of solutions:meet-owner, from the other side
    "directory:letter", "solutions:meet-need",
    # a file that somebody gave, and a mail that was sent
    "calls:imported", "calls:stop",
    "consortium:agreement", "consortium:mandate", "consortium:calendar", "consortium:export",
    # once somebody asks to be forgotten
    "privacy:answer",
    "events:publish", "events:leave", "events:leave-by-link", "events:arrivals", "events:take-back", "events:plan",
    "events:publish-meetings", "events:calendar", "events:export", "events:event-calendar", "events:badge",
    "events:meetings-calendar", "events:people-export", "events:badges", "events:follow-up-export", "events:door-worker",
    # what a link of a mail opens: walked by the journey of an event
    "events:mine", "events:feedback", "events:wishes",
    "incubator:publish", "incubator:save", "incubator:screen", "incubator:letter", "incubator:minutes", "incubator:applications-export",
    "incubator:ranking-export", "incubator:hearings", "incubator:marks", "incubator:reading-worker", "incubator:seat",
    "incubator:file-download",
    # what a link of a mail opens: walked by the journey of an application
    "incubator:confirm", "incubator:join",
    # an empty campus alone
    "accounts:first",
    # the forms of dossiers:new-work and consortium:new-entry, filled in; a funder's document once one was added
    "dossiers:work", "consortium:entry", "dossiers:template",
    # of the accounts library, closed here: addresses are proved by invitation and passwords are always set
    "account_email", "account_email_verification_sent", "account_confirm_email", "account_set_password",
    "account_confirm_login_code",
    # after a second factor was set up
    "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
}  # fmt: skip


def names(patterns: list[Any] | None = None, space: str = "") -> Iterator[str]:
    """Yield every name of the resolver, the programs' interface left out."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(found, URLResolver) and not str(found.pattern).startswith("api/"):
            yield from names(found.url_patterns, f"{space}{found.namespace}:" if found.namespace else space)
        elif isinstance(found, URLPattern) and found.name:
            yield f"{space}{found.name}"
