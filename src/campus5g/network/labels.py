"""The words for each figure of the data files: one place, so that each is said the same way everywhere."""

from __future__ import annotations

from campus5g.core.dated import Dated
from campus5g.core.figures import Assumption
from campus5g.core.message import Message, msg

LABELS: dict[str, Message] = {
    "private_5g.radio_site": msg("radio site: works, power and fibre"),
    "private_5g.sector": msg("radio and antenna of a sector"),
    "private_5g.indoor_cell": msg("indoor cell, installed"),
    "private_5g.core_small": msg("packet core, small (box)"),
    "private_5g.core": msg("packet core on site"),
    "private_5g.design_per_radio": msg("design and commissioning, per radio"),
    "private_5g.terminal": msg("5G module (RedCap) of a device"),
    "private_5g.support_site": msg("upkeep and energy of a radio site"),
    "private_5g.support_indoor": msg("upkeep of an indoor cell"),
    "private_5g.support_core_small": msg("support of the small core"),
    "private_5g.support_core": msg("support of the core"),
    "private_5g.spectrum": msg("yearly fee for the spectrum"),
    "wifi.ap_outdoor": msg("outdoor Wi-Fi access point"),
    "wifi.ap_indoor": msg("indoor Wi-Fi access point"),
    "wifi.cable_outdoor": msg("cable and power to an outdoor access point"),
    "wifi.cable_indoor": msg("cable to an indoor access point"),
    "wifi.controller": msg("Wi-Fi controller and switches"),
    "wifi.adapter": msg("Wi-Fi adapter of a device"),
    "wifi.support_ap": msg("upkeep of an access point"),
    "public_cellular.modem": msg("modem of a device"),
    "public_cellular.integration": msg("integration with the operator"),
    "public_cellular.subscription": msg("subscription of a device"),
    "lpwan.gateway": msg("LoRaWAN gateway, installed"),
    "lpwan.radio": msg("LoRaWAN radio of a device"),
    "lpwan.integration": msg("integration of the low-power network"),
    "lpwan.server": msg("network server"),
    "lpwan.support_gateway": msg("upkeep of a gateway"),
    "wired.point": msg("socket and switch port of a device"),
    "wired.cable_m": msg("metre of cable laid"),
    "wired.support_point": msg("upkeep of a socket"),
    "manual.handheld": msg("hand-held reader of a round"),
    "manual.hour": msg("hour of a round"),
    "sector.power_dbm": msg("transmit power of a sector"),
    "sector.gain_dbi": msg("gain of a sector antenna"),
    "terminal.power_dbm": msg("transmit power of a terminal"),
    "terminal.noise_db": msg("noise figure of a terminal"),
    "station.noise_db": msg("noise figure of a radio site"),
    "wall.metal_db": msg("loss of a metal-clad wall"),
    "shadow.correlation": msg("shadow correlation between two masts"),
    "adaptation.gap_db": msg("gap between measured and ideal link adaptation"),
    "uplink.rise_db": msg("noise rise of the uplink"),
    "plan.rsrp_dbm": msg("received power below which a place is not counted as served"),
    "plan.coverage": msg("share of the devices of a zone to be served"),
    "plan.coverage_critical": msg("share to be served when 99.9 % of messages or more must arrive"),
    "station.availability": msg("availability of a radio site"),
    "station.repair_h": msg("time to repair a radio site"),
    "cell.connected": msg("connected terminals per cell"),
    "latency.device_ms": msg("latency of device and stack, one way"),
    "latency.core_ms": msg("latency of the core on site, one way"),
    "wifi.outdoor_radius_m": msg("reach of an outdoor access point"),
    "wifi.indoor_radius_m": msg("reach of an indoor access point"),
    "wifi.within": msg("share served within reach of an access point"),
    "wifi.loss": msg("Wi-Fi: messages lost"),
    "wifi.p99_s": msg("Wi-Fi: latency of the slowest 1 % (roaming included)"),
    "public.outdoor": msg("public network: share served outdoors"),
    "public.indoor": msg("public network: share served indoors"),
    "public.metal": msg("public network: share served in a metal-clad hall"),
    "public.p50_s": msg("public network: median latency, one way"),
    "public.loss": msg("public network: messages lost"),
    "public.cell_up_bps": msg("public network: uplink left to the site"),
    "lpwan.payload_bytes": msg("LoRaWAN: largest payload"),
    "lpwan.duty": msg("LoRaWAN: duty cycle"),
    "lpwan.spreading": msg("LoRaWAN: spreading factor"),
    "lpwan.outdoor": msg("LoRaWAN: share served outdoors"),
    "lpwan.indoor": msg("LoRaWAN: share served indoors"),
    "lpwan.metal": msg("LoRaWAN: share served in a metal-clad hall"),
    "lpwan.loss": msg("LoRaWAN: messages lost, collisions apart"),
    "wired.loss": msg("cable: messages lost"),
    "manual.round_s": msg("time between two rounds"),
    "manual.loss": msg("rounds missed or misread"),
}


def as_assumption(entry: Dated) -> Assumption:
    """Return a figure of the data files as an assumption a reader can see and change."""
    value = float(entry.value)
    low = value if entry.low is None else float(entry.low)
    high = value if entry.high is None else float(entry.high)
    return Assumption(entry.key, LABELS[entry.key], value, low, high, entry.unit, entry.source)
