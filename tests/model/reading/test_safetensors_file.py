"""Files of arrays: what their headers say, and headers that do not fit."""

import json
import struct
from pathlib import Path
from time import perf_counter

import pytest

from symbolic import Model
from symbolic.errors import FileError
from symbolic.model.reading.safetensors_file import _pairs
from symbolic.report.answers.formats import answer_data

FILES = Path(__file__).parents[1] / "files"
WIDTHS = {"F32": 4, "F16": 2, "BF16": 2, "I8": 1, "I32": 4, "I64": 8, "F8_E4M3": 1, "F64": 8}


def safetensors(folder, header, numbers, length=None, name="x.safetensors"):
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    path = folder / name
    path.write_bytes(struct.pack("<Q", len(raw) if length is None else length) + raw + bytes(numbers))
    return path


def written(folder, arrays, name="x.safetensors", metadata=None):
    """A file of arrays that are given by their shapes and kinds of number."""
    header, end = {} if metadata is None else {"__metadata__": metadata}, 0
    for array, (dtype, *shape) in arrays.items():
        size = WIDTHS[dtype]
        for extent in shape:
            size *= extent
        header[array] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    return safetensors(folder, header, end, name=name)


def rows(path):
    return {row.layer.name: row for row in Model.load(path).summary().rows}


def test_the_stacks_of_pytorch():
    rows = {row.layer.name: row.layer for row in Model.load(FILES / "sample.safetensors").summary().rows}
    assert rows["lstm"].what == "torch.nn.LSTM num_layers=2 bidirectional=true"
    assert str(rows["lstm"].gives) == "10"
    assert rows["gru"].what == "torch.nn.GRU bias=false"
    assert not rows["network"].known
    projected = Model.load(FILES / "projected.safetensors").layers
    assert [str(layer.gives) for layer in projected] == ["3", "5"]


def test_stored_and_derived_that_differ_are_said(tmp_path):
    header = {
        "rnn.weight_ih_l0": {"dtype": "F32", "shape": [20, 3], "data_offsets": [0, 240]},
        "rnn.weight_hh_l0": {"dtype": "F32", "shape": [20, 5], "data_offsets": [240, 640]},
        "rnn.extra": {"dtype": "F32", "shape": [7], "data_offsets": [640, 668]},
    }
    summary = Model.load(safetensors(tmp_path, header, 668)).summary()
    assert summary.rows[0].differs
    said = " ".join(str(summary).split())
    assert (
        "rnn: the equations give 160, and 167 are stored: nearly torch.nn.LSTM, with extra beside its arrays." in said
    )
    assert answer_data(summary)["layers"][0]["trained"] == 167


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({"a": {"shape": [2, 3], "data_offsets": [0, 240]}}, "cut off: its header names more bytes than there are"),
        ({"a": {"shape": [2, -3], "data_offsets": [0, 24]}}, "the header says no shape of 'a'"),
        ({"a": {"shape": [10**9], "data_offsets": [0, 24]}}, "the shape of 'a' does not fit its bytes"),
        ({"a": 3}, "the header says no shape of 'a'"),
        ([3], "its header is not a table of arrays"),
        ({"a": {"shape": [2**62] * 32, "data_offsets": [0, 24]}}, "the shape of 'a' does not fit its bytes"),
        (b'{"a": {"shape": [' + b"9" * 5000 + b'], "data_offsets": [0, 24]}}', "its header is not JSON"),
        ({"a": {"dtype": "F32", "shape": [5], "data_offsets": [0, 24]}}, "the shape of 'a' does not fit its bytes"),
        ({"a": {"shape": [3], "data_offsets": [24, 0]}}, "the shape of 'a' does not fit its bytes"),
        (
            {
                name: {"dtype": "F32", "shape": [3], "data_offsets": [place, place + 12]}
                for name, place in (("a", 0), ("b", 8))
            },
            "the bytes of 'b' are those of another array too",
        ),
        (b"{", "its header is not JSON"),
        (b"[" * 100_000, "its header is not JSON"),
    ],
)
def test_a_header_that_does_not_fit(tmp_path, header, words):
    with pytest.raises(FileError) as caught:
        Model.load(safetensors(tmp_path, header, 24))
    assert words in str(caught.value)


