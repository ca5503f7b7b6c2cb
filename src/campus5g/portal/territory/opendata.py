"""The figures as open data: rows for tables, a JSON document, and their description in DCAT (JSON-LD)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from campus5g.territory.investments import Investment, Statement

HEADER = (
    "investment", "investor", "name", "site", "status", "quantity", "low", "high", "unit", "counted", "perimeter", "horizon", "year",
    "trade", "confidence", "source", "author", "date", "url", "licence", "in_no_total",
)  # fmt: skip
"""The same names in both languages, so that a program reads the file whoever downloaded it."""


def record(investment: Investment, statement: Statement, language: str) -> dict[str, Any]:
    """Return one figure by the names of ``HEADER``; ``in_no_total`` says why it is counted in none, or nothing."""
    figure, source, mark = statement.figure, statement.figure.source, statement.mark
    values = (
        investment.key, investment.investor, investment.name, investment.site, investment.status.value, statement.quantity.value,
        _plain(figure.low), _plain(figure.high), figure.unit, figure.counted, figure.perimeter, figure.horizon, statement.year,
        statement.trade, statement.confidence.value, source.title, source.author, source.date, source.url, source.licence,
        mark.say(language) if mark else "",
    )  # fmt: skip
    return dict(zip(HEADER, values, strict=True))


def records(investments: Iterable[Investment], language: str) -> list[dict[str, Any]]:
    return [record(one, statement, language) for one in investments for statement in one.statements]


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number


def document(investments: Iterable[Investment], language: str) -> dict[str, Any]:
    """Return the JSON document: each investment with its warning, its places and its figures."""
    return {
        "language": language,
        "investments": [
            {
                "key": one.key, "investor": one.investor, "name": one.name, "site": one.site, "status": one.status.value,
                "kinds": list(one.kinds), "warning": one.warning,
                "places": [
                    {"name": p.name, "latitude": p.latitude, "longitude": p.longitude, "to_confirm": p.to_confirm} for p in one.places
                ],
                "figures": [record(one, statement, language) for statement in one.statements],
            }
            for one in investments
        ],
    }  # fmt: skip


def catalogue(
    investments: Iterable[Investment], titles: dict[str, str], texts: dict[str, str], publisher: str, changed: str,
    address: Callable[..., str],
) -> dict[str, Any]:  # fmt: skip
    """Describe the data set as DCAT-AP asks: title, description, publisher, extent in space and time, where it is downloaded.

    titles, texts: by language. address: gives the absolute address of a page of this room. changed: ISO 8601. No licence is
    stated for the whole: each figure carries that of its source, where one is known.
    """
    spots = [place for one in investments for place in one.places]
    page = address("territory:list")
    dataset: dict[str, Any] = {
        "@id": f"{page}#dataset", "@type": "dcat:Dataset", "dct:title": _said(titles), "dct:description": _said(texts),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": publisher}, "dct:modified": changed, "dct:language": ["fr", "en"],
        "dcat:theme": "http://publications.europa.eu/resource/authority/data-theme/ECON", "dcat:landingPage": {"@id": page},
        "dcat:keyword": ["investment", "investissement", "emploi", "jobs", "industrie"],
        "dcat:distribution": [_file(address("territory:export", kind), kind, media) for kind, media in MEDIA.items()],
    }  # fmt: skip
    if spots:
        dataset["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": _box(spots)}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": address("territory:catalogue"), "@type": "dcat:Catalog", "dct:title": _said(titles),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": publisher}, "dcat:dataset": [dataset],
    }  # fmt: skip


MEDIA = {"csv": "text/csv", "json": "application/json"}


def _said(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _file(url: str, kind: str, media: str) -> dict[str, Any]:
    return {
        "@id": url, "@type": "dcat:Distribution", "dct:title": kind.upper(), "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url}, "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
    }  # fmt: skip


def _box(spots: Iterable[Any]) -> str:
    """The extent as GeoJSON writes it within DCAT 2: a polygon in WKT, longitude before latitude."""
    east, north = [p.longitude for p in spots], [p.latitude for p in spots]
    w, e, s, n = min(east), max(east), min(north), max(north)
    return f"POLYGON(({w} {s}, {e} {s}, {e} {n}, {w} {n}, {w} {s}))"
