"""Weights of Keras without their configuration: in one file, in several, and as Keras 2 wrote them."""

import json
import re
import shutil
from math import prod
from pathlib import Path

import pytest

from symbolic import Model
from symbolic.errors import FileError

FILES = Path(__file__).parents[1] / "files"
WHOLE = Model.load(FILES / "row.keras").summary()


def shapes(summary):
    return sorted((array.shape, array.dtype) for row in summary.rows for array in row.layer.arrays or ())


def test_weights_in_several_files_are_those_of_the_network():
    summary = Model.load(FILES / "row.weights.json").summary()
    assert shapes(summary) == shapes(WHOLE)
    assert summary.trained + summary.fixed == WHOLE.trained + WHOLE.fixed
    assert summary.stored_memory == WHOLE.stored_memory


def test_layers_are_told_by_where_they_are_stored_and_what_is_not_said_is_said():
    summary = Model.load(FILES / "row.weights.json").summary()
    rows = {row.layer.name: row for row in summary.rows}
    assert rows["layers/lstm/cell (lstm_cell)"].layer.what == "keras.layers.LSTMCell"
    statistics = [array.name for array in rows["layers/batch_normalization"].layer.arrays if not array.trained]
    assert statistics == ["moving_mean", "moving_variance"]
    assert not any(row.differs for row in summary.rows)
    assert str(summary).count("The file does not say which of its arrays are trained.") == 1


def test_a_part_of_the_weights_is_read_by_itself():
    parts = [Model.load(FILES / f"row_0000{place}.weights.h5").summary() for place in range(2)]
    assert sum(part.trained + part.fixed for part in parts) == WHOLE.trained + WHOLE.fixed


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ("[", "this is not an index of .weights.h5 files: it is not JSON"),
        ("[1]", "it has no weight_map of layers and files"),
        ('{"weight_map": 3}', "it has no weight_map of layers and files"),
        ('{"weight_map": {"a": 3}}', "it has no weight_map of layers and files"),
        ('{"weight_map": {"a": [3]}}', "it has no weight_map of layers and files"),
        ('{"weight_map": {"a": ["../x.weights.h5"]}}', "its files lie beside it, and '../x.weights.h5' does not"),
        ('{"weight_map": {"a": ["gone.h5"]}}', "gone.h5, which holds 1 of its 1 layers, is not beside it"),
        (
            '{"weight_map": {"/layers/x/vars": ["part.h5"]}}',
            "part.h5 does not hold '/layers/x/vars'",
        ),
        ('{"weight_map": {"a": ["text.h5"]}}', "this cannot be read as HDF5"),
        (json.dumps({"weight_map": {"a": [str(place) for place in range(1001)]}}), "at most 1,000 are read"),
    ],
)
def test_an_index_that_is_none(tmp_path, index, words):
    shutil.copy(FILES / "row_00000.weights.h5", tmp_path / "part.h5")
    (tmp_path / "text.h5").write_text("text")
    (tmp_path / "m.weights.json").write_text(index)
    with pytest.raises(FileError) as problem:
        Model.load(tmp_path / "m.weights.json")
    assert words in str(problem.value)


def test_weights_of_keras_2_are_listed_by_their_layers(tmp_path):
    h5py = pytest.importorskip("h5py")
    layers = {
        "embed": {"embed/embeddings:0": (9, 4)},
        "both": {
            f"both/{side}_gru/gru_cell/{name}:0": shape
            for side in ("forward", "backward")
            for name, shape in (("kernel", (4, 15)), ("recurrent_kernel", (5, 15)), ("bias", (2, 15)))
        },
        "drop": {},
        "bn": {f"bn/{name}:0": (10,) for name in ("gamma", "beta", "moving_mean", "moving_variance")},
        "out": {"out/kernel:0": (10, 3), "out/bias:0": (3,)},
        "own": {"scale:0": (2, 7)},
    }
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["layer_names"] = list(layers)
        for layer, arrays in layers.items():
            group = file.create_group(layer)
            group.attrs["weight_names"] = list(arrays)
            for name, shape in arrays.items():
                group.create_dataset(name, shape, "float32")
    summary = Model.load(tmp_path / "old.h5").summary()
    assert [(row.layer.name, row.trained, row.fixed) for row in summary.rows] == [
        ("embed", 36, 0),
        ("both/forward_gru/gru_cell", 165, 0),
        ("both/backward_gru/gru_cell", 165, 0),
        ("bn", 20, 20),
        ("out", 33, 0),
        ("own", 14, 0),
    ]
    assert not any(row.differs for row in summary.rows)
    assert [row.layer.name for row in summary.rows if not row.layer.known] == ["own"]


