"""What a ranking learns from the projects that calls paid for, and how a ranking is put on trial."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.matching import Document, Glossary, Index, Laureate, LearnedIndex
from campus5g.matching.memory import MEMBERS
from campus5g.matching.trial import families, read_documents, read_judged, run_trial
from tests.cli.test_proof import campus5g

THEMES = ("crane", "furnace", "harbour", "battery", "forest", "satellite")
CALLS = [Document(f"P-{n % 3}-{n}", f"{theme} calls", "", "en", "", (f"P-{n % 3}",)) for n, theme in enumerate(THEMES)]
HIDDEN = {"P-0-0": "zygote", "P-1-1": "quasar", "P-2-2": "lichen"}
"""Words that the calls themselves never say: only their laureates tell."""
PAST = [Laureate(name, f"{word} project {n}") for n in range(20) for name, word in HIDDEN.items()]


@pytest.fixture(scope="module")
def taught() -> LearnedIndex:
    return LearnedIndex.build(CALLS, PAST, glossary=Glossary([]))


@pytest.mark.parametrize(("name", "word"), list(HIDDEN.items()))
def test_past_projects_lead_to_a_call_that_says_none_of_their_words(taught: LearnedIndex, name: str, word: str) -> None:
    assert Index.build(CALLS, glossary=Glossary([])).rank(word, "en") == []
    assert CALLS[taught.rank(f"a new {word}", "en")[0][0]].id == name


def test_a_laureate_of_the_same_family_leads_to_a_call_that_never_had_one() -> None:
    """P-0-3 never had a laureate; its family's laureates speak of zygotes, so it comes before calls of other families."""
    order = [CALLS[place].id for place, _ in LearnedIndex.build(CALLS, PAST[:30], glossary=Glossary([])).rank("zygote", "en")]
    assert order.index("P-0-3") < min(order.index("P-1-4"), order.index("P-2-5"))


def test_of_two_calls_that_say_the_same_the_one_of_the_family_that_is_won_comes_first() -> None:
    """« won » pays for most projects, « idle » for none; the last call of either is new and says the same words."""
    calls = [
        Document(f"{family} {n}", f"{THEMES[n]} calls", "", "en", "", (family,)) for n in range(6) for family in ("idle", "won")
    ]
    past = [Laureate(f"won {n % 5}", f"{THEMES[n % 5]} project {n}") for n in range(60)]
    index = LearnedIndex.build(calls, past, glossary=Glossary([]))
    assert index.weights["favour"] > 0
    assert index.documents[index.rank("a satellite", "en")[0][0]].id == "won 5"


def test_the_weights_of_all_members_are_told(taught: LearnedIndex) -> None:
    assert tuple(taught.weights) == MEMBERS
    assert taught.weights["often"] > 0


def test_without_past_every_call_is_still_ranked_by_its_words() -> None:
    index = LearnedIndex.build(CALLS, [], glossary=Glossary([]))
    assert CALLS[index.rank("battery", "en")[0][0]].id == "P-0-3"


def test_a_french_project_reaches_an_english_call_through_the_glossary() -> None:
    index = LearnedIndex.build(CALLS, [], glossary=Glossary([("grue", ["crane"])]))
    assert index.rank("une grue", "fr")[0][0] == 0


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([*THEMES, *HIDDEN.values()]), max_size=5), st.integers(1, 6))
def test_every_call_is_ranked_once_and_a_shorter_answer_begins_a_longer_one(words: list[str], k: int) -> None:
    index = LearnedIndex.build(CALLS, PAST[:45], glossary=Glossary([]))
    whole = index.rank(" ".join(words), "en", len(CALLS))
    assert sorted(place for place, _ in whole) == list(range(len(CALLS)))
    assert index.rank(" ".join(words), "en", k) == whole[:k]


def packed(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return path


@pytest.fixture
def trial(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    def written(truth: list[dict[str, object]]) -> tuple[Path, Path]:
        calls = [
            {"topic_id": "A-1", "title": "Cranes", "thematic": True},
            {"topic_id": "A-2", "title": "cranes!", "thematic": True},
            {"topic_id": "B-1", "title": "Ports", "thematic": True},
            {"topic_id": "C-1", "title": "Ports of grants", "thematic": False},
        ]
        return packed(tmp_path / "calls.jsonl.gz", calls), packed(tmp_path / "truth.jsonl.gz", truth)

    return written


def test_a_trial_scores_every_query_and_counts_one_title_once(trial: Callable[..., tuple[Path, Path]]) -> None:
    """cranes: first. « nothing » shares no word: file order, ports second. A call out of the catalogue: missed."""
    truth = [
        {"title": "cranes", "topic_id": "A-2", "thematic": True},
        {"title": "nothing", "topic_id": "B-1", "thematic": True},
        {"title": "ports", "topic_id": "gone", "thematic": True},
        {"title": "grants", "topic_id": "C-1", "thematic": False},
    ]
    found = run_trial(*trial(truth)).as_json()
    assert (found["queries"], found["calls"], found["unanswerable"]) == (3, 3, 1)
    assert (found["recall@1"], found["recall@5"]) == (round(1 / 3, 4), round(2 / 3, 4))
    assert found["mrr@10"] == round((1 + 1 / 2) / 3, 4)


def test_the_shell_gives_the_figures_by_their_names(trial: Callable[..., tuple[Path, Path]]) -> None:
    calls, truth = trial([{"title": "cranes", "topic_id": "A-1", "thematic": True}])
    done = campus5g("funding", "evaluate", "--calls", str(calls), "--truth", str(truth), "--past", str(truth), "--json")
    found = json.loads(done.stdout)
    assert {"recall@1", "recall@5", "recall@10", "recall@50", "mrr@10", "ndcg@10", "ms_per_query"} <= set(found)
    assert (found["ndcg@10"], found["past"]) == (1.0, 1)


@pytest.mark.parametrize(
    ("row", "said"),
    [({"title": "no answer"}, "truth.jsonl.gz, 1: no answer"), (["a list"], "truth.jsonl.gz, 1: not an object")],
)
def test_a_truth_that_cannot_be_judged_is_refused(row: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=said):
        read_judged(packed(tmp_path / "truth.jsonl.gz", [row]))


def test_a_project_without_title_is_asked_by_its_deliverables(tmp_path: Path) -> None:
    path = packed(tmp_path / "t.jsonl.gz", [{"title": None, "deliverables": ["Crane twin", "Port map"], "topic_id": "A"}])
    assert read_judged(path)[0].text == "Crane twin\nPort map"


def test_a_table_of_calls_is_read_and_a_call_said_again_is_one(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("demarche_id,demarche\n1,Covoiturage\n2,Biodéchets\n1,Covoiturage\n", encoding="utf-8")
    assert [document.title for document in read_documents(path)] == ["Covoiturage", "Biodéchets"]


def test_the_families_of_a_topic_are_the_beginnings_of_its_identifier() -> None:
    assert families("HORIZON-CL4-2024", {"call_id": "X"}) == ("HORIZON", "HORIZON-CL", "HORIZON-CL-4", "call_id X")
