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
