"""What every reader of a parse may rely on."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from foreigndesk.errors import ModelError
from foreigndesk.parsing import boundaries, load, model_version, parse
from foreigndesk.parsing.weights import SHIPPED, read_weights

CASES = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.parses


def read(text: str) -> Doc:
    return next(parse([text]))


def assert_sound(doc: Doc, text: str) -> None:
    """The text is covered character for character, and each sentence is one tree with one root."""
    assert doc.text == text
    assert "".join(token.text_with_ws for token in doc) == text
    for token in doc:
        assert text[token.idx : token.idx + len(token.text)] == token.text
        assert token.pos_
        assert token.dep_
        assert (token.dep_ == "root") == (token.head.i == token.i)
    for sentence in doc.sents:
        assert sum(token.head.i == token.i for token in sentence) == 1
        assert all(token.head.sent.start == sentence.start for token in sentence)


@pytest.mark.parametrize("text", CASES["odd"])
def test_odd_text_keeps_offsets_and_trees(text: str) -> None:
    assert_sound(read(text), text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["Moscow ", "said ", ". ", "\n", "\n\n", '"', " U.S. ", "Mr. ", "10: 11 ", "-", "\u200b"]
            ),
        ),
        max_size=25,
    ).map("".join)
)
def test_any_text_keeps_offsets_and_trees(text: str) -> None:
    assert_sound(read(text), text)


@pytest.mark.parametrize("case", CASES["sentences"], ids=lambda case: case["text"][:30])
def test_sentences(case: dict) -> None:
    assert [sentence.text.strip() for sentence in read(case["text"]).sents] == case["parts"]


def test_lines_that_only_wrap_do_not_end_sentences() -> None:
    assert len(list(read(CASES["wrapped"]).sents)) == 2


@pytest.mark.parametrize(("text", "tokens"), CASES["tokens"])
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in load().tokenizer(text)] == tokens


def test_a_plain_sentence_is_understood() -> None:
    doc = read("Russia may withdraw its soldiers from Armenia.")
    root = next(token for token in doc if token.dep_ == "root")
    assert (root.text, root.lemma_, root.pos_) == ("withdraw", "withdraw", "VERB")
    assert {child.text: child.dep_ for child in root.children}["Russia"] == "nsubj"
    assert {child.text: child.dep_ for child in root.children}["soldiers"] == "obj"
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Russia", "GPE"), ("Armenia", "GPE")]


def test_a_sentence_of_two_thousand_words_is_cut_in_good_time() -> None:
    text = "The delegates of the union spoke, listened and " * 250 + "left."
    started = time.perf_counter()
    doc = read(text)
    assert time.perf_counter() - started < 20
    assert_sound(doc, text)
    assert max(len(sentence) for sentence in doc.sents) <= 120


def test_time_grows_with_length_and_not_faster() -> None:
    """A long text without one stop or line end, as a table pasted into an article."""
    row = "Osh 12 | 40 % | 3,000 t | n/a ; "
    seconds = []
    for rows in (400, 1600):
        started = time.perf_counter()
        assert_sound(read(row * rows), row * rows)
        seconds.append(time.perf_counter() - started)
    assert seconds[1] < 4 * seconds[0] * 2


def test_a_text_is_split_alike_in_windows_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Troops left the base and nobody was told why " * 40 + "\n\nBest regards, Ivan Thanks again. " * 30
    whole = [sentence.start for sentence in read(text).sents]
    monkeypatch.setattr(boundaries, "WINDOW", 50)
    assert [sentence.start for sentence in read(text).sents] == whole


def test_long_words_fit_the_encoder() -> None:
    text = " ".join(["Donaudampfschifffahrtsgesellschaftskapitän" * 3] * 150)
    assert_sound(read(text), text)


def test_white_space_hangs_on_the_word_before_it() -> None:
    doc = read("Moscow  said so.\n\nMinsk agreed.")
    spaces = [token for token in doc if token.is_space]
    assert [(token.pos_, token.dep_, token.head.i - token.i) for token in spaces] == [
        ("SPACE", "dep", -1)
    ] * 2


def test_same_text_same_parse() -> None:
    text = "The minister denied it. Troops left the base near the border on Monday, he said.\n\nTalks go on."
    columns = ["POS", "TAG", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE"]
    alone = read(text).to_array(columns)
    _, beside, _ = parse(["Another text goes before it.", text, "And one more after."])
    assert np.array_equal(alone, beside.to_array(columns))


def test_a_sentence_parses_alike_alone_and_in_any_company() -> None:
    sentence = "The minister, who had denied it for weeks, left the base near the border on Monday."
    alone = [(token.dep_, token.head.i - token.i, token.ent_type_) for token in read(sentence)]
    doc = read(
        f"Talks go on. {sentence} " + "No one in the capital of the union knew of any plan at all. " * 9
    )
    inside = list(doc.sents)[1]
    assert [(token.dep_, token.head.i - token.i, token.ent_type_) for token in inside] == alone


def test_pipeline_is_made_once() -> None:
    assert load() is load()


def test_version_names_the_weights() -> None:
    assert model_version().startswith("default-" + read_weights().version)


def test_missing_pipeline_is_one_clear_line() -> None:
    with pytest.raises(ModelError, match="no_such_pipeline: no such spaCy pipeline") as caught:
        load("no_such_pipeline")
    assert "\n" not in str(caught.value)


def copied(folder: Path) -> Path:
    shutil.copytree(SHIPPED, folder / "weights")
    return folder / "weights"


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    weights = copied(tmp_path)
    labels = weights / "labels.json"
    labels.write_text(labels.read_text().replace("nsubj", "nsubx"))
    with pytest.raises(ModelError, match=r"labels\.json: parser weights differ from their manifest"):
        read_weights(weights)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    weights = copied(tmp_path)
    (weights / "model.int8.onnx").unlink()
    with pytest.raises(ModelError, match=r"model\.int8\.onnx: parser weights are missing"):
        read_weights(weights)


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"files": {}})])
def test_a_broken_manifest_is_refused(tmp_path: Path, content: str) -> None:
    weights = copied(tmp_path)
    (weights / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match=r"manifest\.json"):
        read_weights(weights)


def test_no_pickles_and_small_enough() -> None:
    files = [path for path in SHIPPED.iterdir() if path.is_file()]
    assert {path.suffix for path in files} <= {".onnx", ".json", ""}
    assert sum(path.stat().st_size for path in files) <= 39_000_000
