"""`campus5g territory power`: the electricity of an investment, and what its flexibility is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.cli.console import Bar, as_json, language, refuse, say, tell_table
from campus5g.cli.place import ROOT
from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg

if TYPE_CHECKING:
    from campus5g.territory.investments import Investment
    from campus5g.territory.power import PowerOutcome

Folder = Annotated[Path, typer.Option("--territory", metavar="DIR", help="Folder of the territory: investments, electricity.")]
Named = Annotated[
    str, typer.Argument(metavar="INVESTMENT", help="Key of an investment of the territory, or a file in TOML or YAML.")
]
Own = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="An assumption, in place of the default.")]
TERRITORY = ROOT / "dunkerque"


def register(group: typer.Typer) -> None:
    group.command("power")(power)


def power(
    investment: Named,
    territory: Folder = TERRITORY,
    own: Own = None,
    ramp: Annotated[list[str] | None, typer.Option("--ramp", metavar="YEAR=MW", help="MW at the connection, as stated.")] = None,
    draws: Annotated[int, typer.Option("--draws", min=10, help="How many times the uncertain figures are drawn.")] = 500,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Feeds every draw: same seed, same bytes.")] = 0,
    as_data: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Load by year on the area's balance; what moving computing, cooling and batteries is worth, and frees at the peak."""
    from campus5g.territory.power import power as compute
    from campus5g.territory.power import read_area

    found, wider = chosen(investment, territory)
    area = territory / "power.yaml"
    stated = {whole_year(year): mw for year, mw in pairs(ramp, "--ramp").items()}
    with Bar() as bar:
        outcome = compute(
            found,
            read_area(area, language()) if area.exists() else None,
            wider=wider,
            own=pairs(own, "--set"),
            ramp=stated,
            draws=draws,
            seed=seed,
            progress=bar,
        )
    if isinstance(outcome, Message):
        refuse(msg("%(sentence)s.", sentence=outcome))
    if as_data:
        as_json(outcome)
    else:
        _tell(outcome)


def chosen(named: str, territory: Path, spoken: str | None = None) -> tuple[Investment, Investment | None]:
    """Return the investment of a key, or the first of a file, and the wider announcement that it is part of."""
    from campus5g.territory.investments import read_investments

    spoken = spoken or language()
    known = read_investments(territory / "investments.yaml", spoken)
    file = Path(named)
    listed = read_investments(file, spoken) if file.suffix in (".toml", ".yaml", ".yml") else known
    by_key = {one.key: one for one in (*known, *listed)}
    if listed is not known and not listed:
        raise BadInput(file.name, msg("no investment"), msg("at least one"))
    if listed is known and named not in by_key:
        raise BadInput(named, msg("not an investment of this territory"), msg("one of: %(names)s", names=", ".join(by_key)))
    found = by_key[named] if listed is known else listed[0]
    return found, by_key.get(found.part_of)


def pairs(texts: Sequence[str] | None, where: str) -> dict[str, float]:
    """Return the numbers of options such as ``KEY=VALUE``."""
    found = {}
    for text in texts or ():
        key, _, value = text.partition("=")
        try:
            found[key] = float(value)
        except ValueError:
            raise BadInput(where, msg("“%(text)s”", text=text), msg("a name, =, and a number")) from None
    return found


def whole_year(text: str) -> int:
    if not (text.isdigit() and len(text) == 4):
        raise BadInput("--ramp", msg("“%(text)s” is not a year", text=text), msg("a year such as 2031"))
    return int(text)


def _tell(outcome: PowerOutcome) -> None:
    say(outcome.name)
    for warning in outcome.warnings:
        say(msg("To keep in mind: %(warning)s.", warning=warning))
    head = (
        msg("Calendar year"),
        msg("Connection (MW)"),
        msg("Site (TWh)"),
        msg("Area without it (TWh)"),
        msg("Made less taken (TWh)"),
    )
    rows = [
        (str(y.year), _range(y.connection_mw), _range(y.site_twh, 2), _range(y.area_twh, 1), _range(y.balance_twh, 1))
        for y in outcome.years
    ]
    tell_table(msg("By year, P50 (P10 to P90)"), [head, *rows])
    heads = (msg("What moves"), msg("Euros a year"), msg("MW freed at the peak"))
    worths = [
        (one.label, msg("%(p50)s (%(p10)s to %(p90)s)", **{k: _euros(getattr(one.eur_a_year, k)) for k in ("p50", "p10", "p90")}),
         _range(one.freed_mw))
        for one in outcome.worths
    ]  # fmt: skip
    tell_table(msg("What can be moved, before its own cost"), [heads, *worths])
    say("")
    for reason in outcome.reasons:
        say(msg("– %(reason)s", reason=reason))


def _range(value: object, digits: int = 0) -> Message | str:
    from campus5g.core.figures import Interval

    if not isinstance(value, Interval):
        return "–"
    numbers = {name: round(getattr(value, name), digits or None) for name in ("p50", "p10", "p90")}
    return msg("%(p50)s (%(p10)s to %(p90)s)", **numbers)


def _euros(value: float) -> Amount:
    return Amount(round(value / 1000) * 100_000)
