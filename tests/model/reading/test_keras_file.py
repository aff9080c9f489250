"""Files of Keras that are damaged or not what they say: a sentence each, and what can be read is not lost."""

import json
import zipfile
from pathlib import Path

import pytest

from symbolic import Model
from symbolic.errors import FileError, UsageError
from symbolic.limits import KERAS_LAYERS
from symbolic.model.reading.keras_config import layers_in_config

FILES = Path(__file__).parents[1] / "files"


def entry(kind, **config):
    return {"class_name": kind, "module": "keras.layers", "config": config}


def network(*layers):
    return {"class_name": "Sequential", "config": {"name": "network", "layers": list(layers)}}


def nested(layer, depth, around):
    for _ in range(depth):
        layer = around(layer)
    return layer


def stacked(cell):
    return entry("StackedRNNCells", name="stack", cells=[cell])


LSTM = entry("LSTM", name="lstm", units=3)


def test_directions_of_directions_are_not_looked_into():
    deep = nested(LSTM, 18, lambda layer: entry("Bidirectional", name="both", layer=layer))
    assert len(layers_in_config(network(deep))) == 2


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (nested(LSTM, 60, lambda layer: entry("TimeDistributed", name="steps", layer=layer)), "nested past 50 levels"),
        (
            entry(
                "RNN", name="rnn", cell=nested(LSTM, 60, lambda cell: entry("StackedRNNCells", name="s", cells=[cell]))
            ),
            "the cells are nested past 50 levels",
        ),
        (
            nested(LSTM, 20, lambda layer: entry("Bidirectional", name="b", layer=entry("Own", name="o", inner=layer))),
            f"over {KERAS_LAYERS:,} layers",
        ),
        (entry("RNN", name="rnn", cell=3), "cell is missing or of another kind"),
        (entry("RNN", name="rnn", cell=entry("StackedRNNCells", name="s", cells=[3])), "class_name is missing"),
        (entry("Bidirectional", name="both"), "layer is missing or of another kind"),
        ({"class_name": "LSTM"}, "config is missing or of another kind"),
    ],
)
def test_a_configuration_that_keras_does_not_write_is_refused(layer, words):
    with pytest.raises(UsageError, match=words):
        layers_in_config(network(layer))


@pytest.mark.parametrize(
    "config",
    [
        {"name": "x", "units": {"a": 1}},
        {"name": "x", "units": -3},
        {"name": "x", "equation": 3, "output_shape": "y", "kernel_size": None, "axis": "z", "num_heads": []},
    ],
)
@pytest.mark.parametrize("kind", ["LSTM", "Dense", "EinsumDense", "Conv2D", "LayerNormalization", "MultiHeadAttention"])
def test_a_layer_with_nonsense_in_it_is_listed_without_a_formula(tmp_path, kind, config):
    path = tmp_path / "x.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(network(entry(kind, **config), LSTM)))
    assert [layer.name for layer in Model.load(path).layers][:2] == ["x", "lstm"]


def damaged(tmp_path, weights):
    """The sample with other weights."""
    path = tmp_path / "x.keras"
    with zipfile.ZipFile(FILES / "row.keras") as sample, zipfile.ZipFile(path, "w") as archive:
        for name in sample.namelist():
            raw = sample.read(name)
            archive.writestr(name, weights(raw) if name.endswith(".h5") else raw)
    return path


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (lambda raw: raw[: len(raw) // 2], "cut off or damaged"),
        (lambda raw: raw[:100], "cut off or damaged"),
        (lambda raw: b"x" * len(raw), "not an HDF5 file"),
        (lambda raw: raw.replace(b"SNOD", b"SNOT"), "it is damaged"),
    ],
)
def test_the_layers_are_known_where_the_arrays_are_damaged(tmp_path, weights, words):
    summary = Model.load(damaged(tmp_path, weights)).summary()
    assert summary.rows[-1].layer.what.startswith("cannot be read")
    assert words in summary.rows[-1].layer.what
    whole = Model.load(FILES / "row.keras").summary()
    assert [row.layer.name for row in summary.rows[:-1]] == [row.layer.name for row in whole.rows]
    assert sum(row.derived or 0 for row in summary.rows) == sum(row.derived or 0 for row in whole.rows)


def h5(tmp_path, fill):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "x.h5", "w") as file:
        fill(file)
    return tmp_path / "x.h5"