def test_a_safetensors_header_is_bounded(tmp_path):
    with pytest.raises(FileError, match=r"its header would have 9,223,372,036,854,775,807 bytes"):
        Model.load(safetensors(tmp_path, {}, 0, length=2**63 - 1))
    (tmp_path / "x.safetensors").write_bytes(b"abc")
    with pytest.raises(FileError, match="ends before its header"):
        Model.load(tmp_path / "x.safetensors")


def test_a_file_that_ends_within_its_header(tmp_path):
    with pytest.raises(FileError, match="this file is cut off: it ends within its header"):
        Model.load(safetensors(tmp_path, {}, 0, length=90_000_000))


def test_all_arrays_of_a_cell_that_is_nearly_one_of_pytorch_are_counted(tmp_path):
    cell = {"weight_ih": ("F32", 20, 3), "weight_hh": ("F32", 20, 5), "bias": ("F32", 20), "peep": ("F32", 15)}
    path = written(tmp_path, {f"cell.{name}": array for name, array in cell.items()})
    row = rows(path)["cell"]
    assert row.trained == 60 + 100 + 20 + 15
    assert row.layer.what == "nearly torch.nn.LSTMCell bias=false"
    assert "with bias and peep beside its arrays" in " ".join(str(Model.load(path).summary()).split())


@pytest.mark.parametrize("lost", ["bias_hh_l1", "weight_hh_l1", "weight_ih_l0_reverse"])
def test_a_stack_that_lacks_an_array_is_no_layer(tmp_path, lost):
    arrays = {}
    for level, width in enumerate((3, 10)):
        for ending in (f"_l{level}", f"_l{level}_reverse"):
            arrays |= {f"weight_ih{ending}": ("F32", 20, width), f"weight_hh{ending}": ("F32", 20, 5)}
            arrays |= {f"bias_ih{ending}": ("F32", 20), f"bias_hh{ending}": ("F32", 20)}
    del arrays[lost]
    row = rows(written(tmp_path, arrays))["network"]
    assert not row.layer.known
    assert row.trained == sum(array[1] * (*array[2:], 1)[0] for array in arrays.values())
    assert row.layer.remark.startswith("nearly torch.nn.LSTM, with ")


def test_an_array_that_was_left_out_because_another_is_the_same_is_counted_there(tmp_path):
    arrays = {"embedding.weight": ("F32", 20, 6), "head.bias": ("F32", 20)}
    table = rows(written(tmp_path, arrays, metadata={"format": "pt", "head.weight": "embedding.weight"}))
    assert {name: row.trained for name, row in table.items()} == {"embedding": 120, "head": 20}
    assert table["head"].layer.what == "dense"
    assert table["head"].layer.counted_in == "embedding"


def test_bytes_are_those_of_the_file(tmp_path):
    arrays = {
        "a.weight": ("BF16", 4, 3),
        "b.weight": ("I8", 4, 3),
        "c.weight": ("F8_E4M3", 4, 3),
        "d.qweight": ("I32", 2, 3),
    }
    stored = {row.layer.name: row.layer.arrays[0] for row in Model.load(written(tmp_path, arrays)).summary().rows}
    assert {name: (array.dtype, array.bytes) for name, array in stored.items()} == {
        "a": ("bfloat16", 24),
        "b": ("int8", 12),
        "c": ("float8_e4m3fn", 12),
        "d": ("int32", 24),
    }
    assert [name for name, array in stored.items() if not array.trained] == ["b", "d"]


@pytest.mark.parametrize(
    ("arrays", "remark"),
    [
        (("weight_g", 4, 1), "weight norm of weight"),
        (("parametrizations.weight.original0", 4, 1), "a parametrisation of weight"),
        (("weight_mask", 4, 5), "a mask on weight"),
    ],
)
def test_a_kernel_that_is_stored_in_parts(tmp_path, arrays, remark):
    name, *shape = arrays
    other = {"weight_g": "weight_v", "weight_mask": "weight_orig"}.get(name, "parametrizations.weight.original1")
    held = {f"head.{name}": ("F32", *shape), f"head.{other}": ("F32", 4, 5), "head.bias": ("F32", 4)}
    row = rows(written(tmp_path, held))["head"]
    beside = shape[0] * shape[1]
    assert (row.layer.what, row.derived) == ("dense", 24)
    assert (row.trained, row.fixed) == ((24, beside) if name == "weight_mask" else (24 + beside, 0))
    assert row.layer.remark == remark


