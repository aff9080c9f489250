"""Random networks in real PyTorch, line by line: from memory, as .safetensors and, a part, as ONNX.

With ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`.
"""

import os
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbolic import Model

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif(
        os.environ.get("SYMBOLIC_FRAMEWORKS", "") not in ("1", "pytorch"), reason="runs with SYMBOLIC_FRAMEWORKS=1"
    ),
    pytest.mark.filterwarnings("ignore"),
]

SIZE = st.integers(1, 6)
FLAG = st.booleans()


def recurrent(draw, reads):
    """A stack of a recurrent layer with any of its arguments."""
    from torch import nn

    kind, units = draw(st.sampled_from(["LSTM", "GRU", "RNN"])), draw(st.integers(2, 5))
    words = {"num_layers": draw(st.integers(1, 3)), "bias": draw(FLAG), "bidirectional": draw(FLAG)}
    if kind == "LSTM" and draw(FLAG):
        words["proj_size"] = draw(st.integers(1, units - 1))
    if kind == "RNN":
        words["nonlinearity"] = draw(st.sampled_from(["tanh", "relu"]))
    return getattr(nn, kind)(reads, units, batch_first=True, **words)


def cell(draw, reads):
    from torch import nn

    return getattr(nn, draw(st.sampled_from(["LSTMCell", "GRUCell", "RNNCell"])))(reads, draw(SIZE), bias=draw(FLAG))


def dense(draw, reads):
    from torch import nn

    if draw(st.integers(0, 4)) == 0:
        return nn.Bilinear(reads, draw(SIZE), draw(SIZE), bias=draw(FLAG))
    return nn.Linear(reads, draw(SIZE), bias=draw(FLAG))


def table(draw, reads):
    from torch import nn

    return draw(st.sampled_from([nn.Embedding, nn.EmbeddingBag]))(draw(st.integers(2, 9)), draw(SIZE))


def norm(draw, reads):
    from torch import nn

    flag = draw(FLAG)
    makers = (
        lambda: nn.LayerNorm(reads, elementwise_affine=flag, bias=draw(FLAG)),
        lambda: nn.LayerNorm((reads, draw(SIZE)), bias=draw(FLAG)),
        lambda: nn.BatchNorm1d(reads, affine=flag, track_running_stats=draw(FLAG)),
        lambda: nn.BatchNorm2d(reads, affine=flag),
        lambda: nn.GroupNorm(1, reads, affine=flag),
        lambda: nn.RMSNorm(reads, elementwise_affine=flag),
        lambda: nn.InstanceNorm2d(reads, affine=flag, track_running_stats=draw(FLAG)),
        lambda: nn.PReLU(draw(st.sampled_from([1, reads]))),
    )
    return draw(st.sampled_from(makers))()


def convolution(draw, reads):
    from torch import nn

    axes, turned, groups = draw(st.integers(1, 3)), draw(FLAG), draw(st.sampled_from([1, 1, reads]))
    kind = getattr(nn, f"Conv{'Transpose' if turned else ''}{axes}d")
    extents = tuple(draw(st.integers(1, 3)) for _ in range(axes))
    return kind(reads, groups * draw(st.integers(1, 3)), extents, groups=groups, bias=draw(FLAG))


def attention(draw, reads):
    from torch import nn

    heads, size = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    width, bias = heads * size, draw(FLAG)
    makers = (
        lambda: nn.MultiheadAttention(width, heads, bias=bias, add_bias_kv=draw(FLAG)),
        lambda: nn.MultiheadAttention(width, heads, bias=bias, kdim=draw(SIZE), vdim=draw(SIZE)),
        lambda: nn.TransformerEncoderLayer(width, heads, draw(SIZE), bias=bias),
        lambda: nn.TransformerDecoderLayer(width, heads, draw(SIZE), bias=bias),
    )
    return draw(st.sampled_from(makers))()


