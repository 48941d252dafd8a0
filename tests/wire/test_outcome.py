"""An outcome survives the wire, and nothing else is taken for one."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnquiz.wire.outcome import (
    TEXT_LENGTH,
    Missing,
    Place,
    Raised,
    Returned,
    WrongSignature,
    from_plain,
    to_plain,
)
from cnnquiz.wire.values import WireError, decode, encode
from support.plain_data import PLAIN, TEXT, steady

WORDS = st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), max_size=20)
NAMES = st.lists(WORDS, max_size=3).map(tuple)
PLACES = st.none() | st.builds(Place, st.none() | st.integers(1, 9), st.integers(1, 99), WORDS)
OUTCOMES = st.one_of(
    st.builds(Returned, st.integers() | st.lists(st.integers()), NAMES),
    st.builds(Raised, WORDS, NAMES, WORDS, PLACES, NAMES),
    st.builds(WrongSignature, WORDS),
    st.builds(Missing, WORDS, st.booleans(), NAMES),
)


@steady()
@given(OUTCOMES)
def test_outcome_survives_the_wire(outcome):
    assert from_plain(decode(encode(to_plain(outcome)))) == outcome


@steady(100)
@given(
    PLAIN
    | st.dictionaries(
        st.sampled_from(["returned", "modified", "raised", "wrong_signature", "missing", "passed"]),
        st.one_of(PLAIN, st.just([]), st.just(["a", [], "b", None]), st.just(["a", True, []])),
    )
)
def test_anything_else_is_a_wire_error(plain):
    try:
        outcome = from_plain(plain)
    except WireError:
        return
    # Then it was the plain form of that very outcome (texts may have been cut).
    assert set(to_plain(outcome)) == set(plain)


@pytest.mark.parametrize(
    "plain",
    [
        None,
        "passed",
        {},
        {"returned": 1},
        {"returned": 1, "modified": "n"},
        {"returned": 1, "modified": [1]},
        {"returned": 1, "modified": [], "verdict": "passed"},
        {"raised": ["E", [], "t", None], "modified": [], "points": 2},
        {"raised": ["E", [], "t"], "modified": []},
        {"raised": ["E", ["a", 1], "t", None], "modified": []},
        {"raised": ["E", [], "t", [1, 2]], "modified": []},
        {"raised": ["E", [], "t", ["1", 2, "x"]], "modified": []},
        {"raised": ["E", [], "t", [1, 2.0, "x"]], "modified": []},
        {"raised": ["E", [], "t", [1, True, "x"]], "modified": []},
        {"raised": ["E", [], "t", [True, 1, "x"]], "modified": []},
        {"raised": [b"E", [], "t", None], "modified": []},
        {"wrong_signature": 1},
        {"wrong_signature": "(n)", "returned": 1},
        {"missing": ["f", 1, []]},
        {"missing": ["f", True, [None]]},
        {"timed_out": 1.0},
        {"crashed": "no"},
        {"broke_protocol": "no"},
        [{"returned": 1, "modified": []}],
    ],
)
def test_plain_data_that_is_nearly_an_outcome_is_a_wire_error(plain):
    with pytest.raises(WireError):
        from_plain(plain)


def texts_of(outcome: object) -> list[str]:
    """Return every string in an outcome but those of a returned value."""
    found, waiting = [], [outcome]
    while waiting:
        match waiting.pop():
            case str() as text:
                found.append(text)
            case tuple() as entries:
                waiting += entries
            case Returned() as returned:
                waiting.append(returned.modified)
            case value if dataclasses.is_dataclass(value):
                waiting += [getattr(value, field.name) for field in dataclasses.fields(value)]
    return found


@pytest.mark.parametrize(
    "plain",
    [
        lambda text: {"returned": 1, "modified": [text]},
        lambda text: {"raised": [text, [text], text, [1, 2, text]], "modified": [text]},
        lambda text: {"wrong_signature": text},
        lambda text: {"missing": [text, False, [text]]},
    ],
)
def test_texts_arrive_cut_and_without_control_characters(plain):
    nasty = "ok\x1b]0;title\x07\x9b\r\t\u202e\u2066\ud800\n" + "x" * 5000
    arrived = texts_of(from_plain(plain(nasty)))
    assert arrived
    for text in arrived:
        assert text.startswith("ok\N{REPLACEMENT CHARACTER}]0;title\N{REPLACEMENT CHARACTER}")
        assert all(character.isprintable() or character == "\n" for character in text)
        assert len(text) == TEXT_LENGTH + 1
        assert text.endswith("x…")


@steady()
@given(TEXT)
def test_printable_text_is_left_alone(text):
    arrived = from_plain({"wrong_signature": text}).parameters
    if all(character.isprintable() or character == "\n" for character in text):
        assert arrived == text
    assert len(arrived) == len(text)


@pytest.mark.parametrize(
    ("place", "words"),
    [(Place(None, 3, "x = 1"), "line 3"), (Place(2, 3, "x = 1"), "cell 2, line 3")],
)
def test_place_names_the_cell_where_there_is_one(place, words):
    assert str(place) == words