@pytest.mark.parametrize(
    ("path", "shapes", "kind", "reads", "gives"),
    [
        ("conv2d", [(3, 2, 4, 5), (5,)], "convolution over 3×2", 4, 5),
        ("conv1d", [(3, 4, 5)], "convolution over 3, no bias", 4, 5),
        ("conv1d_transpose", [(3, 5, 4), (5,)], "transposed convolution over 3", 4, 5),
        ("depthwise_conv1d", [(3, 4, 2), (8,)], "convolution by channel over 3", 4, 8),
        ("separable_conv2d", [(3, 3, 4, 2), (1, 1, 8, 5), (5,)], "separable convolution over 3×3", 4, 5),
        ("conv_lstm2d/cell", [(5, 3, 4, 20), (5, 3, 5, 20), (20,)], "keras.layers.ConvLSTM2D", 4, 5),
        ("multi_head_attention/query_dense", [(4, 2, 3), (2, 3)], "dense by abc,cde->abde", 4, 3),
        ("multi_head_attention/output_dense", [(2, 3, 4), (4,)], "dense by abcd,cde->abe", 3, 4),
        ("rms_normalization", [(4,)], "RMS norm", 4, 4),
        ("conv2d", [(3, 2, 4, 5), (4,)], "Conv2D", None, None),
        ("conv2d", [(3, 4, 5), (5,)], "Conv2D", None, None),
        ("separable_conv1d", [(3, 4, 2), (8, 5)], "SeparableConv1D", None, None),
    ],
)
def test_convolutions_and_projections_are_told_by_their_shapes(tmp_path, path, shapes, kind, reads, gives):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "x.weights.h5", "w") as file:
        for place, shape in enumerate(shapes):
            file.create_dataset(f"layers/{path}/vars/{place}", shape, "float32")
    (row,) = Model.load(tmp_path / "x.weights.h5").summary().rows
    assert (row.layer.what, row.layer.known, row.differs) == (kind, reads is not None, False)
    assert row.count == sum(map(prod, shapes))
    assert reads is None or (str(row.layer.reads), str(row.layer.gives)) == (str(reads), str(gives))


@pytest.mark.parametrize("name", ["spectral_normalization", "time_distributed"])
def test_a_kernel_that_a_wrapper_stores_again_is_counted_once(tmp_path, name):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "spectral.weights.h5", "w") as file:
        for place, shape in enumerate([(3, 4), (4,)]):
            file.create_dataset(f"layers/{name}/layer/vars/{place}", shape, "float32")
        for place, shape in enumerate([(3, 4), (1, 4)]):
            file.create_dataset(f"layers/{name}/vars/{place}", shape, "float32")
        file[f"layers/{name}/vars"].attrs["name"] = "spectral_normalization_3"
    summary = Model.load(tmp_path / "spectral.weights.h5").summary()
    assert (summary.trained, summary.fixed) == (16, 4)


@pytest.mark.parametrize(
    "path",
    [
        "optimizer",
        "layers/functional/optimizer",
        "layers/model/compile_metrics",
        "d_opt",
        "total_loss_tracker",
        "layers/text_vectorization/idf_weights",
        "layers/dropout/seed_generator",
        "layers/discretization",
    ],
)
def test_what_is_stored_of_training_is_no_parameter(tmp_path, path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "x.weights.h5", "w") as file:
        file.create_dataset("layers/dense/vars/0", (3, 4), "float32")
        if path.endswith("idf_weights"):
            file.create_dataset(path, (9,), "float32")
        else:
            file.create_dataset(f"{path}/vars/0", (), "float32" if path.endswith("tracker") else "int64")
    summary = Model.load(tmp_path / "x.weights.h5").summary()
    assert (summary.trained, summary.fixed) == (12, 0)


@pytest.mark.parametrize("size", [1, 8, 15])
def test_a_text_that_is_smaller_than_a_reference_is_a_damaged_file(tmp_path, size):
    whole = (FILES / "row_00000.weights.h5").read_bytes()
    # The kind of an attribute: texts of a size of sixteen bytes, each a reference to where the text is.
    sizes = [match.end() - 4 for match in re.finditer(rb"\x19\x01\x01\x00\x10\x00\x00\x00", whole)]
    damaged = []
    for place in sizes:
        (tmp_path / "a.weights.h5").write_bytes(whole[:place] + bytes([size]) + whole[place + 1 :])
        try:
            Model.load(tmp_path / "a.weights.h5")
        except FileError as error:
            damaged.append(str(error))
    assert any("a text in it is cut off or damaged" in sentence for sentence in damaged)