def adapter(draw, reads):
    """A class of somebody's own with arrays and modules in it."""
    import torch
    from torch import nn

    class Adapter(nn.Module):
        def __init__(self):
            super().__init__()
            self.base = nn.Linear(reads, 4).requires_grad_(False)
            self.down, self.up = nn.Parameter(torch.zeros(2, reads)), nn.Parameter(torch.zeros(4, 2))
            self.register_buffer("scale", torch.ones(3))

    return Adapter()


LEAVES = (recurrent, cell, dense, table, norm, convolution, attention, adapter)


@st.composite
def trees(draw, depth=2):
    """Modules in lists, rows and dictionaries, in each other."""
    from torch import nn

    parts = []
    for _ in range(draw(st.integers(1, 3))):
        if depth and draw(st.integers(0, 3)) == 0:
            parts.append(draw(trees(depth=depth - 1)))
        else:
            parts.append(draw(st.sampled_from(LEAVES))(draw, draw(SIZE)))
    if draw(st.integers(0, 4)) == 0:
        parts.append(parts[0])
    holder = draw(st.sampled_from(["Sequential", "ModuleList", "ModuleDict"]))
    return (
        nn.ModuleDict({f"part{i}": part for i, part in enumerate(parts)})
        if holder == "ModuleDict"
        else getattr(nn, holder)(*([parts] if holder == "ModuleList" else parts))
    )


def share(draw, net):
    """Some arrays in the places of others of the same shape."""
    places = {}
    for path, module in net.named_modules():
        for name, array in module.named_parameters(recurse=False):
            places.setdefault(tuple(array.shape), []).append((module, name, path))
    alike = [group for group in places.values() if len(group) > 1]
    for group in alike[: draw(st.integers(0, 2))]:
        (source, name, _), (target, other, _) = group[0], group[-1]
        setattr(target, other, getattr(source, name))


def parametrise(draw, net):
    from torch import nn
    from torch.nn.utils import parametrizations, prune

    for module in [module for module in net.modules() if type(module) in (nn.Linear, nn.Conv1d, nn.GRU)][:2]:
        name = "weight_hh_l0" if isinstance(module, nn.GRU) else "weight"
        way = draw(st.integers(0, 5))
        if way == 0:
            parametrizations.weight_norm(module, name)
        elif way == 1 and isinstance(module, nn.Linear):
            parametrizations.spectral_norm(module, name)
        elif way == 2:
            prune.random_unstructured(module, name, 0.5)
        elif way == 3:
            nn.utils.weight_norm(module, name)


@st.composite
def networks(draw):
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = draw(trees())
        share(draw, net)
        for array in net.parameters():
            if draw(st.integers(0, 5)) == 0:
                array.requires_grad_(False)
        parametrise(draw, net)
    kind = draw(st.sampled_from([torch.float32] * 3 + [torch.float16, torch.bfloat16, torch.float64]))
    return net.to(kind)


def path_of(row, array):
    return array.name if row.layer.name == "network" else f"{row.layer.name}.{array.name}"


def check(net, summary, arrays, trained=True):
    """Every array of the network in one line alone, as it is there."""
    seen = []
    for row in summary.rows:
        for stored in row.layer.arrays:
            array = arrays[path_of(row, stored)]
            assert stored.shape == tuple(array.shape), (net, row)
            assert not trained or stored.trained == array.requires_grad, (net, row)
            assert stored.bytes == array.numel() * array.element_size(), (net, row)
            seen.append(id(array))
        assert not row.differs or row.layer.remark, (net, str(summary))
        own = [module for path, module in net.named_modules() if (path or "network") == row.layer.name]
        known = all(type(module).__module__.startswith("torch.nn.") for module in own)
        assert row.layer.known or not known or not trained, (net, row)
    assert sorted(seen) == sorted({id(array) for array in arrays.values()}), (net, str(summary))


EXAMPLES = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@EXAMPLES
@given(networks())
def test_every_line_from_memory(net):
    from built.pytorch_models import arrays

    check(net, Model.read(net).summary(), arrays(net))


