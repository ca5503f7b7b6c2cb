"""The audit chain: one event changed, deleted, inserted or swapped is found, and where."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.audit import GENESIS, canonical, link, seal, unseal, verify

Event = dict[str, Any]


def chain(payloads: list[dict[str, Any]], previous: str = GENESIS) -> list[Event]:
    events = []
    for payload in payloads:
        digest = link(previous, payload)
        events.append({"prev": previous, "digest": digest, "payload": payload})
        previous = digest
    return events


@pytest.fixture
def events() -> list[Event]:
    return chain([{"verb": "sign", "n": n, "who": "Zoé"} for n in range(1, 7)])


def test_a_digest_is_the_sha256_of_the_one_before_and_the_canonical_json() -> None:
    text = json.dumps({"a": "é", "b": 1}, ensure_ascii=False, separators=(",", ":")).encode()
    assert canonical({"b": 1, "a": "é"}) == text
    assert link(GENESIS, {"b": 1, "a": "é"}) == hashlib.sha256(b"0" * 64 + text).hexdigest()


def test_an_untouched_chain_holds_to_its_head(events: list[Event]) -> None:
    check = verify(events, events[-1]["digest"])
    assert (check.intact, check.events, check.head) == (True, 6, events[-1]["digest"])


def test_an_empty_chain_holds() -> None:
    assert verify([], GENESIS).intact


def test_a_changed_event_is_located(events: list[Event]) -> None:
    events[2]["payload"] = {**events[2]["payload"], "who": "Zoe"}
    assert verify(events).fault_at == 3


def test_a_changed_event_with_its_digest_made_again_breaks_the_next_link(events: list[Event]) -> None:
    events[2]["payload"] = {**events[2]["payload"], "who": "Zoe"}
    events[2]["digest"] = link(events[2]["prev"], events[2]["payload"])
    assert verify(events).fault_at == 4


def test_a_deleted_event_is_located(events: list[Event]) -> None:
    del events[3]
    assert verify(events).fault_at == 4


def test_the_last_events_cannot_be_cut_off_when_the_head_is_known(events: list[Event]) -> None:
    head = events[-1]["digest"]
    check = verify(events[:-2], head)
    assert (check.fault_at, check.events) == (5, 4)
    assert "missing" in str(check.fault)


def test_an_inserted_event_is_located(events: list[Event]) -> None:
    forged = {"prev": events[2]["prev"], "payload": {"n": 0}, "digest": link(events[2]["prev"], {"n": 0})}
    events.insert(2, forged)
    assert verify(events).fault_at == 4


def test_swapped_events_are_located(events: list[Event]) -> None:
    events[1], events[2] = events[2], events[1]
    assert verify(events).fault_at == 2


def test_a_chain_that_does_not_start_at_the_beginning_is_refused(events: list[Event]) -> None:
    assert verify(events[1:]).fault_at == 1


@given(st.data(), st.integers(min_value=2, max_value=8))
def test_any_single_edit_of_the_chain_is_found(data: st.DataObject, size: int) -> None:
    events = chain([{"n": n} for n in range(size)])
    head, at = events[-1]["digest"], data.draw(st.integers(min_value=0, max_value=size - 1))
    match data.draw(st.sampled_from(["change", "delete", "repeat", "swap"])):
        case "change":
            events[at]["payload"] = {"n": -1}
        case "delete":
            del events[at]
        case "repeat":
            events.insert(at, events[at])
        case "swap":
            events[at], events[at - 1] = events[at - 1], events[at]
    assert not verify(events, head).intact


def salts() -> Any:
    return iter(f"salt {n}" for n in range(1000)).__next__


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), JSON))
def test_what_was_sealed_is_read_again(facts: dict[str, Any]) -> None:
    sealed, words = seal(facts, salts())
    assert unseal(sealed, words) == facts


def test_free_words_stand_beside_the_chain_and_codes_in_it() -> None:
    facts = {"why": "asked by Zoé Dupont", "changed": ["title", "text"], "reference": "B-2026-0007", "n": 3}
    sealed, words = seal(facts, salts())
    assert "Zo" not in canonical(sealed).decode()
    assert {name: sealed[name] for name in ("changed", "reference", "n")} == {
        name: facts[name] for name in ("changed", "reference", "n")
    }
    assert [said["text"] for said in words.values()] == ["asked by Zoé Dupont"]


def test_the_same_words_never_bear_the_same_seal_twice() -> None:
    _, words = seal({"a": "Zoé Dupont", "b": "Zoé Dupont"}, salts())
    assert len(words) == 2


def test_words_taken_away_leave_the_chain_whole_and_words_changed_are_found() -> None:
    sealed, words = seal({"why": "asked by Zoé"}, salts())
    event = {**chain([{"facts": sealed}])[0], "words": words}
    mark = next(iter(words))
    assert verify([event]).intact
    assert verify([{**event, "words": {}}]).intact
    assert unseal(sealed, {}, "[…]") == {"why": "[…]"}
    altered = {mark: {**words[mark], "text": "asked by Léa"}}
    assert verify([{**event, "words": altered}]).fault_at == 1
    assert verify([{**event, "words": {**words, "0" * 64: {"salt": "", "text": "more"}}}]).fault_at == 1
