"""Roles that are missing in a consortium: by the tests of Article 25, and by what the calls say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from campus5g.core.calls import Call, CallKind
from campus5g.core.figures import Source
from campus5g.core.project import Category, CostLine, Partner, Project, Size
from campus5g.funding.roles import Filling, Role, RoleFinding, roles_of

ON = date(2026, 12, 1)
PLANT = Partner("1", "Steelworks", Size.LARGE)
SME = Partner("2", "Sensors", Size.SMALL)
LAB = Partner("3", "Laboratory", Size.RESEARCH_NON_ECONOMIC, kind="research")
CALL = Call("c", "A call", "", "fr", "", "", CallKind.CALL_FOR_PROJECTS, None, (), ("any",), ("FR",), None, None, None, "", "",
            "tests", Source("tests"))  # fmt: skip


def project(*costs: tuple[Partner, int], category: Category = Category.INDUSTRIAL) -> Project:
    partners = tuple(dict.fromkeys(partner for partner, _ in costs))
    lines = tuple(CostLine(str(n), p.id, "x", category, cents) for n, (p, cents) in enumerate(costs) if cents)
    return Project("P", partners, lines, ON, ON, date(2027, 1, 4), 24)


def found(project: Project, role: Role, *calls: Call) -> RoleFinding | None:
    return next((finding for finding in roles_of(project, calls, ON) if finding.role is role), None)


def test_a_plant_alone_lacks_an_undertaking_an_sme_and_a_laboratory() -> None:
    roles = {finding.role: finding.filling for finding in roles_of(project((PLANT, 100)), (), ON)}
    assert roles == dict.fromkeys((Role.UNDERTAKING, Role.SME, Role.RESEARCH), Filling.MISSING)


def test_without_research_costs_the_law_asks_for_nobody() -> None:
    assert roles_of(project((PLANT, 100), category=Category.TRAINING), (), ON) == ()


def test_a_laboratory_below_ten_percent_is_weak_and_at_ten_percent_it_counts() -> None:
    below, at = (found(project((PLANT, 10_000 - lab), (LAB, lab)), Role.RESEARCH) for lab in (999, 1000))
    assert below is not None
    assert at is not None
    assert (below.filling, at.filling) == (Filling.WEAK, Filling.FILLED)
    assert at.by == ("Laboratory",)


def test_an_sme_without_costs_is_weak() -> None:
    finding = found(project((PLANT, 100), (SME, 0)), Role.SME)
    assert finding is not None
    assert finding.filling is Filling.WEAK


def test_what_another_must_take_over_brings_the_largest_to_seventy_percent_exactly() -> None:
    finding = found(project((PLANT, 90_00), (SME, 10_00)), Role.UNDERTAKING)
    assert finding is not None
    assert "€20" in str(finding.reason)
    mended = project((PLANT, 70_00), (SME, 30_00))
    assert found(mended, Role.UNDERTAKING) is None


def test_what_would_only_bring_more_is_said_to_be_optional() -> None:
    finding = found(project((PLANT, 50), (SME, 50)), Role.RESEARCH)
    assert finding is not None
    assert finding.optional
    assert finding.filling is Filling.MISSING


def test_a_call_that_obliges_to_have_a_laboratory_is_quoted() -> None:
    said = "Le consortium doit comprendre au moins une PME et un laboratoire."
    call = replace(CALL, text=f"Présentation. {said} Dépôt en ligne.")
    finding = next(f for f in roles_of(project((PLANT, 100), category=Category.TRAINING), (call,), ON) if f.role is Role.RESEARCH)
    assert (finding.filling, finding.passage, finding.basis) == (Filling.MISSING, said, "A call")
    filled = found(project((PLANT, 50), (LAB, 50), category=Category.TRAINING), Role.RESEARCH, call)
    assert filled is not None
    assert filled.by == ("Laboratory",)


def test_a_mention_that_obliges_nobody_asks_for_nobody() -> None:
    call = replace(CALL, text="Les PME et les laboratoires sont nombreux dans la filière. SMEs are welcome.")
    assert roles_of(project((PLANT, 100), category=Category.TRAINING), (call,), ON) == ()


def test_a_horizon_action_asks_for_partners_in_three_countries() -> None:
    call = replace(CALL, conditions="Type of action: HORIZON Innovation Actions")
    finding = found(project((PLANT, 100), (SME, 100)), Role.ABROAD, call)
    assert finding is not None
    assert finding.filling is Filling.MISSING
    abroad = [replace(SME, id=country, name=country, country=country) for country in ("BE", "DE")]
    filled = found(project((PLANT, 100), *((partner, 10) for partner in abroad)), Role.ABROAD, call)
    assert filled is not None
    assert (filled.filling, filled.by) == (Filling.FILLED, ("BE", "DE"))