@EXAMPLES
@given(networks())
def test_every_line_of_a_file(tmp_path_factory, net):
    from safetensors.torch import save_model

    path = tmp_path_factory.mktemp("random") / "network.safetensors"
    save_model(net, path)
    # Two parameters over the same memory are stored once.
    stored = {}
    arrays = {
        name: stored.setdefault((array.data_ptr(), array.shape) if array.numel() else name, array)
        for name, array in net.state_dict(keep_vars=True).items()
        if not name.endswith("num_batches_tracked")
    }
    if arrays:
        check(net, Model.load(path).summary(), arrays, trained=False)


@st.composite
def runnable(draw):
    """A row of modules over words that can be run, and so exported; the number of its own parameters."""
    import torch
    from torch import nn

    class First(nn.Module):
        def __init__(self, rnn):
            super().__init__()
            self.rnn = rnn

        def forward(self, x):
            return self.rnn(x)[0]

    class Attend(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.attend = nn.MultiheadAttention(width, 1, batch_first=True, bias=draw(FLAG))

        def forward(self, x):
            return self.attend(x, x, x)[0]

    width = draw(st.integers(2, 5))
    vocabulary = draw(st.integers(6, 9))
    parts = [nn.Embedding(vocabulary, width)]
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["dense", "recurrent", "norm", "attend"]))
        if kind == "dense":
            parts += [nn.Linear(width, after := draw(st.integers(2, 6)), bias=draw(FLAG)), nn.Tanh()]
            width = after
        elif kind == "recurrent":
            rnn = getattr(nn, draw(st.sampled_from(["LSTM", "GRU"])))
            sides, units = draw(FLAG), draw(st.integers(2, 4))
            words = {"num_layers": draw(st.integers(1, 2)), "bias": draw(FLAG), "bidirectional": sides}
            parts.append(First(rnn(width, units, batch_first=True, **words)))
            width = units * (2 if sides else 1)
        elif kind == "norm":
            parts.append(nn.LayerNorm(width, bias=draw(FLAG)))
        else:
            parts.append(Attend(width))
    head = nn.Linear(width, vocabulary, bias=draw(FLAG))
    if width == parts[0].embedding_dim and draw(FLAG):
        head.weight = parts[0].weight
    net = nn.Sequential(*parts, head)
    for array in net.parameters():
        array.data = torch.randn(array.shape)
    return net.eval()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runnable(), st.sampled_from([{}, {"dynamo": False}, {"optimize": False}]))
def test_what_the_exporters_write(tmp_path_factory, net, options):
    import torch

    path = tmp_path_factory.mktemp("random") / "network.onnx"
    torch.onnx.export(net, (torch.zeros(2, 3, dtype=torch.long),), path, verbose=False, **options)
    summary = Model.load(path).summary()
    assert summary.trained + summary.fixed == sum(array.numel() for array in net.parameters()), (net, str(summary))
    assert not any(row.differs for row in summary.rows), (net, str(summary))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runnable(), st.sampled_from([{}, {"dynamo": False}]))
def test_arrays_that_an_exporter_merges_before_training_are_told(tmp_path_factory, net, options):
    import torch

    for name, array in net.named_parameters():
        if array.ndim == 1:
            array.data = (torch.zeros if "bias" in name else torch.ones)(array.shape)
    path = tmp_path_factory.mktemp("random") / "network.onnx"
    torch.onnx.export(net, (torch.zeros(2, 3, dtype=torch.long),), path, verbose=False, **options)
    summary = Model.load(path).summary()
    held, counted = sum(array.numel() for array in net.parameters()), summary.trained + summary.fixed
    assert counted <= held, (net, str(summary))
    said = any(row.layer.remark for row in summary.rows)
    assert counted == held or said, (net, str(summary))
    assert not any(row.differs and not row.layer.remark for row in summary.rows), (net, str(summary))
