"""`campus5g network calibrate`: fit the radio model to a drive or walk test, and say before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import Bar, as_json, day, refuse, say
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

if TYPE_CHECKING:
    from campus5g.network.calibration import Calibration, Score

_NAMED = {
    "uncalibrated model": msg("model as it is"),
    "calibrated model": msg("calibrated model"),
    "log-distance law": msg("log-distance law"),
    "log-distance law of each station": msg("log-distance law of each station"),
    "offset": msg("one offset"),
    "offset and slope": msg("offset and slope"),
    "terms of zones and stations": msg("terms of zones and stations"),
    "terms and field on the ground": msg("terms, and residuals of nearby places"),
    "terms and field along the rays": msg("terms, and residuals of places on nearby rays"),
}


def calibrate(
    measurements: Annotated[Path, typer.Option("--measurements", metavar="CSV", help="Drive or walk test: places and levels.")],
    site: Annotated[Path | None, typer.Argument(metavar="[SITE]", help="Without it the model knows distance alone.")] = None,
    columns: Annotated[list[str] | None, typer.Option("--map", metavar="MEANING=NAME", help="Name of a column.")] = None,
    floor_db: Annotated[float | None, typer.Option("--floor", metavar="DB", help="The receiver's noise floor.")] = None,
    band: Annotated[str, typer.Option("--band", help="n38 or n77.")] = "n38",
    freq_mhz: Annotated[float | None, typer.Option("--freq", metavar="MHZ", min=1.0, help="Another frequency.")] = None,
    eirp_dbm: Annotated[float | None, typer.Option("--eirp", metavar="DBM", help="Power radiated, where levels are dBm.")] = None,
    check: Annotated[Path | None, typer.Option("--check", metavar="CSV", help="Readings of another test to predict.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the calibration here.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day, today by default.")] = None,
    link: Annotated[
        bool, typer.Option("--link-adaptation", help="Fit the gap between SINR and MCS instead; no positions are needed.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Deals groups into folds: same seed, same bytes.")] = 0,
    as_data: Annotated[bool, typer.Option("--json", help="Print the calibration as JSON.")] = False,
) -> None:
    """Fit the radio model to measured levels; what does not help on unseen readings is refused."""
    mapping = dict(_pair(text) for text in columns or [])
    if link:
        _link_adaptation(measurements, mapping, day(on), seed, out, as_data)
        return
    from campus5g.core.codec import dump, to_plain
    from campus5g.core.files import write_whole
    from campus5g.network.calibration_check import scores_on
    from campus5g.network.calibration_fit import fit_calibration
    from campus5g.network.carriers import carrier_of
    from campus5g.network.measurement_files import read_measurements
    from campus5g.network.sites import read_site

    place = read_site(site) if site else None
    found = read_measurements(measurements, site=place, mapping=mapping, floor_db=floor_db)
    held = read_measurements(check, site=place, mapping=mapping, floor_db=floor_db) if check else None
    carrier = carrier_of(band, day(on))
    carrier = replace(carrier, freq_hz=freq_mhz * 1e6) if freq_mhz else carrier
    with Bar() as bar:
        made = fit_calibration(found, carrier, site=place, eirp_dbm=eirp_dbm, on=day(on).isoformat(), seed=seed, progress=bar)
    checked = scores_on(held, made, found, carrier, site=place, eirp_dbm=eirp_dbm) if held is not None else ()
    if as_data:
        as_json({**to_plain(made), "field": None, "checked": [to_plain(score) for score in checked]})
    else:
        for sentence in summary(made, checked):
            say(sentence)
    if not made.accepted:
        refuse(made.reason)
    if out is not None:
        write_whole(out, dump(made))


def _link_adaptation(path: Path, mapping: dict[str, str], on: date, seed: int, out: Path | None, as_data: bool) -> None:
    from campus5g.core.codec import dump
    from campus5g.core.files import write_whole
    from campus5g.network.carriers import Figures, carrier_of
    from campus5g.network.link import link_of
    from campus5g.network.link_gap import fit_link_gap, read_reports

    now = link_of(carrier_of("n38", on), Figures(on)).adaptation
    made = fit_link_gap(read_reports(path, mapping), now, seed)
    if as_data:
        as_json(made)
    else:
        say(
            msg(
                "%(source)s: %(n)s readings in %(blocks)s blocks; %(reason)s (%(none)s without any gap).",
                source=made.source,
                n=made.readings,
                blocks=made.blocks,
                reason=made.reason,
                none=made.error_without_gap,
            )
        )
        say(
            msg(
                "Gap: %(gap)s dB, and %(slope)s dB for each dB of SINR above %(knee)s dB.",
                gap=made.gap_db,
                slope=made.slope,
                knee=made.knee_db,
            )
        )
    if out is not None:
        write_whole(out, dump(made))


def read_calibration(path: Path) -> Calibration:
    """Read what ``--out`` wrote."""
    from campus5g.core.codec import load
    from campus5g.network.calibration import Calibration

    try:
        return load(Calibration, path.read_bytes())
    except OSError:
        raise BadInput(path.name, msg("the file cannot be opened"), msg("a calibration")) from None
    except ValueError:
        raise BadInput(path.name, msg("not a calibration"), msg("what `campus5g network calibrate --out` wrote")) from None


def _pair(text: str) -> tuple[str, str]:
    meaning, equals, name = text.partition("=")
    if not equals or not name:
        raise BadInput("--map", msg("“%(text)s”", text=text), msg("MEANING=NAME, such as rsrp=Level"))
    return meaning.strip(), name.strip()


def summary(made: Calibration, checked: tuple[Score, ...] = ()) -> list[Message]:
    """Return the calibration in sentences: its terms, the error before and after, and what to look at."""
    lines = [
        msg(
            "%(source)s: %(n)s readings, worth %(independent)s independent ones; %(floor)s %% are at the noise floor.",
            source=made.source,
            n=made.readings,
            independent=round(made.independent),
            floor=round(100 * made.floor_share, 1),
        )
    ]
    if made.accepted:
        lines += _terms(made)
    lines.append(msg("Error on readings left out in turn (%(n)s groups):", n=made.scores[0].groups))
    lines += [_scored(score) for score in made.scores]
    if checked:
        lines.append(msg("Error on the %(n)s readings of the other test:", n=checked[0].readings))
        lines += [_scored(score) for score in checked]
    if made.accepted:
        lines.append(msg("Kept: %(design)s; %(reason)s.", design=_NAMED[made.design], reason=made.reason))
    return [*lines, *made.warnings]


def _terms(made: Calibration) -> list[Message]:
    names = {"offset": msg("offset"), "slope": msg("slope, for each 10 lg of the distance"), "nlos": msg("out of sight")}
    lines = [
        msg("%(term)s: %(value)s ± %(error)s dB", term=names[t.name], value=round(t.value, 2), error=round(t.error, 2))
        for t in made.terms
        if t.name in names
    ]
    lines += [
        msg("zone %(zone)s: %(value)s ± %(error)s dB", zone=t.member, value=round(t.value, 2), error=round(t.error, 2))
        for t in made.terms
        if t.name == "zone"
    ]
    lines.append(
        msg(
            "shadows: %(sigma)s ± %(error)s dB, alike over %(length)s m",
            sigma=round(made.sigma_db, 2),
            error=round(made.sigma_error_db, 2),
            length=round(made.decorrelation_m),
        )
    )
    return lines


def _scored(score: Score) -> Message:
    return msg(
        "  %(model)s: %(rmse)s dB (median %(median)s dB)",
        model=_NAMED[score.model],
        rmse=round(score.rmse_db, 2),
        median=round(score.median_db, 2),
    )
