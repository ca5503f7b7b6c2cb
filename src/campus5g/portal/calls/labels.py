"""How the words of calls are said, and with which tone."""

from __future__ import annotations

from campus5g.core.call_changes import KIND_NAMES
from campus5g.core.calls import CallStatus, DeadlineModel, Verdict
from campus5g.core.message import Message, msg
from campus5g.core.project import Size

STATUS: dict[CallStatus, tuple[Message, str]] = {
    CallStatus.OPEN: (msg("open"), "good"),
    CallStatus.FORTHCOMING: (msg("opens soon"), "neutral"),
    CallStatus.PERMANENT: (msg("no deadline stated"), "neutral"),
    CallStatus.CLOSED: (msg("closed"), "warn"),
}
VERDICT: dict[Verdict, tuple[Message, str]] = {
    Verdict.YES: (msg("eligible"), "good"),
    Verdict.NO: (msg("not eligible"), "warn"),
    Verdict.UNKNOWN: (msg("to be checked"), "neutral"),
}
ANSWER: dict[Verdict, tuple[Message, str]] = {
    Verdict.YES: (msg("yes"), "good"),
    Verdict.NO: (msg("no"), "warn"),
    Verdict.UNKNOWN: (msg("to be checked"), "neutral"),
}
"""How one criterion is answered, where a verdict is that of them all."""
CRITERIA: dict[str, Message] = {
    "status": msg("Dates"),
    "start": msg("Start of the work"),
    "beneficiary": msg("Who applies"),
    "territory": msg("Place"),
    "size": msg("Size"),
    "sector": msg("Activity"),
    "age": msg("Age"),
    "consortium": msg("Consortium"),
    "sme_share": msg("Share of SMEs"),
    "purpose": msg("Purpose"),
    "trl": msg("Readiness level"),
    "amount": msg("Amount"),
}
KINDS = KIND_NAMES
SIZES: dict[Size, Message] = {
    Size.SMALL: msg("small enterprise"),
    Size.MEDIUM: msg("medium-sized enterprise"),
    Size.LARGE: msg("large enterprise"),
}
APPLICANTS: dict[str, Message] = {
    "any": msg("any organisation"),
    "company": msg("companies"),
    "research": msg("research organisations"),
    "public_body": msg("public bodies"),
    "association": msg("associations"),
    "farmer": msg("farmers"),
    "individual": msg("individuals"),
}
STAGES: dict[DeadlineModel, Message] = {
    DeadlineModel.UNSAID: msg("not said"),
    DeadlineModel.SINGLE: msg("once, by the deadline"),
    DeadlineModel.TWO_STAGE: msg("in two stages: the first deadline is for everybody, the second for those invited"),
    DeadlineModel.CUT_OFFS: msg("at any time, judged at each cut-off"),
}
FEEDS: dict[str, Message] = {
    "sedia": msg("European portal"),
    "eu_calls": msg("European portal (collected)"),
    "aides_territoires": msg("Aides-territoires"),
    "dispositif_aide": msg("French schemes for companies"),
    "table": msg("imported table"),
    "office": msg("entered by the office"),
}
SECTIONS: dict[str, Message] = {
    "A": msg("A – Agriculture, forestry and fishing"),
    "B": msg("B – Mining and quarrying"),
    "C": msg("C – Manufacturing"),
    "D": msg("D – Electricity, gas, steam and air conditioning supply"),
    "E": msg("E – Water supply, sewerage, waste management and remediation"),
    "F": msg("F – Construction"),
    "G": msg("G – Wholesale and retail trade, repair of motor vehicles and motorcycles"),
    "H": msg("H – Transportation and storage"),
    "I": msg("I – Accommodation and food service activities"),
    "J": msg("J – Information and communication"),
    "K": msg("K – Financial and insurance activities"),
    "L": msg("L – Real estate activities"),
    "M": msg("M – Professional, scientific and technical activities"),
    "N": msg("N – Administrative and support service activities"),
    "O": msg("O – Public administration"),
    "P": msg("P – Education"),
    "Q": msg("Q – Human health and social work activities"),
    "R": msg("R – Arts, entertainment and recreation"),
    "S": msg("S – Other service activities"),
    "T": msg("T – Activities of households as employers"),
    "U": msg("U – Activities of extraterritorial organisations"),
}
"""Sections of the French nomenclature of activities (INSEE, NAF rév. 2), those of NACE Rev. 2 (Eurostat)."""
