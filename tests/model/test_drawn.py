"""Random networks as text, built in the real frameworks; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
from contextlib import suppress

import drawn
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbolic import Model
from symbolic.errors import UsageError

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
only = os.environ.get("SYMBOLIC_FRAMEWORKS", "1")
EXAMPLES = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


def held(text, made):
    """Each line of the summary against the real layer: trained, fixed, and the width that goes on."""
    rows = Model.parse(text).summary().rows
    assert len(rows) == len(made), text
    for row, real in zip(rows, made, strict=True):
        assert (row.trained, row.fixed, row.layer.gives.constant) == real, (text, row.layer.name)


@pytest.mark.skipif(only not in ("1", "pytorch"), reason="of PyTorch")
@given(st.data())
@EXAMPLES
def test_networks_of_pytorch(data):
    from built import drawn_pytorch

    width, layers = data.draw(drawn.networks(drawn.PYTORCH))
    made = drawn_pytorch.measure(width, [layer for _, layer in layers])
    held(f"input({width}) > " + " > ".join(text for text, _ in layers), made)


@pytest.mark.skipif(only not in ("1", "keras"), reason="of Keras")
@given(st.data())
@EXAMPLES
def test_networks_of_keras(data):
    from built import drawn_keras

    width, layers = data.draw(drawn.networks(drawn.KERAS))
    made = drawn_keras.measure(width, [layer for _, layer in layers])
    held(f"input({width}) > " + " > ".join(text for text, _ in layers), made)


def sizes_of(text):
    """The sizes of what the layer of a text holds: trained, and fixed, each in order."""
    placed = Model.parse(text).layers[0]
    sizes = {True: [], False: []}
    for term in placed.terms:
        sizes[term.trained].append((term.size * term.times).substitute(placed.sizes).constant)
    return sorted(sizes[True]), sorted(sizes[False])


@pytest.mark.skipif(only not in ("1", "pytorch"), reason="of PyTorch")
@given(drawn.torch_over_maps())
@EXAMPLES
def test_lines_of_pytorch_over_maps(line):
    from built import drawn_pytorch

    text, layer = line
    assert sum(sizes_of(text)[0]) == sum(drawn_pytorch.arrays(layer)[0]), text
    assert sum(sizes_of(text)[1]) == sum(drawn_pytorch.arrays(layer)[1]), text
    if "Attention" not in text:  # its projections are stored as one array, or as three
        assert sizes_of(text) == drawn_pytorch.arrays(layer), text


@pytest.mark.skipif(only not in ("1", "pytorch"), reason="of PyTorch")
@given(drawn.torch_maps())
@EXAMPLES
def test_maps_of_pytorch(network):
    from built import drawn_pytorch

    channels, shape, layers = network
    text = " > ".join([f"input({', '.join(map(str, (*shape, channels)))})", *(text for text, _ in layers)])
    real = drawn_pytorch.flattened(channels, shape, [layer for _, layer in layers])
    if real is None:
        with suppress(UsageError):
            last = Model.parse(f"{text} > nn.Flatten()").layers[-1]
            assert last.gives is None or "ConvTranspose" in text
        return
    *_, last = Model.parse(f"{text} > nn.Flatten()").layers
    if last.gives is None:  # A window that is narrower than its step leaves places out, the last ones too.
        assert "ConvTranspose" in text
    else:
        assert last.gives.constant == real, text


@pytest.mark.skipif(only not in ("1", "keras"), reason="of Keras")
@given(drawn.keras_over_maps())
@EXAMPLES
def test_lines_of_keras_over_maps(line):
    from built import drawn_keras

    width, text, layer = line
    assert sizes_of(f"input({width}) > {text}") == drawn_keras.arrays(width, layer), text


@pytest.mark.skipif(only not in ("1", "pytorch"), reason="of PyTorch")
@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 4), st.integers(1, 4), st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_costs_against_the_counter_of_pytorch(n, m, heads, extent, steps):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    def flops(module, *shape):
        with torch.device("meta"), FlopCounterMode(display=False) as counter:
            made, x = module(), torch.empty(*shape)
            made(x, x, x, need_weights=False) if isinstance(made, torch.nn.MultiheadAttention) else made(x)
        return counter.get_total_flops()

    def macs(text, **sizes):
        return Model.parse(text).cost(1, steps, **sizes).macs

    assert 2 * macs(f"input({n}) > dense({m})") == flops(lambda: torch.nn.Linear(n, m), 1, steps, n)
    size = extent + 2
    assert (
        2 * steps * m * n * extent**2 * 9
        == flops(lambda: torch.nn.Conv2d(n, m, extent), steps, n, size, size)
        == 2 * macs(f"input({n}) > conv({m}, {extent}, {extent}, map=[3, 3])")
    )
    wide = heads * n
    assert 2 * macs(f"input({wide}) > multi_head_attention({heads})") == flops(
        lambda: torch.nn.MultiheadAttention(wide, heads, batch_first=True), 1, steps, wide
    )


@pytest.mark.skipif(only not in ("1", "pytorch"), reason="of PyTorch")
@given(*[st.integers(1, 4)] * 5, st.booleans(), st.booleans())
@EXAMPLES
def test_modules_of_pytorch_that_hold_layers(heads, size, inner, encoders, decoders, bias, norm):
    import torch
    from torch import nn

    width, said = heads * size, f"bias={bias}"
    layer = f"nn.TransformerEncoderLayer({width}, {heads}, {inner}, {said})"
    texts = {
        f"nn.Transformer({width}, {heads}, {encoders}, {decoders}, {inner}, {said})": (
            lambda: nn.Transformer(width, heads, encoders, decoders, inner, bias=bias)
        ),
        f"torch.nn.TransformerEncoder({layer}, {encoders}, norm={f'nn.LayerNorm({width})' if norm else 'None'})": (
            lambda: nn.TransformerEncoder(
                nn.TransformerEncoderLayer(width, heads, inner, bias=bias),
                encoders,
                nn.LayerNorm(width) if norm else None,
                enable_nested_tensor=False,
            )
        ),
        f"nn.Sequential(nn.LazyLinear({inner}), nn.Sequential(nn.Tanh(), nn.LazyLinear({size}, {said})))": (
            lambda: nn.Sequential(nn.Linear(width, inner), nn.Linear(inner, size, bias=bias))
        ),
    }
    for text, make in texts.items():
        with torch.device("meta"):
            made = sum(array.numel() for array in make().parameters())
        assert Model.parse(f"input({width}) > {text}").summary().trained == made, text
