"""Layers from the names and shapes of their arrays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import identify_shapes
from symbolic.answers.candidates import catalogued, find_layer
from symbolic.answers.shapes import NamedShape, read_shapes
from symbolic.errors import SymbolicError

LAYERS = [row for row in catalogued() if row.is_layer]
SIZES = {"n": 7, "m": 12, "r": 5, "k": 3, "k1": 3, "k2": 3}


def shapes_of(row):
    made = find_layer(row.name, row.words)
    return made.shapes_at(**{letter: SIZES.get(letter, 3) for letter in made.letters})


@given(st.sampled_from(LAYERS), st.sampled_from(["{} {}", "net.rnn.{}: torch.Size({})", "{}={}"]))
def test_each_layer_is_found_from_all_of_its_arrays(row, written):
    shapes = shapes_of(row)
    if not shapes:
        return
    text = "; ".join(written.format(name, list(shape)) for name, shape in shapes.items() if shape)
    matches = {match.layer.name: match for match in identify_shapes(text).matches}
    assert row.name in matches
    match = matches[row.name]
    told = {match.layer.aliases.get(name, name): size for name, size in match.sizes.items()}
    anew = match.layer.shapes_at(**{**dict.fromkeys(match.layer.letters, 1), **told})
    assert {*match.arrays} <= anew.keys()
    assert [anew[name] for name in match.arrays] == [shape for shape in shapes.values() if shape]


def test_a_shape_of_the_public_question():
    answer = identify_shapes("weight_ih_l0 (240, 81)")
    assert [(match.layer.name, *match.sizes.values()) for match in answer.matches] == [
        ("torch.nn.LSTM", 81, 60),
        ("torch.nn.GRU", 81, 80),
        ("torch.nn.RNN", 81, 240),
    ]
    (only,) = identify_shapes("weight_ih_l0 (240, 81), weight_hh_l0 (240, 60)").matches
    assert (only.layer.label, only.count) == ("torch.nn.LSTM", 34320)


def test_a_level_and_a_direction():
    labels = [match.layer.label for match in identify_shapes("weight_ih_l2 (240, 120)").matches]
    assert labels[0] == "torch.nn.LSTM num_layers=3 bidirectional=true"
    labels = [match.layer.label for match in identify_shapes("weight_ih_l5_reverse (240, 120)").matches]
    assert "torch.nn.LSTM num_layers=6 bidirectional=true" in labels


def test_what_no_layer_has():
    answer = identify_shapes("weight_ih_l0 (241, 81), weight_hh_l0 (240, 60)")
    assert answer.matches == ()
    assert "no layer has arrays of these names and shapes: weight_ih_l0 (241, 81), weight_hh_l0" in str(answer)


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("(2, 3)", [("", (2, 3))]),
        ("a.b/c [2x3];bias (4,)", [("a.b/c", (2, 3)), ("bias", (4,))]),
        ("w: torch.Size([2, 3])\nb = TensorShape([4])", [("w", (2, 3)), ("b", (4,))]),
    ],
)
def test_how_shapes_are_written(text, shapes):
    assert read_shapes(text) == tuple(NamedShape(*shape) for shape in shapes)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("weight (2, 3", "shapes are written weight_ih_l0 \\(240, 81\\), with a comma between; not 'weight \\(2, 3'"),
        ("weight (n, 3)", "shapes are written"),
        ("weight (0, 3)", "an extent must be a whole number from 1 to 10\\^12, not 0"),
        ("weight_ih_l99 (4, 3)", "a layer has at most 64 levels here, and 99 is the last in the names"),
        ("(1, 1)," * 300, "at most 256 shapes"),
    ],
)
def test_refusals(text, problem):
    with pytest.raises(SymbolicError, match=problem):
        identify_shapes(text)
