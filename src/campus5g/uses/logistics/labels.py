"""The assumptions of logistics flows in words."""

from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses.compare import NAMES

LABELS: dict[str, Message] = {
    "handling_h": msg("mean handling of a ship at berth"),
    "movable_share": msg("share of the calls whose berth or turn may still be changed"),
    "ship_eur_h": msg("worth of an hour of a ship"),
    "sea_error": msg("error of the announced arrival of a ship, of a mean handling time"),
    "blind_error": msg("error of the end of handling where nobody counts the moves, of a handling time"),
    "counted_error": msg("error of the end of handling where moves are counted live, of a handling time"),
    "anchor_t_h": msg("fuel of a ship that waits at anchor"),
    "fuel_eur_t": msg("price of marine fuel"),
    "fuel_co2": msg("CO2 of marine fuel"),
    "co2_eur_t": msg("price of an emission allowance"),
    "vehicle_eur_year": msg("cost of a yard vehicle with its drivers, a year"),
    "realised_share": msg("share of the vehicles no longer needed that is really put to other work"),
    "hook_s": msg("cycle of a quay crane"),
    "yard_s": msg("handling of a box in the yard"),
    "speed_m_s": msg("speed of a yard vehicle"),
    "quay_per_crane_m": msg("length of quay for each crane"),
    "voice_period_s": msg("time between two calls by voice or entries on paper"),
    "voice_latency_s": msg("time that such a call takes"),
    "hole_s": msg("time to leave a place without coverage"),
    "session_s": msg("outage after which a vehicle's terminal has to log in again"),
    "login_s": msg("time to log in again"),
    "reader_gap_s": msg("time until a vehicle passes the next fixed reader"),
    "readers": msg("fixed readers and camera portals along the lanes"),
    "reader_eur": msg("price of a fixed reader or camera portal, laid"),
    "unit_eur": msg("price of the terminal and positioning of a vehicle"),
    "software_eur_year": msg("software that plans berths and gives orders, a year"),
    "years": msg("years over which an investment is spread"),
    "open_days": msg("days a year on which trucks are served"),
    "truck_turn_time_min": msg("time of a truck between gate and exit, today"),
    "truck_eur_h": msg("cost of a truck and its driver, an hour"),
    "trucks_per_crane_h": msg("trucks that a yard crane serves in an hour"),
    "announced_share": msg("share of the trucks announced by appointment, whatever the network"),
    "announced_min": msg("time by which they are announced"),
    "gate_ahead_min": msg("time between the gate and the box"),
    "voice_share": msg("share of the trucks at the gate that the yard is told of by voice"),
    "handshakes": msg("times that a truck waits until its place is known"),
    "rehandle_factor": msg("boxes moved aside, of those that the simulated yard moves"),
    "rehandle_eur": msg("cost of moving a box aside"),
    "idle_kg_h": msg("CO2 of a truck that waits, an hour"),
    "foot_h_day": msg("hours a day that people spend on foot among vehicles to find boxes or report them"),
    "foot_share": msg("share of that time which known positions save"),
}
for _connectivity in (Connectivity.PRIVATE_5G, Connectivity.WIFI, Connectivity.PUBLIC_CELLULAR, Connectivity.LPWAN):
    LABELS[f"lost_h_{_connectivity}"] = msg("times an hour that a terminal is cut off, %(network)s", network=NAMES[_connectivity])