@pytest.mark.parametrize(
    ("kernel", "vectors"),
    [
        ("weight_orig", ("weight_u", "weight_v")),
        ("parametrizations.weight.original", ("parametrizations.weight.0._u", "parametrizations.weight.0._v")),
    ],
)
def test_the_vectors_of_spectral_norm_are_not_trained(tmp_path, kernel, vectors):
    held = {f"conv.{kernel}": ("F32", 4, 3, 5), "conv.bias": ("F32", 4)}
    held |= {f"conv.{name}": ("F32", size) for name, size in zip(vectors, (4, 15), strict=True)}
    row = rows(written(tmp_path, held))["conv"]
    assert (row.layer.what, row.derived, row.trained, row.fixed) == ("convolution over 5", 64, 64, 19)


def test_an_array_that_its_own_module_holds_again(tmp_path):
    held = {"rnn.weight_ih_l0": ("F32", 4, 3), "rnn.weight_hh_l0": ("F32", 4, 4), "rnn.bias_ih_l0": ("F32", 4)}
    row = rows(written(tmp_path, held, metadata={"rnn.bias_hh_l0": "rnn.bias_ih_l0"}))["rnn"]
    assert (row.layer.what, row.layer.counted_in, row.differs) == ("torch.nn.RNN", "", True)
    assert row.layer.remark == "bias_hh_l0 held under two names"


def sharded(folder):
    weights = {"lstm.weight_ih_l0": ("F32", 20, 3), "lstm.weight_hh_l0": ("F32", 20, 5)}
    biases = {"lstm.bias_ih_l0": ("F32", 20), "lstm.bias_hh_l0": ("F32", 20)}
    parts = [
        (part, written(folder, part, f"m-0000{place}-of-00002.safetensors"))
        for place, part in enumerate((weights, biases), 1)
    ]
    places = {name: path.name for part, path in parts for name in part}
    index = folder / "m.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": 800}, "weight_map": places}))
    return index, parts[1][1]


def test_the_parts_of_a_network_are_read_through_their_index(tmp_path):
    index, part = sharded(tmp_path)
    row = rows(index)["lstm"]
    assert (row.layer.what, row.trained) == ("torch.nn.LSTM", 200)
    with pytest.raises(
        FileError, match=r"this is part 2 of 2 of a network; its index, m\.safetensors\.index\.json, is read"
    ):
        Model.load(part)
    part.unlink()
    with pytest.raises(FileError, match=r"m-00002-of-00002.safetensors, which holds 2 of its arrays, is not beside it"):
        Model.load(index)


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ("[", "this is not an index of .safetensors files: it is not JSON"),
        ("[1]", "it has no weight_map of names and files"),
        ('{"weight_map": {"a": 3}}', "it has no weight_map of names and files"),
        ('{"weight_map": {"a": "../x.safetensors"}}', "its files lie beside it, and '../x.safetensors' does not"),
        ('{"weight_map": {"b": "x.safetensors"}}', "x.safetensors does not hold 'b', which the index puts there"),
    ],
)
def test_an_index_that_is_none(tmp_path, index, words):
    written(tmp_path, {"a": ("F32", 3)})
    (tmp_path / "m.safetensors.index.json").write_text(index)
    with pytest.raises(FileError) as problem:
        Model.load(tmp_path / "m.safetensors.index.json")
    assert words in str(problem.value)


def test_a_name_that_is_in_a_header_twice_keeps_both_arrays(tmp_path):
    first, second = (
        f'"head.weight": {{"dtype": "F32", "shape": {shape}, "data_offsets": {place}}}'
        for shape, place in (([3, 4], [0, 48]), ([3], [48, 60]))
    )
    row = rows(safetensors(tmp_path, f"{{{first}, {second}}}".encode(), 60))["head"]
    assert (row.count, row.layer.remark) == (15, "weight is in the file twice")


def test_an_array_that_is_in_two_parts_is_that_of_the_part_that_the_index_names(tmp_path):
    index, part = sharded(tmp_path)
    written(tmp_path, {"lstm.weight_hh_l0": ("F32", 7), **dict.fromkeys(BIASES, ("F32", 20))}, part.name)
    assert rows(index)["lstm"].layer.what == "torch.nn.LSTM"


BIASES = ("lstm.bias_ih_l0", "lstm.bias_hh_l0")


def test_a_name_that_is_there_many_times_takes_time_by_their_number():
    seconds = []
    for times in (20_000, 160_000):
        start = perf_counter()
        table = _pairs([("a", {})] * times)
        seconds.append(perf_counter() - start)
        assert len(table) == times
    assert seconds[1] < 40 * seconds[0]
