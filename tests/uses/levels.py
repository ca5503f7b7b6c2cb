"""Service levels and costs to try the uses with."""

from dataclasses import replace

from campus5g.core.service import Connectivity, ConnectivityCost, Latency, ServiceLevel

NETWORKS = (Connectivity.PRIVATE_5G, Connectivity.WIFI, Connectivity.PUBLIC_CELLULAR, Connectivity.LPWAN, Connectivity.WIRED)


def perfect(connectivity, zone="yard", **worse):
    level = ServiceLevel(connectivity, zone, 1.0, 1e9, 1e9, Latency(0.001, 0.001, 0.001), 0.0, 0.0, 0.0, None, True)
    return replace(level, **worse)


def cost(connectivity, capex_eur=0, opex_eur=0):
    cents = capex_eur * 100
    return ConnectivityCost(connectivity, cents, opex_eur * 100, cents * 8 // 10, cents * 13 // 10, ())


def typical_site():
    """The site of the published example: 800 rotating machines."""
    services = (
        perfect(Connectivity.PRIVATE_5G, coverage=0.98, uplink_bps=1e6, loss=1e-4),
        perfect(Connectivity.WIFI, coverage=0.70, uplink_bps=1e6, loss=0.02, age_s=3600.0),
        perfect(Connectivity.LPWAN, coverage=0.90, uplink_bps=2.0, loss=0.05, age_s=7200.0),
    )
    return services, tuple(cost(service.connectivity) for service in services)
