"""Paths between occupations: found better than by overlap alone, each told by what is shared and what is missing."""

from __future__ import annotations

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.territory import paths

FOLDS = 5


@pytest.fixture(scope="module")
def rome(shared):
    place = shared / "data/uses/territory"
    return paths.read_occupations(place), paths.read_changes(place / "rome_v347_rubrique_mobilite_dev.csv.gz")


def small():
    asked = {"A1101": "abc", "A1102": "abd", "B1101": "xyz", "B1102": "xyw"}
    sets = {code: frozenset(letters) for code, letters in asked.items()}
    return paths.Occupations(tuple(asked), {}, sets, {}, {"d": "driving"})


def test_overlap_counts_what_is_rare_as_its_closed_form_says():
    found = paths.overlap([frozenset("ab"), frozenset("ac"), frozenset("d"), frozenset("d")])
    a, b = np.log(4 / 2), np.log(4)
    assert found[0, 1] == pytest.approx(a / (a + 2 * b))
    assert found[2, 3] == pytest.approx(1)
    assert found[0, 2] == 0


def test_official_changes_are_found_better_than_by_overlap_on_occupations_left_out(rome):
    occupations, known = rome
    overlap = paths.overlap([occupations.asked[code] for code in occupations.codes])
    plain = paths.Paths(occupations, {}, overlap, {})
    assert paths.recall({c: plain.nearest(c) for c in known if c in occupations.asked}, known) == pytest.approx(0.470, abs=2e-3)
    order = np.random.default_rng(0).permutation(sorted(code for code in known if code in occupations.asked))
    found = {}
    for left_out in np.array_split(order, FOLDS):
        seen = {code: others for code, others in known.items() if code not in set(left_out)}
        learnt = paths.learn_paths(occupations, seen)
        found |= {str(code): learnt.nearest(str(code)) for code in left_out}
    assert paths.recall(found, known) > 0.55


def test_a_proposal_tells_what_is_shared_and_what_is_to_be_learnt():
    found = paths.learn_paths(small(), {"B1101": ["B1102"], "A1102": ["A1101"]}).propose("A1101", 1)[0]
    assert found.code == "A1102"
    assert found.official_back
    assert set(found.shared) == {"a", "b"}
    assert found.missing == ("driving",)


def test_own_changes_of_an_occupation_do_not_enter_its_features():
    x = [np.zeros((4, 4)), np.zeros((4, 4))]
    x[1][0, 2] = 1
    features = [paths._features(small(), official, np.array([0, 1])) for official in x]
    assert (features[0][0] == features[1][0]).all()


@pytest.mark.parametrize(("code", "expected"), [("K9999", "a code such as"), ("11-2", "a letter from A to N")])
def test_a_code_of_another_version_is_refused_in_one_sentence(code, expected):
    with pytest.raises(BadInput, match=f"no occupation of this version of ROME has this code.*{expected}"):
        small().place(code)


def test_an_empty_folder_and_no_known_change_are_refused(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        paths.read_occupations(tmp_path)
    with pytest.raises(BadInput, match="no official change"):
        paths.learn_paths(small(), {})
