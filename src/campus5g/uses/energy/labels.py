"""The assumptions and questions of energy in words."""

from campus5g.core.message import Message, msg
from campus5g.uses.preview import Question

MOST_MW = 20_000.0
MOST_POINTS = 1_000_000

LABELS: dict[str, Message] = {
    "battery_mw": msg("power of the batteries (0: none)"),
    "battery_mwh": msg("usable energy of the batteries (0: none)"),
    "battery_efficiency": msg("efficiency of a battery, one way"),
    "load_noise": msg("swing of the load within a quarter of an hour, as a share of it"),
    "power_eur_kw": msg("price of a subscribed kW"),
    "excess_factor": msg("factor of the exceedance of subscribed power"),
    "metering_s": msg("time between two measures, where the link allows it"),
    "message_bytes": msg("size of a measure sent"),
    "repair_min": msg("length of a breakdown of a network"),
    "manual_age_min": msg("age of the reads of the grid operator's meter"),
    "manual_reach": msg("share of the flexible power that people can switch"),
    "spread_eur_mwh": msg("price of the dearest less the cheapest hours of a day"),
    "shift_h": msg("hours that flexible load can be moved each day"),
    "shift_share": msg("share of the days on which flexible load is moved"),
    "co2_shift_t_mwh": msg("CO2 of the dearest less the cheapest hours of a day"),
    "response_h": msg("hours a year in which demand response is sold, beyond load already moved or held in reserve"),
    "response_eur_mwh": msg("price of electricity in the hours of demand response"),
    "response_supplier_eur_mwh": msg("owed to the supplier for each MWh of demand response"),
    "afrr_eur_mw_h": msg("price of automatic frequency restoration reserve (aFRR)"),
    "fcr_eur_mw_h": msg("price of frequency containment reserve (FCR)"),
    "mfrr_eur_mw_h": msg("price of manual frequency restoration reserve (mFRR)"),
    "reserve_h": msg("hours a year in which power is held for a reserve"),
    "aggregator_share": msg("share of the reserve's price left by the aggregator"),
    "actuation_s": msg("time for a load or a battery to obey"),
    "fcr_within_s": msg("time in which FCR must be given"),
    "afrr_within_s": msg("time in which aFRR must be given"),
    "mfrr_within_s": msg("time in which mFRR must be given"),
    "reserve_floor": msg("least share of the time in which a reserve must answer"),
    "point_eur_private_5g": msg("meter or switch on private 5G, fitted"),
    "point_eur_wifi": msg("meter or switch on Wi-Fi, fitted"),
    "point_eur_public_cellular": msg("meter or switch on public cellular, fitted"),
    "point_eur_lpwan": msg("meter or switch on low-power radio, fitted"),
    "point_eur_wired": msg("meter or switch on a cable, fitted, without the cable"),
    "cable_eur": msg("cable to a meter or switch"),
    "point_opex_eur": msg("yearly upkeep of a meter or switch"),
    "readings_a_year": msg("readings by hand a year of a meter that no link reaches"),
    "reading_min": msg("time in the switch room for a reading by hand"),
    "years": msg("years over which equipment is written off"),
}

QUESTIONS: tuple[Question, ...] = (
    Question("mean_mw", msg("mean power of the site"), "MW", 0.001, MOST_MW, msg("Yearly energy in MWh, divided by 8,760.")),
    Question(
        "peak_mw", msg("highest power of the year"), "MW", 0.001, MOST_MW, msg("As on the bill of the network, over ten minutes.")
    ),
    Question(
        "flexible_mw",
        msg("power that can be cut or moved"),
        "MW",
        0.0,
        MOST_MW,
        msg("Furnaces, compressors, pumps, charging points that can wait some minutes to some hours."),
    ),
    Question(
        "points", msg("meters and switches to connect"), "", 1, MOST_POINTS, msg("Sub-meters to follow, and loads to command.")
    ),
)
