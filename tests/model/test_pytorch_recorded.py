"""Networks as users of PyTorch write them, as recorded: files of their arrays, and what the exporters wrote."""

import json
import struct
from math import prod

import pytest
import recording_pytorch

from symbolic import Model

ROWS = [json.loads(line) for line in recording_pytorch.LINES.read_text().splitlines()]
KINDS = {"float32": "F32", "float64": "F64", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "int32": "I32"}
KINDS["bool"] = "BOOL"
WIDTHS = {"F32": 4, "F64": 8, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "BOOL": 1}
TOTALS = json.loads((recording_pytorch.ONNX / "totals.json").read_text())


def saved(folder, row):
    """The file that ``safetensors.torch.save_model`` writes of the network, with zeros for its numbers."""
    header, end = {"__metadata__": {"format": "pt", **row["aliases"]}}, 0
    for name, (dtype, shape) in row["arrays"].items():
        kind = KINDS[dtype]
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [end, end + WIDTHS[kind] * prod(shape)]}
        end += WIDTHS[kind] * prod(shape)
    raw = json.dumps(header).encode()
    path = folder / "network.safetensors"
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + bytes(end))
    return path


def test_there_are_at_least_100_networks():
    assert len(ROWS) >= 100


@pytest.mark.parametrize("row", [row for row in ROWS if "quantised" not in row["name"]], ids=lambda row: row["name"])
def test_a_file_of_the_arrays_has_each_once(tmp_path, row):
    summary = Model.load(saved(tmp_path, row)).summary()
    arrays = {name: shape for name, (_, shape) in row["arrays"].items() if not name.endswith("num_batches_tracked")}
    assert summary.trained + summary.fixed == sum(map(prod, arrays.values()))
    lines = {
        array.name if line.layer.name == "network" else f"{line.layer.name}.{array.name}": list(array.shape)
        for line in summary.rows
        for array in line.layer.arrays
    }
    assert lines == arrays
    assert not any(line.differs and not line.layer.remark for line in summary.rows)


@pytest.mark.parametrize("row", [row for row in ROWS if row["aliases"]], ids=lambda row: row["name"])
def test_a_name_that_stands_for_another_array_says_where_it_is_counted(tmp_path, row):
    layers = {line.layer.name: line.layer for line in Model.load(saved(tmp_path, row)).summary().rows}
    for alias, kept in row["aliases"].items():
        module, owner = (name.rpartition(".")[0] for name in (alias, kept))
        if module in layers and module != owner:
            assert layers[module].counted_in == owner


@pytest.mark.parametrize("name", TOTALS)
def test_the_files_of_the_exporters_hold_what_pytorch_counts(name):
    pytest.importorskip("onnx")
    summary = Model.load(recording_pytorch.ONNX / name).summary()
    assert summary.trained + summary.fixed == TOTALS[name]
    assert not any(row.differs and not row.layer.remark for row in summary.rows)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("norm_behind_a_convolution", "0: a norm is folded into it in the file"),
        ("norm_behind_a_convolution", "1: folded into 0 in the file"),
        ("first_state_of_ones_own", "its first state is learned"),
    ],
)
def test_what_an_exporter_has_changed_is_told(name, says):
    pytest.importorskip("onnx")
    printed = str(Model.load(recording_pytorch.ONNX / f"{name}.onnx").summary())
    assert says in printed.replace("\n    ", " ")


@pytest.mark.parametrize("name", ["norms_before_training", "levels_before_training"])
def test_arrays_that_are_stored_once_are_counted_for_each_layer_and_take_no_bytes_again(name):
    pytest.importorskip("onnx")
    summary = Model.load(recording_pytorch.ONNX / f"{name}.onnx").summary()
    assert not any(row.layer.remark for row in summary.rows)
    held = [array for row in summary.rows for array in row.layer.arrays]
    assert summary.stored_memory == 4 * sum(array.count for array in held if array.bytes)
    assert summary.stored_memory < 4 * summary.trained


def test_recurrent_layers_are_found_behind_what_the_exporter_puts_around_them():
    pytest.importorskip("onnx")
    kinds = [row.layer.what for row in Model.load(recording_pytorch.ONNX / "encoder_decoder.onnx").summary().rows]
    assert kinds == ["embedding", "embedding", "onnx.LSTM", "onnx.LSTM", "dense"]


def test_the_bytes_of_quantised_weights_are_those_of_the_file():
    pytest.importorskip("onnx")
    layers = {
        row.layer.name: row.layer for row in Model.load(recording_pytorch.ONNX / "tagger_int8.onnx").summary().rows
    }
    assert [(array.dtype, array.bytes) for array in layers["words"].arrays] == [("uint8", 120)]
    lstm = layers["node_LSTM_112_quant"]
    assert [(array.dtype, array.bytes) for array in lstm.arrays] == [("int8", 240), ("int8", 200), ("float32", 320)]
