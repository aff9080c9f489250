"""Networks as users of PyTorch write them, from memory and from files; with ``SYMBOLIC_FRAMEWORKS=1``."""

import json
import os

import pytest
import recording_pytorch

from symbolic import Model
from symbolic.errors import UsageError

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif(
        os.environ.get("SYMBOLIC_FRAMEWORKS", "") not in ("1", "pytorch"), reason="runs with SYMBOLIC_FRAMEWORKS=1"
    ),
    pytest.mark.filterwarnings("ignore"),
]

ROWS = [json.loads(line) for line in recording_pytorch.LINES.read_text().splitlines()]
NAMES = [row["name"] for row in ROWS]


@pytest.fixture(scope="module")
def built():
    from built import pytorch_models

    return pytorch_models


def totals(summary):
    return summary.trained, summary.fixed


def path_of(row, array):
    return array.name if row.layer.name == "network" else f"{row.layer.name}.{array.name}"


@pytest.mark.parametrize("name", NAMES)
def test_every_line_from_memory_is_what_pytorch_has(built, name):
    net = built.build(name)
    summary = Model.read(net).summary()
    assert totals(summary) == built.QUANTISED.get(name, built.counts(net))
    arrays, seen = built.arrays(net), []
    for row in summary.rows:
        for stored in row.layer.arrays:
            array = arrays.get(path_of(row, stored))
            if array is None:
                assert name in built.QUANTISED
                continue
            assert (tuple(array.shape), array.requires_grad) == (stored.shape, stored.trained)
            assert stored.bytes == array.numel() * array.element_size()
            seen.append(id(array))
        assert not row.differs or row.layer.remark
    assert sorted(seen) == sorted({id(array) for array in arrays.values()})


def test_a_module_that_has_made_no_arrays_yet_says_what_to_do():
    from torch import nn

    with pytest.raises(UsageError, match=r"1 \(LazyLinear\) has no arrays yet; run one batch through the network"):
        Model.read(nn.Sequential(nn.ReLU(), nn.LazyLinear(4)))


def test_classes_of_ones_own_called_as_those_of_pytorch_are_known_by_their_arrays():
    from torch import nn, ones

    def own(name, **held):
        module = type(name, (nn.Module,), {})()
        for key, value in held.items():
            setattr(module, key, value)
        return module

    net = nn.Sequential(
        own("RMSNorm", weight=nn.Parameter(ones(4))),
        own("LSTM", start=nn.Parameter(ones(3)), rnn=nn.LSTM(3, 4)),
        own("MultiheadAttention", scale=nn.Parameter(ones(2)), out_proj=nn.Linear(4, 4)),
    )
    rows = [(row.layer.name, row.layer.what, row.count) for row in Model.read(net).summary().rows]
    own_rows = [("0", "RMSNorm", 4), ("1", "LSTM", 3), ("2", "MultiheadAttention", 2)]
    assert rows == [*own_rows[:2], ("1.rnn", "torch.nn.LSTM", 144), own_rows[2], ("2.out_proj", "dense", 20)]


@pytest.mark.parametrize("capture", ["script", "trace", "export"])
def test_modules_that_were_captured_are_known_by_the_names_of_their_arrays(built, capture):
    import torch

    rnn, head, inputs = torch.nn.LSTM(3, 4), torch.nn.Linear(4, 2), torch.zeros(5, 2, 3)
    head.bias.requires_grad_(False)
    net = built.Net(lambda net, x: net.head(net.rnn(x)[0]), rnn=rnn, head=head)
    captured = {
        "script": lambda: torch.jit.script(torch.nn.ModuleList([rnn, head])),
        "trace": lambda: torch.jit.trace(net, inputs),
        "export": lambda: torch.export.export(net, (inputs,)).module(),
    }[capture]()
    summary = Model.read(captured).summary()
    assert [row.layer.what for row in summary.rows] == ["torch.nn.LSTM", "dense"]
    assert totals(summary) == (144 + 8, 2)


def test_reading_a_parametrised_module_does_not_compute_its_weight():
    import torch

    layer = torch.nn.utils.parametrizations.spectral_norm(torch.nn.Linear(3, 4)).train()
    before = {name: array.clone() for name, array in layer.state_dict().items()}
    Model.read(layer)
    assert all(torch.equal(array, before[name]) for name, array in layer.state_dict().items())


@pytest.mark.parametrize("name", [name for name in NAMES if "quantised" not in name])
def test_recording_again_finds_no_difference(built, name):
    assert json.loads(json.dumps(built.record(name))) == ROWS[NAMES.index(name)]


@pytest.mark.parametrize("name", [name for name in NAMES if "quantised" not in name])
def test_every_line_of_the_file_is_what_was_saved(built, name, tmp_path):
    from safetensors.torch import save_model

    net = built.build(name)
    save_model(net, tmp_path / "network.safetensors")
    saved = {id(array): array for array in net.state_dict(keep_vars=True).values()}
    summary = Model.load(tmp_path / "network.safetensors").summary()
    counters = sum("num_batches_tracked" in path for path in net.state_dict())
    assert sum(totals(summary)) == sum(array.numel() for array in saved.values()) - counters
    for row in summary.rows:
        for stored in row.layer.arrays:
            assert tuple(net.state_dict()[path_of(row, stored)].shape) == stored.shape
        assert not row.differs or row.layer.remark


@pytest.mark.parametrize("name", [row["name"] for row in ROWS if row["onnx"]])
@pytest.mark.parametrize("options", [{}, {"dynamo": False}], ids=["default", "older"])
def test_what_the_exporters_of_today_write(built, name, options, tmp_path):
    if options and name in built.NOT_OLDER:
        pytest.skip("the older exporter cannot write it")
    net = built.build(name)
    built.export(name, tmp_path / "network.onnx", **options)
    summary = Model.load(tmp_path / "network.onnx").summary()
    assert sum(totals(summary)) == sum(built.counts(net)), summary
    assert not any(row.differs and not row.layer.remark for row in summary.rows)


@pytest.mark.parametrize("state", ["zeros", "randn"])
def test_an_array_that_is_laid_out_over_a_batch_is_counted_once(built, state, tmp_path):
    import torch

    net = built.Net(
        lambda net, x: net.rnn(torch.cat([net.first.expand(2, 1, 3), x], 1), net.start.expand(1, 2, 4).contiguous())[0],
        rnn=torch.nn.GRU(3, 4, batch_first=True),
    )
    net.first = torch.nn.Parameter(getattr(torch, state)(1, 1, 3))
    net.start = torch.nn.Parameter(getattr(torch, state)(1, 1, 4))
    path = tmp_path / "network.onnx"
    torch.onnx.export(net.eval(), (torch.zeros(2, 5, 3),), path, external_data=False, verbose=False)
    assert totals(Model.load(path).summary()) == built.counts(net)
