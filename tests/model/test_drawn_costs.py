"""Costs of random networks beside PyTorch's counter on the meta device, forward and backward.

Groups of convolutions are left out: the counter takes the gradient of their kernels as if there were none. It counts
matrix products and convolutions, and so nothing of norms and embeddings. With ``SYMBOLIC_FRAMEWORKS=1``.
"""

import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbolic import Model

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif(os.environ.get("SYMBOLIC_FRAMEWORKS") not in ("1", "pytorch"), reason="of PyTorch"),
    pytest.mark.filterwarnings("ignore"),
]
EXAMPLES = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
WIDTH = st.integers(1, 6)
EXTENT = st.integers(1, 4)


@st.composite
def sequential(draw):
    """Layers over a sequence: text, class and arguments of each."""
    width = first = draw(WIDTH)
    layers = []
    if draw(st.booleans()):
        layers.append((f"embedding({draw(WIDTH)}, {width})", "Embedding", (9, width), {}))
    for kind in draw(st.lists(st.sampled_from(sorted(SEQUENTIAL)), min_size=1, max_size=4)):
        text, name, positional, named, width = draw(SEQUENTIAL[kind](width))
        layers.append((text, name, positional, named))
    return first, layers


@st.composite
def linear(draw, width):
    units, bias = draw(WIDTH), draw(st.booleans())
    return f"dense({units}, bias={str(bias).lower()})", "Linear", (width, units), {"bias": bias}, units


@st.composite
def recurrent(draw, width):
    units, levels, both = draw(WIDTH), draw(st.integers(1, 3)), draw(st.booleans())
    kind = draw(st.sampled_from(["LSTM", "GRU", "RNN"]))
    text = f"torch.nn.{kind}({units}, num_layers={levels}, bidirectional={str(both).lower()})"
    named = {"num_layers": levels, "bidirectional": both, "batch_first": True}
    return text, kind, (width, units), named, units * (1 + both)


@st.composite
def written_out(draw, width):
    """A cell that is called in a loop."""
    units, kind = draw(WIDTH), draw(st.sampled_from(["LSTMCell", "GRUCell", "RNNCell"]))
    return f"torch.nn.{kind}({units})", kind, (width, units), {}, units


@st.composite
def attention(draw, width):
    heads = draw(st.sampled_from([heads for heads in range(1, width + 1) if width % heads == 0]))
    text = f"multi_head_attention({heads})"
    return text, "MultiheadAttention", (width, heads), {"batch_first": True}, width


@st.composite
def norm(draw, width):
    text, name = draw(st.sampled_from([("layer_norm()", "LayerNorm"), ("rms_norm()", "RMSNorm")]))
    return text, name, (width,), {}, width


SEQUENTIAL = {"attention": attention, "linear": linear, "norm": norm, "recurrent": recurrent, "written": written_out}


def called(torch, made, x):
    """What a layer makes of a sequence; a first state has a gradient, as it has within a longer sequence."""
    if isinstance(made, torch.nn.MultiheadAttention):
        return made(x, x, x, need_weights=False)[0]
    if isinstance(made, torch.nn.RNNBase):
        rows = made.num_layers * (1 + made.bidirectional)
        state = torch.zeros(rows, 1, made.hidden_size, requires_grad=True)
        return made(x, (state, state.clone()) if isinstance(made, torch.nn.LSTM) else state)[0]
    if not isinstance(made, torch.nn.RNNCellBase):
        return made(x)
    state = torch.zeros(1, made.hidden_size, requires_grad=True)
    state = (state, state.clone()) if isinstance(made, torch.nn.LSTMCell) else state
    outputs = []
    for t in range(x.shape[1]):
        state = made(x[:, t], state)
        outputs.append(state[0] if isinstance(state, tuple) else state)
    return torch.stack(outputs, 1)


def counted(torch, layers, x):
    """The MACs forward, and forward and backward together."""
    from torch.utils.flop_counter import FlopCounterMode

    made = [getattr(torch.nn, name)(*positional, **named) for _, name, positional, named in layers]
    with FlopCounterMode(display=False) as counter:
        for layer in made:
            x = called(torch, layer, x)
        forward = counter.get_total_flops()
        x.sum().backward()
    return forward // 2, counter.get_total_flops() // 2


def derived(model, steps):
    return tuple(model.cost(1, steps, backward=backward).macs for backward in ("none", "all"))


@given(sequential(), st.integers(1, 5))
@EXAMPLES
def test_layers_over_a_sequence(network, steps):
    import torch

    width, layers = network
    text = " > ".join(text for text, *_ in layers)
    embedded = text.startswith("embedding")
    with torch.device("meta"):
        x = torch.zeros(1, steps, dtype=torch.long) if embedded else torch.zeros(1, steps, width, requires_grad=True)
        total = counted(torch, layers, x)
    model = Model.parse(text if embedded else f"input({width}) > {text}")
    assert derived(model, steps) == total, text


