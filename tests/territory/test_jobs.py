"""From an investment to jobs by year: as the closed forms say, with their ranges; one assumption moves what it should alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.codec import dump, load
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source, SourcedFigure
from campus5g.core.message import Message
from campus5g.territory.investments import read_investments
from campus5g.territory.investments.statements import Confidence, Investment, Quantity, Statement, Status
from campus5g.territory.jobs import (
    AS_ANNOUNCED,
    LATE,
    PRESETS,
    Area,
    Change,
    Line,
    Outcome,
    Part,
    Scenario,
    compare,
    read_area,
    run,
    wanted,
)
from campus5g.territory.jobs.assumptions import assumptions_for
from campus5g.territory.jobs.occupations import occupation, occupations, posts
from campus5g.territory.openings import Offered

ROOT = Path(__file__).parents[2]
NOWHERE = Area("nowhere")
TOLD = Source("paper", "somebody", "2026-01")


def said(quantity, low, high=None, unit="jobs", source=TOLD):
    figure = SourcedFigure(f"x.{quantity}", low, high or low, unit, "", "", "", source)
    return Statement("x", quantity, figure, Confidence.ANNOUNCED)


def plant(*statements, kinds=("electrical_assembly",)):
    told = statements or (said(Quantity.DIRECT_JOBS, 100), said(Quantity.FIRST_PRODUCTION, 2028, unit="year"),
                          said(Quantity.CAPEX, 4e7, unit="EUR"))  # fmt: skip
    return Investment("x", "X", "Y", "Z", kinds, Status.ANNOUNCED, tuple(told))


def exact(**more):
    """A scenario in which nothing is uncertain: each assumption at its typical value, or at the one given."""
    found = assumptions_for(plant())
    changes = {key: Change(one.assumption.value) for key, one in found.items()}
    return Scenario("exact", "exact", changes | {key: Change(value) for key, value in more.items()})


def middle(outcome, line):
    return np.array([value.p50 for value in outcome.curve(line).values])


@pytest.fixture(scope="module")
def softbank():
    return next(one for one in read_investments(ROOT / "dunkerque/investments.yaml") if one.key == "softbank")


@pytest.fixture(scope="module")
def dunkirk():
    return read_area(ROOT / "dunkerque/area.yaml")


@pytest.fixture(scope="module")
def outcomes(softbank, dunkirk):
    return dict(zip(("announced", "late", "half"), compare(softbank, PRESETS, area=dunkirk), strict=True))


def test_with_nothing_uncertain_each_line_is_its_closed_form():
    changes = {"ramp_years": 2, "multiplier": 1, "local_hires": 0.5, "settle": 0.5, "turnover_rate": 0.1, "retirement_rate": 0.02}
    parts = {"suppliers.electrical_assembly": 2, "suppliers_zone.electrical_assembly": 0.25}
    work = {"zone.works": 0.5, "jobs.works": 6, "zone.electrical": 0, "zone.machinery": 0, "zone.engineering": 0}
    scenario = exact(**changes, **work)
    scenario = replace(scenario, changes={**scenario.changes, **{key: Change(value) for key, value in parts.items()}})
    found = run(plant(), scenario, area=NOWHERE, draws=20)
    at = {year: place for place, year in enumerate(found.years)}
    direct = middle(found, Line.DIRECT)
    assert [direct[at[year]] for year in (2027, 2028, 2029, 2030)] == [0, 50, 100, 100]
    assert middle(found, Line.INDIRECT) == pytest.approx(direct * 2 * 0.25)
    sheltered = 0.2 + 0.1 + 0.05  # services, transport and works among what such a plant buys
    assert middle(found, Line.INDUCED) == pytest.approx(direct * (1 * 0.75 - 0.5 * sheltered), abs=0.01)
    assert middle(found, Line.CONSTRUCTION).sum() == pytest.approx(40 * 0.35 * 0.5 * 6, abs=0.05)
    assert middle(found, Line.RETIREMENTS)[at[2029]] == pytest.approx(50 * 0.02)
    assert middle(found, Line.HIRES)[at[2029]] == pytest.approx(50 + 50 * 0.12)
    assert middle(found, Line.HIRES)[at[2031]] == pytest.approx(100 * 0.12)


def test_posts_by_occupation_add_up_to_the_direct_jobs_and_to_the_building_jobs(outcomes):
    found = run(plant(), exact(), area=NOWHERE, draws=20)
    for part, line in ((Part.OPERATION, Line.DIRECT), (Part.BUILDING, Line.CONSTRUCTION)):
        posts_by_year = np.array([[one.p50 for one in need.posts] for need in found.occupations if need.part is part])
        scale = middle(found, line).max()
        assert posts_by_year.sum(0) == pytest.approx(middle(found, line), rel=0.12, abs=0.03 * scale)
    assert {need.part for need in outcomes["announced"].occupations} == set(Part)


def test_production_that_slips_two_years_moves_the_curves_by_two_years_and_leaves_the_rest(softbank, dunkirk):
    known = Scenario("known", "known", {"slip_years": Change(0)})
    on_time, late = compare(softbank, (known, LATE), area=dunkirk)
    for line in (Line.DIRECT, Line.INDIRECT, Line.INDUCED, Line.RETIREMENTS, Line.HIRES, Line.REMOVED):
        assert late.curve(line).values[2:] == on_time.curve(line).values[:-2], line
    assert late.curve(Line.DIRECT).values[-1] == on_time.curve(Line.DIRECT).values[-1]
    work = [middle(one, Line.CONSTRUCTION) for one in (on_time, late)]
    assert work[1].max() < work[0].max()
    assert work[1].sum() == pytest.approx(work[0].sum(), rel=0.05)


def test_half_the_jobs_local_moves_what_wages_feed_and_trainings_and_nothing_else(outcomes):
    one, other = outcomes["announced"], outcomes["half"]
    for line in Line:
        same = one.curve(line) == other.curve(line)
        assert same is (line is not Line.INDUCED), line
    assert one.occupations == other.occupations
    places = [sum(need.places.p50 for need in outcome.trainings) for outcome in (one, other)]
    assert places[1] < places[0]
    assert {a.key for a, b in zip(one.assumptions, other.assumptions, strict=True) if a != b} == {"local_hires"}


MOVES = {
    "multiplier": {Line.INDUCED},
    "retirement_rate": {Line.RETIREMENTS, Line.HIRES},
    "turnover_rate": {Line.HIRES},
    "automation_rate": {Line.REMOVED},
    "jobs.works": {Line.CONSTRUCTION},
    "suppliers_zone.data_centre": {Line.INDIRECT, Line.INDUCED},
    "completion": set(),
    "network_share": set(),
}


@settings(deadline=None, max_examples=20)
@given(key=st.sampled_from(sorted(MOVES)), part=st.floats(0.2, 0.95))
def test_one_assumption_moves_its_own_lines_and_nothing_else(softbank, dunkirk, key, part):
    bounded = assumptions_for(softbank)[key]
    value = max(bounded.least, bounded.assumption.value * part)
    changed = Scenario("changed", "changed", {key: Change(value)})
    one, other = compare(softbank, (AS_ANNOUNCED, changed), area=dunkirk, draws=60)
    assert {line for line in Line if one.curve(line) != other.curve(line)} == MOVES[key]


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_at_the_bounds_of_any_assumptions_jobs_stay_counts_and_within_what_is_announced(softbank, dunkirk, data):
    found = assumptions_for(softbank)
    keys = data.draw(st.sets(st.sampled_from(sorted(set(found) - {"direct_jobs", "capex_eur", "start_year"})), min_size=1))
    ends = {key: data.draw(st.sampled_from([found[key].least, found[key].most]), label=key) for key in sorted(keys)}
    scenario = Scenario("edge", "edge", {key: Change(value) for key, value in ends.items()})
    outcome = run(softbank, scenario, area=dunkirk, draws=30)
    for curve in outcome.curves:
        assert all(0 <= value.p10 <= value.p90 < 1e7 for value in curve.values), curve.line
    assert all(value.p90 <= 500 for value in outcome.curve(Line.DIRECT).values)
    lost, held = (outcome.curve(line).values[-1].p90 for line in (Line.REMOVED, Line.DIRECT))
    assert lost <= held
    assert all(need.opens <= need.due for need in outcome.trainings)


def test_the_same_seed_gives_the_same_bytes_and_an_outcome_travels_whole(softbank, dunkirk, outcomes):
    again = compare(softbank, PRESETS, area=dunkirk)[0]
    assert dump(again) == dump(outcomes["announced"])
    assert load(Outcome, dump(again)) == again
    assert dump(run(softbank, area=dunkirk, seed=1)) != dump(again)


def test_every_figure_names_what_it_rests_on(outcomes):
    found = outcomes["announced"]
    for one in (*found.curves, *found.occupations, *found.trainings, *found.supplies):
        held = found.rests_on(one.basis)
        assert held
        assert all(each.source.title for each in held)
    with pytest.raises(BadInput, match="not an assumption of this outcome"):
        found.rests_on(["weather"])


def test_the_warning_of_the_source_and_the_money_for_one_job_are_said_together(outcomes, softbank):
    for found in outcomes.values():
        sentences = [str(one) for one in found.warnings]
        assert softbank.warning in sentences
        assert any("65 M€ for one direct job" in one for one in sentences)
        assert found.eur_per_job.p50 == pytest.approx(65e6, rel=0.02)


def test_local_jobs_beside_direct_ones_are_flagged_above_the_average_of_other_zones(softbank, dunkirk):
    much = Scenario("much", "much", {"multiplier": Change(2.0)})
    little = Scenario("little", "little", {"multiplier": Change(0.3), "suppliers_zone.data_centre": Change(0.02)})
    flags = [
        any("above the average of 0.8" in str(w) for w in run(softbank, one, area=dunkirk).warnings) for one in (much, little)
    ]
    assert flags == [True, False]


def test_a_ramp_up_above_what_is_announced_is_refused_in_one_sentence(softbank, dunkirk):
    fits = Scenario("own", "own", ramp=((2028, 150), (2030, 500)))
    found = run(softbank, fits, area=dunkirk, draws=50)
    assert found.curve(Line.DIRECT).values[found.years.index(2028)].p90 <= 150
    over = run(softbank, replace(fits, ramp=((2028, 150), (2030, 700))), area=dunkirk)
    assert str(over) == "the ramp-up has 700 direct jobs in 2030, more than the 500 announced"
    with pytest.raises(BadInput, match="years out of order"):
        run(softbank, replace(fits, ramp=((2030, 100), (2028, 200))), area=dunkirk)


def test_figures_without_source_or_date_are_kept_and_counted_nowhere():
    vague = said(Quantity.DIRECT_JOBS, 9000, source=Source("rumour"))
    investment = plant(*plant().statements, vague)
    found = run(investment, area=NOWHERE, draws=50)
    assert found.curve(Line.DIRECT).values[-1].p90 <= 100
    assert vague.figure in found.figures
    assert any("1 figures have no source or no date" in str(one) for one in found.warnings)


def test_what_no_source_says_is_asked_for_in_one_sentence():
    year = said(Quantity.FIRST_PRODUCTION, 2028, unit="year")
    assert "set start_year" in str(run(plant(said(Quantity.DIRECT_JOBS, 10)), area=NOWHERE))
    assert "set direct_jobs" in str(run(plant(year), area=NOWHERE))
    assert "which kind of plant" in str(run(plant(kinds=()), area=NOWHERE))
    by_power = run(plant(year, said(Quantity.POWER, 1000, unit="MW"), kinds=("data_centre",)), area=NOWHERE, draws=50)
    assert by_power.curve(Line.DIRECT).values[-1].p50 > 100
    assert any("building jobs are not counted" in str(one) for one in by_power.warnings)
    with pytest.raises(BadInput, match="no table of posts for “shipyard”"):
        run(plant(kinds=("shipyard",)), area=NOWHERE)


def stated(jobs, key, **more):
    one = said(Quantity.DIRECT_JOBS, jobs)
    return replace(one, figure=replace(one.figure, key=f"x.{key}"), **more)


def test_a_published_ramp_up_is_followed_and_refused_where_it_exceeds_what_is_announced():
    rising = (stated(40, "a", year=2029), stated(100, "b", year=2031))
    found = run(plant(*plant().statements, *rising), exact(), area=NOWHERE, draws=20)
    direct = dict(zip(found.years, middle(found, Line.DIRECT), strict=True))
    assert [direct[year] for year in (2028, 2029, 2030, 2031, 2032)] == [0, 40, 70, 100, 100]
    over = run(plant(*plant().statements, stated(400, "c", year=2030)), area=NOWHERE)
    assert str(over) == "the ramp-up has 400 direct jobs in 2030, more than the 100 announced"


def test_posts_by_occupation_that_a_source_states_stand_in_place_of_the_table():
    trades = (stated(30, "a", trade="I1309"), stated(10, "b", trade="H2602"), stated(5, "c", trade="technicians"))
    found = run(plant(*plant().statements, *trades), exact(), area=NOWHERE, draws=20)
    posts_ = {one.rome: one for one in found.occupations if one.part is Part.OPERATION}
    assert {code: one.peak.p50 for code, one in posts_.items()} == {"I1309": 75, "H2602": 25}
    assert found.rests_on(posts_["I1309"].basis)[0] == trades[0].figure
    over = run(plant(*plant().statements, stated(130, "a", trade="I1309")), area=NOWHERE)
    assert str(over) == "posts by occupation add up to 130, more than the 100 announced"
    with pytest.raises(BadInput, match="no occupation of the tables of posts has this code"):
        run(plant(*plant().statements, stated(10, "a", trade="C27.1")), area=NOWHERE)


def test_where_only_a_horizon_is_published_production_starts_within_three_years_before_it():
    jobs = said(Quantity.DIRECT_JOBS, 100)
    jobs = replace(jobs, figure=replace(jobs.figure, horizon="2030"))
    start = assumptions_for(plant(jobs))["start_year"].assumption
    assert (start.low, start.value, start.high) == (2027, 2028.5, 2030)
    assert start.source.to_confirm
    assert not jobs.figure.source.to_confirm


def test_every_announced_investment_of_the_area_is_carried_to_jobs_or_says_what_it_lacks(dunkirk):
    found = {one.key: run(one, area=dunkirk, draws=20) for one in read_investments(ROOT / "dunkerque/investments.yaml")}
    assert {key for key, one in found.items() if isinstance(one, Message)} == {"area"}
    assert found["prologium"].curve(Line.DIRECT).values[-1].p50 > found["verkor"].curve(Line.DIRECT).values[-1].p50


def test_a_zone_without_employment_data_says_what_is_assumed():
    found = run(plant(), area=NOWHERE, draws=20)
    assert any(str(one) == "no employment data for nowhere: national figures are assumed" for one in found.reasons)


@pytest.mark.parametrize(
    ("changes", "what"),
    [({"local_hires": Change(1.5)}, "outside its range"), ({"rain": Change(1)}, "not an assumption")],
)
def test_an_assumption_out_of_bounds_or_unknown_is_refused(softbank, dunkirk, changes, what):
    with pytest.raises(BadInput, match=what):
        run(softbank, Scenario("s", "s", changes), area=dunkirk)


def test_places_of_the_catalogue_are_taken_first_and_what_is_missing_goes_to_the_plan_of_openings(softbank, dunkirk, outcomes):
    need = next(one for one in outcomes["announced"].trainings if one.rome == "I1309")
    session = Offered("s1", "Électricité", frozenset({"I1309"}), need.opens, 6, "Dunkerque")
    late = replace(session, id="s2", month="2050-01")
    found = run(softbank, area=dunkirk, offered=(session, late))
    served = next(one for one in found.trainings if one.rome == "I1309")
    assert [one.id for one in served.offered] == ["s1"]
    assert served.missing.p50 == pytest.approx(need.missing.p50 - 6)
    assert served.places == need.places
    ask = next(one for one in wanted(found, 500_000) if one.competence == "I1309")
    assert ask.people == int(np.ceil(served.missing.p50))
    assert (ask.opens, ask.due) == (served.opens, served.due)


def test_long_trainings_are_paid_by_other_schemes_than_short_ones(outcomes):
    for one in outcomes["announced"].trainings:
        assert one.payers
        assert ("poei" in [payer.key for payer in one.payers]) is (one.hours <= 400)


def test_posts_of_every_kind_are_known_occupations_whose_shares_sum_to_one():
    for kind in ("data_centre", "electrical_assembly", "battery_plant", "building", "network"):
        assert sum(post.share.value for post in posts(kind)) == pytest.approx(1)
        assert {post.rome for post in posts(kind)} <= set(occupations())
    with pytest.raises(BadInput, match="no occupation of the tables of posts has this code"):
        occupation("11-2011")


def test_area_figures_keep_their_source_and_faults_are_refused(tmp_path, dunkirk):
    assert dunkirk.figures["zone_jobs"].source.author == "Insee"
    bad = tmp_path / "area.yaml"
    for text, what in (("name: x\nfigures: [{key: a}]", "not a figure"), ("[", "not YAML"), ("figures: []", "no name"),
                       ("name: x\nfigures: [{key: a, value: much, source: {title: t}}]", "not a quantity")):  # fmt: skip
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match=what):
            read_area(bad)
    with pytest.raises(BadInput, match="no such file"):
        read_area(tmp_path / "none.yaml")


def test_every_unit_of_an_assumption_has_words_in_both_languages(softbank):
    from campus5g.documents.names import UNITS

    for plant_kind in ("data_centre", "electrical_assembly", "battery_plant"):
        for tables in (False, True):
            found = assumptions_for(replace(softbank, kinds=(plant_kind, "electrical_assembly")), with_tables=tables)
            assert {one.assumption.unit for one in found.values()} - {""} <= set(UNITS)


def test_labels_and_sentences_are_messages_that_french_says_otherwise(outcomes):
    found = outcomes["announced"]
    for one in (*(curve.label for curve in found.curves), *(a.label for a in found.assumptions)):
        assert isinstance(one, Message)
        assert one.say("fr") != one.say("en")
