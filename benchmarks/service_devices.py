"""Claim: the service of 50 000 devices (cell, signal, rates, latency distribution, availability) in seconds, linear in devices.

Peer: the same formulas device by device, a plain loop that keeps nothing from one device to the next, in the same run on a
sample; its answers are compared with ours. Data: the synthetic steelworks, its antennas and zones, with its groups multiplied.
Run: ``python benchmarks/service_devices.py [--devices 50000] [--repeat 3] [--json]`` from the repository.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import time
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from campus5g import __version__
from campus5g.core.site import Site
from campus5g.network import messages
from campus5g.network.devices import DeviceService, device_service
from campus5g.network.latency import STILL, Handovers
from campus5g.network.on_air import OnAir, on_air
from campus5g.network.plan import NetworkPlan
from campus5g.network.planning import plan_network
from campus5g.network.service import rides_of
from campus5g.network.sites import read_site

SITE = Path(__file__).resolve().parents[1] / "dunkerque" / "sites" / "steelworks.json"
SAMPLE = 60


def crowded(site: Site, devices: int) -> Site:
    """The same site with its groups multiplied to about ``devices``; their messages come as much more rarely."""
    times = devices / sum(g.count for z in site.zones for g in z.devices)
    zones = tuple(
        replace(
            zone,
            devices=tuple(
                replace(g, count=round(g.count * times), period_s=g.period_s * times, uplink_bps=g.uplink_bps / times)
                for g in zone.devices
            ),
        )
        for zone in site.zones
    )
    return site.with_zones(zones)


def forget() -> None:
    """Empty what laws are kept in, so that every round begins like the first."""
    for kept in (messages.frame_law, messages.outside_law, messages.queue_law):
        kept.cache_clear()


def timed(network: OnAir, repeat: int) -> tuple[dict[str, float], DeviceService]:
    service = device_service(network)
    walls, processors = [], []
    for _ in range(repeat):
        forget()
        wall, processor = time.perf_counter(), time.process_time()
        service = device_service(network)
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    figures = {
        "devices": service.size,
        "cpu_s": round(statistics.median(processors), 3),
        "wall_s": round(statistics.median(walls), 3),
    }
    return figures, service


def one_by_one(network: OnAir, service: DeviceService) -> dict[str, float]:
    """A sample of the devices, each from its own place: rate, slots, wait, law, quantiles; nothing is shared."""
    radio, link, figures = network.radio, network.link, network.figures
    picked = np.random.default_rng(0).choice(service.size, SAMPLE, replace=False)
    column = {index: np.flatnonzero(radio.points.crowd == index) for index in range(len(radio.points.crowds))}
    rides = {index: rides_of(radio, mine, radio.points.crowds[index].group, index, figures) for index, mine in column.items()}
    worst, started = 0.0, time.process_time()
    for device in picked:
        forget()
        index = int(service.group[device])
        mine, group = column[index], radio.points.crowds[index].group
        x, y = radio.points.x_m[mine] - service.x_m[device], radio.points.y_m[mine] - service.y_m[device]
        at = int(mine[int(np.argmin(np.maximum(np.abs(x), np.abs(y))))])
        rate = radio.rate_bps(np.array([at]), link, messages.strict_backoff_db(group, figures))
        queue = radio.traffic.queue(int(radio.loads.server[at]), radio.points.crowds[index].critical)
        slots = int(messages.slots_for(group, link, rate)[0])
        way = rides[index]
        moving = STILL if way is None else Handovers(way.handovers_per_hour / 3600, figures["handover.interruption_s"])
        law = messages.uplink_law(group, link, figures, (messages.Sending(1.0, slots, queue),), moving)
        quantiles = [law.quantile(share) for share in (0.5, 0.99, 0.999)]
        law.within(group.latency_s)
        worst = max(worst, abs(quantiles[1] - float(service.p99_s[device])))
    spent = time.process_time() - started
    return {
        "devices": SAMPLE,
        "cpu_s": round(spent, 3),
        "devices_per_cpu_s": round(SAMPLE / spent),
        "largest_p99_difference_ms": round(1e3 * worst, 3),
    }


def measure(devices: int, repeat: int) -> dict[str, Any]:
    site = read_site(SITE)
    plan, _ = plan_network(site, on=date(2026, 11, 21))
    results: dict[str, Any] = {}
    for share in (16, 4, 1):
        network = _network(crowded(site, devices // share), plan)
        figures, service = timed(network, repeat)
        results[f"campus5g, {service.size} devices"] = {
            **figures,
            "devices_per_cpu_s": round(service.size / figures["cpu_s"]),
            "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        }
    results["one by one, same formulas"] = one_by_one(network, service)
    return {
        "claim": "Service of every device: devices answered each second, latency distribution and availability included",
        "peer": f"the same formulas in a plain loop over devices (NumPy {version('numpy')}), {SAMPLE} devices, same run",
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "version": __version__,
        "data": "synthetic steelworks, planned antennas, 16 groups in 7 zones multiplied; cells of 10 m",
        "results": results,
    }


def _network(site: Site, plan: NetworkPlan) -> OnAir:
    network = on_air(site, plan)
    if network is None:
        raise SystemExit("The plan of the steelworks has no antenna.")
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=50_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    measured = measure(asked.devices, asked.repeat)
    if asked.json:
        print(json.dumps(measured, ensure_ascii=False))
        return
    for method, figures in measured["results"].items():
        print(method, " ".join(f"{key}={value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
