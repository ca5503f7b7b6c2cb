"""The assumptions of robot fleets in words."""

from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses.compare import NAMES

LABELS: dict[str, Message] = {
    "hours_per_year": msg("hours of work of the fleet in a year"),
    "demand_share": msg("share of what the fleet could deliver that is asked for"),
    "manual_moves_h": msg("deliveries an hour of a driver with a truck"),
    "driver_eur_h": msg("cost of a driver and his truck, an hour"),
    "robot_eur": msg("price of a vehicle, with its share of software"),
    "robot_opex_eur": msg("upkeep of a vehicle a year"),
    "years": msg("years over which an investment is spread"),
    "cell_m": msg("length of a place on the floor, with its safety distance"),
    "speed_m_s": msg("speed of a vehicle"),
    "handling_s": msg("loading or unloading, at each end of a way"),
    "turn_s": msg("time to turn by a quarter"),
    "battery_h": msg("hours of work in a full battery"),
    "charge_h": msg("hours to charge a battery"),
    "message_period_ms": msg("time between two control messages"),
    "restart_s": msg("time to start again by itself after a stop"),
    "call_share": msg("share of stops where a person must set the vehicle right"),
    "answer_s": msg("time until that person has done it"),
    "guided_share": msg("share of the deliveries that guided vehicles on fixed tracks could do"),
    "guide_eur": msg("price of fixed tracks, a vehicle"),
    "co2_manual_kg": msg("CO2 of a delivery by truck and driver"),
    "co2_robot_kg": msg("CO2 of a delivery by robot"),
    "cranes": msg("cranes or machines to drive from afar"),
    "crane_hours": msg("hours of work of a crane in a year"),
    "crane_cycle_s": msg("cycle of a crane with its operator in the cab"),
    "cranes_per_operator": msg("cranes that one operator drives from afar"),
    "operator_eur_h": msg("cost of a crane operator, an hour"),
    "crane_cycle_eur": msg("worth of a crane cycle"),
    "corrections": msg("corrections by hand in a cycle"),
    "codec_ms": msg("coding and showing of the pictures"),
    "video_mbps": msg("pictures of a crane driven from afar, uplink"),
    "remote_post_eur": msg("price of driving a crane from afar: cameras, post, safety"),
}
for _connectivity in (
    Connectivity.PRIVATE_5G,
    Connectivity.WIFI,
    Connectivity.PUBLIC_CELLULAR,
    Connectivity.LPWAN,
    Connectivity.WIRED,
):
    LABELS[f"handover_ms_{_connectivity}"] = msg("interruption at a change of cell, %(network)s", network=NAMES[_connectivity])
    LABELS[f"outages_per_h_{_connectivity}"] = msg("outages an hour of a vehicle, %(network)s", network=NAMES[_connectivity])
    LABELS[f"outage_s_{_connectivity}"] = msg("length of an outage, %(network)s", network=NAMES[_connectivity])