@st.composite
def convolutions(draw):
    """Convolutions over maps one after the other: the shape of what comes in, and text, class and arguments of each."""
    axes = draw(st.integers(1, 2))
    channels = draw(WIDTH)
    shape = draw(st.tuples(*[st.integers(4, 9)] * axes))
    first, layers = (channels, *shape), []
    for _ in range(draw(st.integers(1, 3))):
        gives, turned = draw(WIDTH), draw(st.booleans())
        extents = draw(st.tuples(*[EXTENT] * axes))
        strides, widths = draw(st.tuples(*[st.integers(1, 2)] * axes)), draw(st.tuples(*[st.integers(1, 2)] * axes))
        padding = tuple(draw(st.integers(0, (extent - 1) // 2)) for extent in extents)
        kind = f"Conv{'Transpose' if turned else ''}{axes}d"
        measures = list(zip(shape, extents, strides, padding, widths, strict=True))
        if turned:
            after = tuple((s - 1) * step - 2 * pad + wide * (k - 1) + 1 for s, k, step, pad, wide in measures)
        else:
            after = tuple((s + 2 * pad - wide * (k - 1) - 1) // step + 1 for s, k, step, pad, wide in measures)
        if min(after) < 1:
            break
        named = {"stride": strides, "padding": padding, "dilation": widths}
        said = ", ".join(f"{name}={list(value)}" for name, value in named.items())
        # The places at which the kernel is multiplied: of what comes out, or of what comes in where it is transposed.
        text = f"nn.{kind}({channels}, {gives}, {list(extents)}, {said}, map={list(shape if turned else after)})"
        layers.append((text, kind, (channels, gives, extents), named))
        channels, shape = gives, after
    return first, layers


@given(convolutions().filter(lambda network: network[1]))
@EXAMPLES
def test_convolutions_over_maps(network):
    import torch

    shape, layers = network
    text = " > ".join(text for text, *_ in layers)
    with torch.device("meta"):
        total = counted(torch, layers, torch.zeros(1, *shape, requires_grad=True))
    assert derived(Model.parse(f"input({shape[0]}) > {text}"), 1) == total, text
    without = Model.parse(f"input({', '.join(map(str, (*shape[1:], shape[0])))}) > {re.sub(', map=[^)]*', '', text)}")
    if len(shape) == 3 and without.layers[-1].extents is not None:
        assert derived(without, 1) == total, text


@st.composite
def windows(draw):
    """Layers over a sequence, those that change the number of its steps among them; its length, width and layers."""
    first = steps, width = draw(st.integers(8, 30)), draw(WIDTH)
    layers = []
    for kind in draw(
        st.lists(st.sampled_from(["conv", "turned", "max", "average", "linear", "recurrent"]), min_size=1)
    ):
        extent, stride, spread = draw(EXTENT), draw(st.integers(1, 3)), draw(st.integers(1, 2))
        padding = draw(st.integers(0, extent // 2))
        if kind in ("linear", "recurrent"):
            text, name, positional, named, width = draw({"linear": linear, "recurrent": recurrent}[kind](width))
        elif kind in ("conv", "turned"):
            units, name = draw(WIDTH), "Conv1d" if kind == "conv" else "ConvTranspose1d"
            if kind == "conv":
                behind = (steps + 2 * padding - spread * (extent - 1) - 1) // stride + 1
            else:
                # Where PyTorch leaves no place behind the last one, Keras does, and a text does not follow it.
                stride = min(stride, spread * (extent - 1) + 1)
                behind = (steps - 1) * stride - 2 * padding + spread * (extent - 1) + 1
            named = {"stride": stride, "padding": padding, "dilation": spread}
            positional = (width, units, extent)
            words = ", ".join(f"{key}={value}" for key, value in named.items())
            text, width, steps = f"nn.{name}({width}, {units}, {extent}, {words})", units, behind
        else:
            name, extent = {"max": "MaxPool1d", "average": "AvgPool1d"}[kind], extent + 1
            positional, named = (extent, stride, padding), {}
            text, steps = f"nn.{name}({extent}, {stride}, {padding})", (steps + 2 * padding - extent) // stride + 1
        if steps < 1:
            break
        layers.append((text, name, positional, named))
    return *first, layers


@given(windows().filter(lambda network: network[2]), st.booleans())
@EXAMPLES
def test_windows_over_sequences(network, said):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    steps, width, layers = network
    with torch.device("meta"):
        made = [getattr(torch.nn, name)(*positional, **named) for _, name, positional, named in layers]
        x = torch.zeros(1, steps, width, requires_grad=True)
        with FlopCounterMode(display=False) as counter:
            for layer, (_, name, *_) in zip(made, layers, strict=True):
                x = layer(x.mT).mT if name.endswith("1d") else called(torch, layer, x)
            forward = counter.get_total_flops()
            x.sum().backward()
        total = forward // 2, counter.get_total_flops() // 2
    text = " > ".join([f"input({steps}, {width})" if said else f"input({width})", *(text for text, *_ in layers)])
    assert derived(Model.parse(text), steps) == total, text


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (lambda nn: nn.Conv1d(3, 8, 5, stride=2, padding=2), True),
        (lambda nn: nn.Conv1d(3, 8, 5), True),
        (lambda nn: nn.ConvTranspose1d(3, 8, 2, 2), True),
        (lambda nn: nn.Sequential(nn.MaxPool1d(2), nn.Conv1d(3, 8, 1)), True),
        (lambda nn: nn.Conv1d(3, 8, 5, padding=4, dilation=2), False),
        (lambda nn: nn.Conv1d(3, 8, 4, padding="same"), False),
        (lambda nn: nn.Conv2d(3, 8, 5, stride=2), False),
    ],
)
def test_a_live_module_that_changes_the_number_of_steps_is_told(first, told):
    from torch import nn

    network = nn.Sequential(first(nn), nn.LSTM(8, 4))
    page = " ".join(str(Model.read(network).cost(1, 20)).split())
    assert ("How many steps go on behind" in page) == told
