"""Names and shapes of arrays of layers around the recurrence, drawn from what the frameworks have for them."""

from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import SymbolicError, identify, identify_shapes
from symbolic.answers.plain_layers import PLAIN_LAYERS

SIZES = st.integers(1, 500)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([*PLAIN_LAYERS]), st.booleans(), st.integers(1, 3), st.lists(SIZES, min_size=8, max_size=8))
def test_each_layer_is_found_by_its_own_arrays(label, optional, axes, drawn):
    pattern = {name: sizes for name, sizes in PLAIN_LAYERS[label].items() if optional or not name.endswith("?")}
    names = list(dict.fromkeys(size for sizes in pattern.values() for size in sizes))
    sizes = {name: (number,) for name, number in zip(names, drawn, strict=False)}
    if "kernel" in sizes:
        sizes["kernel"] = tuple(drawn[-axes:])
    shapes = {name.rstrip("?"): sum((sizes[size] for size in held), ()) for name, held in pattern.items()}
    text = ", ".join(f"block.0.{name} ({', '.join(map(str, shape))},)" for name, shape in shapes.items())
    matches = {match.label: match for match in identify_shapes(text).others}
    ending = {"torch.nn.Conv": f"{axes}d", "keras.layers.Conv": f"{axes}D"}.get(label, "")
    match = matches[label + ending]
    assert match.count == sum(map(prod, shapes.values()))
    told = {name: size if isinstance(size, tuple) else (size,) for name, size in match.sizes.items()}
    assert told == sizes


def test_a_layer_needs_all_of_its_arrays():
    assert not identify_shapes("bn.running_mean (8,)").others
    assert not identify_shapes("fc.weight (10, 64), fc.bias (11,)").others
    (match,) = identify_shapes("fc.weight (10, 64)").others[:1]
    assert (match.label, match.count) == ("torch.nn.Linear", 640)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("4*m*(n+m+1)", "identify takes a number, identify_formula a formula"),
        ("4(nm + n²)", "identify takes a number, identify_formula a formula"),
        ("keras.Sequential([LSTM(64, input_shape=(10, 8)), Dense(3)])", "the number comes first, identify 71168"),
        ("lstm(m) > dense(10)", "the number comes first, identify 71168"),
    ],
)
def test_what_is_no_number(text, words):
    with pytest.raises(SymbolicError, match="^" + words.replace("(", r"\(")):
        identify(text)
