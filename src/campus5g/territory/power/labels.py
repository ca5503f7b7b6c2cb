"""The assumptions of power in words."""

from campus5g.core.message import Message, msg

LABELS: dict[str, Message] = {
    "site_share": msg("share of the site in a power announced over several sites"),
    "built_share": msg("share of the announced power that is built"),
    "servers_to_grid": msg("MW at the connection for each MW announced (above 1: what is announced is that of the servers)"),
    "slip_years": msg("years by which it comes later than announced"),
    "utilisation": msg("mean power over the power of the connection, in a full year"),
    "pue": msg("power of the whole site over that of its servers (PUE)"),
    "area_load_factor": msg("mean power of the area over its highest"),
    "area_industry": msg("share of the area's load that is the same at all hours, as industry's is"),
    "wait_share": msg("share of the computing that can wait"),
    "wait_h": msg("hours that computing can wait"),
    "cold_h": msg("hours of mean cooling held in a store of cold"),
    "battery_share": msg("power of batteries over that of the connection (none is announced)"),
    "battery_h": msg("hours that the batteries last at full power"),
    "price_eur_mwh": msg("mean price of electricity"),
    "spread_eur_mwh": msg("price of the dearest less the cheapest hours of a day"),
    "power_eur_kw": msg("price of a subscribed kW"),
}
