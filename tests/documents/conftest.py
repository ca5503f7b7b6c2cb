"""A steelworks' study as whoever composes studies would hand it over: fictitious company, realistic orders of magnitude."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from campus5g.core.benefit import Benefit, DataOrigin, Kpi, NotAssessed, Sensitivity, Use, UseAssessment, Worth
from campus5g.core.calls import Call, CallKind, Criterion, Eligibility, Match, Passage, Verdict
from campus5g.core.figures import Assumption, Interval, Source
from campus5g.core.message import msg
from campus5g.core.project import (
    Allocation,
    CashFlow,
    Category,
    Ceiling,
    CostLine,
    FinancingPlan,
    Partner,
    Project,
    Size,
)
from campus5g.core.service import Connectivity, ConnectivityCost, CostItem, Latency, ServiceLevel
from campus5g.core.site import Building, DeviceGroup, Mast, Origin, Site, Wall, Zone
from campus5g.documents.content import (
    Antenna,
    CoverageGrid,
    Dossier,
    Financing,
    Finding,
    NetworkSection,
    RankedCall,
    StudyReport,
    WorkPackage,
)

INJECTIONS = ("<script>alert(1)</script>", "{{7*7}}", "#eval(1)", "=cmd|' /C calc'!A0", "{% raw %}", "$x^2$ *bold* _it_ @ref")
SOURCE = Source("Retours d'expérience publiés", "Arcep", "2025-06", "https://example.org/5g", "Licence Ouverte 2.0")
DOUBTFUL = Source("Ordre de grandeur du campus", "", "2026-03", to_confirm=True)


def _square(x: float, y: float, w: float, h: float) -> tuple[tuple[float, float], ...]:
    return ((x, y), (x + w, y), (x + w, y + h), (x, y + h))


@pytest.fixture
def site() -> Site:
    sensors = DeviceGroup("Capteurs vibratoires de ponts roulants", 420, 2048, 60.0, 2.0, 0.99, 20_000.0)
    rolling = DeviceGroup("Matériel roulant (torpilles, locotracteurs)", 65, 1024, 10.0, 0.5, 0.999, 60_000.0, 10_000.0, 2.5, 5.0)
    return Site(
        name="Aciérie de démonstration",
        boundary=_square(-1050, -700, 2100, 1400),
        buildings=(
            Building("mill", ((-450, -620), (165, -540), (150, -430), (-465, -510)), 28.0, Wall.METAL),
            Building("melt", _square(-800, 100, 420, 160), 45.0, Wall.METAL),
            Building("coke", _square(250, 180, 500, 90), 18.0),
            Building("store", _square(380, -420, 320, 210), 14.0, Wall.METAL),
            Building("office", _square(-250, 420, 90, 60), 12.0, Wall.LOW_LOSS),
        ),
        masts=(Mast("M1", -600, 300, 40), Mast("M2", 500, 0, 35)),
        zones=(
            Zone("hall", "Hall du laminoir", _square(-460, -600, 600, 150), (sensors,), indoor=True),
            Zone("yard", "Voies ferrées", _square(-900, -200, 1700, 180), (rolling,)),
            Zone("melt", "Aciérie", _square(-780, 110, 380, 140), (sensors, rolling), indoor=True),
        ),
        origin=Origin(51.04, 2.29),
        licence="CC0-1.0",
    )


@pytest.fixture
def antennas() -> tuple[Antenna, ...]:
    return tuple(
        Antenna(f"{mast}-{chr(65 + k)}", x, y, h, azimuth, 6.0, 58.0)
        for mast, x, y, h, azimuths in (("M1", -600, 300, 40, (60, 180, 300)), ("M2", 500, 0, 35, (0, 120, 240)))
        for k, azimuth in enumerate(azimuths)
    )


@pytest.fixture
def grid(antennas: tuple[Antenna, ...]) -> CoverageGrid:
    x, y = np.arange(-1040.0, 1050.0, 20.0), np.arange(-690.0, 700.0, 20.0)
    gx, gy = np.meshgrid(x, y)
    powers = []
    for a in antennas:
        d = np.hypot(gx - a.x_m, gy - a.y_m) + 10
        off = (np.degrees(np.arctan2(gx - a.x_m, gy - a.y_m)) - a.azimuth_deg + 180) % 360 - 180
        powers.append(a.eirp_dbm - 30 - (32 + 30 * np.log10(d)) - np.minimum(12 * (off / 65) ** 2, 25))
    p = np.stack(powers)
    best = p.max(axis=0)
    rest = 10 * np.log10((10 ** (p / 10)).sum(axis=0) - 10 ** (best / 10) + 10**-11.5)
    inside = (np.abs(gx - 800) > 120) | (np.abs(gy - 560) > 90)
    return CoverageGrid(x, y, np.where(inside, best, np.nan), np.where(inside, best - rest, np.nan))


def _assumption(key: str, label: str, value: float, low: float, high: float, unit: str, source: Source = SOURCE) -> Assumption:
    return Assumption(key, msg("%(label)s", label=label), value, low, high, unit, source)


ASSUMPTIONS = (
    _assumption("failures", "Pannes de ponts roulants par an", 14, 8, 22, "failures/year"),
    _assumption("stop_cost", "Coût d'une heure d'arrêt", 18_500, 9_000, 31_000, "EUR"),
    _assumption("detection", "Part des pannes détectées à temps", 0.62, 0.41, 0.78, "share", DOUBTFUL),
    _assumption("discount", "Taux d'actualisation", 0.08, 0.08, 0.08, "share"),
)


def _benefit(connectivity: Connectivity, net: tuple[float, float, float], stops: float, exposure: float) -> Benefit:
    return Benefit(
        use=Use.MAINTENANCE,
        connectivity=connectivity,
        kpis=(
            Kpi("stops", msg("%(t)s", t="Arrêts non prévus"), Interval(stops * 0.7, stops, stops * 1.4), "stops/year"),
            Kpi("warning", msg("%(t)s", t="Préavis de panne"), Interval(2, 6.5, 11), "d"),
        ),
        gross_eur=Interval(*(n + 120_000 for n in net)),
        net_eur=Interval(*net),
        co2_t=Interval(12, 31, 55),
        exposure_h=Interval(exposure * 0.8, exposure, exposure * 1.2),
    )


@pytest.fixture
def assessment() -> UseAssessment:
    return UseAssessment(
        use=Use.MAINTENANCE,
        benefits=(
            _benefit(Connectivity.PRIVATE_5G, (182_000, 418_250, 705_000), 5.3, 310),
            _benefit(Connectivity.WIFI, (-64_000, 61_000, 190_000), 9.1, 520),
            _benefit(Connectivity.PUBLIC_CELLULAR, (20_000, 143_000, 301_000), 8.2, 480),
            _benefit(Connectivity.LPWAN, (90_000, 236_000, 402_000), 7.4, 330),
            _benefit(Connectivity.WIRED, (-410_000, -152_000, 40_000), 5.1, 300),
            _benefit(Connectivity.MANUAL, (-30_000, -12_000, 0), 14.0, 1_450),
        ),
        worth=Worth.WORTH_IT,
        answer=msg(
            "%(t)s",
            t="La 5G privée rapporte plus que ses rivales dans neuf tirages sur dix ; "
            "les capteurs basse consommation suffiraient pour les ponts seuls.",
        ),
        reasons=(
            msg("%(t)s", t="Le matériel roulant sort des halls : seuls le réseau public et la 5G privée le suivent."),
            msg("%(t)s", t="Les spectres vibratoires demandent 20 kbit/s par capteur, trop pour LoRaWAN."),
        ),
        sensitivities=(
            Sensitivity("stop_cost", msg("%(t)s", t="Coût d'une heure d'arrêt"), 121_000, 801_000),
            Sensitivity("failures", msg("%(t)s", t="Pannes de ponts roulants par an"), 190_000, 660_000),
            Sensitivity("detection", msg("%(t)s", t="Part des pannes détectées à temps"), 233_000, 548_000),
            Sensitivity("capex", msg("%(t)s", t="Coût d'une antenne posée"), 462_000, 377_000),
        ),
        break_even=(msg("%(t)s", t="une heure d'arrêt coûtait moins de 5 900 €"),),
        assumptions=ASSUMPTIONS,
        origin=DataOrigin.SAMPLE,
    )


_LEVELS = {
    Connectivity.PRIVATE_5G: (0.9987, 2.1e6, Latency(0.012, 0.028, 0.061), 2.3e-4, True),
    Connectivity.WIFI: (0.71, 4.0e6, Latency(0.009, 0.21, 1.4), 0.031, False),
    Connectivity.PUBLIC_CELLULAR: (0.93, 0.6e6, Latency(0.045, 0.18, 0.72), 0.012, False),
    Connectivity.LPWAN: (0.995, 290.0, Latency(1.3, 4.2, 9.8), 0.02, False),
    Connectivity.MANUAL: (1.0, 0.0, Latency(43_200.0, 86_400.0, 172_800.0), 0.05, False),
}


@pytest.fixture
def services(site: Site) -> tuple[ServiceLevel, ...]:
    reason = msg("%(t)s", t="latence à 99,9 % de 61 ms sous une charge de 85 %")
    return tuple(
        ServiceLevel(c, zone.id, coverage, up, up * 2, latency, loss, 4.0, 30.0, None, meets, () if meets else (reason,))
        for zone in site.zones
        for c, (coverage, up, latency, loss, meets) in _LEVELS.items()
    )


@pytest.fixture
def costs() -> tuple[ConnectivityCost, ...]:
    unit = _assumption("radio_unit", "Antenne radio posée", 38_000, 25_000, 60_000, "EUR", DOUBTFUL)
    core = _assumption("core_unit", "Cœur de réseau", 150_000, 90_000, 240_000, "EUR")
    lines = (
        CostItem("radio", msg("%(t)s", t="Antenne radio posée"), 6, unit, False),
        CostItem("core", msg("%(t)s", t="Cœur de réseau"), 1, core, False),
        CostItem(
            "care", msg("%(t)s", t="Exploitation"), 1, _assumption("care", "Exploitation", 64_000, 40_000, 90_000, "EUR"), True
        ),
    )
    return (
        ConnectivityCost(Connectivity.PRIVATE_5G, 37_800_000, 6_400_000, 24_000_000, 60_000_000, lines),
        ConnectivityCost(Connectivity.WIFI, 21_000_000, 5_100_000, 14_000_000, 33_000_000, ()),
        ConnectivityCost(Connectivity.PUBLIC_CELLULAR, 4_500_000, 7_800_000, 3_000_000, 7_000_000, ()),
        ConnectivityCost(Connectivity.LPWAN, 6_200_000, 1_900_000, 4_000_000, 9_000_000, ()),
        ConnectivityCost(Connectivity.MANUAL, 0, 18_000_000, 0, 0, ()),
    )


def _call(name: str, title: str, closes: tuple[date, ...], kind: CallKind = CallKind.CALL_FOR_PROJECTS) -> Call:
    return Call(
        id=name,
        title=title,
        text="",
        language="fr",
        funder="Bpifrance",
        programme="France 2030",
        kind=kind,
        opens=date(2026, 1, 15),
        closes=closes,
        beneficiaries=("company",),
        territories=("FR",),
        budget_eur=10_000_000.0,
        min_aid_eur=None,
        max_aid_eur=None,
        url="https://example.org/" + name,
        conditions="",
        feed="tee",
        source=Source("Exemple de catalogue", to_confirm=True),
    )


@pytest.fixture
def calls() -> tuple[RankedCall, ...]:
    text = "Le projet porte sur la maintenance prédictive et les réseaux 5G privés de sites industriels, en zone portuaire."
    terms = tuple((text.index(w), text.index(w) + len(w)) for w in ("maintenance", "5G", "industriels"))
    yes = Criterion("beneficiary", Verdict.YES, msg("%(t)s", t="L'appel s'adresse aux entreprises."))
    unknown = Criterion("effective", Verdict.UNKNOWN, msg("%(t)s", t="L'effectif de l'entreprise n'est pas connu."))
    no = Criterion("closed", Verdict.NO, msg("%(t)s", t="L'appel a fermé le 31 mars 2026."))
    match = Match("a", 1, 14.2, ("maintenance", "5g", "industriel"), (Passage(text, terms),))
    return (
        RankedCall(
            _call("aap-1", "Accompagnement et transformation des filières", (date(2026, 12, 15),)), match, Eligibility((yes,))
        ),
        RankedCall(
            _call("aap-2", "Réseaux du futur : cas d'usage industriels", ()), replace(match, rank=2), Eligibility((yes, unknown))
        ),
        RankedCall(
            _call("aap-3", "Industrie connectée", (date(2026, 3, 31),)),
            replace(match, rank=3),
            Eligibility((yes, no), msg("%(t)s", t="attendre la prochaine relève")),
        ),
    )


@pytest.fixture
def financing() -> Financing:
    partners = (
        Partner("steel", "Aciérie de démonstration SAS", Size.LARGE, True, "000000001"),
        Partner("sub", "Mécanique du Littoral (fictive)", Size.MEDIUM, True, "000000002"),
        Partner("lab", "Laboratoire fictif de l'Opale", Size.RESEARCH_NON_ECONOMIC, True, "", kind="research"),
    )
    lines = (
        CostLine("l1", "steel", "Réseau et capteurs", Category.EXPERIMENTAL, 48_000_000),
        CostLine("l2", "sub", "Traitement embarqué", Category.INDUSTRIAL, 21_050_050),
        CostLine("l3", "lab", "Modèles de dégradation", Category.INDUSTRIAL, 12_500_000),
    )
    allocations = (
        Allocation("l1", "steel", "aap-1", Decimal("40"), 9_600_000, 9_600_000, 28_800_000),
        Allocation("l2", "sub", "aap-1", Decimal("75"), 7_893_768, 7_893_769, 5_262_513),
        Allocation("l3", "lab", "", Decimal("100"), 12_500_000, 0, 0),
    )
    ceilings = (
        Ceiling(
            "l1",
            "RGEC, art. 25 §5 c)",
            msg("%(t)s", t="Intensité du développement expérimental, grande entreprise"),
            19_200_000,
            19_200_000,
        ),
        Ceiling(
            "l2",
            "RGEC, art. 25 §6",
            msg("%(t)s", t="Recherche industrielle, moyenne entreprise, collaboration"),
            15_787_537,
            15_787_537,
        ),
        Ceiling("cap", "Règlement de l'appel", msg("%(t)s", t="Aide totale de l'appel"), 100_000_000, 47_487_537, True),
    )
    cash = tuple(
        CashFlow(q, p, spent, grant, advance, repaid)
        for q, p, spent, grant, advance, repaid in (
            ("2027Q1", "steel", 12_000_000, 4_000_000, 4_000_000, 0),
            ("2027Q2", "steel", 16_000_000, 0, 0, 0),
            ("2027Q3", "sub", 21_050_050, 7_893_768, 7_893_769, 0),
            ("2027Q4", "lab", 12_500_000, 12_500_000, 0, 0),
            ("2028Q1", "steel", 20_000_000, 5_600_000, 5_600_000, 0),
            ("2028Q2", "steel", 0, 0, 0, 3_000_000),
        )
    )
    project = Project("Sonnailles", partners, lines, date(2026, 11, 1), date(2027, 1, 1), date(2027, 1, 15), 24)
    plan = FinancingPlan(
        allocations, ceilings, cash, "lapsed", (msg("%(t)s", t="La collaboration avec une PME ouvre le bonus de 15 points."),)
    )
    return Financing(project, plan)


@pytest.fixture
def study(site, grid, antennas, services, costs, assessment, calls, financing) -> StudyReport:
    findings = (
        Finding("power", True, msg("%(t)s", t="Puissance rayonnée sous la limite de la bande 2,6 GHz TDD.")),
        Finding("band", None, msg("%(t)s", t="Autorisation de fréquences à demander à l'Arcep (bande 3,8–4,2 GHz).")),
    )
    return StudyReport(
        title="Surveiller ponts roulants et matériel roulant",
        organisation="Aciérie de démonstration",
        text="Nos ponts roulants tombent en panne une fois par mois. On l'apprend quand la charge est en l'air. "
        "Les rondes prennent deux personnes par jour, dans des zones dangereuses.",
        language="fr",
        territory="Dunkerque",
        day=date(2026, 11, 21),
        site=site,
        network=NetworkSection(antennas, grid, services, costs, findings, msg("%(t)s", t="3,8–4,2 GHz, 40 MHz")),
        uses=(assessment, NotAssessed(Use.ENERGY, msg("%(t)s", t="Le moteur de cet usage n'est pas encore construit."))),
        calls=calls,
        financing=financing,
        assumptions=(),
        warnings=(msg("%(t)s", t="Les bâtiments ont été dessinés d'après un plan synthétique."),),
        demonstration=True,
    )


@pytest.fixture
def dossier(study: StudyReport) -> Dossier:
    work = (
        WorkPackage("WP1", "Réseau et capteurs", "Pose, mise en service, recette.", ("steel",), 1, 9),
        WorkPackage("WP2", "Détection embarquée", "Du signal au préavis.", ("sub", "lab"), 4, 18),
    )
    return Dossier(study, study.calls[0].call, work)


@pytest.fixture
def french() -> None:
    """The French catalogue of the room, or a clear word that it has not been compiled."""
    if msg("The need").say("fr") == "The need":
        pytest.skip("the French catalogues are not compiled: python -m campus5g.cli.messages --compile")