def test_weights_alone_are_listed_by_what_holds_them(tmp_path):
    def fill(file):
        file["layers/dense/vars/0"] = [[1.0] * 4] * 3
        file["layers/dense/vars/1"] = [1.0] * 4
        file["layers/dense/vars"].attrs["name"] = "head"
        file["optimizer/vars/0"] = 1.0

    summary = Model.load(h5(tmp_path, fill)).summary()
    assert [(row.layer.name, row.count) for row in summary.rows] == [("layers/dense (head)", 16)]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("{", "its model_config is not JSON"),
        ("[1]", "not the configuration of a network"),
        ('{"class_name": "Model", "config": {"layers": 3}}', "not one that Keras writes"),
    ],
)
def test_a_whole_model_whose_configuration_is_none_is_refused(tmp_path, config, words):
    with pytest.raises(FileError, match=words):
        Model.load(h5(tmp_path, lambda file: file.attrs.update({"model_config": config})))


def test_an_h5_file_that_is_none(tmp_path):
    (tmp_path / "x.h5").write_bytes(b"no")
    with pytest.raises(FileError, match="this cannot be read as HDF5: it is cut off"):
        Model.load(tmp_path / "x.h5")
    with pytest.raises(FileError, match="no array is in this HDF5 file"):
        Model.load(h5(tmp_path, lambda file: file.create_group("empty")))


def test_the_sequential_of_the_first_versions_is_a_list(tmp_path):
    def fill(file):
        config = {"class_name": "Sequential", "config": [entry("Dense", name="dense", units=4)]}
        file.attrs["model_config"] = json.dumps(config)
        group = file.create_group("model_weights/dense")
        group.attrs["weight_names"] = [b"dense/kernel:0", b"dense/bias:0"]
        group["dense/kernel:0"], group["dense/bias:0"] = [[1.0] * 4] * 3, [1.0] * 4

    (row,) = Model.load(h5(tmp_path, fill)).summary().rows
    assert (row.layer.what, row.trained, row.derived) == ("dense", 16, 16)


def group(file, name, **arrays):
    held = file.create_group(f"model_weights/{name}")
    held.attrs["weight_names"] = [path.encode() for path in arrays]
    for path, shape in arrays.items():
        held.create_dataset(path, shape, "float32")


def whole(tmp_path, config, **groups):
    def fill(file):
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "3.15.0"
        for name, arrays in groups.items():
            group(file, name, **arrays)
        file["model_weights"].attrs["layer_names"] = [name.encode() for name in groups]

    return [
        (row.layer.name, row.trained, row.fixed) for row in Model.load(h5(tmp_path, fill)).summary().rows if row.count
    ]


def test_a_model_of_ones_own_class_in_an_h5_file_is_listed_by_its_layers(tmp_path):
    rows = whole(
        tmp_path,
        {"class_name": "Net", "config": {}},
        dense={"dense/kernel": (3, 4), "dense/bias": (4,)},
        norm={"norm/gamma": (4,), "norm/beta": (4,), "norm/moving_mean": (4,), "norm/moving_variance": (4,)},
    )
    assert rows == [("dense", 16, 0), ("norm", 8, 8)]


def test_a_layer_whose_configuration_does_not_say_its_name_has_that_of_its_network(tmp_path):
    layers = [{**entry("Scale", trainable=True), "name": "first"}, entry("Dense", name="head", units=2)]
    for layer in layers:
        layer["config"] = {key: value for key, value in layer["config"].items() if key != "name" or value == "head"}
    rows = whole(
        tmp_path,
        {"class_name": "Functional", "config": {"layers": layers}},
        first={"first/gain": (4,)},
        head={"head/kernel": (4, 2), "head/bias": (2,)},
    )
    assert rows == [("first", 4, 0), ("head", 10, 0)]


def test_cells_of_ones_own_in_both_directions_of_an_h5_file(tmp_path):
    sides = [entry("RNN", name=f"{side}_rnn", cell=entry("Own", name="own")) for side in ("forward", "backward")]
    both = entry("Bidirectional", name="both", layer=sides[0], backward_layer=sides[1])
    arrays = {f"{side}_rnn/own/kernel": (3, size) for side, size in (("forward", 4), ("backward", 5))}
    rows = whole(tmp_path, {"class_name": "Sequential", "config": {"layers": [both]}}, both=arrays)
    assert rows == [("both/forward/forward_rnn", 12, 0), ("both/backward/backward_rnn", 15, 0)]


def test_a_wrapper_of_ones_own_leaves_the_arrays_of_the_layer_inside(tmp_path):
    inner = {**entry("Dense", name="dense", units=4), "module": "keras.layers"}
    config = {"class_name": "Sequential", "config": {"layers": [entry("Gain", name="wrapped", layer=inner)]}}
    arrays = {"wrapped/gain": (4,), "wrapped/dense/kernel": (3, 4), "wrapped/dense/bias": (4,)}
    assert whole(tmp_path, config, wrapped=arrays) == [("wrapped", 4, 0), ("wrapped/dense", 16, 0)]
